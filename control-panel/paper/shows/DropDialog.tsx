import { useRef, useState, type SubmitEvent } from 'react';
import { Plus, X } from 'lucide-react';
import { parseMoney } from '@protocol/money.ts';
import type { PanelDrop } from '@protocol/parts.ts';
import { lowestBefore } from '@protocol/prior-price.ts';
import { MINUTE, SECOND } from '@protocol/time.ts';
import { FloorNote } from '../../margin/FloorNote.tsx';
import { useFloor } from '../../margin/use-floor.ts';
import { WaiveField, waived } from '../../margin/WaiveField.tsx';
import { useGoods, type Goods } from '../../line/use-goods.ts';
import { PriorChoice } from '../../margin/PriorChoice.tsx';
import { useCommand, useList, usePart, useTick } from '../../line/use-line.ts';
import { currencySign, money, moneyInput } from '../../text/money-text.ts';
import { modeName, variantName } from '../../text/names.ts';
import { searchFor, variantText } from '../../text/search.ts';
import { formatLocale, w } from '../../text/words.ts';
import { Button, SubmitButton } from '../../ui/Button.tsx';
import { Choice } from '../../ui/Choice.tsx';
import { Field } from '../../ui/Field.tsx';
import { Modal } from '../../ui/Modal.tsx';
import { DepositFields, readDeposit, typedDeposit } from './DepositFields.tsx';
import { anyNumber, wholeNumber } from '../valid.ts';

interface LineRow {
  readonly sku: string;
  readonly allotted: string;
  readonly price: string;
  /** Strikes the prior price through, where there is a true one. */
  readonly strikes: boolean;
}
interface Props {
  readonly showId: string;
  /** null for a new one; else one that is still planned. */
  readonly drop: PanelDrop | null;
  readonly onClose: () => void;
}
const MOST_LINES = 50;
const MOST_SHOWN = 30;
const TITLE = 80;

