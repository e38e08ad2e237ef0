import type { IncomingMessage } from 'node:http';
import { networkName, type NetworkOf } from '../../ports/network-name.ts';
import { networkOf } from './rate-limits.ts';

/** How far the word of those in front is believed about who calls and by which protocol. */
export interface Trust {
  /** How many proxies in front are believed. */
  readonly hops: number;
  /** Only where the last of them is on this computer. */
  readonly here: boolean;
}

/**
 * For express' `trust proxy`; `hop` 0 is who holds the line to us. Where visitors of this network come straight to us (`here`), any of
 * them could claim another address with each guess at the passcode.
 */
export const trusts =
  ({ hops, here }: Trust): ((address: string, hop: number) => boolean) =>
  (address, hop) =>
    hop < hops && (hop > 0 || !here || networkOf(address) === null);

/** Who calls, by what is believed of `X-Forwarded-*`: as express' `request.ip` and `request.secure` have it. */
export interface Caller {
  readonly address: string | undefined;
  readonly secure: boolean;
}
export function callersBehind(trust: Trust): (request: Pick<IncomingMessage, 'headers' | 'socket'>) => Caller {
  const isBelieved = trusts(trust);
  const addressOf = addressesBehind(isBelieved);
  return (request) => {
    const { headers, socket } = request;
    if (trust.hops === 0) return { address: socket.remoteAddress, secure: false };
    const told = isBelieved(socket.remoteAddress ?? '', 0) ? [headers['x-forwarded-proto'] ?? 'http'].flat()[0] : 'http';
    return { address: addressOf(request), secure: told?.split(',')[0]?.trim() === 'https' };
  };
}
/** What a visitor wrote into X-Forwarded-For stands behind what the believed ones added. */
const addressesBehind =
  (isBelieved: (address: string, hop: number) => boolean) =>
  ({ headers, socket }: Parameters<NetworkOf>[0]): string | undefined => {
    const told = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',').map((each) => each.trim()).filter(Boolean).reverse(); // prettier-ignore
    const all = [socket.remoteAddress ?? '', ...told];
    return all[all.findIndex((address, hop) => hop === all.length - 1 || !isBelieved(address, hop))];
  };

/**
 * Which network a buyer comes from, the same for a request and for the handshake of a socket. Without a proxy to believe the caller is
 * whoever stands in front: nobody is counted.
 */
export function networksBehind(trust: Trust): NetworkOf {
  const addressOf = addressesBehind(trusts(trust));
  return (request) => (trust.hops === 0 ? null : networkName(addressOf(request)));
}
