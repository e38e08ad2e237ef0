import { steps, type Place, type Step } from './steps.ts';

/** A tick for each step, as for everything that is counted here: full is done. The words beside it say the same. */
export function StepTicks({ done, at }: { readonly done: ReadonlySet<Step>; readonly at: Place | null }) {
  return (
    <span className="setup-ticks" aria-hidden>
      {steps.map((step) => (
        <i key={step} className={`${done.has(step) ? 'full' : ''} ${step === at ? 'here' : ''}`} />
      ))}
    </span>
  );
}
