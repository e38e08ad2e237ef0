import { useState, type SubmitEvent } from 'react';
import { Plus, Trash2 } from 'lucide-react';
import { parseMoney } from '@protocol/money.ts';
import { useUploading } from '../../http/upload.ts';
import { FloorNote } from '../../margin/FloorNote.tsx';
import { useFloor } from '../../margin/use-floor.ts';
import { WaiveField, waived } from '../../margin/WaiveField.tsx';
import { useCommand, useList, usePart } from '../../line/use-line.ts';
import { currencySign, moneyInput } from '../../text/money-text.ts';
import { formatLocale, w } from '../../text/words.ts';
import { Button, SubmitButton } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { Modal } from '../../ui/Modal.tsx';
import { toast } from '../../ui/toasts.ts';
import { wholeNumber } from '../valid.ts';
import { ProductPictures } from './ProductPictures.tsx';
import { combine, handleOf, skuOf, splitValues } from './variants.ts';

const MOST_OPTIONS = 3;
const MOST_VARIANTS = 100;

interface VariantRow {
  readonly sku: string;
  readonly options: readonly string[];
  readonly price: string;
  readonly compareAt: string;
  readonly cost: string;
  readonly onHand: string;
  readonly grams: number | null;
  /** Known already: its stock is counted, not typed here (S5). */
  readonly isKnown: boolean;
}
interface OptionRow {
  readonly name: string;
  readonly values: string;
}

