import type { Latency } from '@protocol/parts.ts';
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
  /** False where a message is too dear for a count or an answer: only what happens to a drop is told then. */
  readonly answers: boolean;
}
/**
 * How much a message is to stand out: `announcement` in a colour or a frame, `pinned` above all others. A chat does what it can and
 * may: what it cannot pin it announces, and what it cannot announce it says plainly.
 */
export const postKinds = ['plain', 'announcement', 'pinned'] as const;
export type PostKind = (typeof postKinds)[number];
/** What a message is, beside its text. */
export interface PostAbout {
  readonly kind: PostKind;
  /** What it is about, such as a drop's id: a chat that can (`capabilities.edits`) changes its earlier message of it rather than post another. Null: of nothing that comes back. */
  readonly subject: string | null;
  /** The platform's own id of the newest message of that subject there, as `Posted.messageId` gave it; null where none is known. */
  readonly earlier: string | null;
  /** How long it is of use, such as to the end of its drop; null where that is not known. */
  readonly usefulForMs: DurationMs | null;
}
/** A line like any other. */
export const PLAIN_POST: PostAbout = { kind: 'plain', subject: null, earlier: null, usefulForMs: null };

export interface ChatManifest extends Manifest {
  readonly limits: ChatLimits;
  /**
   * `kinds`: how it can post, where the account may. `edits`: it changes its own earlier message of the same subject. `typed`: a person can write there,
   * too, so that a line may be posted by hand.
   */
  readonly capabilities: {
    readonly reads: boolean;
    readonly links: boolean;
    readonly kinds: readonly PostKind[];
    readonly edits: boolean;
    readonly typed: boolean;
  };
  /** How late viewers see the picture, until the host says otherwise. */
  readonly delaySeconds: number;
  /** What the platform lets its streamers choose, in that order; empty where nothing is known of it. */
  readonly latencies: readonly Latency[];
}
export type ChatStatus = 'off' | 'not-set-up' | 'connecting' | 'connected' | 'refused' | 'lost';
/** Who writes, lowest first. `member`: pays the channel, as a subscriber or member does. */
export const chatLevels = ['viewer', 'member', 'mod', 'owner'] as const;
export type ChatLevel = (typeof chatLevels)[number];
export interface ChatLine {
  /** The platform's own id of the writer, without prefix. */
  readonly userId: string;
  /** As the chat shows the writer; empty where it is not known. Never in an event or a log (L8). */
  readonly name: string;
  readonly level: ChatLevel;
  readonly text: string;
  /** `level` is `mod` or `owner`. */
  readonly mod: boolean;
}
/** `receipt`: see `Receipt` in the protocol. `note` says why, in words, for the desk; empty where there is nothing to say. */
export type Posted =
  | {
      readonly outcome: 'done';
      readonly receipt: 'sent' | 'seen';
      readonly note: string;
      /** The platform's own id of it, at most 200 characters; null where it gave none. */
      readonly messageId: string | null;
    }
  | { readonly outcome: 'failed'; readonly receipt: 'limited' | 'dropped' | 'unsent'; readonly note: string }
  | { readonly outcome: 'unknown'; readonly receipt: 'unknown'; readonly note: string };
export interface ChatEvents {
  status(status: ChatStatus, note: string): void;
  line(line: ChatLine): void;
  /** Whether there is anybody to write to: a show or a drop is on, one begins within a day, or neither. Asked often; it costs nothing. */
  show(): 'on' | 'soon' | 'none';
}
export interface ChatConnection {
  /**
   * Settles within 10 s. Tried once: the caller never repeats it by itself. Never rejects. A link may be asked for while another
   * post is still under way.
   */
  post(text: string, about: PostAbout): Promise<Posted>;
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
  /** Empty where nothing is typed: one opens `url`, allows it there and is sent back. */
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
  /** What stood in the address a browser came back with; false where nobody was sent for it. Null where a code is typed instead. */
  readonly back: ((query: Readonly<Record<string, string>>) => boolean) | null;
  /** Takes the right to write back at the platform; `note` says where that could not be done. */
  logOut(logIn: Settings): Promise<{ readonly note: string }>;
  /** Who is logged in; `ended`: the platform takes it no more. */
  who(logIn: Settings): { readonly name: string; readonly ended: boolean };
}
/** What a platform gives a day, and what a show takes of it: words and figures beside the form. */
export interface ChatAllowance {
  readonly title: string;
  readonly total: number;
  readonly used: number;
  /** The two in words. */
  readonly said: string;
  /** How it is planned, a sentence each. */
  readonly rows: readonly string[];
}
export interface ChatAdapter {
  readonly manifest: ChatManifest;
  /** Null where nothing is counted by the day. */
  readonly allowance: ((settings: Settings, logIn: Settings | null) => ChatAllowance) | null;
  /** Null where everything needed is typed into the form. */
  readonly logIn: ChatLogIn | null;
  /** Returns at once and reports through `events`; reconnects by itself until closed. */
  connect(settings: Settings, events: ChatEvents, logIn: LogInStore): ChatConnection;
  /** Never renews a log-in: it may run beside the server that does. */
  doctor(settings: Settings | null, logIn: Settings | null): Promise<readonly DoctorLine[]>;
}
