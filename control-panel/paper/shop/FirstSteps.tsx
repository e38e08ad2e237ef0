import { Check } from 'lucide-react';
import { Link } from 'wouter';
import { useList, usePart } from '../../line/use-line.ts';
import { w } from '../../text/words.ts';

/** From an empty shop to the first drop, as far as it is not done: gone when it is. */
export function FirstSteps() {
  const shop = usePart('shop');
  const hasCatalog = useList('catalog').length > 0;
  const shows = useList('shows').length > 0;
  const hasDrop = useList('rundown').some((cue) => cue.kind === 'drop');
  const hasOverlay = useList('keys').some((key) => key.role === 'overlay' && !key.revoked);
  const steps = [
    { done: shop !== null, text: w('steps.shop'), href: '/shop' },
    { done: hasCatalog, text: w('steps.catalog'), href: '/catalog' },
    { done: shows && hasDrop, text: w('steps.show'), href: '/shows' },
    { done: hasOverlay, text: w('steps.overlay'), href: '/keys' },
  ];
  const next = steps.find((step) => !step.done);
  if (next === undefined) return null;
  return (
    <ol className="steps" aria-label={w('steps.label')}>
      {steps.map((step, at) => (
        <li key={step.href} className={step.done ? 'step-done' : step === next ? 'step-next' : ''}>
          <span className="step-number" aria-hidden>
            {step.done ? <Check size={16} /> : at + 1}
          </span>
          {step.done ? (
            <span>
              {step.text} <span className="unseen">{w('steps.done')}</span>
            </span>
          ) : (
            <Link href={step.href}>{step.text}</Link>
          )}
        </li>
      ))}
    </ol>
  );
}
