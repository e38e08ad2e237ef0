import { lookup, type LookupAddress } from 'node:dns';
import { request as askPlain, type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as askSecure } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { promisify } from 'node:util';
import type { PictureTrouble } from '@protocol/media.ts';
import { SECOND, type DurationMs } from '@protocol/time.ts';
import type { FetchedPicture, FetchPicture } from '../../ports/media.ts';
import { isPublicAddress } from './public-address.ts';

const MOST_REDIRECTS = 4;
const MOST_URL = 2_000;

export interface FetchLimits {
  readonly mostBytes: number;
  /** From the first look-up to the last byte, redirects included. */
  readonly withinMs: DurationMs;
  /** What may be asked beside the public internet: nothing in earnest; tests have their server on loopback. */
  readonly alsoMayAsk: (address: string, port: number) => boolean;
  /** All addresses of a name. Rejects where there are none. */
  readonly resolve: (host: string) => Promise<readonly LookupAddress[]>;
}
export const usualFetchLimits: FetchLimits = {
  mostBytes: 10 * 1024 * 1024,
  withinMs: 15 * SECOND,
  alsoMayAsk: () => false,
  resolve: (host) => lookUp(host, { all: true, verbatim: true }),
};

const lookUp = promisify(lookup);

class Trouble extends Error {
  constructor(
    readonly why: PictureTrouble,
    readonly again: boolean,
  ) {
    super(why);
  }
}

/**
 * Asks a stranger's address, typed into a spreadsheet, from inside the shop's own network. So: the name is resolved once, every address
 * it has must be a public one, and the connection goes to what was looked at: a name that answers differently a moment later (DNS
 * rebinding) is not asked again. Each redirect is judged the same. No cookie, no proxy, no login from the address is sent.
 */
export function fetchPicture(limits: FetchLimits): FetchPicture {
  return async (url) => {
    const deadline = AbortSignal.timeout(limits.withinMs);
    try {
      return { ok: true, bytes: await follow(url, limits, deadline) };
    } catch (error) {
      if (error instanceof Trouble) return no(error.why, error.again);
      if (deadline.aborted) return no('slow', true);
      return no('unreachable', true);
    }
  };
}
const no = (why: PictureTrouble, again: boolean): FetchedPicture => ({ ok: false, why, again });

async function follow(url: string, limits: FetchLimits, deadline: AbortSignal): Promise<Uint8Array> {
  let at = url;
  for (let hop = 0; hop <= MOST_REDIRECTS; hop += 1) {
    const answer = await ask(at, limits, deadline);
    const status = answer.statusCode ?? 0;
    const location = answer.headers.location;
    if (status >= 300 && status < 400 && location !== undefined) {
      answer.destroy();
      if (!URL.canParse(location, at)) throw new Trouble('answer', false);
      at = new URL(location, at).href;
      continue;
    }
    if (status !== 200) {
      answer.destroy();
      throw statusTrouble(status);
    }
    return readUpTo(answer, limits.mostBytes);
  }
  throw new Trouble('redirects', false);
}
function statusTrouble(status: number): Trouble {
  if (status === 404 || status === 410) return new Trouble('not-there', false);
  if (status === 401 || status === 403 || status === 451) return new Trouble('not-allowed', false);
  // Too much at once, and whatever ails a server: both pass.
  return new Trouble('answer', status === 408 || status === 425 || status === 429 || status >= 500);
}

async function ask(address: string, limits: FetchLimits, deadline: AbortSignal): Promise<IncomingMessage> {
  if (address.length > MOST_URL || !URL.canParse(address)) throw new Trouble('answer', false);
  const url = new URL(address);
  if ((url.protocol !== 'https:' && url.protocol !== 'http:') || url.username !== '' || url.password !== '') throw new Trouble('answer', false);
  const isSecure = url.protocol === 'https:';
  const host = url.hostname.replace(/^\[|\]$/gu, '');
  const port = url.port === '' ? (isSecure ? 443 : 80) : Number(url.port);
  const found = await addressesOf(host, limits, deadline);
  // One private address among public ones is how a guard is tried, not how a shop is hosted.
  if (!found.every((each) => isPublicAddress(each.address) || limits.alsoMayAsk(each.address, port))) throw new Trouble('private', false);
  const options: RequestOptions = {
    method: 'GET',
    signal: deadline,
    // A line of its own: one kept open by name would outlive what was looked at.
    agent: false,
    lookup: pinned(found),
    headers: { accept: 'image/webp,image/jpeg,image/png,image/*;q=0.8', 'accept-encoding': 'identity', 'user-agent': 'Dropcast' },
  };
  return new Promise((answered, failed) => {
    const request: ClientRequest = isSecure ? askSecure(url, options) : askPlain(url, options);
    request.once('response', answered).once('error', failed).end();
  });
}

/** A numeric host is its own address; `new URL` has made `127.1` and `0x7f.1` into four plain numbers before. */
async function addressesOf(host: string, limits: FetchLimits, deadline: AbortSignal): Promise<readonly LookupAddress[]> {
  const family = isIP(host);
  if (family !== 0) return [{ address: host, family }];
  const late = new Promise<never>((_found, failed) => deadline.addEventListener('abort', () => failed(new Trouble('slow', true)), { once: true }));
  try {
    return await Promise.race([limits.resolve(host), late]);
  } catch (error) {
    if (error instanceof Trouble) throw error;
    // The resolver's way to say that there is no such name, or that it cannot be asked.
    throw new Trouble('no-host', true);
  }
}
/** Whoever connects is told what was found, and cannot ask anew. */
const pinned =
  (found: readonly LookupAddress[]): LookupFunction =>
  (_host, options, done) => {
    const [first] = found;
    if (first === undefined) return done(new Trouble('no-host', true), '', 0);
    if (options.all === true) return done(null, [...found]);
    done(null, first.address, first.family);
  };

async function readUpTo(answer: IncomingMessage, most: number): Promise<Uint8Array> {
  if (Number(answer.headers['content-length'] ?? 0) > most) {
    answer.destroy();
    throw new Trouble('too-large', false);
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > most) {
      answer.destroy();
      throw new Trouble('too-large', false);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
