import { Agent as PlainAgent, request as plainRequest } from 'node:http';
import { Agent as SecureAgent, request as secureRequest } from 'node:https';
import type { ReachTrouble } from '@protocol/parts.ts';
import { isCapability } from './people/capability.ts';

/**
 * Who answers at an address. `ours`: this shop, which alone can prove it; `seesHttps`: it was asked over https as it saw it itself, null
 * where it does not say. `dropcast`: a Dropcast, and no more is known: another shop, or no secret was at hand. `other`: somebody
 * else, or a proxy that finds nobody behind it. `silent`: nobody.
 */
export type Answer =
  | { readonly who: 'ours'; readonly seesHttps: boolean | null }
  | { readonly who: 'dropcast' }
  | { readonly who: 'other'; readonly why: Extract<ReachTrouble, 'not-ours' | 'gateway' | 'redirect'>; readonly detail: string }
  | { readonly who: 'silent'; readonly why: Exclude<ReachTrouble, 'not-ours' | 'gateway' | 'redirect'>; readonly detail: string };

/** How far a question has come; what it waits for is what is wrong when it waits in vain. */
type Stage = 'name' | 'line' | 'answer';
export interface Asked {
  readonly answer: Promise<Answer>;
  readonly stage: () => Stage;
}

/** Ours is some 100 bytes; a captive portal's page is not read to its end. */
const MOST_BYTES = 4_096;
/** Node tries the addresses of a name in turn and gives up on each after 250 ms: over a phone's hotspot that is too soon. */
const PER_ADDRESS_MS = 1_500;

/**
 * Asks `/healthz` at an origin, over a line of its own: one that a pool kept would answer for a proxy whose door is shut by now. Resolves
 * within `withinMs`. `secret`: the shop's, to tell this shop from another Dropcast; null where it is not at hand.
 */
export function askHealth(origin: string, withinMs: number, secret: Uint8Array | null): Asked {
  const nonce = crypto.randomUUID();
  let stage: Stage = 'name';
  const answer = new Promise<Answer>((resolve) => {
    const url = new URL(`/healthz?nonce=${nonce}`, origin);
    const isSecure = url.protocol === 'https:';
    const agent = new (isSecure ? SecureAgent : PlainAgent)({ keepAlive: false, autoSelectFamilyAttemptTimeout: PER_ADDRESS_MS });
    const request = (isSecure ? secureRequest : plainRequest)(url, { agent, headers: { accept: 'application/json' } }, (response) => {
      const status = response.statusCode ?? 0;
      const chunks: Buffer[] = [];
      let size = 0;
      const settle = (): void => end(judge(status, response.headers.location ?? '', Buffer.concat(chunks).toString('utf8'), nonce, secret));
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size > MOST_BYTES) settle();
      });
      response.on('end', settle);
      response.on('error', (error) => end(silence(error)));
    });
    // A timer of our own over all of it: the library's bound each silence, and a sender that drips is never silent.
    const late = setTimeout(() => end({ who: 'silent', why: stage === 'name' ? 'dns' : 'timeout', detail: '' }), withinMs);
    const end = (answered: Answer): void => {
      clearTimeout(late);
      resolve(answered);
      request.destroy();
    };
    request.on('socket', (socket) => {
      socket.once('lookup', () => (stage = 'line'));
      socket.once('connect', () => (stage = 'answer'));
    });
    request.on('error', (error) => end(silence(error)));
    request.end();
  });
  return { answer, stage: () => stage };
}

/** Whether it is a Dropcast that answers at `origin`, this one or another. */
export async function isDropcast(origin: string, withinMs: number): Promise<boolean> {
  const { who } = await askHealth(origin, withinMs, null).answer;
  return who === 'dropcast' || who === 'ours';
}

function judge(status: number, leadsTo: string, text: string, nonce: string, secret: Uint8Array | null): Answer {
  if (status >= 300 && status < 400) return { who: 'other', why: 'redirect', detail: originOf(leadsTo) };
  const body = read(text);
  if (status !== 200 || body === null || body['nonce'] !== nonce)
    // 502 to 504 are a proxy's, 520 to 530 Cloudflare's: somebody stands in front and finds nobody behind.
    return { who: 'other', why: status >= 502 && status <= 530 ? 'gateway' : 'not-ours', detail: String(status) };
  const proof = body['proof'];
  if (secret === null || typeof proof !== 'string' || !isCapability(secret, 'health', nonce, proof)) return { who: 'dropcast' };
  return { who: 'ours', seesHttps: typeof body['https'] === 'boolean' ? body['https'] : null };
}
function read(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : null;
  } catch {
    // A page, an empty body, half of one: none of them is ours.
    return null;
  }
}
const originOf = (address: string): string => (URL.canParse(address) ? new URL(address).origin : '');

const noName = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NONAME', 'EAI_NODATA']);
const noWay = new Set(['ENETUNREACH', 'EHOSTUNREACH', 'ENETDOWN', 'EHOSTDOWN', 'EADDRNOTAVAIL']);
function silence(error: NodeJS.ErrnoException): Answer {
  const code = error.code ?? '';
  const why = noName.has(code)
    ? 'dns'
    : noWay.has(code)
      ? 'offline'
      : code === 'ECONNREFUSED'
        ? 'refused'
        : code === 'ETIMEDOUT'
          ? 'timeout'
          : /^(?:ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|HOSTNAME_|EPROTO|INVALID_CA|CRL_)/u.test(code)
            ? 'tls'
            : 'broken';
  return { who: 'silent', why, detail: code };
}
