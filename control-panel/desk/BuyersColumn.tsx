import { useMemo, useState } from 'react';
import { X } from 'lucide-react';
import type { HoldPart, OrderPart } from '@protocol/parts.ts';
import { formatClock } from '@protocol/time.ts';
import { useCommand, useDrops, useList, usePart, useTick } from '../line/use-line.ts';
import { logSentence, w } from '../text/words.ts';
import { money } from '../text/money-text.ts';
import { linesName } from '../text/names.ts';
import { timeOfDay } from '../text/show-time.ts';
import { Confirm } from '../ui/Confirm.tsx';
import { useChannelName } from './use-channel-name.ts';

const MOST_SHOWN = 60;
type Row = { readonly kind: 'hold'; readonly at: number; readonly hold: HoldPart } | { readonly kind: 'order'; readonly at: number; readonly order: OrderPart };

/** Who is buying, newest first, and what was done. */
export function BuyersColumn() {
  const holds = useList('holds');
  const orders = useList('orders');
  const rows = useMemo<readonly Row[]>(
    () =>
      [...holds.map((hold): Row => ({ kind: 'hold', at: hold.placedAt, hold })), ...orders.filter((order) => order.state !== 'paying').map((order): Row => ({ kind: 'order', at: order.placedAt, order }))]
        .sort((a, b) => b.at - a.at)
        .slice(0, MOST_SHOWN),
    [holds, orders],
  );
  return (
    <>
      <section className="buyers">
        <h2>{w('buyers.label')}</h2>
        {rows.length === 0 ? (
          <p className="quiet">{w('buyers.empty')}</p>
        ) : (
          <ul tabIndex={0} aria-label={w('buyers.label')}>
            {rows.map((row) => (row.kind === 'hold' ? <HoldRow key={row.hold.holdId} hold={row.hold} /> : <OrderRow key={row.order.orderNumber} order={row.order} />))}
          </ul>
        )}
      </section>
      <Log />
    </>
  );
}

/** A product without options has no variant name: the drop's title says what it is. */
function useTitleOf(dropId: string | null): (sku: string) => string {
  const drops = useDrops();
  const catalog = useList('catalog');
  return (sku) => (dropId === null ? undefined : drops[dropId]?.title) ?? catalog.find((row) => row.sku === sku)?.title ?? sku;
}

function HoldRow({ hold }: { readonly hold: HoldPart }) {
  const currency = usePart('shop')?.currency ?? 'EUR';
  const titleOf = useTitleOf(hold.dropId);
  const nameOf = useChannelName();
  const release = useCommand('hold.release');
  const [asking, setAsking] = useState(false);
  const left = useTick((now) => (hold.expiresAt > now ? formatClock(hold.expiresAt - now) : ''));
  const name = linesName(hold.lines, titleOf);
  return (
    <li className="buyer num">
      <b>{name}</b>
      <em className="warn">{hold.state === 'paying' ? (left === '' ? w('hold.payingOver') : w('hold.paying', { clock: left })) : left === '' ? w('hold.over') : w('hold.held', { clock: left })}</em>
      <span>{hold.channel === null ? w('hold.direct') : w('hold.from', { channel: nameOf(hold.channel) })}</span>
      <span className="buyer-end">
        {money(hold.total, currency)}
        {hold.state === 'held' ? (
          <button type="button" className="icon-button small" aria-label={w('hold.release', { name })} disabled={release.sending} onClick={() => setAsking(true)}>
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

function OrderRow({ order }: { readonly order: OrderPart }) {
  const currency = usePart('shop')?.currency ?? 'EUR';
  const titleOf = useTitleOf(order.dropId);
  const nameOf = useChannelName();
  const from = order.channel === null ? null : w('hold.from', { channel: nameOf(order.channel) });
  return (
    <li className="buyer num">
      <b>{w('buyers.order', { number: String(order.orderNumber), lines: linesName(order.lines, titleOf) })}</b>
      <em className={`order-${order.state}`}>{w(`order.${order.state}`)}</em>
      <span>{[from, order.delivery.label].filter(Boolean).join(' · ')}</span>
      <span>{money(order.total, currency)}</span>
    </li>
  );
}

function Log() {
  const log = useList('log');
  return (
    <section className="log">
      <h2>{w('log.label')}</h2>
      {log.length === 0 ? (
        <p className="quiet">{w('log.empty')}</p>
      ) : (
        <ul tabIndex={0} aria-label={w('log.label')}>
          {[...log]
            .sort((a, b) => b.seq - a.seq)
            .slice(0, MOST_SHOWN)
            .map((line) => (
              <li key={`${line.seq} ${line.what}`}>
                <span className="num">{timeOfDay(line.at)}</span>
                <span>{logSentence(line.what, line.blanks)}</span>
                <span>{line.who}</span>
              </li>
            ))}
        </ul>
      )}
    </section>
  );
}
