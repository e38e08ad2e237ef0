import { Check, X } from 'lucide-react';
import type { PaymentSetUp } from '../../http/set-up-payment.ts';
import { w } from '../../text/words.ts';

/** What was made, tried or found at the provider, one line each. */
export function SetUpLines({ said }: { readonly said: PaymentSetUp }) {
  return (
    <ul className="set-up-lines" aria-live="polite">
      {said.lines.map((line) => (
        <li key={line.what} className={line.ok ? 'ok' : 'not-ok'}>
          {line.ok ? <Check size={18} aria-label={w('payments.stepDone')} /> : <X size={18} aria-label={w('payments.stepFailed')} />}
          <div>
            <b>{line.what}</b>
            {line.mend === '' ? null : <span className="quiet">{line.mend}</span>}
          </div>
        </li>
      ))}
    </ul>
  );
}
