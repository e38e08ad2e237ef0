import { Link } from 'wouter';
import { useList } from '../line/use-line.ts';
import { Section } from '../paper/Section.tsx';
import { w } from '../text/words.ts';
import { StepPage } from './StepPage.tsx';

/** Has its place on the way, and nothing to set up yet. */
export function PaymentPlace() {
  const on = useList('payments').filter((payment) => payment.enabled);
  return (
    <StepPage place="payment" title={w('setup.payment.title')} text={w('setup.payment.text')} state="done" without={null}>
      <Section
        title={on.length === 0 ? w('setup.payment.off') : w('setup.payment.until', { labels: on.map((payment) => payment.label).join(', ') })}
        text={null}
      >
        <p className="setup-fact">{on.length === 0 ? w('payments.noneOn') : w('setup.payment.untilText')}</p>
        <Link href="/payments">{w('setup.payment.open')}</Link>
      </Section>
    </StepPage>
  );
}
