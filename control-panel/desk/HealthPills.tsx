import { Popover } from 'radix-ui';
import { TriangleAlert } from 'lucide-react';
import { Link } from 'wouter';
import { useSession } from '../app/session-context.ts';
import { useCommand, usePresence } from '../line/use-line.ts';
import { BridgeBox } from '../obs/BridgeBox.tsx';
import { ObsFacts } from '../obs/ObsFacts.tsx';
import { OverlayAddress } from '../paper/keys/OverlayAddress.tsx';
import { w } from '../text/words.ts';
import { Button } from '../ui/Button.tsx';
import { letGo, useMissed } from './let-go.ts';
import { DelayBox } from './DelayBox.tsx';
import { OverlayRows } from './OverlayRows.tsx';
import { useHealth, type HealthRow } from './use-health.ts';

/** Health in words. Healthy is chalk; what wants a look is amber, with a sign and a word. */
export function HealthPills() {
  return (
    <div className="pills">
      {useHealth().map(({ health, does }) => (
        <Pill key={health.id} health={health} does={does} />
      ))}
    </div>
  );
}

function Pill({ health, does }: HealthRow) {
  return (
    <Popover.Root>
      <Popover.Trigger className={`pill ${health.alarm === true ? 'pill-alarm' : health.look ? 'pill-look' : ''}`}>
        {health.look ? <TriangleAlert size={14} aria-hidden /> : null}
        <span className="num">{w('health.pill', { label: health.label, state: health.state })}</span>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="pop" side="bottom" align="start" sideOffset={8} collisionPadding={12} aria-label={health.label}>
          <p>{health.text}</p>
          {does === 'obs' ? <ObsDoes /> : does === 'overlay' ? <OverlayDoes /> : does === 'channel' ? <ChannelDoes /> : does === 'reach' ? <ReachDoes /> : null}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function ReachDoes() {
  const { role } = useSession();
  return role === 'owner' || role === 'host' ? <Link href="/reach">{w('reach.open')}</Link> : null;
}

const crew = ['owner', 'host', 'producer'];

function ObsDoes() {
  const { role } = useSession();
  const part = usePresence('obs');
  const reload = useCommand('overlay.reload');
  if (part === null) return null;
  return (
    <>
      {part.state === 'up' ? <ObsFacts part={part} /> : null}
      {!crew.includes(role) ? null : (
        <>
          {part.place === 'off' ? null : <BridgeBox part={part} />}
          <div className="pop-row obs-does">
            {part.state === 'up' && part.overlays.length > 0 ? (
              <Button look="plain" onPress={() => void reload.send({ instance: null })} disabled={false} sending={reload.sending} shortcut={null}>
                {w('obs.reload')}
              </Button>
            ) : null}
            <Link href="/obs">{w('obs.open')}</Link>
          </div>
        </>
      )}
    </>
  );
}

function OverlayDoes() {
  const { role } = useSession();
  const missed = useMissed() ?? [];
  return (
    <>
      {role === 'owner' ? <OverlayAddress /> : <p className="quiet">{w('overlay.askOwner')}</p>}
      {missed.length === 0 ? null : (
        <div className="pop-row">
          <Button look="plain" onPress={() => letGo(missed)} disabled={false} sending={false} shortcut={null}>
            {w('overlay.tookAway')}
          </Button>
        </div>
      )}
      <OverlayRows mayAsk={role !== 'moderator'} />
    </>
  );
}

function ChannelDoes() {
  const { role } = useSession();
  return (
    <>
      {crew.includes(role) ? <DelayBox /> : null}
      {role === 'owner' || role === 'host' ? <Link href="/channels">{w('channels.open')}</Link> : null}
    </>
  );
}
