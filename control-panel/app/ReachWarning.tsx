import { useState } from 'react';
import { X } from 'lucide-react';
import { MINUTE, type Instant } from '@protocol/time.ts';
import { useCommand, useDrops, usePart, usePresence, useTick } from '../line/use-line.ts';
import { needsAddress, reachTrouble } from '../text/reach-text.ts';
import { lasting, timeOfDay } from '../text/show-time.ts';
import { w } from '../text/words.ts';
import { Button } from '../ui/Button.tsx';
import { useSession } from './session-context.ts';

/** How long it is said that buyers are back. */
const BACK_FOR_MS = 2 * MINUTE;

/** In a show, what nobody in front of the camera can see: buyers do not get in. And then: they do again. */
export function ReachWarning() {
  const reach = usePresence('reach');
  const show = usePart('show');
  const onAir = usePart('onAir');
  const isEvening = show?.state === 'live' || onAir !== null;
  const isBack = useTick((now) => reach?.state === 'reached' && reach.before !== null && now - reach.before.until < BACK_FOR_MS);
  const [seen, setSeen] = useState<Instant | null>(null);
  if (reach === null || !isEvening || !needsAddress(reach, show?.reach ?? null)) return null;
  if (reach.state === 'failing') {
    return (
      <div className="warning warning-reach" role="alert">
        <p>
          <strong>{w('reach.cannot', { since: timeOfDay(reach.since) })}</strong> {reachTrouble(reach)}
        </p>
        <Pausing />
      </div>
    );
  }
  if (!isBack || reach.before === null || seen === reach.before.until) return null;
  const { since, until } = reach.before;
  return (
    <div className="warning warning-back" role="status">
      <p>
        <strong>{w('reach.again', { since: timeOfDay(until) })}</strong> {w('reach.were', { time: lasting(until - since) })}
      </p>
      <Resuming />
      <button type="button" className="icon-button" aria-label={w('close')} onClick={() => setSeen(until)}>
        <X size={20} aria-hidden />
      </button>
    </div>
  );
}

const crew = ['owner', 'host', 'producer'];

/** One press for everything that is on sale: whoever cannot get in must not find it sold to those who are in already. */
function Pausing() {
  const { role } = useSession();
  const live = Object.values(useDrops()).filter((drop) => drop.state === 'live' && drop.mode !== 'test');
  const pause = useCommand('drop.pause');
  if (!crew.includes(role) || live.length === 0) return null;
  const pauseAll = async (): Promise<void> => {
    for (const { dropId } of live) await pause.send({ dropId });
  };
  return (
    <Button look="plain" onPress={() => void pauseAll()} disabled={false} sending={pause.sending} shortcut={null}>
      {live.length === 1 ? w('reach.pause', { title: live[0]?.title ?? '' }) : w('reach.pauseAll', { n: live.length })}
    </Button>
  );
}
function Resuming() {
  const { role } = useSession();
  const panic = usePart('panic') === true;
  const paused = Object.values(useDrops()).filter((drop) => drop.state === 'paused' && drop.mode !== 'test');
  const resume = useCommand('drop.resume');
  if (!crew.includes(role) || panic || paused.length === 0) return null;
  const resumeAll = async (): Promise<void> => {
    for (const { dropId } of paused) await resume.send({ dropId });
  };
  return (
    <Button look="plain" onPress={() => void resumeAll()} disabled={false} sending={resume.sending} shortcut={null}>
      {paused.length === 1 ? w('reach.resume', { title: paused[0]?.title ?? '' }) : w('reach.resumeAll', { n: paused.length })}
    </Button>
  );
}
