import { useState, type ReactNode, type RefObject } from 'react';
import { Check, ChevronDown, LogOut } from 'lucide-react';
import { Link } from 'wouter';
import { useSession } from '../app/session-context.ts';
import { Warnings } from '../app/Warnings.tsx';
import { usePart, usePresence } from '../line/use-line.ts';
import { obsHealth } from '../desk/health.ts';
import { w } from '../text/words.ts';
import { StepTicks } from './StepTicks.tsx';
import { isPassed, isStep, places, steps, type Place } from './steps.ts';
import type { SetUpState } from './use-set-up.ts';

interface Props {
  readonly place: Place;
  readonly setUp: SetUpState;
  readonly main: RefObject<HTMLElement | null>;
  readonly children: ReactNode;
}

/** Set-up lives on paper: the steps stand on the stub, where the screens stand later. */
export function SetUpFrame({ place, setUp, main, children }: Props) {
  const shop = usePart('shop');
  const session = useSession();
  // On a phone the list is folded away: the step itself is what one came for.
  const [isOpen, setOpen] = useState(false);
  return (
    <div className="paper">
      <a className="skip" href="#content">
        {w('skip')}
      </a>
      <Warnings />
      <div className="paper-grid">
        <nav className={`stub setup-stub ${isOpen ? 'open' : ''}`} aria-label={w('setup.label')}>
          <p className="wordmark">{shop?.name ?? w('product')}</p>
          <div className="setup-progress">
            <StepTicks done={setUp.done} at={place} />
            <p className="num">{w('setup.progress', { n: setUp.done.size, of: steps.length })}</p>
          </div>
          <button type="button" className="button button-quiet setup-fold" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {w('setup.all')}
            <ChevronDown size={18} aria-hidden />
          </button>
          <ol className="setup-list">
            {places.map((each) => (
              <Entry key={each} place={each} isHere={each === place} setUp={setUp} onChoose={() => setOpen(false)} />
            ))}
          </ol>
          <div className="who">
            {shop === null ? null : (
              <Link href="/shop" className="button button-quiet">
                {w('setup.leave')}
              </Link>
            )}
            <button type="button" className="button button-quiet" onClick={session.leave}>
              <LogOut size={16} aria-hidden />
              <span>{w('logOut')}</span>
            </button>
          </div>
        </nav>
        <main id="content" className="setup" tabIndex={-1} ref={main}>
          {children}
        </main>
      </div>
    </div>
  );
}

interface EntryProps {
  readonly place: (typeof places)[number];
  readonly isHere: boolean;
  readonly setUp: SetUpState;
  readonly onChoose: () => void;
}
function Entry({ place, isHere, setUp, onChoose }: EntryProps) {
  const shop = usePart('shop');
  const isDone = isStep(place) && setUp.done.has(place);
  const state = useStateOf(place, setUp);
  const text = (
    <>
      <span className="setup-number num" aria-hidden>
        {isDone ? <Check size={15} /> : isStep(place) ? steps.indexOf(place) + 1 : ''}
      </span>
      <span>
        <b>{w(`setup.step.${place}`)}</b>
        {state === '' ? null : <small>{state}</small>}
        {isDone ? <span className="unseen">{w('setup.done')}</span> : null}
      </span>
    </>
  );
  const look = `${isDone ? 'setup-done' : ''} ${isStep(place) ? '' : 'setup-beside'}`;
  return (
    <li className={look}>
      {place === 'shop' || shop !== null ? (
        <Link href={`/setup/${place}`} aria-current={isHere ? 'step' : undefined} onClick={onChoose}>
          {text}
        </Link>
      ) : (
        <span className="setup-closed">{text}</span>
      )}
    </li>
  );
}

/** What stands beside a step's name: what was done, or that it was passed over. */
function useStateOf(place: (typeof places)[number], setUp: SetUpState): string {
  const shop = usePart('shop');
  const obs = usePresence('obs');
  if (place === 'obs' && obs !== null) return obs.state === 'up' ? w('obs.connected') : obsHealth(obs).state;
  if (!isStep(place)) return w('obs.notSetUp');
  if (!setUp.done.has(place)) return isPassed(place, setUp.done) ? (place === 'reach' ? w('reach.here') : w('setup.later')) : '';
  switch (place) {
    case 'shop':
      return shop?.name ?? '';
    case 'products':
      return w('setup.products', { n: setUp.products });
    case 'reach':
      return setUp.way === null ? '' : w(`way.${setUp.way}`);
    case 'overlay':
      return w('setup.addressMade');
    case 'chat':
      return setUp.channels.join(', ');
    case 'test':
      return w('setup.tested');
    default:
      return place satisfies never;
  }
}
