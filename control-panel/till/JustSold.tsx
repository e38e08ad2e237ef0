import type { Currency } from '@protocol/money.ts';
import { useList } from '../line/use-line.ts';
import { w } from '../text/words.ts';
import { TakeBack } from './TakeBack.tsx';
import { soldSentence, type Sold } from './use-sale.ts';

/** What the last tap did, where the thumb is; and the way back, for as long as nothing else was begun. */
export function JustSold({ sold, currency }: { readonly sold: readonly Sold[]; readonly currency: Currency }) {
  const orders = useList('orders');
  return (
    <ul className="just-sold num">
      {sold.map((each) => {
        const order = orders.find(({ orderNumber }) => orderNumber === each.orderNumber) ?? null;
        const isBack = order?.state === 'refunded';
        return (
          <li key={each.orderNumber}>
            <span>{isBack ? w('till.takenBack', { number: String(each.orderNumber) }) : soldSentence([each], currency)}</span>
            {order === null || isBack ? null : <TakeBack orderNumber={order.orderNumber} placedAt={order.placedAt} />}
          </li>
        );
      })}
    </ul>
  );
}