export function DropDialog({ showId, drop, onClose }: Props) {
  const catalog = useGoods();
  const cues = useList('rundown');
  const currency = usePart('shop')?.currency ?? 'EUR';
  const plan = useCommand('drop.plan');
  const change = useCommand('drop.change');
  const cue = cues.find((each) => drop !== null && each.dropId === drop.dropId) ?? null;
  const [title, setTitle] = useState(drop?.title ?? '');
  const [touched, setTouched] = useState(drop !== null);
  const [lines, setLines] = useState<readonly LineRow[]>(
    (drop?.lines ?? []).map((line) => ({
      sku: line.sku,
      allotted: String(line.allotted),
      price: moneyInput(line.price, currency),
      strikes: drop?.claims?.[line.sku] !== undefined,
    })),
  );
  const [minutes, setMinutes] = useState(String(cue?.minutes ?? 10));
  const [holdMinutes, setHoldMinutes] = useState(String(((drop?.holdSeconds ?? 300) * SECOND) / MINUTE));
  const [perViewer, setPerViewer] = useState(String(drop?.perViewer ?? 1));
  const [perOrder, setPerOrder] = useState(drop?.perOrder === undefined ? '' : String(drop.perOrder));
  const [deposit, setDeposit] = useState(() => typedDeposit(drop?.deposit, currency));
  const shops = useList('links').filter((shop) => shop.enabled || shop.shop === drop?.sells?.via);
  const [via, setVia] = useState(drop?.sells?.via ?? '');
  const [url, setUrl] = useState(drop?.leads?.url ?? '');
  const [discount, setDiscount] = useState(drop?.leads?.discount ?? '');
  const shop = shops.find((each) => each.shop === via) ?? null;
  const [mode, setMode] = useState<'hold' | 'race' | 'draw'>(drop === null || drop.mode === 'test' ? 'hold' : drop.mode);
  const [search, setSearch] = useState('');
  const list = useRef<HTMLUListElement>(null);
  const floor = useFloor();
  const prices = usePart('prices');
  const compareAt = new Map(useList('catalog').map((each) => [each.sku, each.compareAt]));
  // What was true a minute ago is: the server asks again.
  const now = useTick((at) => Math.floor(at / MINUTE) * MINUTE);
  const [reason, setReason] = useState('');
  const [wrong, setWrong] = useState<Readonly<Record<string, string>>>({});

  const bySku = new Map(catalog.map((row) => [row.sku, row]));
  const isFound = searchFor(search);
  const ahead = readDeposit(deposit, currency);
  const floorOf = (line: LineRow) => floor.of(bySku.get(line.sku), parseMoney(line.price, currency, formatLocale()), ahead === 'wrong' ? null : ahead);
  const priorOf = (line: LineRow): number | null => {
    const prior = lowestBefore(prices?.[line.sku], now);
    const price = parseMoney(line.price, currency, formatLocale());
    return prior !== null && price !== null && prior > price ? prior : null;
  };
  const asksReason = floor.mayWaive && lines.some((line) => floorOf(line)?.below === true);
  const found = catalog.filter((row) => !lines.some((line) => line.sku === row.sku) && isFound(variantText(row)));
  const add = (rows: readonly Goods[]): void => {
    const first = rows[0];
    if (first === undefined) return;
    setLines((before) =>
      [
        ...before,
        ...rows.map((row) => ({ sku: row.sku, allotted: String(Math.max(1, row.free)), price: moneyInput(row.price, currency), strikes: false })),
      ].slice(0, MOST_LINES),
    );
    if (!touched) setTitle(first.title.slice(0, TITLE));
    // What was pressed is gone from the list: the next one is a Tab away.
    list.current?.focus({ preventScroll: true });
  };
  const setLine = (sku: string, part: Partial<LineRow>): void => setLines((before) => before.map((line) => (line.sku === sku ? { ...line, ...part } : line)));

  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const problems: Record<string, string> = {};
    if (title.trim() === '') problems['title'] = w('form.needed');
    if (lines.length === 0) problems['lines'] = w('drop.noLines');
    const length = anyNumber(minutes, 0.5, 1440);
    const hold = anyNumber(holdMinutes, 0.5, 60);
    const per = wholeNumber(perViewer, 1, 1_000);
    const order = perOrder.trim() === '' ? null : wholeNumber(perOrder, 1, 1_000);
    if (order === null && perOrder.trim() !== '') problems['order'] = w('form.wholeNumber');
    if (length === null) problems['minutes'] = w('form.minutes');
    if (hold === null) problems['hold'] = w('drop.holdWrong');
    if (per === null) problems['per'] = w('form.wholeNumber');
    const parsed = lines.map((line) => {
      const allotted = wholeNumber(line.allotted, 1, 10_000);
      const price = parseMoney(line.price, currency, formatLocale());
      if (allotted === null) problems[line.sku] = w('form.wholeNumber');
      if (price === null) problems[line.sku] = w('form.price');
      return { sku: line.sku, allotted: allotted ?? 1, price: price ?? 0, was: line.strikes ? priorOf(line) : null };
    });
    const needsUrl = shop?.perDrop.includes('url') === true;
    if (needsUrl && !/^https:\/\/[^\s/]+\.[^\s]+$/u.test(url.trim())) problems['url'] = w('drop.urlWrong');
    if (!/^[A-Za-z0-9_-]{0,60}$/u.test(discount.trim())) problems['discount'] = w('drop.discountWrong');
    if (ahead === 'wrong' && shop === null) problems['deposit'] = w('cut.wrong');
    setWrong(problems);
    if (Object.keys(problems).length > 0 || length === null || hold === null || per === null) return;
    const sells =
      shop === null
        ? {}
        : {
            sells: {
              via: shop.shop,
              url: needsUrl ? url.trim() : null,
              discount: shop.perDrop.includes('discount') && discount.trim() !== '' ? discount.trim() : null,
            },
          };
    const fields = {
      title: title.trim(),
      mode,
      lines: parsed,
      minutes: length,
      holdSeconds: Math.round(hold * 60),
      perViewer: per,
      perOrder: order,
      ...sells,
      ...(shop !== null || ahead === null || ahead === 'wrong' ? {} : { deposit: ahead }),
      ...(asksReason ? waived(reason) : {}),
    };
    const answer = drop === null ? await plan.send({ showId, ...fields }) : await change.send({ dropId: drop.dropId, ...fields });
    if (answer === null) return;
    if (answer.ok) onClose();
    else setWrong({ all: answer.refusal.message });
  };
  return (
    <Modal title={drop === null ? w('rundown.addDrop') : w('drop.edit')} onClose={onClose} wide>
      <form className="form" onSubmit={(event) => void submit(event)} noValidate>
        <div className="picker">
          <div className="field">
            <label htmlFor="pick">{w('drop.pick')}</label>
            <input id="pick" type="search" placeholder={w('catalog.search')} value={search} onChange={(event) => setSearch(event.target.value)} />
            <ul ref={list} className="pick-list" aria-label={w('drop.pick')} tabIndex={0}>
              {found.slice(0, MOST_SHOWN).map((row, at) => {
                const siblings = found.filter((each) => each.handle === row.handle);
                const isFirst = found[at - 1]?.handle !== row.handle;
                return (
                  <li key={row.sku}>
                    {isFirst && siblings.length > 1 ? (
                      <button type="button" className="pick pick-all" onClick={() => add(siblings)}>
                        <Plus size={16} aria-hidden />
                        <span>{w('drop.pickAll', { title: row.title, n: siblings.length })}</span>
                      </button>
                    ) : null}
                    <button type="button" className="pick num" onClick={() => add([row])}>
                      <Plus size={16} aria-hidden />
                      <span>{variantName(row.title, row.options)}</span>
                      <small>{w('drop.pickFacts', { n: row.free, price: money(row.price, currency) })}</small>
                    </button>
                  </li>
                );
              })}
            </ul>
            {catalog.length === 0 ? (
              <p className="quiet">{w('catalog.emptyText')}</p>
            ) : found.length === 0 ? (
              <p className="quiet">{search === '' ? w('drop.allPicked') : w('catalog.noMatch', { search })}</p>
            ) : null}
            {found.length > MOST_SHOWN ? <p className="quiet">{w('catalog.moreMatch', { n: found.length - MOST_SHOWN })}</p> : null}
          </div>
          <div className="picked">
            <Field label={w('drop.title')} hint={w('drop.titleHint')} error={wrong['title'] ?? null}>
              {(control) => (
                <input
                  {...control}
                  maxLength={TITLE}
                  value={title}
                  onChange={(event) => {
                    setTitle(event.target.value);
                    setTouched(true);
                  }}
                />
              )}
            </Field>
            <fieldset className="plain-set">
              <legend>{w('drop.lines')}</legend>
              {lines.length === 0 ? <p className="quiet">{wrong['lines'] ?? w('drop.noLinesYet')}</p> : null}
              <ul className="drop-lines">
                {lines.map((line) => {
                  const row = bySku.get(line.sku);
                  const name = row === undefined ? line.sku : variantName(row.title, row.options);
                  const asked = wholeNumber(line.allotted, 1, 10_000);
                  return (
                    <li key={line.sku}>
                      <b>{name}</b>
                      <button
                        type="button"
                        className="icon-button"
                        aria-label={w('drop.dropLine', { name })}
                        onClick={() => setLines(lines.filter((each) => each.sku !== line.sku))}
                      >
                        <X size={18} aria-hidden />
                      </button>
                      <label>
                        <span>{w('drop.allotted')}</span>
                        <input
                          className="num"
                          inputMode="numeric"
                          aria-label={w('drop.allottedOf', { name })}
                          value={line.allotted}
                          onChange={(event) => setLine(line.sku, { allotted: event.target.value })}
                        />
                      </label>
                      <label>
                        <span>{w('product.price', { currency: currencySign(currency) })}</span>
                        <input
                          className="num"
                          inputMode="decimal"
                          aria-label={w('product.priceOf', { name })}
                          value={line.price}
                          onChange={(event) => setLine(line.sku, { price: event.target.value })}
                        />
                      </label>
                      {wrong[line.sku] === undefined ? null : (
                        <p className="wrong" role="alert">
                          {wrong[line.sku]}
                        </p>
                      )}
                      <FloorNote said={floorOf(line)} />
                      <PriorChoice
                        prior={priorOf(line)}
                        compareAt={compareAt.get(line.sku) ?? null}
                        on={line.strikes}
                        currency={currency}
                        onChange={(strikes) => setLine(line.sku, { strikes })}
                      />
                      {row !== undefined && asked !== null && asked > row.free ? <p className="notice">{w('drop.moreThanFree', { n: row.free })}</p> : null}
                    </li>
                  );
                })}
              </ul>
            </fieldset>
            {asksReason ? <WaiveField value={reason} onChange={setReason} /> : null}
            <div className="pair">
              <Field label={w('drop.minutes')} hint={w('drop.minutesHint')} error={wrong['minutes'] ?? null}>
                {(control) => (
                  <input {...control} className="short num" inputMode="decimal" value={minutes} onChange={(event) => setMinutes(event.target.value)} />
                )}
              </Field>
              <Field label={w('drop.perViewer')} hint={w('drop.perViewerHint')} error={wrong['per'] ?? null}>
                {(control) => (
                  <input {...control} className="short num" inputMode="numeric" value={perViewer} onChange={(event) => setPerViewer(event.target.value)} />
                )}
              </Field>
            </div>
            <details
              className="more-ways"
              open={
                wrong['hold'] !== undefined ||
                wrong['order'] !== undefined ||
                wrong['url'] !== undefined ||
                wrong['discount'] !== undefined ||
                wrong['deposit'] !== undefined ||
                drop?.sells !== undefined
              }
            >
              <summary>{w('drop.more')}</summary>
              {shops.length === 0 ? null : (
                <Field
                  label={w('drop.soldAt')}
                  hint={shop === null ? w('drop.soldHere') : shop.keeps === 'host' ? w('drop.soldByHost') : w('drop.soldByShop')}
                  error={null}
                >
                  {(control) => (
                    <select {...control} value={via} onChange={(event) => setVia(event.target.value)}>
                      <option value="">{w('drop.here')}</option>
                      {shops.map((each) => (
                        <option key={each.shop} value={each.shop}>
                          {each.name ?? each.label}
                        </option>
                      ))}
                    </select>
                  )}
                </Field>
              )}
              {shop?.perDrop.includes('url') === true ? (
                <Field label={w('drop.url')} hint={w('drop.urlHint')} error={wrong['url'] ?? null}>
                  {(control) => <input {...control} type="url" inputMode="url" value={url} onChange={(event) => setUrl(event.target.value)} />}
                </Field>
              ) : null}
              {shop?.perDrop.includes('discount') === true ? (
                <Field label={w('drop.discount')} hint={w('drop.discountHint')} error={wrong['discount'] ?? null}>
                  {(control) => <input {...control} value={discount} onChange={(event) => setDiscount(event.target.value)} />}
                </Field>
              ) : null}
              <Field label={w('drop.holdMinutes')} hint={w('drop.holdHint')} error={wrong['hold'] ?? null}>
                {(control) => (
                  <input {...control} className="short num" inputMode="decimal" value={holdMinutes} onChange={(event) => setHoldMinutes(event.target.value)} />
                )}
              </Field>
              <Field label={w('drop.perOrder')} hint={w('drop.perOrderHint')} error={wrong['order'] ?? null}>
                {(control) => (
                  <input {...control} className="short num" inputMode="numeric" value={perOrder} onChange={(event) => setPerOrder(event.target.value)} />
                )}
              </Field>
              {shop === null ? <DepositFields typed={deposit} currency={currency} wrong={wrong['deposit'] !== undefined} onChange={setDeposit} /> : null}
              <Choice
                label={w('drop.mode')}
                value={mode}
                choices={(['hold', 'race', 'draw'] as const).map((each) => ({ value: each, label: modeName(each), hint: w(`mode.${each}.hint`) }))}
                onChange={setMode}
              />
            </details>
          </div>
        </div>
        {wrong['all'] === undefined ? null : (
          <p className="wrong" role="alert">
            {wrong['all']}
          </p>
        )}
        <div className="modal-actions">
          <Button look="plain" onPress={onClose} disabled={false} sending={false} shortcut={null}>
            {w('cancel')}
          </Button>
          <SubmitButton sending={plan.sending || change.sending} disabled={false}>
            {drop === null ? w('drop.plan') : w('save')}
          </SubmitButton>
        </div>
      </form>
    </Modal>
  );
}
