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
export interface ChatAdapter {
  readonly manifest: ChatManifest;
  /** Returns at once and reports through `events`; reconnects by itself until closed. */
  connect(settings: Settings, events: ChatEvents): ChatConnection;
  doctor(settings: Settings | null): Promise<readonly DoctorLine[]>;
}
