import type { ReactNode } from 'react';
import type { CheckoutField, CheckoutForm } from '../checkout-form.ts';
import type { Country } from '../countries.ts';
import type { Voice } from '../voice.ts';
import { Field } from './Field.tsx';

interface AddressProps {
  readonly form: CheckoutForm;
  readonly wrong: ReadonlySet<CheckoutField>;
  /** null: which country was asked before. */
  readonly countries: readonly Country[] | null;
  readonly voice: Voice;
}

/** Shown by the stylesheet where delivery is chosen; a browser that cannot do that shows it always. No field is `required`: hidden ones would stop a pickup. */
export function Address({ form, wrong, countries, voice }: AddressProps): ReactNode {
  const { t } = voice;
  return (
    <fieldset className="address">
      <legend>{t('hold.where')}</legend>
      <Field
        name="line1"
        label={t('field.line1')}
        value={form.line1}
        wrong={wrong.has('line1') ? t('wrong.line1') : null}
        complete="address-line1"
        type="text"
        hint={null}
        most={100}
      />
      <Field
        name="line2"
        label={t('field.line2')}
        value={form.line2}
        wrong={wrong.has('line2') ? t('wrong.text') : null}
        complete="address-line2"
        type="text"
        hint={null}
        most={100}
      />
      <Field
        name="postcode"
        label={t('field.postcode')}
        value={form.postcode}
        wrong={wrong.has('postcode') ? t('wrong.text') : null}
        complete="postal-code"
        type="text"
        hint={null}
        most={20}
      />
      <Field
        name="city"
        label={t('field.city')}
        value={form.city}
        wrong={wrong.has('city') ? t('wrong.city') : null}
        complete="address-level2"
        type="text"
        hint={null}
        most={60}
      />
      <Field
        name="region"
        label={t('field.region')}
        value={form.region}
        wrong={wrong.has('region') ? t('wrong.text') : null}
        complete="address-level1"
        type="text"
        hint={null}
        most={60}
      />
      {countries !== null && <CountrySelect form={form} wrong={wrong} countries={countries} label={t('field.country')} voice={voice} />}
    </fieldset>
  );
}

interface CountryProps extends AddressProps {
  readonly countries: readonly Country[];
  readonly label: string;
}
export function CountrySelect({ form, wrong, countries, label, voice: { t } }: CountryProps): ReactNode {
  return (
    <label className="field">
      <span>{label}</span>
      <select name="country" defaultValue={form.country} autoComplete="country" aria-invalid={wrong.has('country') ? true : undefined}>
        <option value="">{t('field.country-choose')}</option>
        {countries.map(({ code, name }) => (
          <option key={code} value={code}>
            {name}
          </option>
        ))}
      </select>
      {wrong.has('country') && <small className="wrong">{t('wrong.country')}</small>}
    </label>
  );
}
