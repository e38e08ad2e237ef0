import { HOUR, type DurationMs } from '@protocol/time.ts';
import type { Core } from './dispatch/core.ts';
import type { People } from './people/people.ts';
import type { Log } from './ports/log.ts';

/** A person is written before the event that names them (L8); after this long the event is not coming any more. */
const GRACE_MS: DurationMs = HOUR;

/** Forgets people that no order names: a checkout that was refused, a crash between the two. Now, and every hour. */
export function sweepPeople(core: Core, people: Pick<People, 'sweep'>, everyMs: DurationMs, log: Log): { stop(): void } {
  const sweep = async (): Promise<void> => {
    try {
      await core.caughtUp();
      // After a lost tail a provider may still put an order back, and its buyer with it (L5).
      if (core.health().closed) return;
      const named = new Set<string>();
      for (const order of core.state.orders.values()) if (order.person !== null) named.add(order.person);
      const swept = await people.sweep(core.now() - GRACE_MS, (personId) => named.has(personId));
      if (swept > 0) log.info({ swept }, 'people without an order were forgotten');
    } catch (error) {
      // Nothing is lost by sweeping an hour later.
      log.warn({ err: error }, 'people could not be swept');
    }
  };
  void sweep();
  const timer = setInterval(() => void sweep(), everyMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
