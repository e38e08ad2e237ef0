import { z } from 'zod';
import { audiences } from './roles.ts';
import type { Audience } from './roles.ts';
import type { CommandAnswer, CommandEnvelope } from './commands.ts';
import type { Parts } from './parts.ts';
import type { Refusal } from './refusals.ts';
import type { Instant } from './time.ts';

export { ALIVE_EVERY_MS, GATHER_MS, HELLO_WITHIN_MS, MAX_BEHIND_BYTES, MAX_FRAME_BYTES, PROTOCOL } from './limits.ts';

export const helloMessage = z.strictObject({
  protocol: z.int(),
  build: z.string().max(64),
  audience: z.enum(audiences),
  show: z.string().max(64).nullable(),
  key: z.string().max(200).nullable(),
});
export type HelloMessage = z.output<typeof helloMessage>;

export const paintedMessage = z.strictObject({
  rev: z.int().min(0),
  fps: z.number().min(0).max(1000),
  visible: z.boolean(),
  width: z.int().min(0).max(20_000),
  height: z.int().min(0).max(20_000),
});
export type PaintedMessage = z.output<typeof paintedMessage>;

/** V1. `rev` is the ledger's seq: two snapshots with one rev are the same, on any node. */
export interface Snapshot {
  readonly epoch: string;
  readonly rev: number;
  readonly now: Instant;
  readonly parts: Parts;
  /** The server cannot be sure that this is the newest: its ledger does not answer (L7). Shown as stale. */
  readonly stale?: true;
}
export interface Patch extends Snapshot {
  readonly audience: Audience;
  /** The rev of the last patch to this audience. */
  readonly from: number;
}
export interface PresenceMessage {
  readonly at: Instant;
  readonly parts: Parts;
}
export interface ByeMessage {
  readonly reason: 'no-hello' | 'too-slow' | 'other-protocol' | 'key-revoked' | 'closing';
  readonly retry: boolean;
}
export type HelloAnswer = ({ readonly ok: true } & Snapshot) | { readonly ok: false; readonly refusal: Refusal };

export interface ClientToServer {
  hello: (message: HelloMessage, answer: (snapshot: HelloAnswer) => void) => void;
  command: (envelope: CommandEnvelope, answer: (answer: CommandAnswer) => void) => void;
  painted: (message: PaintedMessage) => void;
  /** Answered at once and changes nothing: for measuring the way there and back. */
  echo: (answer: () => void) => void;
}
export interface ServerToClient {
  patch: (patch: Patch) => void;
  presence: (message: PresenceMessage) => void;
  do: (what: 'identify' | 'reload') => void;
  bye: (message: ByeMessage) => void;
}
