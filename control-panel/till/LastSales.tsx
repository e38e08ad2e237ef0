import type { Currency } from '@protocol/money.ts';
import type { OrderPart } from '@protocol/parts.ts';
import { useList, useTick } from '../line/use-line.ts';
import { money } from '../text/money-text.ts';
import { linesName } from '../text/names.ts';
import { ago } from '../text/show-time.ts';
import { w } from '../text/words.ts';
import { TakeBack } from './TakeBack.tsx';

const SHOWN = 5;

/** What was sold here a moment ago: a slip is taken back at once, goods and money. */
export function LastSales({ currency }: { readonly currency: Currency }) {
  // Newest first, as the part has them.
  const sales = useList('orders')
    .filter((order) => order.delivery.kind === 'till')
    .slice(0, SHOWN);
  if (sales.length === 0) return null;
  return (
    <section className="last-sales">
      <h2>{w('till.last')}</h2>
      <ul className="num">
        {sales.map((order) => (
          <LastSale key={order.orderNumber} order={order} currency={currency} />
        ))}
      </ul>
    </section>
  );
}

function LastSale({ order, currency }: { readonly order: OrderPart; readonly currency: Currency }) {
  const when = useTick((now) => ago(order.placedAt, now));
  return (
    <li>
      <div>
        <b>{linesName(order.lines, null)}</b>
        <span className="quiet">{w('till.lastFacts', { number: String(order.orderNumber), total: money(order.total, currency), when })}</span>
      </div>
      {order.state === 'refunded' ? <span className="quiet">{w('till.isBack')}</span> : <TakeBack orderNumber={order.orderNumber} placedAt={order.placedAt} />}
    </li>
  );
}
