import type { Currency, Minor } from '@protocol/money.ts';
import type { OrderPart } from '@protocol/parts.ts';
import { money } from '../../text/money-text.ts';
import { w } from '../../text/words.ts';

/** What stands between the goods and the total, each by its name. */
export function OrderSums({ order, currency }: { readonly order: OrderPart; readonly currency: Currency }) {
  const row = (label: string, amount: Minor) => (
    <tr key={label}>
      <th scope="row">{label}</th>
      <td />
      <td>{money(amount, currency)}</td>
    </tr>
  );
  return (
    <>
      {order.shipping > 0 ? row(w('orders.delivery'), order.shipping) : null}
      {order.discounts
        .filter(({ amount }) => amount > 0)
        .map(({ kind, name, amount }) => row(kind === 'pickup' ? w('orders.pickupOff') : w('orders.discount', { code: name }), -amount))}
      {order.tax === null ? null : row(order.tax.onTop ? w('orders.taxOnTop') : w('orders.taxIn'), order.tax.amount)}
    </>
  );
}
