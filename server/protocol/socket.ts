import { z } from 'zod';
import { obsSurfaces, obsTroubles } from './obs.ts';
import { audiences } from './roles.ts';
import type { Audience } from './roles.ts';
import type { CommandAnswer, CommandEnvelope } from './commands.ts';
import type { FromBridge, ToBridge } from './obs-bridge.ts';
import type { ObsAnswer, ObsData } from './obs-link.ts';
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
  /** The newest this client was shown before, perhaps by another node: it is never told an older truth. */
  seen: z.strictObject({ epoch: z.string().max(64), rev: z.int().min(0) }).optional(),
});
export type HelloMessage = z.output<typeof helloMessage>;

export const paintedMessage = z.strictObject({
  rev: z.int().min(0),
  fps: z.number().min(0).max(1000),
  visible: z.boolean(),
  width: z.int().min(0).max(20_000),
  height: z.int().min(0).max(20_000),
  /** From its address; overlays loaded before there were names say nothing. */
  name: z.string().max(40).nullable().optional(),
});
export type PaintedMessage = z.output<typeof paintedMessage>;

/** What a bridge to OBS says; see obs-bridge.ts. */
export const bridgeMessage = z.discriminatedUnion('say', [
  z.strictObject({ say: z.literal('offer'), surface: z.enum(obsSurfaces), take: z.boolean(), origin: z.string().max(300).nullable() }),
  z.strictObject({ say: z.literal('up') }),
  z.strictObject({ say: z.literal('down'), trouble: z.enum(obsTroubles) }),
  z.strictObject({ say: z.literal('event'), event: z.string().max(60), data: z.record(z.string(), z.unknown()) }),
  z.strictObject({ say: z.literal('leave') }),
]) satisfies z.ZodType<FromBridge>;
/** What OBS said, as a bridge passes it back. */
export const bridgeAnswer = z.union([
  z.object({ ok: z.literal(true), data: z.record(z.string(), z.unknown()) }),
  z.object({ ok: z.literal(false), why: z.literal('refused'), code: z.number(), comment: z.string().max(2_000) }),
  z.object({ ok: z.literal(false), why: z.enum(['no-answer', 'not-sent']) }),
]) satisfies z.ZodType<ObsAnswer>;
export type BridgeAnswer = { readonly ok: true } | { readonly ok: false; readonly refusal: Refusal };

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
  /** A dock, a panel or a terminal that drives OBS for the server. */
  bridge: (message: FromBridge, answer: (answer: BridgeAnswer) => void) => void;
  /** Answered at once and changes nothing: for measuring the way there and back. */
  echo: (answer: () => void) => void;
}
export interface ServerToClient {
  patch: (patch: Patch) => void;
  presence: (message: PresenceMessage) => void;
  /** `colours`: of a mark, else empty. */
  do: (what: 'identify' | 'reload' | 'mark', colours: string) => void;
  /** To an overlay whose key was changed: the one to come with from now on. */
  key: (key: string) => void;
  /** To a bridge alone: whether it drives. */
  bridge: (message: ToBridge) => void;
  /** To the bridge that drives: a request to pass on. */
  obs: (request: string, data: ObsData, answer: (answer: ObsAnswer) => void) => void;
  bye: (message: ByeMessage) => void;
}
