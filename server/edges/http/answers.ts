import type { IncomingMessage } from 'node:http';
import { refuse } from '@protocol/refusals.ts';
import { isUnavailable } from '../../dispatch/unavailable.ts';
import type { Meters } from './health-routes.ts';
import type { HttpDeps } from './http-deps.ts';
import { brokenReply, refusedReply, type Reply } from './reply.ts';

/** The pattern and never the address: an address may be a secret (P2). */
export type AnsweredRoute = string;

/** Every answer, whoever gave it, is counted and written down the same way. */
export function noteAnswer(
  deps: Pick<HttpDeps, 'log'>,
  meters: Meters,
  request: Pick<IncomingMessage, 'method' | 'url'>,
  route: AnsweredRoute,
  statusCode: number,
  ms: number,
): void {
  const status = String(statusCode);
  meters.answered.observe({ route, status }, ms / 1000);
  if (route === '/api/commands') meters.commands.inc({ status });
  const line = { method: request.method, route, url: request.url?.split('?')[0], status: statusCode, ms: Math.round(ms * 10) / 10 };
  if (statusCode >= 500) deps.log.warn(line, 'answered');
  else deps.log.debug(line, 'answered');
}

/** What is said where a route failed. */
export function errorReply(error: unknown, route: AnsweredRoute, deps: Pick<HttpDeps, 'core' | 'log'>): Reply {
  // An address that is no UTF-8 and the like: express and its parts mark what the sender did wrong with a 4xx.
  const status = typeof error === 'object' && error !== null && 'status' in error ? Number(error.status) : 500;
  if (status >= 400 && status < 500) return refusedReply(deps.core, refuse('malformed'));
  if (isUnavailable(error)) return refusedReply(deps.core, refuse('try-again'));
  deps.log.error({ err: error, route }, 'a request failed');
  return brokenReply(deps.core);
}
