import { ArrowRight } from 'lucide-react';
import { Link } from 'wouter';
import { w } from '../text/words.ts';
import { StepTicks } from './StepTicks.tsx';
import { resumeAt, steps } from './steps.ts';
import { useSetUp } from './use-set-up.ts';

/** On the shop's screen while something is left: how far one is, and the way back to it. */
export function SetUpStrip() {
  const { done } = useSetUp();
  const open = steps.filter((step) => !done.has(step));
  const next = open.find((step) => step === resumeAt(done)) ?? open[0];
  if (next === undefined) return null;
  return (
    <div className="setup-strip">
      <StepTicks done={done} at={null} />
      <p className="num">
        <b>{w('setup.strip', { n: done.size, of: steps.length })}</b> {w('setup.stripNext', { step: w(`setup.step.${next}`) })}
      </p>
      <Link href={`/setup/${next}`} className="button button-plain">
        {w('setup.goOn')}
        <ArrowRight size={18} aria-hidden />
      </Link>
    </div>
  );
}
