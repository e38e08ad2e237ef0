import { useState, type SubmitEvent } from 'react';
import { X } from 'lucide-react';
import { parseMoney, type Currency, type Minor } from '@protocol/money.ts';
import type { Carrier, Zone } from '@protocol/pricing.ts';
import { currencySign, money, moneyInput } from '../../text/money-text.ts';
import { formatLocale, w } from '../../text/words.ts';
import { Button, SubmitButton } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { Modal } from '../../ui/Modal.tsx';
import { Switch } from '../../ui/Switch.tsx';
import { CarrierFields, emptyCarrier, readCarrier, typedCarrier } from './CarrierFields.tsx';
import { countries, countryName } from './country.ts';
import type { Pricing } from './sendable.ts';

interface Props {
  readonly zone: Zone | null;
  readonly others: readonly Zone[];
  readonly hint: Pricing['hints'][number] | null;
  readonly currency: Currency;
  readonly sending: boolean;
  readonly onSave: (zone: Zone) => Promise<void>;
  readonly onRemove: () => Promise<void>;
  readonly onClose: () => void;
}

export function ZoneDialog({ zone, others, hint, currency, sending, onSave, onRemove, onClose }: Props) {
  const restIsTaken = others.some((other) => other.countries.length === 0);
  const [name, setName] = useState(zone?.name ?? '');
  const [rest, setRest] = useState(zone === null ? !restIsTaken && others.length > 0 : zone.countries.length === 0);
  const [chosen, setChosen] = useState<readonly string[]>(zone?.countries ?? []);
  const [free, setFree] = useState(zone?.freeFrom == null ? '' : moneyInput(zone.freeFrom, currency));
  const [carriers, setCarriers] = useState(() => (zone === null ? [emptyCarrier()] : zone.carriers.map((carrier) => typedCarrier(carrier, currency))));
  const [wrong, setWrong] = useState<string | null>(null);
  const taken = new Set([...chosen, ...others.flatMap((other) => other.countries)]);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const freeFrom = free.trim() === '' ? null : parseMoney(free, currency, formatLocale());
    const read: Carrier[] = [];
    for (const carrier of carriers) {
      const one = readCarrier(carrier, currency);
      if (typeof one === 'string') return setWrong(one);
      read.push(one);
    }
    if (name.trim() === '') return setWrong(w('zones.nameNeeded'));
    if (!rest && chosen.length === 0) return setWrong(w('zones.countryNeeded'));
    if (rest && restIsTaken) return setWrong(w('zones.restTaken'));
    if (free.trim() !== '' && freeFrom === null) return setWrong(w('form.price'));
    setWrong(null);
    await onSave({ zoneId: zone?.zoneId ?? '', name: name.trim(), countries: rest ? [] : chosen, freeFrom, carriers: read });
  };
  return (
    <Modal title={zone === null ? w('zones.add') : w('zones.edit')} onClose={onClose} wide>
      <form className="form" onSubmit={(event) => void submit(event)} noValidate>
        <Field label={w('zones.name')} hint={w('zones.nameHint')} error={null}>
          {(control) => <input {...control} maxLength={40} value={name} onChange={(event) => setName(event.target.value)} />}
        </Field>
        <Switch label={w('zones.rest')} hint={w('zones.restHint')} on={rest} onChange={setRest} />
        {rest ? null : (
          <>
            <Field label={w('zones.country')} hint={null} error={null}>
              {(control) => (
                <select {...control} value="" onChange={(event) => event.target.value !== '' && setChosen([...chosen, event.target.value])}>
                  <option value="">{w('zones.countryAdd')}</option>
                  {countries()
                    .filter(({ code }) => !taken.has(code))
                    .map(({ code, name: called }) => (
                      <option key={code} value={code}>
                        {called}
                      </option>
                    ))}
                </select>
              )}
            </Field>
            <ul className="countries">
              {chosen.map((code) => (
                <li key={code}>
                  <span>{countryName(code)}</span>
                  <button
                    type="button"
                    className="icon-button"
                    aria-label={w('zones.countryOut', { name: countryName(code) })}
                    onClick={() => setChosen(chosen.filter((each) => each !== code))}
                  >
                    <X size={16} aria-hidden />
                  </button>
                </li>
              ))}
            </ul>
          </>
        )}
        {carriers.map((carrier, at) => (
          <CarrierFields
            key={carrier.key}
            carrier={carrier}
            currency={currency}
            onChange={(next) => setCarriers(carriers.map((each, i) => (i === at ? next : each)))}
            onRemove={carriers.length === 1 ? null : () => setCarriers(carriers.filter((_, i) => i !== at))}
          />
        ))}
        {carriers.length >= 6 ? null : (
          <Button look="plain" onPress={() => setCarriers([...carriers, emptyCarrier()])} disabled={false} sending={false} shortcut={null}>
            {w('carrier.add')}
          </Button>
        )}
        <Field label={w('zones.free', { sign: currencySign(currency) })} hint={w('zones.freeHint')} error={null}>
          {(control) => <input {...control} className="short num" inputMode="decimal" value={free} onChange={(event) => setFree(event.target.value)} />}
        </Field>
        <Hints hint={hint} currency={currency} onPick={(amount) => setFree(moneyInput(amount, currency))} />
        {wrong === null ? null : (
          <p className="wrong" role="alert">
            {wrong}
          </p>
        )}
        <div className="modal-actions">
          {zone === null ? null : (
            <Button look="quiet" onPress={() => void onRemove()} disabled={false} sending={sending} shortcut={null}>
              {w('zones.remove')}
            </Button>
          )}
          <SubmitButton sending={sending} disabled={false}>
            {w('save')}
          </SubmitButton>
        </div>
      </form>
    </Modal>
  );
}

/** The three that are worth a thought; pressed, it stands in the field and is not saved yet. */
function Hints({ hint, currency, onPick }: { readonly hint: Props['hint']; readonly currency: Currency; readonly onPick: (amount: Minor) => void }) {
  const found = (['breakEven', 'target', 'basket'] as const).flatMap((kind) => {
    const amount = hint?.[kind] ?? null;
    return amount === null ? [] : [{ kind, amount }];
  });
  if (found.length === 0) return <p className="hint">{w('hint.none')}</p>;
  return (
    <div className="threshold-hints">
      {found.map(({ kind, amount }) => (
        <Button key={kind} look="plain" onPress={() => onPick(amount)} disabled={false} sending={false} shortcut={null}>
          {w(`hint.${kind}`, { amount: money(amount, currency) })}
        </Button>
      ))}
      {hint?.bundle == null ? null : <p className="hint">{w('hint.bundle', { title: hint.bundle })}</p>}
    </div>
  );
}
