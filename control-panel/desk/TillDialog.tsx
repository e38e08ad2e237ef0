import { useMemo, useState, type SubmitEvent } from 'react';
import { Minus, Plus } from 'lucide-react';
import { parseMoney, type Minor } from '@protocol/money.ts';
import type { PanelDrop } from '@protocol/parts.ts';
import { useCommand, useList, usePart } from '../line/use-line.ts';
import { currencySign, money, moneyInput } from '../text/money-text.ts';
import { variantName } from '../text/names.ts';
import { formatLocale, w } from '../text/words.ts';
import { SubmitButton } from '../ui/Button.tsx';
import { Choice } from '../ui/Choice.tsx';
import { Modal } from '../ui/Modal.tsx';
import { toast } from '../ui/toasts.ts';

interface Item {
  readonly sku: string;
  readonly name: string;
  readonly price: Minor;
  readonly left: number;
}
interface Picked {
  readonly quantity: number;
  readonly price: string;
}
const MOST_SHOWN = 40;

/** A sale across the counter: from the drop on air, or from what is free (S3). */
export function TillDialog({ onAir, onClose }: { readonly onAir: PanelDrop | null; readonly onClose: () => void }) {
  const currency = usePart('shop')?.currency ?? 'EUR';
  const catalog = useList('catalog');
  const [from, setFrom] = useState<'drop' | 'free'>(onAir === null || onAir.state === 'ended' || onAir.mode === 'test' ? 'free' : 'drop');
  const [paidBy, setPaidBy] = useState<'cash' | 'reader' | 'other'>('cash');
  const [picked, setPicked] = useState<Readonly<Record<string, Picked>>>({});
  const [search, setSearch] = useState('');
  const [wrong, setWrong] = useState<string | null>(null);
  const sale = useCommand('sale.record');

  const items = useMemo<readonly Item[]>(
    () =>
      from === 'drop' && onAir !== null
        ? onAir.lines.map((line) => ({ sku: line.sku, name: line.title || onAir.title, price: line.price, left: line.left }))
        : catalog.map((row) => ({ sku: row.sku, name: variantName(row.title, row.options), price: row.price, left: row.free })),
    [from, onAir, catalog],
  );
  const words = search.toLowerCase().split(/\s+/u).filter(Boolean);
  const found = items.filter((item) => words.every((word) => `${item.name} ${item.sku}`.toLowerCase().includes(word)));
  const shown = found.slice(0, MOST_SHOWN);
  const chosen = items.flatMap((item) => {
    const pick = picked[item.sku];
    return pick === undefined || pick.quantity === 0 ? [] : [{ item, quantity: pick.quantity, price: parseMoney(pick.price, currency, formatLocale()) }];
  });
  const total = chosen.reduce((sum, line) => sum + line.quantity * (line.price ?? 0), 0);

  const change = (item: Item, by: number): void => {
    setWrong(null);
    setPicked((before) => {
      const known = before[item.sku] ?? { quantity: 0, price: moneyInput(item.price, currency) };
      return { ...before, [item.sku]: { ...known, quantity: Math.max(0, Math.min(item.left, known.quantity + by)) } };
    });
  };
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (chosen.length === 0) return setWrong(w('till.nothing'));
    const lines = chosen.flatMap(({ item, quantity, price }) => (price === null ? [] : [{ sku: item.sku, quantity, price }]));
    if (lines.length !== chosen.length) return setWrong(w('till.badPrice'));
    const answer = await sale.send({ lines, paidBy, dropId: from === 'drop' && onAir !== null ? onAir.dropId : null });
    if (answer === null) return;
    if (!answer.ok) return setWrong(answer.refusal.message);
    toast('done', w('till.done', { number: String(answer.result.orderNumber), total: money(total, currency) }));
    onClose();
  };
  return (
    <Modal title={w('till.title')} onClose={onClose} wide>
      <form className="form" onSubmit={(event) => void submit(event)} noValidate>
        {onAir === null || onAir.mode === 'test' ? null : (
          <Choice
            label={w('till.from')}
            value={from}
            onChange={(value) => {
              setFrom(value);
              setPicked({});
            }}
            choices={[
              { value: 'drop', label: w('till.fromDrop', { title: onAir.title }), hint: null },
              { value: 'free', label: w('till.fromFree'), hint: null },
            ]}
          />
        )}
        {items.length > 8 ? (
          <input
            type="search"
            aria-label={w('catalog.search')}
            placeholder={w('catalog.search')}
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
        ) : null}
        <ul className="till-list">
          {shown.map((item) => {
            const pick = picked[item.sku];
            const quantity = pick?.quantity ?? 0;
            return (
              <li key={item.sku} className={quantity > 0 ? 'chosen' : ''}>
                <div>
                  <b>{item.name}</b>
                  <span className="num quiet">{w('till.left', { n: item.left, price: money(item.price, currency) })}</span>
                </div>
                {quantity > 0 && pick !== undefined ? (
                  <label className="till-price">
                    <span>{currencySign(currency)}</span>
                    <input
                      inputMode="decimal"
                      aria-label={w('till.priceOf', { name: item.name })}
                      value={pick.price}
                      onChange={(event) => setPicked((before) => ({ ...before, [item.sku]: { ...pick, price: event.target.value } }))}
                    />
                  </label>
                ) : null}
                <div className="stepper">
                  <button
                    type="button"
                    className="icon-button"
                    aria-label={w('till.less', { name: item.name })}
                    disabled={quantity === 0}
                    onClick={() => change(item, -1)}
                  >
                    <Minus size={18} aria-hidden />
                  </button>
                  <b className="num" aria-live="polite">
                    {quantity}
                  </b>
                  <button
                    type="button"
                    className="icon-button"
                    aria-label={w('till.more', { name: item.name })}
                    disabled={quantity >= item.left}
                    onClick={() => change(item, 1)}
                  >
                    <Plus size={18} aria-hidden />
                  </button>
                </div>
              </li>
            );
          })}
        </ul>
        {items.length === 0 ? (
          <p className="quiet">{w('catalog.emptyText')}</p>
        ) : found.length === 0 ? (
          <p className="quiet">{w('catalog.noMatch', { search })}</p>
        ) : null}
        {found.length > MOST_SHOWN ? <p className="quiet">{w('catalog.moreMatch', { n: found.length - MOST_SHOWN })}</p> : null}
        <Choice
          label={w('till.paidBy')}
          value={paidBy}
          onChange={setPaidBy}
          choices={[
            { value: 'cash', label: w('paidBy.cash'), hint: null },
            { value: 'reader', label: w('paidBy.reader'), hint: null },
            { value: 'other', label: w('paidBy.other'), hint: null },
          ]}
        />
        {wrong === null ? null : (
          <p className="wrong" role="alert">
            {wrong}
          </p>
        )}
        <div className="modal-actions">
          <SubmitButton sending={sale.sending} disabled={false}>
            {chosen.length === 0 ? w('till.do') : w('till.doTotal', { total: money(total, currency) })}
          </SubmitButton>
        </div>
      </form>
    </Modal>
  );
}
