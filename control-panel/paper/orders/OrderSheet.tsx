import { useState } from 'react';
import { X } from 'lucide-react';
import type { Currency } from '@protocol/money.ts';
import type { OrderPart } from '@protocol/parts.ts';
import { useSession } from '../../app/session-context.ts';
import { useChannelName } from '../../desk/use-channel-name.ts';
import { useCommand, usePart, useView } from '../../line/use-line.ts';
import { money } from '../../text/money-text.ts';
import { deliveryName, insideText, ordersText } from '../../text/names.ts';
import { dayAndTime } from '../../text/show-time.ts';
import { w } from '../../text/words.ts';
import { Button } from '../../ui/Button.tsx';
import { KeepButton } from '../../ui/KeepButton.tsx';
import { toast } from '../../ui/toasts.ts';
import { useKeep } from '../../ui/use-keep.ts';
import { CancelDialog } from './CancelDialog.tsx';
import { OrderMails } from './OrderMails.tsx';
import { OrderSums } from './OrderSums.tsx';
import { PayDialog } from './PayDialog.tsx';
import { RefundDialog } from './RefundDialog.tsx';
import { RelinkDialog } from './RelinkDialog.tsx';
import { usePerson, type PersonLookup, type PersonShown } from './use-person.ts';

interface Props {
  readonly order: OrderPart;
  readonly onClose: () => void;
}

