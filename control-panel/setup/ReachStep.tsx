import { ArrowRight } from 'lucide-react';
import { Link, useSearchParams } from 'wouter';
import type { ReachPart } from '@protocol/parts.ts';
import { usePart, usePresence } from '../line/use-line.ts';
import { AddressForm } from '../paper/reach/AddressForm.tsx';
import { ReachNow } from '../paper/reach/ReachNow.tsx';
import { useCheck } from '../paper/reach/use-check.ts';
import { WayCards } from '../paper/reach/WayCards.tsx';
import { stepsOf, wayNamed, type Way } from '../paper/reach/ways.ts';
import { Section } from '../paper/Section.tsx';
import { w } from '../text/words.ts';
import { StepPage } from './StepPage.tsx';

/**
 * How it is now, and what one could choose: most of it is done outside this page, and none of it is needed for the test. What was
 * chosen stands in the address, so that whoever comes back finds this page as it was left.
 */
export function ReachStep({ way }: { readonly way: Way | null }) {
  const reach = usePresence('reach');
  const [query, setQuery] = useSearchParams();
  const chosen = wayNamed(query.get('way'));
  return (
    <StepPage
      place="reach"
      title={w('setup.reach.title')}
      text={w('setup.reach.text')}
      state={way !== null ? 'done' : chosen === 'address' ? 'open' : 'enough'}
      without={w('setup.reach.without')}
    >
      <div className="sheet">{reach === null ? <p role="status">{w('reach.asking')}</p> : <ReachNow reach={reach} />}</div>
      <h2 className="ways-title">{w('setup.reach.ways')}</h2>
      <WayCards chosen={chosen ?? way} inUse={way} onChoose={(each) => setQuery({ way: each }, { replace: true })} />
      {reach === null || chosen === null || chosen === way ? null : <Chosen way={chosen} reach={reach} />}
    </StepPage>
  );
}

function Chosen({ way, reach }: { readonly way: Way; readonly reach: ReachPart }) {
  const { look } = useCheck();
  const kept = usePart('shop')?.publicUrl ?? null;
  if (way === 'address' && reach.from !== 'environment') {
    return (
      <Section title={w('way.address.how')} text={w('setup.reach.addressText')}>
        <AddressForm key={kept ?? ''} publicUrl={kept} onSaved={look} />
      </Section>
    );
  }
  return (
    <Section title={w(`way.${way}.how`)} text={w(`way.${way}.text`)}>
      <p className="setup-fact">{w(way === 'server' ? 'setup.reach.moves' : 'setup.reach.anew')}</p>
      <Link href={stepsOf(way)} className="button button-plain">
        {w('setup.reach.steps')}
        <ArrowRight size={18} aria-hidden />
      </Link>
    </Section>
  );
}
