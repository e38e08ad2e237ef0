import { parseMoney, type Currency } from '@protocol/money.ts';
import type { Carrier, WeightStep } from '@protocol/pricing.ts';
import { currencySign, moneyInput } from '../../text/money-text.ts';
import { formatLocale, w } from '../../text/words.ts';
import { Button } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { Switch } from '../../ui/Switch.tsx';
import { wholeNumber } from '../valid.ts';

interface TypedStep {
  readonly upTo: string;
  readonly price: string;
  readonly cost: string;
}
/** A carrier as typed. */
export interface TypedCarrier {
  readonly key: string;
  readonly carrierId: string;
  readonly name: string;
  readonly free: boolean;
  readonly steps: readonly TypedStep[];
}
let made = 0;
const emptyStep: TypedStep = { upTo: '', price: '', cost: '' };
export const emptyCarrier = (): TypedCarrier => ({ key: `new-${(made += 1)}`, carrierId: '', name: '', free: true, steps: [emptyStep] });
export const typedCarrier = (carrier: Carrier, currency: Currency): TypedCarrier => ({
  key: carrier.carrierId,
  carrierId: carrier.carrierId,
  name: carrier.name,
  free: carrier.free,
  steps: carrier.steps.map((step) => ({
    upTo: step.upTo === null ? '' : String(step.upTo),
    price: moneyInput(step.price, currency),
    cost: step.cost === null ? '' : moneyInput(step.cost, currency),
  })),
});

/** The carrier, or what is wrong with it. */
export function readCarrier(carrier: TypedCarrier, currency: Currency): Carrier | string {
  const name = carrier.name.trim();
  if (name === '') return w('carrier.nameNeeded');
  const steps: WeightStep[] = [];
  for (const typed of carrier.steps) {
    const upTo = typed.upTo.trim() === '' ? null : wholeNumber(typed.upTo, 1, 1_000_000);
    const price = parseMoney(typed.price, currency, formatLocale());
    const cost = typed.cost.trim() === '' ? null : parseMoney(typed.cost, currency, formatLocale());
    if ((upTo === null && typed.upTo.trim() !== '') || price === null || (cost === null && typed.cost.trim() !== '')) return w('carrier.stepWrong', { name });
    steps.push({ upTo, price, cost });
  }
  steps.sort((a, b) => (a.upTo ?? Number.MAX_SAFE_INTEGER) - (b.upTo ?? Number.MAX_SAFE_INTEGER));
  if (steps.some((step, at) => at > 0 && step.upTo === steps[at - 1]?.upTo)) return w('carrier.stepTwice', { name });
  return { carrierId: carrier.carrierId, name, free: carrier.free, steps };
}

interface Props {
  readonly carrier: TypedCarrier;
  readonly currency: Currency;
  readonly onChange: (carrier: TypedCarrier) => void;
  /** null: the last one stays. */
  readonly onRemove: (() => void) | null;
}
export function CarrierFields({ carrier, currency, onChange, onRemove }: Props) {
  const sign = currencySign(currency);
  const stepAt = (at: number, change: Partial<TypedStep>): void =>
    onChange({ ...carrier, steps: carrier.steps.map((step, i) => (i === at ? { ...step, ...change } : step)) });
  return (
    <fieldset className="carrier">
      <legend>{w('carrier')}</legend>
      <Field label={w('carrier.name')} hint={w('carrier.nameHint')} error={null}>
        {(control) => <input {...control} maxLength={40} value={carrier.name} onChange={(event) => onChange({ ...carrier, name: event.target.value })} />}
      </Field>
      {carrier.steps.map((step, at) => (
        // Steps have no name of their own; none is moved while it is typed.
        <div className="steps" key={at}>
          {(
            [
              ['upTo', w('carrier.upTo')],
              ['price', w('carrier.price', { sign })],
              ['cost', w('carrier.cost', { sign })],
            ] as const
          ).map(([field, label]) => (
            <Field key={field} label={label} hint={null} error={null}>
              {(control) => (
                <input
                  {...control}
                  className="num"
                  inputMode="decimal"
                  value={step[field]}
                  placeholder={field === 'upTo' ? w('carrier.any') : ''}
                  onChange={(event) => stepAt(at, { [field]: event.target.value })}
                />
              )}
            </Field>
          ))}
        </div>
      ))}
      <p className="hint">{w('carrier.stepsHint')}</p>
      <div className="row-actions">
        {carrier.steps.length >= 20 ? null : (
          <Button look="quiet" onPress={() => onChange({ ...carrier, steps: [...carrier.steps, emptyStep] })} disabled={false} sending={false} shortcut={null}>
            {w('carrier.stepAdd')}
          </Button>
        )}
        {carrier.steps.length === 1 ? null : (
          <Button look="quiet" onPress={() => onChange({ ...carrier, steps: carrier.steps.slice(0, -1) })} disabled={false} sending={false} shortcut={null}>
            {w('carrier.stepOut')}
          </Button>
        )}
        {onRemove === null ? null : (
          <Button look="quiet" onPress={onRemove} disabled={false} sending={false} shortcut={null}>
            {w('carrier.remove')}
          </Button>
        )}
      </div>
      <Switch label={w('carrier.free')} hint={null} on={carrier.free} onChange={(free) => onChange({ ...carrier, free })} />
    </fieldset>
  );
}
