import type { Currency } from '@protocol/money.ts';
import { UNDO_SALE_WITHIN_MS } from '@protocol/limits.ts';
import type { OrderPart } from '@protocol/parts.ts';
import { useCommand, useList, useTick } from '../line/use-line.ts';
import { money } from '../text/money-text.ts';
import { linesName } from '../text/names.ts';
import { ago } from '../text/show-time.ts';
import { w } from '../text/words.ts';
import { KeepButton } from '../ui/KeepButton.tsx';
import { toast } from '../ui/toasts.ts';
import { useKeep } from '../ui/use-keep.ts';

const SHOWN = 5;

/** What was sold here a moment ago: a slip is taken back at once, goods and money. */
export function LastSales({ currency, isLive }: { readonly currency: Currency; readonly isLive: boolean }) {
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
          <LastSale key={order.orderNumber} order={order} currency={currency} isLive={isLive} />
        ))}
      </ul>
    </section>
  );
}

function LastSale({ order, currency, isLive }: { readonly order: OrderPart; readonly currency: Currency; readonly isLive: boolean }) {
  const undo = useCommand('sale.undo');
  const number = String(order.orderNumber);
  const takeBack = (): void =>
    void undo.send({ orderNumber: order.orderNumber }).then((answer) => {
      if (answer?.ok === true) toast('done', w('till.takenBack', { number }));
    });
  const keep = useKeep(takeBack);
  const isFresh = useTick((now) => now - order.placedAt <= UNDO_SALE_WITHIN_MS);
  const when = useTick((now) => ago(order.placedAt, now));
  return (
    <li>
      <div>
        <b>{linesName(order.lines, null)}</b>
        <span className="quiet">{w('till.lastFacts', { number, total: money(order.total, currency), when })}</span>
      </div>
      {order.state === 'refunded' ? (
        <span className="quiet">{w('till.isBack')}</span>
      ) : isFresh ? (
        <KeepButton
          look="plain"
          keep={keep}
          onDone={takeBack}
          disabled={!isLive}
          sending={undo.sending}
          shortcut={null}
          question={w('till.takeBackQuestion', { number })}
        >
          {w('till.takeBack')}
        </KeepButton>
      ) : null}
    </li>
  );
}
