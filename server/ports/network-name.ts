import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { isPublicAddress, oldAddress, prefixOf } from './public-address.ts';

/** A home has one of these; a /64 would make 256 networks of it, a /48 one of a carrier's town (docs/decisions/hoarding.md). */
const HOME_BITS = 56;

/**
 * By which name a caller's address is counted: an IPv4 address as it is, an IPv6 one by its /56. Null for what is no public one: this
 * machine, a stall's own network, a VPN. What is no address at all can only come from those in front, and is counted as one network.
 */
export function networkName(address: string | undefined): string | null {
  const plain = (address ?? '').replace(/%.*$/u, '');
  if (isIP(plain) === 0) return plain === '' ? null : 'unreadable';
  if (!isPublicAddress(plain)) return null;
  if (isIP(plain) === 4) return plain;
  return oldAddress(plain) ?? prefixOf(plain, HOME_BITS);
}

/** From which network a request comes; null where that is not counted. */
export type NetworkOf = (request: Pick<IncomingMessage, 'headers' | 'socket'>) => string | null;