/** One order: who, what, where to, and the next thing to do with it. */
export function OrderSheet({ order, onClose }: Props) {
  const currency = usePart('shop')?.currency ?? 'EUR';
  const { role } = useSession();
  const person = usePerson(order.person);
  const isLive = useView((view) => view.status === 'live');
  const pick = useCommand('order.pick');
  const pack = useCommand('order.pack');
  const handOver = useCommand('order.hand-over');
  const erase = useCommand('person.erase');
  const remind = useCommand('balance.remind');
  const nameOf = useChannelName();
  const [dialog, setDialog] = useState<'pay' | 'cancel' | 'refund' | 'relink' | null>(null);
  const only = { orderNumber: order.orderNumber };
  const doErase = (): void => void erase.send({ orderNumber: order.orderNumber });
  const doRemind = async (): Promise<void> => {
    if ((await remind.send(only))?.ok === true) toast('done', w('orders.reminded'));
  };
  const eraseKeep = useKeep(doErase);
  const mayMoney = role === 'owner' || role === 'host';
  const isOver = order.state === 'cancelled' || order.state === 'refunded';
  const isUnpaid = order.state === 'unpaid' || order.state === 'paying';
  const refundable = order.lines.some((line) => line.quantity > line.refunded);
  return (
    <section className="sheet order-sheet" aria-label={w('orders.number', { number: String(order.orderNumber) })}>
      <div className="sheet-head">
        <div>
          <h2 className="num">{w('orders.number', { number: String(order.orderNumber) })}</h2>
          <p className="num">
            <em className={`order-${order.state}`}>{w(order.deposit?.waits === true ? 'order.deposit' : `order.${order.state}`)}</em>
            {order.paidBy === null ? '' : ` · ${paidByName(order.paidBy)}`} · {w(`fulfilment.${order.fulfilment}`)} · {dayAndTime(order.placedAt)}
          </p>
        </div>
        <button type="button" className="icon-button" aria-label={w('close')} onClick={onClose}>
          <X size={20} aria-hidden />
        </button>
      </div>
      {order.pickupCode === null || isOver ? null : (
        <p className="pickup-code">
          <span>{w('orders.pickupCode')}</span>
          <b className="mono">{order.pickupCode}</b>
        </p>
      )}
      {order.like === undefined ? null : <p className="notice">{w('orders.like', { others: ordersText(order.like.map((other) => other.orderNumber)) })}</p>}
      <table className="order-lines num">
        <tbody>
          {order.lines.map((line) => (
            <tr key={line.sku}>
              <th scope="row">
                {line.title}
                {line.parts === undefined ? null : <small className="inside">{insideText(line.parts)}</small>}
                {line.refunded > 0 ? <em className="warn"> {w('orders.refundedUnits', { n: line.refunded })}</em> : null}
              </th>
              <td>{w('orders.quantity', { n: line.quantity })}</td>
              <td>{money(line.price * line.quantity, currency)}</td>
            </tr>
          ))}
          <OrderSums order={order} currency={currency} />
          <tr className="strong">
            <th scope="row">{w('orders.total')}</th>
            <td />
            <td>{money(order.total, currency)}</td>
          </tr>
          <DepositRows order={order} currency={currency} />
          {order.refundedTotal > 0 ? (
            <tr>
              <th scope="row">{w('orders.refundedTotal')}</th>
              <td />
              <td>{money(-order.refundedTotal, currency)}</td>
            </tr>
          ) : null}
        </tbody>
      </table>
      <Money order={order} currency={currency} />
      <dl className="facts-list">
        <div>
          <dt>{w('orders.to')}</dt>
          <dd>
            {deliveryName(order.delivery)}
            {order.sent === null ? null : <p className="quiet">{w('orders.by', order.sent)}</p>}
            {order.parcel === null ? null : <p>{w('orders.with', { number: String(order.parcel) })}</p>}
          </dd>
        </div>
        {order.channel === null ? null : (
          <div>
            <dt>{w('orders.from')}</dt>
            <dd>{nameOf(order.channel)}</dd>
          </div>
        )}
        {isUnpaid && order.payBy !== null ? (
          <div>
            <dt>{w('orders.payBy')}</dt>
            <dd className="num">{dayAndTime(order.payBy)}</dd>
          </div>
        ) : null}
        <Person order={order} lookup={person} />
        <OrderMails mails={order.mails} mayRepeat={mayMoney} />
      </dl>
      <div className="order-does">
        {!isOver && order.fulfilment === 'open' && order.delivery.kind !== 'till' ? (
          <Button look="main" onPress={() => void pick.send(only)} disabled={!isLive} sending={pick.sending} shortcut={null}>
            {w('orders.pick')}
          </Button>
        ) : null}
        {!isOver && order.fulfilment === 'picked' ? (
          <Button look="main" onPress={() => void pack.send(only)} disabled={!isLive} sending={pack.sending} shortcut={null}>
            {w('orders.pack')}
          </Button>
        ) : null}
        {isUnpaid && mayMoney ? (
          <Button look="plain" onPress={() => setDialog('pay')} disabled={!isLive} sending={false} shortcut={null}>
            {w('orders.pay')}
          </Button>
        ) : null}
        {order.deposit?.waits === true && mayMoney && order.person !== null ? (
          <Button look="plain" onPress={() => void doRemind()} disabled={!isLive} sending={remind.sending} shortcut={null}>
            {w('orders.remind')}
          </Button>
        ) : null}
        {order.state === 'paid' && order.fulfilment !== 'handed-over' ? (
          <Button
            look={order.fulfilment === 'packed' ? 'main' : 'plain'}
            onPress={() => void handOver.send(only)}
            disabled={!isLive}
            sending={handOver.sending}
            shortcut={null}
          >
            {w('orders.handOver')}
          </Button>
        ) : null}
        {order.state === 'paid' && refundable && mayMoney ? (
          <Button look="plain" onPress={() => setDialog('refund')} disabled={!isLive} sending={false} shortcut={null}>
            {w('orders.refund')}
          </Button>
        ) : null}
        {isUnpaid && mayMoney ? (
          <Button look="plain" onPress={() => setDialog('cancel')} disabled={!isLive} sending={false} shortcut={null}>
            {w('orders.cancel')}
          </Button>
        ) : null}
        {order.delivery.kind !== 'till' && mayMoney ? (
          <Button look="quiet" onPress={() => setDialog('relink')} disabled={!isLive} sending={false} shortcut={null}>
            {w('orders.relink')}
          </Button>
        ) : null}
        {order.person !== null && role === 'owner' ? (
          <KeepButton
            look="quiet"
            keep={eraseKeep}
            onDone={doErase}
            disabled={!isLive}
            sending={erase.sending}
            shortcut={null}
            question={w('orders.eraseQuestion', { number: String(order.orderNumber) })}
          >
            {w('orders.erase')}
          </KeepButton>
        ) : null}
      </div>
      {dialog === 'pay' ? <PayDialog order={order} currency={currency} onClose={() => setDialog(null)} /> : null}
      {dialog === 'cancel' ? <CancelDialog order={order} currency={currency} onClose={() => setDialog(null)} /> : null}
      {dialog === 'relink' ? <RelinkDialog order={order} email={person.kind === 'here' ? person.person.email : null} onClose={() => setDialog(null)} /> : null}
      {dialog === 'refund' ? <RefundDialog order={order} currency={currency} onClose={() => setDialog(null)} /> : null}
    </section>
  );
}

