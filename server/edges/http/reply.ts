import type { Response } from 'express';
import { refuse, refusalStatus, type Refused } from '@protocol/refusals.ts';
import type { Core, Outcome } from '../../dispatch/core.ts';
import { toRefusal } from '../../views/refusal-words.ts';

/** An answer before anybody sent it: express and the short way (hot-paths.ts) send the same. */
export interface Reply {
  readonly status: number;
  /** Without those that every answer has. */
  readonly headers: Readonly<Record<string, string>>;
  /** JSON; null for none. */
  readonly body: string | null;
}
export const JSON_TYPE = 'application/json; charset=utf-8';

/** Seconds after which asking again makes sense, where a rule did not say. */
const RETRY_AFTER_S = 1;

/** The shop's language once it has one: whoever reads a refusal over HTTP is its buyer or its crew. */
const localeOf = (core: Pick<Core, 'state'>): string => core.state.single('shop')?.locale ?? 'en';

/** Kept by nobody. */
const fresh = (status: number, headers: Readonly<Record<string, string>>, value: unknown): Reply => ({
  status,
  headers: { ...headers, 'Cache-Control': 'no-store', 'Content-Type': JSON_TYPE },
  body: JSON.stringify(value),
});
const refusal = (status: number, headers: Readonly<Record<string, string>>, core: Pick<Core, 'state'>, refused: Refused): Reply =>
  fresh(status, headers, { ok: false, refusal: toRefusal(refused, localeOf(core)) });

/** A refusal as CONTRACT has it, under its status. */
export function refusedReply(core: Pick<Core, 'state'>, refused: Refused): Reply {
  const status = refusalStatus[refused.refused];
  const headers: Record<string, string> = {};
  if (status === 503 || status === 429) {
    const ms = refused.details['retryAfterMs'];
    headers['Retry-After'] = String(typeof ms === 'number' ? Math.max(1, Math.ceil(ms / 1000)) : RETRY_AFTER_S);
  }
  if (status === 401) headers['WWW-Authenticate'] = 'Bearer';
  // What was too large may still be on its way: this line is of no further use.
  if (status === 413) headers['Connection'] = 'close';
  return refusal(status, headers, core, refused);
}
export const outcomeReply = (core: Pick<Core, 'state'>, outcome: Outcome): Reply =>
  outcome.ok ? fresh(200, {}, { ok: true, seq: outcome.seq, result: outcome.result }) : refusedReply(core, outcome.refused);
/** An address that is not there: the shape of a refusal under 404. */
export const notFoundReply = (core: Pick<Core, 'state'>): Reply => refusal(404, {}, core, refuse('not-found'));
/** A fault of ours: nobody knows whether it was done, so that the same id is the way to find out. */
export const brokenReply = (core: Pick<Core, 'state'>): Reply => refusal(500, {}, core, refuse('try-again'));

export function sendReply(response: Response, { status, headers, body }: Reply): void {
  response.status(status).set({ ...headers });
  if (body === null) response.end();
  else response.send(body);
}
export const sendRefused = (response: Response, core: Pick<Core, 'state'>, refused: Refused): void => sendReply(response, refusedReply(core, refused));
export const sendOutcome = (response: Response, core: Pick<Core, 'state'>, outcome: Outcome): void => sendReply(response, outcomeReply(core, outcome));
export const sendNotFound = (response: Response, core: Pick<Core, 'state'>): void => sendReply(response, notFoundReply(core));
