import type { DurationMs } from '@protocol/time.ts';
import type { DoctorLine, Manifest, Settings } from './manifest.ts';

export interface ChatLimits {
  /** At most `messages` in any `windowMs`; we use four fifths of it (over it Twitch mutes a bot for 30 minutes). */
  readonly messages: number;
  readonly windowMs: DurationMs;
  /** Between two messages. */
  readonly gapMs: DurationMs;
  readonly longest: number;
  /** The same text within this time is dropped by the platform; 0 where it is not. */
  readonly sameTextMs: DurationMs;
}
export interface ChatManifest extends Manifest {
  readonly limits: ChatLimits;
  readonly capabilities: { readonly reads: boolean; readonly links: boolean };
  /** How late viewers see the picture, until the host says otherwise. */
  readonly delaySeconds: number;
}
export type ChatStatus = 'off' | 'not-set-up' | 'connecting' | 'connected' | 'refused' | 'lost';
export interface ChatLine {
  /** The platform's own id of the writer, without prefix. */
  readonly userId: string;
  readonly text: string;
  readonly mod: boolean;
}
/** `unknown`: it may be out (E2); `failed`: it is not. `note` says why, in words, for the desk. */
export interface Posted {
  readonly outcome: 'done' | 'failed' | 'unknown';
  readonly note: string;
}
export interface ChatEvents {
  status(status: ChatStatus, note: string): void;
  line(line: ChatLine): void;
}
export interface ChatConnection {
  /** Settles within 10 s. Tried once: the caller never repeats it by itself. Never rejects. */
  post(text: string): Promise<Posted>;
  /** Current limits: a moderator may post more. */
  limits(): ChatLimits;
  close(): Promise<void>;
}
/** What a log-in brought, and what follows from it: kept like settings, never sent anywhere. Read anew at each use, since it is renewed. */
export interface LogInStore {
  read(): Promise<Settings | null>;
  /** Resolves once it is kept: what it replaces may be gone at the platform already. */
  write(logIn: Settings): Promise<void>;
}
/** A code that a person types at the platform. */
export interface LogInCode {
  readonly code: string;
  /** Where it is typed; it may have the code in it. */
  readonly url: string;
  readonly expiresInMs: DurationMs;
  readonly pollEveryMs: DurationMs;
  /** What is asked with whether it was typed. Never shown. */
  readonly secret: string;
}
/** `waiting`: not typed yet; `note` where the platform did not answer. */
export type LogInPolled =
  | { readonly how: 'waiting'; readonly note: string }
  | { readonly how: 'in'; readonly logIn: Settings }
  | { readonly how: 'over'; readonly why: 'denied' | 'expired' | 'failed'; readonly note: string };
/** Logging in without a password being typed here: by a code, at the platform's own page. Nothing in it rejects. */
export interface ChatLogIn {
  /** What is needed before, in words, and where one gets it. */
  readonly about: { readonly text: string; readonly link: string; readonly url: string };
  start(settings: Settings): Promise<{ readonly ok: true; readonly code: LogInCode } | { readonly ok: false; readonly note: string }>;
  poll(settings: Settings, code: LogInCode): Promise<LogInPolled>;
  /** Takes the right to write back at the platform; `note` says where that could not be done. */
  logOut(logIn: Settings): Promise<{ readonly note: string }>;
  /** Who is logged in; `ended`: the platform takes it no more. */
  who(logIn: Settings): { readonly name: string; readonly ended: boolean };
}
export interface ChatAdapter {
  readonly manifest: ChatManifest;
  /** Null where everything needed is typed into the form. */
  readonly logIn: ChatLogIn | null;
  /** Returns at once and reports through `events`; reconnects by itself until closed. */
  connect(settings: Settings, events: ChatEvents, logIn: LogInStore): ChatConnection;
  /** Never renews a log-in: it may run beside the server that does. */
  doctor(settings: Settings | null, logIn: Settings | null): Promise<readonly DoctorLine[]>;
}
