import { useState, type SubmitEvent } from 'react';
import { parseMoney, type Currency } from '@protocol/money.ts';
import type { Cut } from '@protocol/pricing.ts';
import { useCommand } from '../../line/use-line.ts';
import { currencySign, moneyInput } from '../../text/money-text.ts';
import { formatLocale, w } from '../../text/words.ts';
import { SubmitButton } from '../../ui/Button.tsx';
import { Choice } from '../../ui/Choice.tsx';
import { Field } from '../../ui/Field.tsx';
import { toast } from '../../ui/toasts.ts';
import { wholeNumber } from '../valid.ts';
import { sendable, type Pricing } from './sendable.ts';
import { percentInput, readPercent } from './percent.ts';

/** What a unit without a weight is taken to weigh, and what is taken off for a pickup. */
export function DeliveryRest({ pricing, currency }: { readonly pricing: Pricing; readonly currency: Currency }) {
  const before = pricing.pickupDiscount;
  const [grams, setGrams] = useState(String(pricing.assumedGrams));
  const [kind, setKind] = useState<'none' | Cut['kind']>(before?.kind ?? 'none');
  const [size, setSize] = useState(before === null ? '' : before.kind === 'amount' ? moneyInput(before.amount, currency) : percentInput(before.share));
  const [wrong, setWrong] = useState<'grams' | 'size' | null>(null);
  const save = useCommand('delivery.save');
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const assumedGrams = wholeNumber(grams, 1, 1_000_000);
    if (assumedGrams === null) return setWrong('grams');
    const pickupDiscount = kind === 'none' ? null : readCut(kind, size, currency);
    if (kind !== 'none' && pickupDiscount === null) return setWrong('size');
    setWrong(null);
    const answer = await save.send({ zones: pricing.zones.map(sendable), assumedGrams, pickupDiscount });
    if (answer?.ok === true) toast('done', w('saved'));
  };
  return (
    <form className="form" onSubmit={(event) => void submit(event)} noValidate>
      <Field label={w('weights.assumed')} hint={w('weights.assumedHint')} error={wrong === 'grams' ? w('weights.wrong') : null}>
        {(control) => <input {...control} className="short num" inputMode="numeric" value={grams} onChange={(event) => setGrams(event.target.value)} />}
      </Field>
      <Choice
        label={w('pickupOff.label')}
        value={kind}
        choices={(['none', 'amount', 'share'] as const).map((value) => ({ value, label: w(`cut.${value}`), hint: null }))}
        onChange={setKind}
      />
      {kind === 'none' ? null : <CutField kind={kind} size={size} currency={currency} wrong={wrong === 'size'} onChange={setSize} />}
      <div className="form-end">
        <SubmitButton sending={save.sending} disabled={false}>
          {w('save')}
        </SubmitButton>
      </div>
    </form>
  );
}

interface CutProps {
  readonly kind: Cut['kind'];
  readonly size: string;
  readonly currency: Currency;
  readonly wrong: boolean;
  readonly onChange: (size: string) => void;
}
export function CutField({ kind, size, currency, wrong, onChange }: CutProps) {
  return (
    <Field
      label={kind === 'amount' ? w('cut.size', { sign: currencySign(currency) }) : w('cut.size', { sign: '%' })}
      hint={null}
      error={wrong ? w('cut.wrong') : null}
    >
      {(control) => <input {...control} className="short num" inputMode="decimal" value={size} onChange={(event) => onChange(event.target.value)} />}
    </Field>
  );
}
/** As typed; null where it is no amount or share above nothing. */
export function readCut(kind: Cut['kind'], size: string, currency: Currency): Cut | null {
  if (kind === 'share') {
    const share = readPercent(size);
    return share === null || share === 0 ? null : { kind, share };
  }
  const amount = parseMoney(size, currency, formatLocale());
  return amount === null || amount === 0 ? null : { kind, amount };
}
