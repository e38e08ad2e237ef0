import { useEffect, useState } from 'react';
import { ArrowRight } from 'lucide-react';
import { Link } from 'wouter';
import { Passcode } from '../app/Passcode.tsx';
import { useSession } from '../app/session-context.ts';
import { usePart, usePresence } from '../line/use-line.ts';
import { Section } from '../paper/Section.tsx';
import { w } from '../text/words.ts';
import { Button } from '../ui/Button.tsx';
import { steps } from './steps.ts';
import type { SetUpState } from './use-set-up.ts';

/** The end of the way: the evening, and what was left open on it. */
export function Ready({ setUp }: { readonly setUp: SetUpState }) {
  const shop = usePart('shop');
  const hasObs = usePresence('obs')?.state === 'up';
  const open = steps.filter((step) => !setUp.done.has(step));
  const hasProduct = setUp.done.has('products');
  const title = !hasProduct ? w('setup.ready.nothing') : open.length === 0 ? w('setup.ready.title') : w('setup.ready.almost');
  useEffect(() => {
    document.title = w('page.title', { title, product: w('product') });
  }, [title]);
  return (
    <>
      <div className="setup-ticket">
        <div className="setup-ticket-main">
          <h1 tabIndex={-1}>{title}</h1>
          <p>
            {!hasProduct
              ? w('setup.products.without')
              : open.length === 0
                ? w('setup.ready.text', { shop: shop?.name ?? '' })
                : w('setup.ready.almostText', { n: open.length })}
          </p>
          <div className="setup-does">
            {hasProduct ? null : (
              <Link href="/setup/products" className="button button-main">
                {w('product.add')}
                <ArrowRight size={18} aria-hidden />
              </Link>
            )}
            <Link href="/shows" className={`button ${hasProduct ? 'button-main' : 'button-plain'}`}>
              {w('setup.ready.show')}
              {hasProduct ? <ArrowRight size={18} aria-hidden /> : null}
            </Link>
            <Link href="/desk" className="button button-plain">
              {w('setup.ready.desk')}
            </Link>
          </div>
        </div>
        <div className="setup-ticket-stub">
          <p className="setup-count num">{w('setup.ready.count', { n: setUp.done.size, of: steps.length })}</p>
          <p>{w('setup.ready.stub')}</p>
        </div>
      </div>
      <NoPasscode />
      <Section title={w('setup.ready.open')} text={null}>
        <ul className="rows setup-open">
          {open.map((step) => (
            <li key={step}>
              <div>
                <b>{w(`setup.step.${step}`)}</b>
                <span className="quiet">{step === 'shop' ? '' : w(`setup.${step}.without`)}</span>
              </div>
              <Link href={`/setup/${step}`}>{w('setup.ready.do')}</Link>
            </li>
          ))}
          {(hasObs ? (['payment'] as const) : (['payment', 'obs'] as const)).map((place) => (
            <li key={place}>
              <div>
                <b>{w('health.pill', { label: w(`setup.step.${place}`), state: w('obs.notSetUp') })}</b>
                <span className="quiet">{w(`setup.${place}.short`)}</span>
              </div>
              <Link href={`/setup/${place}`}>{w('setup.ready.more')}</Link>
            </li>
          ))}
        </ul>
      </Section>
    </>
  );
}

/** The set-up link worked once: without a passcode the next log-in is a question for whoever runs the server. */
function NoPasscode() {
  const session = useSession();
  const [asks, setAsks] = useState(false);
  if (session.hasPasscode) return null;
  return (
    <div className="notice setup-notice">
      <p>{w('setup.ready.noPasscode')}</p>
      <Button look="plain" onPress={() => setAsks(true)} disabled={false} sending={false} shortcut={null}>
        {w('passcode.choose')}
      </Button>
      {asks ? <Passcode onChosen={session.hasChosenPasscode} onLater={() => setAsks(false)} /> : null}
    </div>
  );
}
