import { useEffect, useMemo } from 'react';
import { useForm, useWatch } from 'react-hook-form';
import { currencies, type Currency } from '@protocol/money.ts';
import type { PanelParts } from '@protocol/parts.ts';
import { useCommand, useList } from '../../line/use-line.ts';
import { w } from '../../text/words.ts';
import { SubmitButton } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { toast } from '../../ui/toasts.ts';
import { isEmail, isWebAddress, webAddress } from '../valid.ts';
import { currencyChoices, guessCurrency, guessTimeZone, localeChoices, timeZoneChoices } from './guesses.ts';

interface Values {
  name: string;
  currency: string;
  locale: string;
  timeZone: string;
  sellerName: string;
  sellerAddress: string;
  sellerEmail: string;
  returnsUrl: string;
}
const isCurrency = (code: string): code is Currency => currencies.some((each) => each === code);

interface Props {
  /** Null before it has a name. */
  readonly shop: PanelParts['shop'];
  readonly onSaved: () => void;
  /** Hears each change, for who draws what it makes. */
  readonly onTyped: ((typed: TypedShop) => void) | null;
}
/** What buyers will read of it, as far as it is typed. */
export type TypedShop = Pick<Values, 'name' | 'sellerName' | 'sellerAddress' | 'sellerEmail'>;

export function ShopForm({ shop, onSaved, onTyped }: Props) {
  const configure = useCommand('shop.configure');
  const currencyFixed = useList('catalog').length > 0;
  const form = useForm<Values>({
    defaultValues: {
      name: shop?.name ?? '',
      currency: shop?.currency ?? guessCurrency(navigator.language),
      locale: shop?.locale ?? (navigator.language.includes('-') ? navigator.language : 'en-GB'),
      timeZone: shop?.timeZone ?? guessTimeZone(),
      sellerName: shop?.seller.name ?? '',
      sellerAddress: shop?.seller.address ?? '',
      sellerEmail: shop?.seller.email ?? '',
      returnsUrl: shop?.returnsUrl ?? '',
    },
  });
  const { register, handleSubmit, formState, setError, control } = form;
  const wrong = (name: keyof Values): string | null => formState.errors[name]?.message ?? null;
  const needed = { validate: (text: string) => text.trim() !== '' || w('form.needed') };
  const currencyList = useMemo(currencyChoices, []);
  const locales = useMemo(() => localeChoices(navigator.languages, shop?.locale ?? ''), [shop?.locale]);
  const zones = useMemo(() => timeZoneChoices(shop?.timeZone ?? guessTimeZone()), [shop?.timeZone]);
  const save = handleSubmit(async (values) => {
    if (!isCurrency(values.currency)) return setError('currency', { message: w('form.needed') });
    const answer = await configure.send({
      name: values.name.trim(),
      currency: values.currency,
      locale: values.locale,
      timeZone: values.timeZone,
      seller: { name: values.sellerName.trim(), address: values.sellerAddress.trim(), email: values.sellerEmail.trim() },
      returnsUrl: webAddress(values.returnsUrl),
    });
    if (answer?.ok !== true) return;
    toast('done', w('saved'));
    onSaved();
  });
  const [currency, locale, timeZone] = useWatch({ control, name: ['currency', 'locale', 'timeZone'] });
  const [name, sellerName, sellerAddress, sellerEmail] = useWatch({ control, name: ['name', 'sellerName', 'sellerAddress', 'sellerEmail'] });
  useEffect(() => onTyped?.({ name, sellerName, sellerAddress, sellerEmail }), [onTyped, name, sellerName, sellerAddress, sellerEmail]);
  const guessed = {
    currency: currencyList.find(({ code }) => code === currency)?.name ?? currency,
    language: locales.find(({ tag }) => tag === locale)?.name ?? locale,
    zone: timeZone.split('/').at(-1)?.replaceAll('_', ' ') ?? timeZone,
  };
  const region = (
    <>
      <div className="pair">
        <Field label={w('shop.currency')} hint={currencyFixed ? w('shop.currencyFixed') : w('shop.currencyHint')} error={wrong('currency')}>
          {(control) => (
            <select {...control} {...register('currency')} disabled={currencyFixed}>
              {currencyList.map(({ code, name }) => (
                <option key={code} value={code}>
                  {w('shop.currencyChoice', { code, name })}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label={w('shop.locale')} hint={w('shop.localeHint')} error={wrong('locale')}>
          {(control) => (
            <select {...control} {...register('locale')}>
              {locales.map(({ tag, name }) => (
                <option key={tag} value={tag}>
                  {name}
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>
      <Field label={w('shop.timeZone')} hint={null} error={wrong('timeZone')}>
        {(control) => (
          <select {...control} {...register('timeZone')}>
            {zones.map((zone) => (
              <option key={zone} value={zone}>
                {zone.replaceAll('_', ' ')}
              </option>
            ))}
          </select>
        )}
      </Field>
    </>
  );
  return (
    <form className="form" onSubmit={(event) => void save(event)} noValidate>
      <Field label={w('shop.name')} hint={w('shop.nameHint')} error={wrong('name')}>
        {(control) => <input {...control} maxLength={80} autoComplete="organization" {...register('name', needed)} />}
      </Field>
      {shop === null ? (
        <details className="fold shop-guessed">
          <summary>{w('shop.guessed', guessed)}</summary>
          <div className="fold-in">{region}</div>
        </details>
      ) : (
        region
      )}
      <h3>{w('shop.seller')}</h3>
      <p className="hint">{w('shop.sellerHint')}</p>
      <div className="pair">
        <Field label={w('shop.sellerName')} hint={null} error={wrong('sellerName')}>
          {(control) => <input {...control} maxLength={120} autoComplete="name" {...register('sellerName', needed)} />}
        </Field>
        <Field label={w('shop.sellerEmail')} hint={null} error={wrong('sellerEmail')}>
          {(control) => (
            <input
              {...control}
              type="email"
              maxLength={200}
              autoComplete="email"
              {...register('sellerEmail', { validate: (text) => isEmail(text) || w('form.email') })}
            />
          )}
        </Field>
      </div>
      <Field label={w('shop.sellerAddress')} hint={null} error={wrong('sellerAddress')}>
        {(control) => <textarea {...control} rows={3} maxLength={400} autoComplete="street-address" {...register('sellerAddress', needed)} />}
      </Field>
      <Field label={w('shop.returnsUrl')} hint={w('shop.returnsUrlHint')} error={wrong('returnsUrl')}>
        {(control) => (
          <input
            {...control}
            type="url"
            inputMode="url"
            maxLength={500}
            {...register('returnsUrl', { validate: (text) => isWebAddress(webAddress(text)) || w('form.webAddress') })}
          />
        )}
      </Field>
      <div className="form-end">
        <SubmitButton sending={configure.sending} disabled={false}>
          {shop === null ? w('shop.open') : w('save')}
        </SubmitButton>
      </div>
    </form>
  );
}
