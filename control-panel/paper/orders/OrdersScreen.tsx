import { useEffect, useMemo, useRef, useState } from 'react';
import type { OrderPart } from '@protocol/parts.ts';
import { useList, usePart } from '../../line/use-line.ts';
import { money } from '../../text/money-text.ts';
import { deliveryName, linesName } from '../../text/names.ts';
import { searchFor } from '../../text/search.ts';
import { dayAndTime } from '../../text/show-time.ts';
import { w } from '../../text/words.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { SearchField } from '../../ui/SearchField.tsx';
import { useSession } from '../../app/session-context.ts';
import { PageHead } from '../PageHead.tsx';
import { OrderSheet } from './OrderSheet.tsx';
import { useOrderSearch } from './use-order-search.ts';

const filters = ['all', 'unpaid', 'open', 'handedOver', 'over'] as const;
type Filter = (typeof filters)[number];
const STEP = 100;

/** Whether an order belongs under a heading of the list. */
function belongs(order: OrderPart, filter: Filter): boolean {
  const isOver = order.state === 'cancelled' || order.state === 'refunded';
  switch (filter) {
    case 'all':
      return true;
    case 'unpaid':
      return order.state === 'unpaid' || order.state === 'paying';
    case 'open':
      return !isOver && order.fulfilment !== 'handed-over';
    case 'handedOver':
      return !isOver && order.fulfilment === 'handed-over';
    case 'over':
      return isOver;
    default: {
      const never: never = filter;
      return never;
    }
  }
}

export function OrdersScreen() {
  const orders = useList('orders');
  const currency = usePart('shop')?.currency ?? 'EUR';
  const [filter, setFilter] = useState<Filter>('all');
  const [search, setSearch] = useState('');
  const [most, setMost] = useState(STEP);
  const [openNumber, setOpenNumber] = useState<number | null>(null);
  const { role } = useSession();
  const asked = search.trim();
  // One letter is in every name: until the second, the list on the desk is looked through.
  const mayAsk = role !== 'moderator' && (asked.length > 1 || /^\d$/u.test(asked));
  const answer = useOrderSearch(asked, mayAsk, orders);
  const newest = useMemo(() => {
    // What the line keeps up to date goes before what was found a moment ago.
    const known = new Map([...answer.orders, ...orders].map((order) => [order.orderNumber, order]));
    return [...known.values()].sort((a, b) => b.orderNumber - a.orderNumber);
  }, [orders, answer.orders]);
  const isFound = useMemo(() => new Set(answer.orders.map((order) => order.orderNumber)), [answer.orders]);
  const isMeant = searchFor(search.replace('#', ''));
  const found = newest.filter(
    (order) =>
      belongs(order, filter) &&
      (isFound.has(order.orderNumber) ||
        isMeant(`${order.orderNumber} ${order.pickupCode ?? ''} ${order.lines.map((line) => `${line.title} ${line.sku}`).join(' ')}`)),
  );
  const nameOf = (order: OrderPart): string | null =>
    isFound.has(order.orderNumber) && order.person !== null ? (answer.names[order.person]?.name ?? null) : null;
  const open = newest.find((order) => order.orderNumber === openNumber) ?? null;
  const sheet = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // On a phone it stands above the list, where nobody is who has just pressed far down in it.
    const { top = 0 } = sheet.current?.getBoundingClientRect() ?? {};
    if (openNumber !== null && (top < 0 || top > window.innerHeight / 2)) sheet.current?.scrollIntoView({ block: 'start' });
  }, [openNumber]);
  return (
    <>
      <PageHead title={w('nav.orders')} text={w('orders.text')}>
        {null}
      </PageHead>
      {orders.length === 0 ? (
        <Empty title={w('orders.emptyTitle')} text={w('orders.emptyText')}>
          {null}
        </Empty>
      ) : (
        <div className={`orders ${open === null ? '' : 'orders-open'}`}>
          <section className="sheet sheet-table" aria-label={w('nav.orders')}>
            <div className="table-head">
              <SearchField label={w('orders.search')} value={search} onChange={setSearch} />
              <div className="filters" role="group" aria-label={w('orders.filter')}>
                {filters.map((each) => (
                  <button key={each} type="button" aria-pressed={filter === each} onClick={() => setFilter(each)}>
                    {w(`orders.filter.${each}`)} <span className="num">{w('number', { n: orders.filter((order) => belongs(order, each)).length })}</span>
                  </button>
                ))}
              </div>
            </div>
            <ul className="order-list num">
              {found.slice(0, most).map((order) => (
                <li key={order.orderNumber}>
                  <button type="button" aria-pressed={openNumber === order.orderNumber} onClick={() => setOpenNumber(order.orderNumber)}>
                    <b>{w('orders.number', { number: String(order.orderNumber) })}</b>
                    <span className="order-what">
                      {nameOf(order) === null ? null : <mark>{nameOf(order)}</mark>}
                      {linesName(order.lines, null)}
                    </span>
                    <span className="order-state">
                      <em className={`order-${order.state}`}>{w(order.deposit?.waits === true ? 'order.deposit' : `order.${order.state}`)}</em>
                      {order.fulfilment === 'open' ? '' : ` · ${w(`fulfilment.${order.fulfilment}`)}`}
                    </span>
                    <span className="quiet">{deliveryName(order.delivery)}</span>
                    <span className="order-total">{money(order.total - order.refundedTotal, currency)}</span>
                    <span className="quiet order-when">{dayAndTime(order.placedAt)}</span>
                  </button>
                </li>
              ))}
            </ul>
            {found.length === 0 ? (
              <p className="quiet no-match" role="status">
                {answer.kind === 'asking' ? w('orders.looking') : answer.kind === 'away' ? answer.message : w('orders.noMatch')}
              </p>
            ) : null}
            {found.length > most ? (
              <div className="table-more">
                <Button look="plain" onPress={() => setMost(most + STEP)} disabled={false} sending={false} shortcut={null}>
                  {w('catalog.showMore', { n: found.length - most })}
                </Button>
              </div>
            ) : null}
          </section>
          {open === null ? null : (
            <div ref={sheet} className="order-place">
              <OrderSheet key={open.orderNumber} order={open} onClose={() => setOpenNumber(null)} />
            </div>
          )}
        </div>
      )}
    </>
  );
}
