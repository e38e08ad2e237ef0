import { useState, type SubmitEvent } from 'react';
import { parseMoney } from '@protocol/money.ts';
import { useUploading } from '../http/upload.ts';
import { useCommand, useList, usePart } from '../line/use-line.ts';
import { freshHandle, skuOf } from '../paper/catalog/variants.ts';
import { wholeNumber } from '../paper/valid.ts';
import { currencySign } from '../text/money-text.ts';
import { formatLocale, w } from '../text/words.ts';
import { SubmitButton } from '../ui/Button.tsx';
import { Field } from '../ui/Field.tsx';
import { PicturePicker } from '../ui/PicturePicker.tsx';
import { toast } from '../ui/toasts.ts';
import { AsTicket } from './AsTicket.tsx';

/** What a ticket shows of a number nobody has typed yet. */
const SOME = 12;

/** One product with what it cannot do without, and its ticket while one types. */
export function FirstProduct({ onSaved }: { readonly onSaved: () => void }) {
  const shop = usePart('shop');
  const currency = shop?.currency ?? 'EUR';
  const taken = useList('products');
  const save = useCommand('product.save');
  const isSending = useUploading();
  const [picture, setPicture] = useState<string | null>(null);
  const [title, setTitle] = useState('');
  const [price, setPrice] = useState('');
  const [count, setCount] = useState('');
  const [wrong, setWrong] = useState<Readonly<Record<string, string>>>({});
  const amount = parseMoney(price, currency, formatLocale());
  const units = wholeNumber(count, 1, 1_000_000);

  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const name = title.trim();
    const handle = freshHandle(name, new Set(taken.map((product) => product.handle)));
    const problems: Record<string, string> = {};
    if (name === '') problems['title'] = w('form.needed');
    else if (handle === null) problems['title'] = w('product.badTitle');
    if (amount === null) problems['price'] = w('form.price');
    if (units === null) problems['count'] = w('form.wholeNumber');
    setWrong(problems);
    if (handle === null || amount === null || units === null) return;
    const answer = await save.send({
      handle,
      title: name,
      body: '',
      vendor: '',
      pictures: picture === null ? [] : [picture],
      options: [],
      variants: [{ sku: skuOf(handle, []), options: [], price: amount, compareAt: null, cost: null, grams: null, onHand: units }],
    });
    if (answer === null) return;
    if (!answer.ok) return setWrong({ all: answer.refusal.message });
    toast('done', w('product.saved', { title: name }));
    setPicture(null);
    setTitle('');
    setPrice('');
    setCount('');
    onSaved();
  };
  return (
    <div className="setup-pair">
      <form className="sheet form" onSubmit={(event) => void submit(event)} noValidate aria-label={w('product.add')}>
        <PicturePicker value={picture} onChange={setPicture} />
        <Field label={w('field.title')} hint={w('setup.products.nameHint')} error={wrong['title'] ?? null}>
          {(control) => <input {...control} maxLength={120} autoComplete="off" value={title} onChange={(event) => setTitle(event.target.value)} />}
        </Field>
        <div className="setup-two">
          <Field label={w('product.price', { currency: currencySign(currency) })} hint={w('setup.products.priceHint')} error={wrong['price'] ?? null}>
            {(control) => (
              <input {...control} className="num" inputMode="decimal" autoComplete="off" value={price} onChange={(event) => setPrice(event.target.value)} />
            )}
          </Field>
          <Field label={w('quick.count')} hint={w('setup.products.countHint')} error={wrong['count'] ?? null}>
            {(control) => (
              <input {...control} className="num" inputMode="numeric" autoComplete="off" value={count} onChange={(event) => setCount(event.target.value)} />
            )}
          </Field>
        </div>
        {wrong['all'] === undefined ? null : (
          <p className="wrong" role="alert">
            {wrong['all']}
          </p>
        )}
        <div className="form-end">
          <SubmitButton sending={save.sending} disabled={isSending}>
            {isSending ? w('pictures.wait') : w('product.save')}
          </SubmitButton>
        </div>
      </form>
      <AsTicket title={title.trim()} picture={picture} price={amount ?? 0} units={units ?? SOME} />
    </div>
  );
}
