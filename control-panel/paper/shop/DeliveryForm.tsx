import { useState, type SubmitEvent } from 'react';
import { parseMoney, type Currency, type Minor } from '@protocol/money.ts';
import { useCommand } from '../../line/use-line.ts';
import { currencySign, moneyInput } from '../../text/money-text.ts';
import { formatLocale, w } from '../../text/words.ts';
import { SubmitButton } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { Switch } from '../../ui/Switch.tsx';
import { toast } from '../../ui/toasts.ts';

export function DeliveryForm({ flat, currency }: { readonly flat: Minor | null; readonly currency: Currency }) {
  const [ships, setShips] = useState(flat !== null);
  const [price, setPrice] = useState(flat === null ? '' : moneyInput(flat, currency));
  const [wrong, setWrong] = useState<string | null>(null);
  const shipping = useCommand('shipping.save');
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const amount = ships ? parseMoney(price, currency, formatLocale()) : null;
    if (ships && amount === null) return setWrong(w('form.price'));
    const answer = await shipping.send({ flat: amount });
    if (answer === null) return;
    if (answer.ok) toast('done', w('saved'));
    else setWrong(answer.refusal.message);
  };
  return (
    <form className="form" onSubmit={(event) => void submit(event)} noValidate>
      <Switch label={w('delivery.ships')} hint={ships ? null : w('delivery.pickupOnly')} on={ships} onChange={setShips} />
      {ships ? (
        <Field label={w('delivery.price', { currency: currencySign(currency) })} hint={w('delivery.priceHint')} error={wrong}>
          {(control) => (
            <input
              {...control}
              className="short num"
              inputMode="decimal"
              value={price}
              onChange={(event) => {
                setPrice(event.target.value);
                setWrong(null);
              }}
            />
          )}
        </Field>
      ) : null}
      <div className="form-end">
        <SubmitButton sending={shipping.sending} disabled={false}>
          {w('save')}
        </SubmitButton>
      </div>
    </form>
  );
}
