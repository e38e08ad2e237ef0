import { lookup, type LookupAddress } from 'node:dns';
import { request as askPlain, type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as askSecure } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { promisify } from 'node:util';
import { isPublicAddress } from './public-address.ts';

const MOST_URL = 2_000;
const lookUp = promisify(lookup);

export interface AddressGuard {
  /** What may be asked beside the public internet: nothing in earnest; tests have their server on loopback. */
  readonly alsoMayAsk: (address: string, port: number) => boolean;
  /** All addresses of a name. Rejects where there are none. */
  readonly resolve: (host: string) => Promise<readonly LookupAddress[]>;
}
export const publicOnly: AddressGuard = { alsoMayAsk: () => false, resolve: (host) => lookUp(host, { all: true, verbatim: true }) };

/** Nobody was asked: the address is none, its name is unknown, it leads into a private network, or finding it took too long. */
export class NotAsked extends Error {
  constructor(readonly why: 'bad-address' | 'no-host' | 'private' | 'slow') {
    super(why);
  }
}

export interface GuardedRequest {
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/**
 * Asks a stranger's address, typed by a person, from inside the shop's own network. So: the name is resolved once, every address it
 * has must be a public one, and the connection goes to what was looked at: a name that answers differently a moment later (DNS
 * rebinding) is not asked again. No redirect is followed, no cookie, no proxy, no login from the address is sent. Rejects with
 * `NotAsked`, or with what ailed the line.
 */
export async function guardedRequest(
  address: string,
  { method, headers, body }: GuardedRequest,
  guard: AddressGuard,
  deadline: AbortSignal,
): Promise<IncomingMessage> {
  if (address.length > MOST_URL || !URL.canParse(address)) throw new NotAsked('bad-address');
  const url = new URL(address);
  if ((url.protocol !== 'https:' && url.protocol !== 'http:') || url.username !== '' || url.password !== '') throw new NotAsked('bad-address');
  const isSecure = url.protocol === 'https:';
  const host = url.hostname.replace(/^\[|\]$/gu, '');
  const port = url.port === '' ? (isSecure ? 443 : 80) : Number(url.port);
  const found = await addressesOf(host, guard, deadline);
  // One private address among public ones is how a guard is tried, not how a shop is hosted.
  if (!found.every((each) => isPublicAddress(each.address) || guard.alsoMayAsk(each.address, port))) throw new NotAsked('private');
  const options: RequestOptions = {
    method,
    signal: deadline,
    // A line of its own: one kept open by name would outlive what was looked at.
    agent: false,
    lookup: pinned(found),
    headers: { 'accept-encoding': 'identity', 'user-agent': 'Dropcast', ...headers },
  };
  return new Promise((answered, failed) => {
    const request: ClientRequest = isSecure ? askSecure(url, options) : askPlain(url, options);
    request.once('response', answered).once('error', failed).end(body);
  });
}

/** A numeric host is its own address; `new URL` has made `127.1` and `0x7f.1` into four plain numbers before. */
async function addressesOf(host: string, guard: AddressGuard, deadline: AbortSignal): Promise<readonly LookupAddress[]> {
  const family = isIP(host);
  if (family !== 0) return [{ address: host, family }];
  const late = new Promise<never>((_found, failed) => deadline.addEventListener('abort', () => failed(new NotAsked('slow')), { once: true }));
  try {
    return await Promise.race([guard.resolve(host), late]);
  } catch (error) {
    if (error instanceof NotAsked) throw error;
    // The resolver's way to say that there is no such name, or that it cannot be asked.
    throw new NotAsked('no-host');
  }
}
/** Whoever connects is told what was found, and cannot ask anew. */
const pinned =
  (found: readonly LookupAddress[]): LookupFunction =>
  (_host, options, done) => {
    const [first] = found;
    if (first === undefined) return done(new NotAsked('no-host'), '', 0);
    if (options.all === true) return done(null, [...found]);
    done(null, first.address, first.family);
  };
