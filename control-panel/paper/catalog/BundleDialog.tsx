import { useState, type SubmitEvent } from 'react';
import { Plus, X } from 'lucide-react';
import { parseMoney } from '@protocol/money.ts';
import { FEWEST_BUNDLE_UNITS, MOST_BUNDLE_UNITS } from '@protocol/limits.ts';
import type { BundleRow } from '@protocol/parts.ts';
import { useUploading } from '../../http/upload.ts';
import { useCommand, useList, usePart } from '../../line/use-line.ts';
import { currencySign, money, moneyInput } from '../../text/money-text.ts';
import { variantName } from '../../text/names.ts';
import { searchFor, variantText } from '../../text/search.ts';
import { formatLocale, w } from '../../text/words.ts';
import { Button, SubmitButton } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { Modal } from '../../ui/Modal.tsx';
import { PicturePicker } from '../../ui/PicturePicker.tsx';
import { toast } from '../../ui/toasts.ts';
import { wholeNumber } from '../valid.ts';
import { skuOf } from './variants.ts';

const MOST_SHOWN = 30;

interface PartRow {
  readonly sku: string;
  readonly quantity: string;
}

/** Several things under one name and one price: what is in it, what that costs one by one, and how many can be made. */
export function BundleDialog({ bundle, onClose }: { readonly bundle: BundleRow | null; readonly onClose: () => void }) {
  const catalog = useList('catalog');
  const currency = usePart('shop')?.currency ?? 'EUR';
  const save = useCommand('bundle.save');
  const remove = useCommand('bundle.remove');
  const isSending = useUploading();
  const [title, setTitle] = useState(bundle?.title ?? '');
  const [sku, setSku] = useState(bundle?.sku ?? '');
  const [price, setPrice] = useState(bundle === null ? '' : moneyInput(bundle.price, currency));
  const [parts, setParts] = useState<readonly PartRow[]>((bundle?.parts ?? []).map((part) => ({ sku: part.sku, quantity: String(part.quantity) })));
  const [picture, setPicture] = useState<string | null>(bundle?.ownPicture ?? null);
  const [search, setSearch] = useState('');
  const [wrong, setWrong] = useState<Readonly<Record<string, string>>>({});

  const bySku = new Map(catalog.map((row) => [row.sku, row]));
  const isFound = searchFor(search);
  const found = catalog.filter((row) => !parts.some((part) => part.sku === row.sku) && isFound(variantText(row)));
  const read = parts.map((part) => ({ row: bySku.get(part.sku), sku: part.sku, quantity: wholeNumber(part.quantity, 1, MOST_BUNDLE_UNITS) }));
  const units = read.reduce((sum, part) => sum + (part.quantity ?? 0), 0);
  const apart = read.reduce((sum, part) => sum + (part.row?.price ?? 0) * (part.quantity ?? 0), 0);
  const free = read.length === 0 ? 0 : Math.min(...read.map((part) => Math.floor((part.row?.free ?? 0) / (part.quantity ?? 1))));
  const setPart = (of: string, quantity: string): void => setParts((before) => before.map((part) => (part.sku === of ? { ...part, quantity } : part)));

  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const problems: Record<string, string> = {};
    const amount = parseMoney(price, currency, formatLocale());
    if (title.trim() === '') problems['title'] = w('form.needed');
    if (amount === null) problems['price'] = w('form.price');
    if (units < FEWEST_BUNDLE_UNITS || units > MOST_BUNDLE_UNITS || read.some((part) => part.quantity === null))
      problems['parts'] = w('bundle.units', { least: FEWEST_BUNDLE_UNITS, most: MOST_BUNDLE_UNITS });
    setWrong(problems);
    if (Object.keys(problems).length > 0 || amount === null) return;
    const answer = await save.send({
      sku: bundle?.sku ?? (sku.trim() || skuOf(title, [])),
      title: title.trim(),
      price: amount,
      parts: read.map((part) => ({ sku: part.sku, quantity: part.quantity ?? 1 })),
      picture,
    });
    if (answer === null) return;
    if (!answer.ok) return setWrong({ all: answer.refusal.message });
    toast('done', w('bundle.saved', { title: title.trim(), n: answer.result.free }));
    onClose();
  };
  const takeOut = async (of: string): Promise<void> => {
    const answer = await remove.send({ sku: of });
    if (answer === null) return;
    if (answer.ok) onClose();
    else setWrong({ all: answer.refusal.message });
  };
  return (
    <Modal title={bundle === null ? w('bundle.add') : bundle.title} onClose={onClose} wide>
      <form className="form" onSubmit={(event) => void submit(event)} noValidate>
        <div className="picker">
          <div className="field">
            <label htmlFor="pick-part">{w('bundle.pick')}</label>
            <input id="pick-part" type="search" placeholder={w('catalog.search')} value={search} onChange={(event) => setSearch(event.target.value)} />
            <ul className="pick-list" aria-label={w('bundle.pick')} tabIndex={0}>
              {found.slice(0, MOST_SHOWN).map((row) => (
                <li key={row.sku}>
                  <button type="button" className="pick num" onClick={() => setParts((before) => [...before, { sku: row.sku, quantity: '1' }])}>
                    <Plus size={16} aria-hidden />
                    <span>{variantName(row.title, row.options)}</span>
                    <small>{w('drop.pickFacts', { n: row.free, price: money(row.price, currency) })}</small>
                  </button>
                </li>
              ))}
            </ul>
            {found.length === 0 && search !== '' ? <p className="quiet">{w('catalog.noMatch', { search })}</p> : null}
            {found.length > MOST_SHOWN ? <p className="quiet">{w('catalog.moreMatch', { n: found.length - MOST_SHOWN })}</p> : null}
          </div>
          <div className="picked">
            <fieldset className="plain-set">
              <legend>{w('bundle.parts')}</legend>
              {parts.length === 0 ? <p className="quiet">{w('bundle.noParts')}</p> : null}
              <ul className="drop-lines">
                {read.map((part, at) => {
                  const name = part.row === undefined ? part.sku : variantName(part.row.title, part.row.options);
                  return (
                    <li key={part.sku}>
                      <b>{name}</b>
                      <button
                        type="button"
                        className="icon-button"
                        aria-label={w('drop.dropLine', { name })}
                        onClick={() => setParts(parts.filter((each) => each.sku !== part.sku))}
                      >
                        <X size={18} aria-hidden />
                      </button>
                      <label>
                        <span>{w('bundle.each')}</span>
                        <input
                          className="num"
                          inputMode="numeric"
                          aria-label={w('bundle.eachOf', { name })}
                          value={parts[at]?.quantity ?? ''}
                          onChange={(event) => setPart(part.sku, event.target.value)}
                        />
                      </label>
                    </li>
                  );
                })}
              </ul>
              {wrong['parts'] === undefined ? null : (
                <p className="wrong" role="alert">
                  {wrong['parts']}
                </p>
              )}
              {parts.length === 0 ? null : (
                <p className="notice num" role="status">
                  {w('bundle.facts', { apart: money(apart, currency), n: Math.max(0, free) })}
                </p>
              )}
            </fieldset>
            <Field label={w('bundle.title')} hint={w('bundle.titleHint')} error={wrong['title'] ?? null}>
              {(control) => <input {...control} maxLength={80} value={title} onChange={(event) => setTitle(event.target.value)} />}
            </Field>
            <div className="pair">
              <Field label={w('product.price', { currency: currencySign(currency) })} hint={null} error={wrong['price'] ?? null}>
                {(control) => <input {...control} className="short num" inputMode="decimal" value={price} onChange={(event) => setPrice(event.target.value)} />}
              </Field>
              <Field label={w('table.sku')} hint={null} error={null}>
                {(control) => (
                  <input
                    {...control}
                    className="mono"
                    maxLength={64}
                    disabled={bundle !== null}
                    placeholder={skuOf(title, [])}
                    value={sku}
                    onChange={(event) => setSku(event.target.value)}
                  />
                )}
              </Field>
            </div>
            <Field label={w('bundle.picture')} hint={w('bundle.pictureHint')} error={null}>
              {() => <PicturePicker value={picture} onChange={setPicture} />}
            </Field>
          </div>
        </div>
        {wrong['all'] === undefined ? null : (
          <p className="wrong" role="alert">
            {wrong['all']}
          </p>
        )}
        <div className="modal-actions">
          {bundle === null ? null : (
            <Button look="quiet" onPress={() => void takeOut(bundle.sku)} disabled={false} sending={remove.sending} shortcut={null}>
              {w('bundle.remove')}
            </Button>
          )}
          <SubmitButton sending={save.sending} disabled={isSending}>
            {isSending ? w('pictures.wait') : w('bundle.save')}
          </SubmitButton>
        </div>
      </form>
    </Modal>
  );
}
