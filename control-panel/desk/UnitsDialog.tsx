import { useState, type SubmitEvent } from 'react';
import { parseMoney } from '@protocol/money.ts';
import type { DropLinePart, PanelDrop } from '@protocol/parts.ts';
import { FloorNote } from '../margin/FloorNote.tsx';
import { useFloor } from '../margin/use-floor.ts';
import { WaiveField, waived } from '../margin/WaiveField.tsx';
import { useGoods, type Goods } from '../line/use-goods.ts';
import { useCommand, useDrop, usePart, useView } from '../line/use-line.ts';
import { currencySign, money, moneyInput } from '../text/money-text.ts';
import { insideText } from '../text/names.ts';
import { formatLocale, w } from '../text/words.ts';
import { Button } from '../ui/Button.tsx';
import { Choice } from '../ui/Choice.tsx';
import { Field } from '../ui/Field.tsx';
import { Modal } from '../ui/Modal.tsx';
import { Ticks } from '../ui/Ticks.tsx';

const STEPS = [1, 2, 5] as const;

interface Props {
  readonly dropId: string;
  /** The line it opens with. */
  readonly sku: string;
  readonly onClose: () => void;
}

/** More units and another price while the drop is on: one press each, and said what it does to whom. */
export function UnitsDialog({ dropId, sku, onClose }: Props) {
  const drop = useDrop(dropId);
  const [chosen, setChosen] = useState(sku);
  if (drop === null) return null;
  const line = drop.lines.find((each) => each.sku === chosen) ?? drop.lines[0];
  return (
    <Modal title={w('units.title', { title: drop.title })} onClose={onClose} wide={false}>
      <div className="form units">
        {drop.lines.length > 1 ? (
          <Choice
            label={w('units.which')}
            value={chosen}
            onChange={setChosen}
            choices={drop.lines.map((each) => ({ value: each.sku, label: each.title || drop.title, hint: w('units.left', { n: each.left }) }))}
          />
        ) : null}
        {line === undefined ? null : <OneLine key={line.sku} drop={drop} line={line} />}
        <div className="modal-actions">
          <Button look="plain" onPress={onClose} disabled={false} sending={false} shortcut={null}>
            {w('units.done')}
          </Button>
        </div>
      </div>
    </Modal>
  );
}

function OneLine({ drop, line }: { readonly drop: PanelDrop; readonly line: DropLinePart }) {
  const row = useGoods().find((each) => each.sku === line.sku) ?? null;
  const isLive = useView((view) => view.status === 'live');
  const restock = useCommand('drop.restock');
  const [said, setSaid] = useState('');
  const [wrong, setWrong] = useState<string | null>(null);
  const free = row?.free ?? 0;
  const mayGo = Math.min(line.left, drop.added[line.sku] ?? 0);
  const change = async (add: number, counted: boolean): Promise<void> => {
    setWrong(null);
    const answer = await restock.send({ dropId: drop.dropId, sku: line.sku, add, counted });
    if (answer === null) return;
    if (answer.ok) setSaid(w(add > 0 ? 'units.added' : 'units.takenBack', { n: Math.abs(add), left: answer.result.left }));
    else setWrong(answer.refusal.message);
  };
  const buttons = (counted: boolean, most: number) => (
    <div className="unit-steps">
      <Button look="plain" onPress={() => void change(-1, counted)} disabled={!isLive || mayGo < 1} sending={false} shortcut={null}>
        {w('units.fewer')}
      </Button>
      {STEPS.map((n) => (
        <Button key={n} look="plain" onPress={() => void change(n, counted)} disabled={!isLive || n > most} sending={false} shortcut={null}>
          {w('units.more', { n })}
        </Button>
      ))}
    </div>
  );
  return (
    <>
      <p className="units-now num">
        <b>{w('units.left', { n: line.left })}</b>
        <span className="quiet">{w('ticket.rest', { held: line.held, sold: line.sold })}</span>
        <Ticks counts={line} />
      </p>
      <section className="unit-source" aria-label={w('units.fromFree')}>
        <h3>{w('units.fromFree')}</h3>
        <p className="hint num">{w('units.fromFreeHint', { n: free })}</p>
        {buttons(false, free)}
      </section>
      {line.parts === undefined ? (
        <section className="unit-source" aria-label={w('units.found')}>
          <h3>{w('units.found')}</h3>
          <p className="hint">{w('units.foundHint')}</p>
          {buttons(true, 10_000)}
        </section>
      ) : (
        <p className="hint">{w('units.bundleHint', { parts: insideText(line.parts) })}</p>
      )}
      <p className="units-said" role="status">
        {said}
      </p>
      {wrong === null ? null : (
        <p className="wrong" role="alert">
          {wrong}
        </p>
      )}
      <PriceForm drop={drop} line={line} row={row} isLive={isLive} />
    </>
  );
}

function PriceForm({
  drop,
  line,
  row,
  isLive,
}: {
  readonly drop: PanelDrop;
  readonly line: DropLinePart;
  readonly row: Goods | null;
  readonly isLive: boolean;
}) {
  const currency = usePart('shop')?.currency ?? 'EUR';
  const reprice = useCommand('drop.reprice');
  const [price, setPrice] = useState(moneyInput(line.price, currency));
  const [wrong, setWrong] = useState<string | null>(null);
  const [said, setSaid] = useState('');
  const [reason, setReason] = useState('');
  const floor = useFloor();
  const left = floor.of(row ?? undefined, parseMoney(price, currency, formatLocale()), drop.deposit ?? null);
  const asksReason = left?.below === true && floor.mayWaive;
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const amount = parseMoney(price, currency, formatLocale());
    if (amount === null) return setWrong(w('form.price'));
    setWrong(null);
    const answer = await reprice.send({ dropId: drop.dropId, sku: line.sku, price: amount, ...(asksReason ? waived(reason) : {}) });
    if (answer === null) return;
    if (answer.ok) setSaid(w('units.repriced', { price: money(amount, currency) }));
    else setWrong(answer.refusal.message);
  };
  return (
    <form className="unit-price" onSubmit={(event) => void submit(event)} noValidate>
      <Field
        label={w('product.price', { currency: currencySign(currency) })}
        hint={line.held > 0 ? w('units.priceHeld', { n: line.held }) : w('units.priceHint')}
        error={wrong}
      >
        {(control) => (
          <div className="price-row">
            <input
              {...control}
              className="num"
              inputMode="decimal"
              autoComplete="off"
              value={price}
              onFocus={(event) => event.target.select()}
              onChange={(event) => {
                setPrice(event.target.value);
                setWrong(null);
              }}
            />
            <button type="submit" className="button button-plain" disabled={!isLive} aria-busy={reprice.sending}>
              {w('units.reprice')}
            </button>
          </div>
        )}
      </Field>
      <FloorNote said={left} />
      {asksReason ? <WaiveField value={reason} onChange={setReason} /> : null}
      <p className="units-said" role="status">
        {said}
      </p>
    </form>
  );
}
