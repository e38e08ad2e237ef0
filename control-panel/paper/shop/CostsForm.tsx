import { useState, type SubmitEvent } from 'react';
import type { Fee } from '@protocol/margin.ts';
import { parseMoney, type Currency, type Minor } from '@protocol/money.ts';
import type { PanelParts } from '@protocol/parts.ts';
import { useCommand, useList } from '../../line/use-line.ts';
import { currencySign, moneyInput } from '../../text/money-text.ts';
import { formatLocale, w } from '../../text/words.ts';
import { Field } from '../../ui/Field.tsx';
import { Switch } from '../../ui/Switch.tsx';
import { toast } from '../../ui/toasts.ts';
import { FormEnd } from '../FormEnd.tsx';
import { anyNumber } from '../valid.ts';

type Costs = PanelParts['money'];
const DEFAULT = 'default';
const none: Fee = { share: 0, fixed: 0 };

/** What an order costs beside its goods, and what has to be left of it. */
export function CostsForm({ costs, currency }: { readonly costs: Costs; readonly currency: Currency }) {
  const providers = useList('payments').filter((provider) => provider.enabled);
  const save = useCommand('money.save');
  const inMoney = (amount: Minor): string => moneyInput(amount, currency);
  const feeText = (fee: Fee) => ({ share: String(fee.share / 100), fixed: inMoney(fee.fixed) });
  const [fees, setFees] = useState<Readonly<Record<string, { readonly share: string; readonly fixed: string }>>>({
    [DEFAULT]: feeText(costs?.fee ?? none),
    ...Object.fromEntries(Object.entries(costs?.feeOf ?? {}).map(([provider, fee]) => [provider, feeText(fee)])),
  });
  const [amounts, setAmounts] = useState({
    carrier: inMoney(costs?.carrier ?? 0),
    packing: inMoney(costs?.packing ?? 0),
    returns: inMoney(costs?.returns ?? 0),
  });
  const [guards, setGuards] = useState(costs !== null && costs.target !== null);
  const [target, setTarget] = useState(inMoney(costs?.target ?? 0));
  const [wrong, setWrong] = useState<string | null>(null);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const amount = (text: string): Minor | null => parseMoney(text, currency, formatLocale());
    const read = Object.entries(fees).map(([name, fee]) => ({ name, share: anyNumber(fee.share, 0, 90), fixed: amount(fee.fixed) }));
    const [carrier, packing, returns] = [amount(amounts.carrier), amount(amounts.packing), amount(amounts.returns)];
    const least = guards ? amount(target) : null;
    if (read.some((fee) => fee.share === null || fee.fixed === null) || carrier === null || packing === null || returns === null || (guards && least === null))
      return setWrong(w('costs.unreadable'));
    const feeOf = Object.fromEntries(read.map(({ name, share, fixed }) => [name, { share: Math.round((share ?? 0) * 100), fixed: fixed ?? 0 }]));
    const { [DEFAULT]: fee = none, ...ofProviders } = feeOf;
    setWrong(null);
    const answer = await save.send({ fee, feeOf: ofProviders, carrier, packing, returns, target: least });
    if (answer === null) return;
    if (answer.ok) toast('done', w('saved'));
    else setWrong(answer.refusal.message);
  };
  const sign = currencySign(currency);
  const feeRow = (name: string, label: string) => {
    const fee = fees[name] ?? { share: '', fixed: '' };
    const change = (part: Partial<typeof fee>): void => setFees((before) => ({ ...before, [name]: { ...fee, ...part } }));
    return (
      <div className="pair" key={name}>
        <Field label={w('costs.share', { label })} hint={null} error={null}>
          {(control) => (
            <input {...control} className="short num" inputMode="decimal" value={fee.share} onChange={(event) => change({ share: event.target.value })} />
          )}
        </Field>
        <Field label={w('costs.fixed', { label, currency: sign })} hint={null} error={null}>
          {(control) => (
            <input {...control} className="short num" inputMode="decimal" value={fee.fixed} onChange={(event) => change({ fixed: event.target.value })} />
          )}
        </Field>
      </div>
    );
  };
  const amountField = (name: keyof typeof amounts, label: string, hint: string) => (
    <Field label={label} hint={hint} error={null}>
      {(control) => (
        <input
          {...control}
          className="short num"
          inputMode="decimal"
          value={amounts[name]}
          onChange={(event) => setAmounts((before) => ({ ...before, [name]: event.target.value }))}
        />
      )}
    </Field>
  );
  const unlisted = providers.filter((provider) => !Object.hasOwn(fees, provider.provider));
  return (
    <form className="form" onSubmit={(event) => void submit(event)} noValidate>
      {feeRow(DEFAULT, w('costs.anyPayment'))}
      {Object.keys(fees)
        .filter((name) => name !== DEFAULT)
        .map((name) => feeRow(name, providers.find((provider) => provider.provider === name)?.label ?? name))}
      {unlisted.map((provider) => (
        <button
          key={provider.provider}
          type="button"
          className="button button-quiet"
          onClick={() => setFees((before) => ({ ...before, [provider.provider]: before[DEFAULT] ?? { share: '', fixed: '' } }))}
        >
          {w('costs.own', { label: provider.label })}
        </button>
      ))}
      <div className="pair">
        {amountField('carrier', w('costs.carrier', { currency: sign }), w('costs.carrierHint'))}
        {amountField('packing', w('costs.packing', { currency: sign }), w('costs.packingHint'))}
      </div>
      {amountField('returns', w('costs.returns', { currency: sign }), w('costs.returnsHint'))}
      <Switch label={w('costs.guard')} hint={w('costs.guardHint')} on={guards} onChange={setGuards} />
      {guards ? (
        <Field label={w('costs.target', { currency: sign })} hint={w('costs.targetHint')} error={null}>
          {(control) => <input {...control} className="short num" inputMode="decimal" value={target} onChange={(event) => setTarget(event.target.value)} />}
        </Field>
      ) : null}
      <FormEnd wrong={wrong} sending={save.sending} />
    </form>
  );
}
