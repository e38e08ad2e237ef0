import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { isIPv6 } from 'node:net';
import type { Actor } from '@protocol/roles.ts';
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
export async function waitOf(limiter: RateLimiterMemory, who: string): Promise<Wait> {
  try {
    await limiter.consume(who);
    return null;
  } catch (error) {
    if (error instanceof RateLimiterRes) return Math.max(1, error.msBeforeNext);
    throw error;
  }
}
export interface RateLimits {
  forActor(actor: Actor, address: string | undefined): Promise<Wait>;
  /** For what nobody is known for yet, by address. */
  forStranger(address: string | undefined): Promise<Wait>;
  logIn(address: string | undefined): Promise<Wait>;
  loggedIn(address: string | undefined): Promise<void>;
}

/**
 * Loopback is not counted as a network: behind a tunnel everybody comes from there (FACTS), and a limit on everybody would be a
 * switch to turn the shop off.
 */
export function createRateLimits(limits: HttpLimits): RateLimits {
  const viewers = new RateLimiterMemory({ points: limits.perViewer, duration: WINDOW_S });
  const networks = new RateLimiterMemory({ points: limits.perNetwork, duration: WINDOW_S });
  const keys = new RateLimiterMemory({ points: limits.perKey, duration: WINDOW_S });
  const logIns = new RateLimiterMemory({ points: limits.logIns, duration: LOG_IN_WINDOW_S });
  const network = (address: string | undefined): Promise<Wait> => {
    const name = networkOf(address);
    return name === null ? Promise.resolve(null) : waitOf(networks, name);
  };
  // A guess at the passcode costs the same from everywhere: behind a tunnel "here" is the best name there is.
  const guesser = (address: string | undefined): string => networkOf(address) ?? 'here';
  return {
    forActor: async (actor, address) => {
      if (actor.kind !== 'viewer') return waitOf(keys, `${actor.kind} ${actor.id}`);
      return (await waitOf(viewers, actor.id)) ?? (await network(address));
    },
    forStranger: network,
    logIn: (address) => waitOf(logIns, guesser(address)),
    loggedIn: async (address) => {
      await logIns.delete(guesser(address));
    },
  };
}