/** Both payments of an order that asked one ahead. */
function DepositRows({ order: { deposit }, currency }: { readonly order: OrderPart; readonly currency: Currency }) {
  if (deposit === undefined) return null;
  const rest = deposit.waits ? (deposit.overdue ? 'orders.restLate' : 'orders.rest') : 'orders.restPaid';
  const rows = [
    { key: deposit.paid ? ('orders.depositPaid' as const) : ('orders.deposit' as const), amount: deposit.amount },
    ...(deposit.waits || deposit.settled ? [{ key: rest, amount: deposit.rest } as const] : []),
  ];
  return rows.map(({ key, amount }) => (
    <tr key={key} className={key === 'orders.restLate' ? 'warn' : undefined}>
      <th scope="row">{w(key)}</th>
      <td />
      <td>{money(amount, currency)}</td>
    </tr>
  ));
}

function Person({ order, lookup }: { readonly order: OrderPart; readonly lookup: PersonLookup }) {
  const words = ((): string => {
    switch (lookup.kind) {
      case 'none':
        return order.delivery.kind === 'till' ? w('person.till') : w('person.none');
      case 'asking':
        return w('person.asking');
      case 'away':
        return lookup.message;
      case 'here':
        return '';
      default: {
        const never: never = lookup;
        return never;
      }
    }
  })();
  return (
    <div>
      <dt>{w('person.label')}</dt>
      <dd>
        {lookup.kind === 'here' ? (
          <>
            <b>{lookup.person.name}</b>
            <br />
            <a href={`mailto:${encodeURIComponent(lookup.person.email)}`}>{lookup.person.email}</a>
            {lookup.person.address.map((line) => (
              <span key={line} className="address-line">
                {line}
              </span>
            ))}
            <span className="address-line quiet">{newsText(lookup.person.news)}</span>
          </>
        ) : (
          words
        )}
      </dd>
    </div>
  );
}

/** Promise 8: whether the next drop may be told of, and since when. */
function newsText(news: PersonShown['news']): string {
  if (news === null) return w('person.noNews');
  return news.endedAt === null ? w('person.news', { when: dayAndTime(news.at) }) : w('person.newsEnded', { when: dayAndTime(news.endedAt) });
}

const paidByName = (paidBy: string): string => {
  switch (paidBy) {
    case 'cash':
    case 'reader':
    case 'transfer':
    case 'other':
    case 'nothing':
      return w(`paidBy.${paidBy}`);
    default:
      return paidBy;
  }
};

/** What the provider says beside the order's own state: only where there is something to say. */
function Money({ order, currency }: { readonly order: OrderPart; readonly currency: Currency }) {
  const said = [
    order.dispute === null ? null : w(`orders.dispute.${order.dispute.state}`, { amount: money(order.dispute.amount, currency) }),
    order.refundDue ? w(order.givenBack >= order.total ? 'orders.lateBack' : 'orders.lateDue', { amount: money(order.total, currency) }) : null,
    !order.refundDue && order.givenBack > 0 ? w('orders.givenBack', { amount: money(order.givenBack, currency) }) : null,
  ].filter((line) => line !== null);
  return said.map((line) => (
    <p key={line} className={order.dispute?.state === 'open' ? 'notice' : 'quiet'}>
      {line}
    </p>
  ));
}
