import { useState } from 'react';
import { Link } from 'wouter';
import { usePart, usePresence } from '../line/use-line.ts';
import { AddressForm } from '../paper/reach/AddressForm.tsx';
import { ReachNow } from '../paper/reach/ReachNow.tsx';
import { useCheck } from '../paper/reach/use-check.ts';
import { WayCards } from '../paper/reach/WayCards.tsx';
import type { Way } from '../paper/reach/ways.ts';
import { Section } from '../paper/Section.tsx';
import { w } from '../text/words.ts';
import { StepPage } from './StepPage.tsx';

/** How it is now, and what one could choose: most of it is done outside this page, and none of it is needed for the test. */
export function ReachStep({ way }: { readonly way: Way | null }) {
  const reach = usePresence('reach');
  const [chosen, setChosen] = useState<Way | null>(null);
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
      <WayCards chosen={chosen ?? way} inUse={way} onChoose={setChosen} />
      {chosen === null || chosen === way ? null : <Chosen way={chosen} />}
    </StepPage>
  );
}

function Chosen({ way }: { readonly way: Way }) {
  const { look } = useCheck();
  const kept = usePart('shop')?.publicUrl ?? null;
  const isFixed = usePresence('reach')?.from === 'environment';
  if (way === 'address' && !isFixed) {
    return (
      <Section title={w('way.address.how')} text={w('setup.reach.addressText')}>
        <AddressForm key={kept ?? ''} publicUrl={kept} onSaved={look} />
      </Section>
    );
  }
  return (
    <Section title={w(`way.${way}.how`)} text={w(`way.${way}.text`)}>
      <p className="setup-fact">{w('setup.reach.outside')}</p>
      <Link href="/reach">{w('setup.reach.open')}</Link>
    </Section>
  );
}
