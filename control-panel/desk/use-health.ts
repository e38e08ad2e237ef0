import { useLine, useList, usePart, usePresence, useTick } from '../line/use-line.ts';
import { LONGEST_LEAD } from '@protocol/drop-phase.ts';
import { SECOND } from '@protocol/time.ts';
import { channelHealth, clockHealth, obsHealth, reachHealth, type Health } from './health.ts';
import { useMissed } from './let-go.ts';
import { goneHealth, overlayHealth } from './overlay-health.ts';

/** Everything that must work during a show, and where its trouble is mended. */
export interface HealthRow {
  readonly health: Health;
  readonly does: 'obs' | 'overlay' | 'channel' | 'reach' | 'nothing';
}

/** As desk and dock show it, in one order. */
export function useHealth(): readonly HealthRow[] {
  const line = useLine();
  const overlays = usePresence('overlays');
  const channels = useList('channels');
  const present = usePresence('channels') ?? [];
  const gone = useMissed();
  const isLive = usePart('show')?.state === 'live';
  const overlay = (): Health => goneHealth(gone, isLive, line.now()) ?? overlayHealth(overlays, line.now());
  // Its words are the only thing here that move by themselves.
  useTick(() => overlay().state);
  const clock = clockHealth(usePresence('clock'));
  const reach = reachHealth(usePresence('reach'), usePart('show')?.reach ?? null);
  // A chat that nobody wants is no news; but where none is on, one reminds that there are some.
  const plugged = channels.filter((channel) => channel.hand === null);
  const isShown = (channel: (typeof channels)[number]): boolean => channel.enabled || (plugged[0] === channel && !plugged.some(({ enabled }) => enabled));
  return [
    ...(reach === null ? [] : [{ health: reach, does: 'reach' } as const]),
    ...(clock === null ? [] : [{ health: clock, does: 'nothing' } as const]),
    { health: obsHealth(usePresence('obs')), does: 'obs' },
    { health: overlay(), does: 'overlay' },
    // A person's own channel cannot fail; only that its viewers see everything late is worth a word.
    ...channels
      .filter((channel) => (channel.hand === null ? isShown(channel) : channel.enabled && channel.delaySeconds > LONGEST_LEAD / SECOND))
      .map((channel) => ({ health: channelHealth(channel, present.find((each) => each.channel === channel.channel) ?? null), does: 'channel' }) as const),
  ];
}
