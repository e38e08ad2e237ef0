import { useMemo, useState } from 'react';
import { createPortal } from 'react-dom';
import { Ban, X } from 'lucide-react';
import type { HoldPart, OrderPart } from '@protocol/parts.ts';
import { formatClock } from '@protocol/time.ts';
import { useCommand, useDrop, useList, usePart, useTick, useView } from '../line/use-line.ts';
import { w } from '../text/words.ts';
import { money } from '../text/money-text.ts';
import { deliveryName, linesName, ordersText } from '../text/names.ts';
import { timeOfDay } from '../text/show-time.ts';
import { Confirm } from '../ui/Confirm.tsx';
import { CrowdLine } from './CrowdLine.tsx';
import { DeskLog } from './DeskLog.tsx';
import { WaitList } from './WaitList.tsx';
import { deskRoot } from './desk-root.ts';
import { RestrictDialog } from './RestrictDialog.tsx';
import { useChannelName } from './use-channel-name.ts';

const MOST_SHOWN = 60;
type Row = { readonly kind: 'hold'; readonly at: number; readonly hold: HoldPart } | { readonly kind: 'order'; readonly at: number; readonly order: OrderPart };

/** Who is buying, newest first, and what was done. */
export function BuyersColumn() {
  const holds = useList('holds');
  const orders = useList('orders');
  const rows = useMemo<readonly Row[]>(
    () =>
      [
        ...holds.map((hold): Row => ({ kind: 'hold', at: hold.placedAt, hold })),
        ...orders.filter((order) => order.state !== 'paying').map((order): Row => ({ kind: 'order', at: order.placedAt, order })),
      ]
        .sort((a, b) => b.at - a.at)
        .slice(0, MOST_SHOWN),
    [holds, orders],
  );
  return (
    <>
      <section className="buyers">
        <h2>{w('buyers.label')}</h2>
        <CrowdLine />
        {rows.length === 0 ? (
          <p className="quiet">{w('buyers.empty')}</p>
        ) : (
          <ul tabIndex={0} aria-label={w('buyers.label')}>
            {rows.map((row) =>
              row.kind === 'hold' ? <HoldRow key={row.hold.holdId} hold={row.hold} /> : <OrderRow key={row.order.orderNumber} order={row.order} />,
            )}
          </ul>
        )}
      </section>
      <WaitList />
      <DeskLog most={MOST_SHOWN} />
    </>
  );
}

/** "Brass" for what is bought from the drop on air, whose title stands large beside it. */
function useShortName(dropId: string | null): ((sku: string) => string | null) | null {
  const onAir = usePart('onAir');
  const drop = useDrop(dropId);
  if (drop === null || dropId !== onAir) return null;
  return (sku) => drop.lines.find((line) => line.sku === sku)?.title || null;
}

function HoldRow({ hold }: { readonly hold: HoldPart }) {
  const currency = usePart('shop')?.currency ?? 'EUR';
  const shortName = useShortName(hold.dropId);
  const nameOf = useChannelName();
  const release = useCommand('hold.release');
  const isLive = useView((view) => view.status === 'live');
  const [asking, setAsking] = useState(false);
  const left = useTick((now) => (hold.expiresAt > now ? formatClock(hold.expiresAt - now) : ''));
  const name = linesName(hold.lines, shortName);
  return (
    <li className="buyer num">
      <b>{name}</b>
      <em className="warn">
        {hold.state === 'paying'
          ? left === ''
            ? w('hold.payingOver')
            : w('hold.paying', { clock: left })
          : left === ''
            ? w('hold.over')
            : w(hold.state === 'place' ? 'hold.place' : hold.by === 'draw' ? 'hold.won' : hold.by === 'waitlist' ? 'hold.offered' : 'hold.held', {
                clock: left,
              })}
      </em>
      <span>{hold.channel === null ? w('buyers.at', { time: timeOfDay(hold.placedAt) }) : w('hold.from', { channel: nameOf(hold.channel) })}</span>
      <span className="buyer-end">
        {money(hold.total, currency)}
        <RestrictButton whose={{ holdId: hold.holdId }} name={name} />
        {hold.state !== 'paying' ? (
          <button
            type="button"
            className="icon-button small"
            aria-label={w('hold.release', { name })}
            disabled={release.sending || !isLive}
            onClick={() => setAsking(true)}
          >
            <X size={15} aria-hidden />
          </button>
        ) : null}
      </span>
      {asking ? (
        <Confirm
          question={w('hold.releaseQuestion', { name })}
          onYes={() => {
            setAsking(false);
            void release.send({ holdId: hold.holdId });
          }}
          onNo={() => setAsking(false)}
        />
      ) : null}
    </li>
  );
}

/** Beside whatever somebody reserved and did not pay. */
function RestrictButton({ whose, name }: { readonly whose: { readonly holdId: string } | { readonly orderNumber: number }; readonly name: string }) {
  const [asking, setAsking] = useState(false);
  const isLive = useView((view) => view.status === 'live');
  return (
    <>
      <button type="button" className="icon-button small" aria-label={w('restrict.label', { name })} disabled={!isLive} onClick={() => setAsking(true)}>
        <Ban size={15} aria-hidden />
      </button>
      {asking ? createPortal(<RestrictDialog whose={whose} name={name} onClose={() => setAsking(false)} />, deskRoot()) : null}
    </>
  );
}

/** One who comes back all evening would fill the column with numbers: all of them stand at the order. */
const MOST_NAMED = 2;
const alikeText = (numbers: readonly number[]): string =>
  numbers.length <= MOST_NAMED + 1
    ? w('orders.like', { others: ordersText(numbers) })
    : w('buyers.likeMore', { others: ordersText(numbers.slice(0, MOST_NAMED)), n: numbers.length - MOST_NAMED });

function OrderRow({ order }: { readonly order: OrderPart }) {
  const currency = usePart('shop')?.currency ?? 'EUR';
  const shortName = useShortName(order.dropId);
  const nameOf = useChannelName();
  const from = order.channel === null ? null : w('hold.from', { channel: nameOf(order.channel) });
  return (
    <li className="buyer num">
      <b>{w('buyers.order', { number: String(order.orderNumber), lines: linesName(order.lines, shortName) })}</b>
      <em className={`order-${order.state}`}>{w(order.deposit?.waits === true ? 'order.deposit' : `order.${order.state}`)}</em>
      <span>{[from, deliveryName(order.delivery)].filter(Boolean).join(' · ')}</span>
      {order.state === 'unpaid' ? (
        <span className="buyer-end">
          {money(order.total, currency)}
          <RestrictButton whose={{ orderNumber: order.orderNumber }} name={`#${order.orderNumber}`} />
        </span>
      ) : (
        <span>{money(order.total, currency)}</span>
      )}
      {order.like === undefined ? null : <em className="warn alike">{alikeText(order.like.map((other) => other.orderNumber))}</em>}
    </li>
  );
}
