import type { Response } from 'express';
import { refuse, refusalStatus, type Refused } from '@protocol/refusals.ts';
import type { Core, Outcome } from '../../dispatch/core.ts';
import { toRefusal } from '../../views/refusal-words.ts';

/** Seconds after which asking again makes sense, where a rule did not say. */
const RETRY_AFTER_S = 1;

/** The shop's language once it has one: whoever reads a refusal over HTTP is its buyer or its crew. */
const localeOf = (core: Pick<Core, 'state'>): string => core.state.single('shop')?.locale ?? 'en';

/** A refusal as CONTRACT has it, under its status. */
export function sendRefused(response: Response, core: Pick<Core, 'state'>, refused: Refused): void {
  const status = refusalStatus[refused.refused];
  if (status === 503 || status === 429) {
    const ms = refused.details['retryAfterMs'];
    response.set('Retry-After', String(typeof ms === 'number' ? Math.max(1, Math.ceil(ms / 1000)) : RETRY_AFTER_S));
  }
  if (status === 401) response.set('WWW-Authenticate', 'Bearer');
  // What was too large may still be on its way: this line is of no further use.
  if (status === 413) response.set('Connection', 'close');
  response
    .status(status)
    .set('Cache-Control', 'no-store')
    .json({ ok: false, refusal: toRefusal(refused, localeOf(core)) });
}
export function sendOutcome(response: Response, core: Pick<Core, 'state'>, outcome: Outcome): void {
  if (outcome.ok) response.set('Cache-Control', 'no-store').json({ ok: true, seq: outcome.seq, result: outcome.result });
  else sendRefused(response, core, outcome.refused);
}
/** An address that is not there: the shape of a refusal under 404. */
export function sendNotFound(response: Response, core: Pick<Core, 'state'>): void {
  response
    .status(404)
    .set('Cache-Control', 'no-store')
    .json({ ok: false, refusal: toRefusal(refuse('not-found'), localeOf(core)) });
}
/** A fault of ours: nobody knows whether it was done, so that the same id is the way to find out. */
export function sendBroken(response: Response, core: Pick<Core, 'state'>): void {
  response
    .status(500)
    .set('Cache-Control', 'no-store')
    .json({ ok: false, refusal: toRefusal(refuse('try-again'), localeOf(core)) });
}