/** A product by hand: what it is, its options, and a line for each variant. */
export function ProductDialog({ handle, onClose }: { readonly handle: string | null; readonly onClose: () => void }) {
  const shop = usePart('shop');
  const currency = shop?.currency ?? 'EUR';
  const product = useList('products').find((each) => each.handle === handle) ?? null;
  const rows = useList('catalog').filter((row) => row.handle === handle);
  const save = useCommand('product.save');
  const [title, setTitle] = useState(product?.title ?? '');
  const [body, setBody] = useState(product?.body ?? '');
  const [vendor, setVendor] = useState(product?.vendor ?? '');
  const [pictures, setPictures] = useState<readonly string[]>(product?.pictures ?? []);
  const isSending = useUploading();
  const [options, setOptions] = useState<readonly OptionRow[]>(
    (product?.options ?? []).map((name, at) => ({ name, values: [...new Set(rows.map((row) => row.options[at] ?? ''))].filter(Boolean).join(', ') })),
  );
  const [variants, setVariants] = useState<readonly VariantRow[]>(
    rows.map((row) => ({
      sku: row.sku,
      options: row.options,
      price: moneyInput(row.price, currency),
      compareAt: row.compareAt === null ? '' : moneyInput(row.compareAt, currency),
      cost: row.cost === null || row.cost === undefined ? '' : moneyInput(row.cost, currency),
      onHand: String(row.onHand),
      grams: row.grams ?? null,
      isKnown: true,
    })),
  );
  const [wrong, setWrong] = useState<Readonly<Record<string, string>>>({});
  const known = new Set(rows.map((row) => row.sku));

  const blank = (values: readonly string[]): VariantRow => {
    const like = variants.find((variant) => variant.price !== '');
    return {
      sku: skuOf(handle ?? handleOf(title), values),
      options: values,
      price: like?.price ?? '',
      compareAt: '',
      cost: like?.cost ?? '',
      onHand: '0',
      grams: like?.grams ?? null,
      isKnown: false,
    };
  };
  /** A line for each combination; lines that fit one already stay as they are. */
  const spread = (next: readonly OptionRow[]): void => {
    setOptions(next);
    const wanted = combine(next.map((option) => splitValues(option.values))).slice(0, MOST_VARIANTS);
    setVariants((before) =>
      wanted.map(
        (values) =>
          before.find((variant) => variant.options.join('\n') === values.join('\n')) ??
          (wanted.length === 1 && before.length === 1 && before[0] !== undefined ? { ...before[0], options: values } : blank(values)),
      ),
    );
  };
  const setVariant = (at: number, change: Partial<VariantRow>): void =>
    setVariants((before) => before.map((variant, index) => (index === at ? { ...variant, ...change } : variant)));
  const lines = variants.length === 0 ? [blank([])] : variants;
  const floor = useFloor();
  const [reason, setReason] = useState('');
  const floorOf = (line: VariantRow) => {
    const typed = (text: string): number | null => parseMoney(text, currency, formatLocale());
    return floor.of({ cost: line.cost.trim() === '' ? null : typed(line.cost), grams: line.grams }, typed(line.price), null);
  };
  const asksReason = floor.mayWaive && lines.some((line) => floorOf(line)?.below === true);

  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const problems: Record<string, string> = {};
    const amount = (text: string): number | null => parseMoney(text, currency, formatLocale());
    if (title.trim() === '') problems['title'] = w('form.needed');
    const chosenHandle = handle ?? handleOf(title);
    if (chosenHandle === '' && title.trim() !== '') problems['title'] = w('product.badTitle');
    if (options.some((option) => option.name.trim() === '' || splitValues(option.values).length === 0)) problems['options'] = w('product.badOption');
    const parsed = lines.map((line, at) => {
      const price = amount(line.price);
      const compareAt = line.compareAt.trim() === '' ? null : amount(line.compareAt);
      const cost = line.cost.trim() === '' ? null : amount(line.cost);
      const onHand = wholeNumber(line.onHand, 0, 1_000_000);
      const sku = (line.isKnown ? line.sku : line.sku.trim()) || skuOf(chosenHandle, line.options);
      if (price === null) problems[`price ${at}`] = w('form.price');
      if (onHand === null) problems[`onHand ${at}`] = w('form.wholeNumber');
      if (line.compareAt.trim() !== '' && compareAt === null) problems[`compareAt ${at}`] = w('form.price');
      if (line.cost.trim() !== '' && cost === null) problems[`cost ${at}`] = w('form.price');
      return { sku, options: [...line.options], price: price ?? 0, compareAt, cost, grams: line.grams, onHand: onHand ?? 0 };
    });
    if (new Set(parsed.map((line) => line.sku)).size !== parsed.length) problems['options'] = w('product.sameSku');
    setWrong(problems);
    if (Object.keys(problems).length > 0) return;
    const answer = await save.send({
      handle: chosenHandle,
      title: title.trim(),
      body: body.trim(),
      vendor: vendor.trim(),
      pictures: [...pictures],
      options: options.map((option) => option.name.trim()),
      variants: parsed,
      ...(asksReason ? waived(reason) : {}),
    });
    if (answer === null) return;
    if (!answer.ok) return setWrong({ all: answer.refusal.message });
    toast('done', w('product.saved', { title: title.trim() }));
    onClose();
  };
  const sign = currencySign(currency);
  return (
    <Modal title={product === null ? w('product.add') : product.title} onClose={onClose} wide>
      <form className="form" onSubmit={(event) => void submit(event)} noValidate>
        <div className="pair">
          <Field label={w('field.title')} hint={null} error={wrong['title'] ?? null}>
            {(control) => <input {...control} maxLength={120} value={title} onChange={(event) => setTitle(event.target.value)} />}
          </Field>
          <Field label={w('field.vendor')} hint={null} error={null}>
            {(control) => <input {...control} maxLength={80} value={vendor} onChange={(event) => setVendor(event.target.value)} />}
          </Field>
        </div>
        <Field label={w('field.body')} hint={w('product.bodyHint')} error={null}>
          {(control) => <textarea {...control} rows={3} maxLength={20_000} value={body} onChange={(event) => setBody(event.target.value)} />}
        </Field>
        <ProductPictures title={title.trim() || w('product.add')} value={pictures} onChange={setPictures} />

        <fieldset className="plain-set">
          <legend>{w('product.options')}</legend>
          <p className="hint">{w('product.optionsHint')}</p>
          {options.map((option, at) => (
            <div key={at} className="option-row">
              <input
                aria-label={w('product.optionName', { n: at + 1 })}
                placeholder={w('product.optionExample')}
                maxLength={40}
                value={option.name}
                onChange={(event) => setOptions(options.map((each, index) => (index === at ? { ...each, name: event.target.value } : each)))}
              />
              <input
                aria-label={w('product.optionValues', { n: at + 1 })}
                placeholder={w('product.valuesExample')}
                value={option.values}
                onChange={(event) => setOptions(options.map((each, index) => (index === at ? { ...each, values: event.target.value } : each)))}
                onBlur={() => spread(options)}
              />
              <button
                type="button"
                className="icon-button"
                aria-label={w('product.removeOption', { n: at + 1 })}
                onClick={() => spread(options.filter((_, index) => index !== at))}
              >
                <Trash2 size={18} aria-hidden />
              </button>
            </div>
          ))}
          {wrong['options'] === undefined ? null : (
            <p className="wrong" role="alert">
              {wrong['options']}
            </p>
          )}
          {options.length < MOST_OPTIONS ? (
            <Button look="quiet" onPress={() => setOptions([...options, { name: '', values: '' }])} disabled={false} sending={false} shortcut={null}>
              <Plus size={16} aria-hidden /> {w('product.addOption')}
            </Button>
          ) : null}
        </fieldset>

        <div className="variant-lines">
          <div className="variant-line variant-head" aria-hidden>
            <span>{w('table.variant')}</span>
            <span>{w('product.price', { currency: sign })}</span>
            <span>{w('product.compareAt')}</span>
            <span>{w('product.cost')}</span>
            <span>{w('table.onShelf')}</span>
            <span>{w('table.sku')}</span>
          </div>
          {lines.map((line, at) => {
            const name = line.options.join(' / ') || w('variant.only');
            const change = (part: Partial<VariantRow>): void => (variants.length === 0 ? setVariants([{ ...line, ...part }]) : setVariant(at, part));
            const problem = wrong[`price ${at}`] ?? wrong[`onHand ${at}`] ?? wrong[`compareAt ${at}`] ?? wrong[`cost ${at}`] ?? null;
            return (
              <div key={line.options.join('\n')} className="variant-line num">
                <b>{name}</b>
                <input
                  inputMode="decimal"
                  data-label={w('product.price', { currency: sign })}
                  aria-label={w('product.priceOf', { name })}
                  aria-invalid={wrong[`price ${at}`] !== undefined}
                  value={line.price}
                  onChange={(event) => change({ price: event.target.value })}
                />
                <input
                  inputMode="decimal"
                  aria-label={w('product.compareAtOf', { name })}
                  aria-invalid={wrong[`compareAt ${at}`] !== undefined}
                  value={line.compareAt}
                  onChange={(event) => change({ compareAt: event.target.value })}
                />
                <input
                  inputMode="decimal"
                  aria-label={w('product.costOf', { name })}
                  aria-invalid={wrong[`cost ${at}`] !== undefined}
                  value={line.cost}
                  onChange={(event) => change({ cost: event.target.value })}
                />
                <input
                  inputMode="numeric"
                  aria-label={w('product.onHandOf', { name })}
                  aria-invalid={wrong[`onHand ${at}`] !== undefined}
                  disabled={known.has(line.sku)}
                  value={line.onHand}
                  onChange={(event) => change({ onHand: event.target.value })}
                />
                <input
                  className="mono"
                  aria-label={w('product.skuOf', { name })}
                  placeholder={skuOf(handle ?? handleOf(title), line.options)}
                  disabled={line.isKnown}
                  value={line.sku}
                  onChange={(event) => change({ sku: event.target.value })}
                />
                <FloorNote said={floorOf(line)} />
                {problem === null ? null : (
                  <p className="wrong" role="alert">
                    {problem}
                  </p>
                )}
              </div>
            );
          })}
        </div>
        {rows.length > 0 ? <p className="hint">{w('product.countHint')}</p> : null}
        {asksReason ? <WaiveField value={reason} onChange={setReason} /> : null}
        {wrong['all'] === undefined ? null : (
          <p className="wrong" role="alert">
            {wrong['all']}
          </p>
        )}
        <div className="modal-actions">
          <SubmitButton sending={save.sending} disabled={isSending}>
            {isSending ? w('pictures.wait') : w('product.save')}
          </SubmitButton>
        </div>
      </form>
    </Modal>
  );
}
