import { CircleCheck, CircleDashed, TriangleAlert } from 'lucide-react';
import { w } from '../text/words.ts';
import type { OverlaySeenState } from './use-overlay-seen.ts';

/** Where OBS runs elsewhere, an address of this computer leads nowhere. */
const isHereOnly = (): boolean => ['localhost', '127.0.0.1', '[::1]'].includes(window.location.hostname);

/** Whether the overlay arrived, live; after half a minute without, what to look at. `isExpected`: there is an address it could come by. */
export function OverlaySeen({ seen, isExpected }: { readonly seen: OverlaySeenState; readonly isExpected: boolean }) {
  const { state } = isExpected ? seen : { state: 'waiting' as const };
  switch (state) {
    case 'waiting':
      return (
        <>
          <Headline icon={<CircleDashed size={26} aria-hidden />} text={isExpected ? w('setup.seen.waiting') : w('setup.seen.notYet')} />
          <p className="quiet">{w('setup.seen.waitingText')}</p>
        </>
      );
    case 'painting':
      return (
        <>
          <Headline icon={<CircleCheck size={26} aria-hidden />} text={w('setup.seen.yes')} />
          <p className="num">{w('setup.seen.word', { word: seen.word })}</p>
          <p className="quiet num">{seen.text}</p>
        </>
      );
    case 'trouble':
      return (
        <>
          <Headline icon={<TriangleAlert size={26} aria-hidden />} text={w('setup.seen.but')} />
          <p className="num">{w('setup.seen.word', { word: seen.word })}</p>
          <p>{seen.text}</p>
        </>
      );
    case 'missing':
      return (
        <>
          <Headline icon={<TriangleAlert size={26} aria-hidden />} text={w('setup.seen.missing')} />
          <OverlayChecks />
        </>
      );
    default:
      return state satisfies never;
  }
}

/** Heard once when it changes; the tenths beside it are for eyes. */
const Headline = ({ icon, text }: { readonly icon: React.ReactNode; readonly text: string }) => (
  <p className="reach-state" role="status">
    {icon}
    {text}
  </p>
);

export function OverlayChecks() {
  return (
    <ul className="setup-checks">
      <li>{w('setup.check.source')}</li>
      <li>{w('setup.check.whole')}</li>
      <li>{w('setup.check.eye')}</li>
      {isHereOnly() ? <li>{w('setup.check.computer')}</li> : null}
      <li>{w('setup.check.again')}</li>
    </ul>
  );
}
