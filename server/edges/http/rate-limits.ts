import { isIPv6 } from 'node:net';
import type { Actor } from '@protocol/roles.ts';
import { memoryLimiter, type MakeLimiter } from '../../ports/limits.ts';
import type { HttpLimits } from './http-deps.ts';

const WINDOW_S = 10;
const LOG_IN_WINDOW_S = 600;

/** An IPv6 customer owns a /64 at least: its first half is the person. */
export function networkOf(address: string | undefined): string | null {
  const plain = (address ?? '').replace(/^::ffff:(?=\d+\.)/iu, '').replace(/%.*$/u, '');
  if (plain === '' || plain === '::1' || plain.startsWith('127.')) return null;
  if (!isIPv6(plain)) return plain;
  const [head = '', tail = ''] = plain.split('::');
  const first = head === '' ? [] : head.split(':');
  const last = tail === '' ? [] : tail.split(':');
  const groups = plain.includes('::') ? [...first, ...Array<string>(Math.max(0, 8 - first.length - last.length)).fill('0'), ...last] : first;
  return `${groups.slice(0, 4).join(':')}::/64`;
}

/** null: go on; else how long to wait, in milliseconds. */
type Wait = number | null;
export interface RateLimits {
  forActor(actor: Actor, address: string | undefined): Promise<Wait>;
  /** For what nobody is known for yet, by address. */
  forStranger(address: string | undefined): Promise<Wait>;
  logIn(address: string | undefined): Promise<Wait>;
  loggedIn(address: string | undefined): Promise<void>;
}

/**
 * Loopback is not counted as a network: behind a tunnel everybody comes from there (FACTS), and a limit on everybody would be a
 * switch to turn the shop off. `shared`: counts for all nodes, if there are several; guesses at the passcode are few and counted so, the
 * rest guards this node alone and pays no question to a store.
 */
export function createRateLimits(limits: HttpLimits, shared: MakeLimiter): RateLimits {
  const viewers = memoryLimiter('viewers', limits.perViewer, WINDOW_S);
  const networks = memoryLimiter('networks', limits.perNetwork, WINDOW_S);
  const keys = memoryLimiter('keys', limits.perKey, WINDOW_S);
  const logIns = shared('log-ins', limits.logIns, LOG_IN_WINDOW_S);
  const network = (address: string | undefined): Promise<Wait> => {
    const name = networkOf(address);
    return name === null ? Promise.resolve(null) : networks.wait(name);
  };
  // A guess at the passcode costs the same from everywhere: behind a tunnel "here" is the best name there is.
  const guesser = (address: string | undefined): string => networkOf(address) ?? 'here';
  return {
    forActor: async (actor, address) => {
      if (actor.kind !== 'viewer') return keys.wait(`${actor.kind} ${actor.id}`);
      return (await viewers.wait(actor.id)) ?? (await network(address));
    },
    forStranger: network,
    logIn: (address) => logIns.wait(guesser(address)),
    loggedIn: (address) => logIns.forget(guesser(address)),
  };
}
