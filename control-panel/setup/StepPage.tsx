import { useEffect, type ReactNode } from 'react';
import { ArrowLeft, ArrowRight } from 'lucide-react';
import { Link } from 'wouter';
import { w } from '../text/words.ts';
import { beforeOf, isStep, nextOf, steps, type Place } from './steps.ts';

interface Props {
  readonly place: Exclude<Place, 'ready'>;
  readonly title: string;
  readonly text: string;
  /** `done`: on is the one thing to press. `enough`: so too, and it says what is missing. `open`: the step itself is; passing it over is possible. */
  readonly state: 'done' | 'enough' | 'open';
  /** What is missing while it is not done; null where it cannot be left out. */
  readonly without: string | null;
  readonly children: ReactNode;
}

/** One step: where one is, what it is for, the step itself, and the way on. */
export function StepPage({ place, title, text, state, without, children }: Props) {
  useEffect(() => {
    document.title = w('page.title', { title, product: w('product') });
  }, [title]);
  return (
    <>
      <header className="setup-head">
        <p className="setup-at num">
          {isStep(place) ? w('setup.at', { n: steps.indexOf(place) + 1, of: steps.length }) : w(place === 'obs' ? 'setup.obs.beside' : 'setup.beside')}
        </p>
        <h1 tabIndex={-1}>{title}</h1>
        <p>{text}</p>
      </header>
      {children}
      <WayOn place={place} state={state} without={without} />
    </>
  );
}

function WayOn({ place, state, without }: Pick<Props, 'place' | 'state' | 'without'>) {
  const before = beforeOf(place);
  const next = nextOf(place);
  const isLeft = state === 'open' && without === null;
  if (isLeft && before === null) return null;
  return (
    <footer className="setup-end">
      {isLeft ? null : (
        <Link href={`/setup/${next}`} className={`button ${state === 'open' ? 'button-plain' : 'button-main'}`}>
          {state === 'open' ? w('setup.skip') : next === 'ready' ? w('setup.toReady') : w('setup.next', { step: w(`setup.step.${next}`) })}
          <ArrowRight size={18} aria-hidden />
        </Link>
      )}
      {state === 'done' || without === null ? null : <p className="quiet">{without}</p>}
      {before === null ? null : (
        <Link href={`/setup/${before}`} className="button button-quiet setup-back">
          <ArrowLeft size={18} aria-hidden />
          {w('setup.back')}
        </Link>
      )}
    </footer>
  );
}
