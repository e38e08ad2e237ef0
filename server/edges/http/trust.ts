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

/**
 * Which network a buyer comes from, the same for a request and for the handshake of a socket. What a visitor wrote into X-Forwarded-For
 * stands behind what the believed ones added. Without one to believe the caller is whoever stands in front: nobody is counted.
 */
export function networksBehind(trust: Trust): NetworkOf {
  const isBelieved = trusts(trust);
  return ({ headers, socket }) => {
    if (trust.hops === 0) return null;
    const told = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',').map((each) => each.trim()).filter(Boolean).reverse(); // prettier-ignore
    const all = [socket.remoteAddress ?? '', ...told];
    const caller = all.findIndex((address, hop) => hop === all.length - 1 || !isBelieved(address, hop));
    return networkName(all[caller]);
  };
}
