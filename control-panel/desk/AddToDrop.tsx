import { useState } from 'react';
import { Check, Plus } from 'lucide-react';
import { FloorNote } from '../margin/FloorNote.tsx';
import { useFloor } from '../margin/use-floor.ts';
import { WaiveField, waived } from '../margin/WaiveField.tsx';
import type { PanelDrop } from '@protocol/parts.ts';
import { useGoods, type Goods } from '../line/use-goods.ts';
import { useCommand, usePart, useView } from '../line/use-line.ts';
import { currencySign, money, moneyInput } from '../text/money-text.ts';
import { parseMoney } from '@protocol/money.ts';
import { variantName } from '../text/names.ts';
import { searchFor, variantText } from '../text/search.ts';
import { formatLocale, w } from '../text/words.ts';
import { Button } from '../ui/Button.tsx';
import { Modal } from '../ui/Modal.tsx';
import { SearchField } from '../ui/SearchField.tsx';
import { toast } from '../ui/toasts.ts';
import { wholeNumber } from '../paper/valid.ts';

const MOST_SHOWN = 40;
const MOST_LINES = 50;
const MINUTES = 5;
const HOLD_SECONDS = 300;
const TITLE = 80;

interface Picked {
  readonly sku: string;
  readonly allotted: string;
  readonly price: string;
}
interface Props {
  /** The drop on air, where one is that can still get more; null: it can only come next. */
  readonly drop: PanelDrop | null;
  readonly onClose: () => void;
}

