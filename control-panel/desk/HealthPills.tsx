import { Popover } from 'radix-ui';
import { TriangleAlert } from 'lucide-react';
import { Link } from 'wouter';
import { useSession } from '../app/session-context.ts';
import { useCommand, useLine, useList, usePresence, useTick } from '../line/use-line.ts';
import { OverlayAddress } from '../paper/keys/OverlayAddress.tsx';
import { w } from '../text/words.ts';
import { Button } from '../ui/Button.tsx';
import { channelHealth, clockHealth, obsHealth, overlayHealth, type Health } from './health.ts';

/** Health in words. Healthy is chalk; what wants a look is amber, with a sign and a word. */
export function HealthPills() {
  const line = useLine();
  const overlays = usePresence('overlays');
  const channels = useList('channels');
  const present = usePresence('channels') ?? [];
  // Its words are the only thing here that move by themselves.
  useTick(() => overlayHealth(overlays, line.now()).state);
  const overlay = overlayHealth(overlays, line.now());
  const clock = clockHealth(usePresence('clock'));
  return (
    <div className="pills">
      {clock === null ? null : <Pill health={clock} does="nothing" />}
      <Pill health={obsHealth()} does="overlay" />
      <Pill health={overlay} does="overlay" />
      {channels.map((channel) => (
        <Pill key={channel.channel} health={channelHealth(channel, present.find((each) => each.channel === channel.channel) ?? null)} does="channel" />
      ))}
    </div>
  );
}

function Pill({ health, does }: { readonly health: Health; readonly does: 'overlay' | 'channel' | 'nothing' }) {
  return (
    <Popover.Root>
      <Popover.Trigger className={`pill ${health.look ? 'pill-look' : ''}`}>
        {health.look ? <TriangleAlert size={14} aria-hidden /> : null}
        <span className="num">{w('health.pill', { label: health.label, state: health.state })}</span>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="pop" side="bottom" align="start" sideOffset={8} collisionPadding={12} aria-label={health.label}>
          <p>{health.text}</p>
          {does === 'overlay' ? <OverlayDoes /> : does === 'channel' ? <ChannelDoes /> : null}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function OverlayDoes() {
  const { role } = useSession();
  const identify = useCommand('overlay.identify');
  const reload = useCommand('overlay.reload');
  const overlays = usePresence('overlays') ?? [];
  return (
    <>
      {role === 'owner' ? <OverlayAddress /> : <p className="quiet">{w('overlay.askOwner')}</p>}
      {overlays.length > 0 && role !== 'moderator' ? (
        <div className="pop-row">
          <Button look="plain" onPress={() => void identify.send({ instance: null })} disabled={false} sending={identify.sending} shortcut={null}>
            {w('overlay.identify')}
          </Button>
          <Button look="plain" onPress={() => void reload.send({ instance: null })} disabled={false} sending={reload.sending} shortcut={null}>
            {w('overlay.reload')}
          </Button>
        </div>
      ) : null}
    </>
  );
}

function ChannelDoes() {
  const { role } = useSession();
  return role === 'owner' || role === 'host' ? <Link href="/channels">{w('channels.open')}</Link> : null;
}
