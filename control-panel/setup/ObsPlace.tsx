import { Link } from 'wouter';
import { Section } from '../paper/Section.tsx';
import { w } from '../text/words.ts';
import { StepPage } from './StepPage.tsx';

/** Has its place on the way, and nothing to set up yet. */
export function ObsPlace() {
  return (
    <StepPage place="obs" title={w('setup.obs.title')} text={w('setup.obs.text')} state="done" without={null}>
      <Section title={w('setup.obs.until')} text={null}>
        <p className="setup-fact">{w('setup.obs.untilText')}</p>
        <Link href="/crew">{w('setup.obs.dock')}</Link>
      </Section>
    </StepPage>
  );
}