/** Something of the catalog that nobody planned for tonight: into the drop on air, or as the next one. */
export function AddToDrop({ drop, onClose }: Props) {
  const catalog = useGoods();
  const show = usePart('show');
  const currency = usePart('shop')?.currency ?? 'EUR';
  const isLive = useView((view) => view.status === 'live');
  const addLine = useCommand('drop.add');
  const plan = useCommand('drop.plan');
  const [search, setSearch] = useState('');
  const [picked, setPicked] = useState<readonly Picked[]>([]);
  const [wrong, setWrong] = useState<string | null>(null);

  const floor = useFloor();
  const [reason, setReason] = useState('');
  const floorOf = (line: Picked) =>
    floor.of(
      catalog.find((row) => row.sku === line.sku),
      parseMoney(line.price, currency, formatLocale()),
      drop?.deposit ?? null,
    );
  const asksReason = floor.mayWaive && picked.some((line) => floorOf(line)?.below === true);
  const waiver = asksReason ? waived(reason) : {};
  const there = new Set(drop?.lines.map((line) => line.sku));
  const isFound = searchFor(search);
  const found = catalog.filter((row) => row.free > 0 && !there.has(row.sku) && isFound(variantText(row)));
  const toggle = (row: Goods): void => {
    setWrong(null);
    setPicked((before) =>
      before.some((each) => each.sku === row.sku)
        ? before.filter((each) => each.sku !== row.sku)
        : [...before, { sku: row.sku, allotted: String(row.free), price: moneyInput(row.price, currency) }].slice(0, MOST_LINES),
    );
  };
  const setLine = (sku: string, part: Partial<Picked>): void => setPicked((before) => before.map((each) => (each.sku === sku ? { ...each, ...part } : each)));
  /** As typed, checked; null where something cannot be read, and said so. */
  const lines = (): readonly { readonly sku: string; readonly allotted: number; readonly price: number }[] | null => {
    const read = picked.flatMap((each) => {
      const allotted = wholeNumber(each.allotted, 1, 10_000);
      const price = parseMoney(each.price, currency, formatLocale());
      return allotted === null || price === null ? [] : [{ sku: each.sku, allotted, price }];
    });
    if (read.length === picked.length && read.length > 0) return read;
    setWrong(picked.length === 0 ? w('add.nothing') : w('add.unreadable'));
    return null;
  };
  const toDrop = async (): Promise<void> => {
    const wanted = lines();
    if (drop === null || wanted === null) return;
    for (const line of wanted) {
      const answer = await addLine.send({ dropId: drop.dropId, ...line, ...waiver });
      if (answer === null) return;
      if (!answer.ok) return setWrong(answer.refusal.message);
      setPicked((before) => before.filter((each) => each.sku !== line.sku));
    }
    toast('done', w('add.added', { title: drop.title }));
    onClose();
  };
  const asNext = async (): Promise<void> => {
    const wanted = lines();
    const title = catalog.find((row) => row.sku === picked[0]?.sku)?.title.slice(0, TITLE) ?? '';
    if (show === null || wanted === null) return;
    const answer = await plan.send({
      showId: show.showId, title, mode: 'hold', lines: [...wanted], minutes: MINUTES, holdSeconds: HOLD_SECONDS, perViewer: 1, next: true, ...waiver,
    }); // prettier-ignore
    if (answer === null) return;
    if (!answer.ok) return setWrong(answer.refusal.message);
    toast('done', w('quick.isNext', { title }));
    onClose();
  };
  return (
    <Modal title={w('add.title')} onClose={onClose} wide={false}>
      <div className="form add">
        <SearchField label={w('catalog.search')} value={search} onChange={setSearch} />
        <ul className="add-list num" aria-label={w('drop.pick')}>
          {found.slice(0, MOST_SHOWN).map((row) => {
            const mine = picked.find((each) => each.sku === row.sku);
            const name = variantName(row.title, row.options);
            return (
              <li key={row.sku} className={mine === undefined ? '' : 'chosen'}>
                <button type="button" className="pick" aria-pressed={mine !== undefined} onClick={() => toggle(row)}>
                  {mine === undefined ? <Plus size={18} aria-hidden /> : <Check size={18} aria-hidden />}
                  <span>{name}</span>
                  <small>{w('drop.pickFacts', { n: row.free, price: money(row.price, currency) })}</small>
                </button>
                {mine === undefined ? null : (
                  <div className="add-fields">
                    <label>
                      <span>{w('drop.allotted')}</span>
                      <input
                        inputMode="numeric"
                        aria-label={w('drop.allottedOf', { name })}
                        value={mine.allotted}
                        onFocus={(event) => event.target.select()}
                        onChange={(event) => setLine(row.sku, { allotted: event.target.value })}
                      />
                    </label>
                    <label>
                      <span>{w('product.price', { currency: currencySign(currency) })}</span>
                      <input
                        inputMode="decimal"
                        aria-label={w('product.priceOf', { name })}
                        value={mine.price}
                        onFocus={(event) => event.target.select()}
                        onChange={(event) => setLine(row.sku, { price: event.target.value })}
                      />
                    </label>
                    <FloorNote said={floorOf(mine)} />
                  </div>
                )}
              </li>
            );
          })}
        </ul>
        {found.length === 0 ? <p className="quiet">{search === '' ? w('add.noneFree') : w('catalog.noMatch', { search })}</p> : null}
        {found.length > MOST_SHOWN ? <p className="quiet">{w('catalog.moreMatch', { n: found.length - MOST_SHOWN })}</p> : null}
        {asksReason ? <WaiveField value={reason} onChange={setReason} /> : null}
        {wrong === null ? null : (
          <p className="wrong" role="alert">
            {wrong}
          </p>
        )}
        <div className="modal-actions quick-actions">
          <Button
            look={drop === null ? 'main' : 'plain'}
            onPress={() => void asNext()}
            disabled={!isLive || show === null || show.state === 'ended'}
            sending={plan.sending}
            shortcut={null}
          >
            {w('add.asNext')}
          </Button>
          {drop === null ? null : (
            <Button look="main" onPress={() => void toDrop()} disabled={!isLive} sending={addLine.sending} shortcut={null}>
              {w('add.toDrop', { title: drop.title })}
            </Button>
          )}
        </div>
      </div>
    </Modal>
  );
}
