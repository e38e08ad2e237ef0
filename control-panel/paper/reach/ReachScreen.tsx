import { useState } from 'react';
import { ArrowLeft } from 'lucide-react';
import { Link, useSearchParams } from 'wouter';
import { usePresence } from '../../line/use-line.ts';
import { w } from '../../text/words.ts';
import { PageHead } from '../PageHead.tsx';
import { Section } from '../Section.tsx';
import { ReachNow } from './ReachNow.tsx';
import { WayCards } from './WayCards.tsx';
import { WaySteps } from './WaySteps.tsx';
import { setUpAt, wayInUse, wayNamed, type Way } from './ways.ts';

/** How buyers reach the shop: how it is now, and the four ways it could be. */
export function ReachScreen() {
  const reach = usePresence('reach');
  const [query] = useSearchParams();
  const [looked, setLooked] = useState<Way | null>(() => wayNamed(query.get('way')));
  const inUse = reach === null ? null : wayInUse(reach);
  const way = looked ?? inUse ?? 'network';
  return (
    <>
      <PageHead title={w('reach.title')} text={w('reach.text')}>
        {null}
      </PageHead>
      {query.get('from') === 'setup' ? (
        <div className="setup-strip">
          <p>{w('setup.reach.waits')}</p>
          <Link href={setUpAt(way)} className="button button-plain">
            <ArrowLeft size={18} aria-hidden />
            {w('setup.reach.back')}
          </Link>
        </div>
      ) : null}
      <Section title={w('reach.now')} text={null}>
        {reach === null ? <p role="status">{w('reach.asking')}</p> : <ReachNow reach={reach} />}
      </Section>
      <h2 className="ways-title">{w('way.title')}</h2>
      <WayCards chosen={way} inUse={inUse} onChoose={setLooked} />
      {reach === null ? null : <WaySteps way={way} reach={reach} />}
    </>
  );
}
