import { idOfFile } from '@protocol/media.ts';
import { DAY, HOUR, type DurationMs } from '@protocol/time.ts';
import type { Core } from './dispatch/core.ts';
import type { People } from './people/people.ts';
import type { Log } from './ports/log.ts';
import type { Media } from './ports/media.ts';
import { namedMedia } from './shop/picture.ts';

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
      // Who left a mail with the waiting list: while they wait, and while the offer stands.
      for (const wait of core.state.waiting.values()) if (wait.person !== null) named.add(wait.person);
      for (const hold of core.state.holds.values()) if (hold.person !== null) named.add(hold.person);
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

/** An upload waits for its product to be saved, and a product saved by mistake for a second thought. */
const UNNAMED_MS: DurationMs = DAY;

/** Removes pictures and clips that no product has named for a day. Now, and every hour. */
export function sweepMedia(core: Core, media: Pick<Media, 'sweep'>, everyMs: DurationMs, log: Log): { stop(): void } {
  const sweep = async (): Promise<void> => {
    try {
      await core.caughtUp();
      // After a lost tail the products that name them may be what was lost (L5).
      if (core.health().closed) return;
      const now = core.now();
      const named = namedMedia(core.state);
      const swept = await media.sweep((file) => named.has(idOfFile(file)), now - UNNAMED_MS, now);
      if (swept > 0) log.info({ swept }, 'pictures that nothing shows were removed');
    } catch (error) {
      // Nothing is lost by sweeping an hour later.
      log.warn({ err: error }, 'pictures could not be swept');
    }
  };
  void sweep();
  const timer = setInterval(() => void sweep(), everyMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
