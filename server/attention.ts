import { randomUUID } from 'node:crypto';
import type { Actor } from '@protocol/roles.ts';
import { MINUTE, type DurationMs } from '@protocol/time.ts';
import type { Core } from './dispatch/core.ts';
import type { Presence } from './dispatch/presence.ts';
import type { Log } from './ports/log.ts';
import { isBusy } from './shop/clock.ts';

const actor: Actor = { kind: 'system', id: 'attention', role: 'system', name: 'attention' };

export interface Attention {
  /** Notes what was gathered since, and ends. */
  stop(): Promise<void>;
}
/**
 * V5: presence is no history, but later figures want to know who looked: one event a minute, and none for a minute in which
 * nobody did (E4), unless something is on sale or kept for somebody: then the ledger shows each minute that the server was there, and a
 * restart tells eleven quiet minutes from a gap (T2). What could not be written waits for the next minute.
 */
export function noteAttention(
  core: Core,
  presence: Pick<Presence, 'takeClicks' | 'parts'>,
  /** Of several nodes one says how many looked; clicks are told by whoever counted them. */
  saysViewers: () => boolean,
  everyMs: DurationMs,
  log: Log,
): Attention {
  // Two nodes may note in the same millisecond, and each means its own clicks.
  const node = randomUUID().slice(0, 8);
  const waiting = new Map<string, number>();
  const note = async (): Promise<void> => {
    for (const [code, n] of Object.entries(presence.takeClicks())) waiting.set(code, (waiting.get(code) ?? 0) + n);
    const now = core.now();
    const isOurs = saysViewers();
    const viewers = isOurs ? presence.parts(now).viewers : 0;
    if (viewers === 0 && waiting.size === 0 && (!isOurs || !isBusy(core.state))) return;
    const clicks = Object.fromEntries(waiting);
    waiting.clear();
    const minuteAt = Math.floor(now / MINUTE) * MINUTE;
    const outcome = await core.submit(actor, { id: `attention:${node}:${now}`, name: 'attention.note', input: { minuteAt, viewers, clicks } });
    if (outcome.ok) return;
    for (const [code, n] of Object.entries(clicks)) waiting.set(code, (waiting.get(code) ?? 0) + n);
    log.debug({ refused: outcome.refused.refused }, 'who looked could not be noted yet');
  };
  let last: Promise<void> = Promise.resolve();
  const next = (): Promise<void> => (last = last.then(note).catch((error: unknown) => log.error({ err: error }, 'who looked could not be noted')));
  const timer = setInterval(() => void next(), everyMs);
  return {
    stop: async () => {
      clearInterval(timer);
      await next();
    },
  };
}
