import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * P2: pages of orders, holds and editions open to whoever has their address: 128 bits derived from
 * the shop's secret, so that nothing secret is ever stored and an answer can be given again (L4).
 */
export type CapabilityKind = 'hold' | 'order' | 'key' | 'viewer' | 'pickup-code' | 'health' | 'payments';

export function capability(secret: Uint8Array, kind: CapabilityKind, id: string): string {
  return createHmac('sha256', secret).update(`${kind}\n${id}`).digest().subarray(0, 16).toString('base64url');
}

/** Compares in constant time: a guess must not learn how much of it was right. */
export function isCapability(secret: Uint8Array, kind: CapabilityKind, id: string, guess: string): boolean {
  const right = Buffer.from(capability(secret, kind, id));
  const given = Buffer.from(guess);
  return right.length === given.length && timingSafeEqual(right, given);
}

/** The secret in an order's address. A renewed link (`link` above 0) is another one, and the ones before it are told apart from a guess. */
export const orderSecret = (secret: Uint8Array, orderNumber: number, link: number): string => capability(secret, 'order', orderSecretId(orderNumber, link));
/** How many renewals ago an address was good: 0 is now; null where it never was. */
export function orderLinkAge(secret: Uint8Array, orderNumber: number, link: number, guess: string): number | null {
  for (let age = 0; age <= link; age += 1) if (isCapability(secret, 'order', orderSecretId(orderNumber, link - age), guess)) return age;
  return null;
}
const orderSecretId = (orderNumber: number, link: number): string => (link === 0 ? String(orderNumber) : `${orderNumber}.${link}`);

/** One string for both, where the address has room for one: `id.mac`. */
export const sealId = (secret: Uint8Array, kind: CapabilityKind, id: string): string => `${id}.${capability(secret, kind, id)}`;
export function openSealed(secret: Uint8Array, kind: CapabilityKind, sealed: string): string | null {
  const dot = sealed.lastIndexOf('.');
  if (dot <= 0) return null;
  const id = sealed.slice(0, dot);
  return isCapability(secret, kind, id, sealed.slice(dot + 1)) ? id : null;
}
