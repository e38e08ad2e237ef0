import type { ReactNode } from 'react';
import type { Minor } from '@protocol/money.ts';
import type { Discount, TaxAmount } from '@protocol/pricing.ts';
import type { OrderState } from '@protocol/parts.ts';
import type { PickupKind } from '@protocol/pickup.ts';
import type { Instant } from '@protocol/time.ts';
import type { Voice } from '../voice.ts';
import type { DepositShown } from '../../../views/deposit-view.ts';
import { Clock } from './Clock.tsx';
import { CopyButton } from './CopyButton.tsx';
import { dueWords, PaidRows, PayRest } from './Deposit.tsx';
import { Lines, type ShownLine } from './Lines.tsx';
import { SumRows } from './Sums.tsx';

export interface OrderPageProps {
  readonly orderNumber: number;
  readonly path: string;
  /** The whole address, to keep and to send to oneself; only the path where no public address is set. */
  readonly address: string;
  /** What may be handed on to others: the drop or the shop, never the order. */
  readonly share: { readonly address: string; readonly title: string };
  readonly state: ShownState;
  /** Of what was ordered, while it is sold; null where it is not any more. */
  readonly left: number | null;
  /** The time to pay is up; the provider was asked to end its page, and has not answered yet (H3). */
  readonly ending: boolean;
  readonly handedOver: boolean;
  readonly lines: readonly ShownLine[];
  readonly shipping: Minor;
  readonly discounts: readonly Discount[];
  readonly tax: TaxAmount | null;
  /** The order in whose parcel it goes; null: its own. */
  readonly parcel: number | null;
  readonly total: Minor;
  readonly refundedTotal: Minor;
  readonly delivery:
    | {
        readonly kind: 'pickup';
        readonly place: string;
        readonly address: string;
        readonly startsAt: Instant;
        readonly endsAt: Instant;
        readonly at: PickupKind;
        readonly note: string;
      }
    | { readonly kind: 'ship'; readonly to: readonly string[] }
    | { readonly kind: 'till' };
  /** Null after erasure. */
  readonly buyer: { readonly name: string; readonly email: string } | null;
  readonly pickupCode: string;
  readonly payUrl: string | null;
  readonly payBy: Instant | null;
  readonly extended: boolean;
  /** Three more minutes may be asked for, once (H3). */
  readonly canExtend: boolean;
  readonly now: Instant;
  readonly seller: { readonly name: string; readonly email: string } | null;
  /** Since when they may be told of the next drop by mail; null where they may not. */
  readonly news: Instant | null;
  /** null where all is paid at once. */
  readonly deposit: DepositShown | null;
  readonly canPayRest: boolean;
  readonly token: string;
  readonly withdrawal: { readonly may: boolean; readonly at: Instant | null };
  readonly refusal: string | null;
  readonly voice: Voice;
}

/** `refund-due`: money came when the units were gone (H4). `time-up`: nobody paid in time. */
type ShownState = OrderState | 'refund-due' | 'time-up';

/** While the buyer is expected to pay elsewhere the page looks again by itself; seconds. */
export const lookAgain = (state: ShownState): number | null => (state === 'paying' ? 4 : state === 'unpaid' ? 30 : null);

export function OrderPage(props: OrderPageProps): ReactNode {
  const { voice, orderNumber, state, delivery } = props;
  const { t, money } = voice;
  const isOver = state === 'cancelled' || state === 'refunded' || state === 'refund-due' || state === 'time-up';
  const again = lookAgain(state);
  return (
    <main data-kind="order" data-now={props.now} data-again={again ?? undefined} className="desk">
      <article className={isOver ? 'ticket over' : 'ticket'}>
        <header className="torn-below">
          <p className={`tag ${state}`}>{t(props.deposit?.waits === true ? 'order.tag.deposit' : `order.tag.${state}`)}</p>
          <h1>{t('order.title', { number: String(orderNumber) })}</h1>
          <p className="lead">{headline(props)}</p>
          {props.refusal !== null && (
            <p className="alert" role="alert">
              {props.refusal}
            </p>
          )}
          {props.withdrawal.at !== null && (
            <p className="note" role="status">
              {t('withdraw.done', { when: voice.moment(props.withdrawal.at) })}
            </p>
          )}
          {props.deposit !== null && <PayRest deposit={props.deposit} canPay={props.canPayRest} path={props.path} token={props.token} voice={voice} />}
          {state === 'paying' && <Paying {...props} />}
          {state === 'time-up' && <TimeUp {...props} />}
        </header>
        {!isOver && !props.handedOver && state !== 'paying' && delivery.kind === 'pickup' && (
          <section className="torn-above torn-below stub">
            <h2>{t('order.code')}</h2>
            <p className="code">{props.pickupCode}</p>
            <p>{t(delivery.at === 'person' ? 'order.code-hint' : `order.code-hint.${delivery.at}`)}</p>
            {delivery.note !== '' && <p>{delivery.note}</p>}
          </section>
        )}
        <section className="torn-above">
          <Lines lines={props.lines} voice={voice} />
          <dl className="facts">
            <SumRows discounts={props.discounts} shipping={delivery.kind === 'ship' ? props.shipping : null} tax={props.tax} voice={voice} />
            <div className="sum">
              <dt>{t('hold.total')}</dt>
              <dd className="num">{money(props.total)}</dd>
            </div>
            {props.deposit !== null && <PaidRows deposit={props.deposit} way={delivery.kind === 'pickup' ? 'pickup' : 'ship'} isOver={isOver} voice={voice} />}
            {props.refundedTotal > 0 && (
              <div>
                <dt>{t('order.refunded')}</dt>
                <dd className="num">{money(props.refundedTotal)}</dd>
              </div>
            )}
            {delivery.kind === 'pickup' && (
              <div>
                <dt>{t('facts.pickup')}</dt>
                <dd>
                  {delivery.place}
                  <br />
                  <span className="num">{voice.between(delivery.startsAt, delivery.endsAt)}</span>
                  <br />
                  {delivery.address}
                </dd>
              </div>
            )}
            {delivery.kind === 'ship' && delivery.to.length > 0 && (
              <div>
                <dt>{t('order.to')}</dt>
                <dd>
                  {delivery.to.join(', ')}
                  {props.parcel !== null && <p>{t('order.with', { number: String(props.parcel) })}</p>}
                </dd>
              </div>
            )}
            {props.buyer !== null && (
              <div>
                <dt>{t('order.for')}</dt>
                <dd>
                  {props.buyer.name}
                  <br />
                  {props.buyer.email}
                </dd>
              </div>
            )}
          </dl>
        </section>
      </article>
      {!isOver && <Next {...props} />}
      <Keep {...props} />
      <Share {...props} />
      {props.news !== null && (
        <form className="give-back" method="post" action={`${props.path}/no-news`} data-once="">
          <p>{t('news.on', { when: voice.moment(props.news) })}</p>
          <button type="submit" className="link">
            {t('news.stop')}
          </button>
        </form>
      )}
      {props.withdrawal.may && (
        <p className="give-back">
          <a href={`${props.path}/withdraw`}>{t('withdraw.here')}</a>
        </p>
      )}
      {state === 'unpaid' && props.deposit === null && (
        <p className="give-back">
          <a href={`${props.path}/cancel`}>{t('order.cancel')}</a>
        </p>
      )}
    </main>
  );
}

function headline({ state, handedOver, payBy, total, deposit, delivery, voice }: OrderPageProps): string {
  const { t, money, moment } = voice;
  if (handedOver) return t('order.handed-over');
  if (deposit?.waits === true) {
    const when = dueWords(deposit.due, delivery.kind === 'pickup' ? 'pickup' : 'ship', voice);
    return t('order.deposit', { amount: money(deposit.amount), rest: money(deposit.rest), when });
  }
  if (deposit !== null && state === 'cancelled') return t(deposit.paid ? 'order.cancelled-deposit' : 'order.cancelled');
  switch (state) {
    case 'unpaid':
      return payBy === null ? t('order.unpaid', { total: money(total) }) : t('order.unpaid-by', { total: money(total), when: moment(payBy) });
    case 'paying':
      return t('order.paying', { total: money(deposit?.amount ?? total) });
    case 'paid':
      return t('order.paid');
    case 'cancelled':
      return t('order.cancelled');
    case 'time-up':
      return t('order.time-up');
    case 'refund-due':
      return t('order.refund-due', { total: money(deposit?.amount ?? total) });
    case 'refunded':
      return t('order.refunded-all');
    default: {
      const never: never = state;
      return never;
    }
  }
}

/** What is left now, and the way back to it. */
function TimeUp({ left, share, voice: { t } }: OrderPageProps): ReactNode {
  if (left === null) return null;
  return (
    <div className="paying">
      <p role="status">{left > 0 ? t('order.time-up.left', { n: left }) : t('order.time-up.none')}</p>
      <a className="primary" href={share.address}>
        {t('order.again')}
      </a>
    </div>
  );
}

function Paying({ ending, payUrl, payBy, now, extended, canExtend, path, voice: { t } }: OrderPageProps): ReactNode {
  return (
    <div className="paying">
      {payBy !== null && (
        <p className="big-clock">
          <Clock until={payBy} now={now} of={null} />
        </p>
      )}
      {ending ? (
        <p role="status">{t('order.ending')}</p>
      ) : payUrl === null ? (
        <p role="status">{t('order.opening-pay')}</p>
      ) : (
        <a className="primary" href={payUrl}>
          {t('order.pay-now')}
        </a>
      )}
      {extended && (
        <p className="note" role="status">
          {t('order.extended')}
        </p>
      )}
      {canExtend && (
        <form method="post" action={`${path}/extend`}>
          <button type="submit" className="second">
            {t('order.extend')}
          </button>
        </form>
      )}
    </div>
  );
}

/** What happens next, so that nobody has to ask. */
function Next({ state, handedOver, delivery, deposit, seller, voice: { t, between } }: OrderPageProps): ReactNode {
  if (handedOver || state === 'paying' || delivery.kind === 'till') return null;
  const name = seller?.name ?? '';
  const steps =
    delivery.kind === 'pickup'
      ? [
          t('next.keep'),
          t('next.come', { place: delivery.place, when: between(delivery.startsAt, delivery.endsAt) }),
          state === 'paid' ? t('next.show') : deposit !== null ? t('next.pay-rest') : t('next.pay-there'),
        ]
      : [t('next.keep'), ...(state === 'paid' ? [] : [deposit !== null ? t('next.pay-rest-sent') : t('next.invoice', { name })]), t('next.sent', { name })];
  return (
    <section className="next">
      <h2>{t('next')}</h2>
      <ol>
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
    </section>
  );
}

/** The page is the receipt: whoever has its address has the order. */
function Keep({ address, path, orderNumber, state, handedOver, delivery, voice: { t, shopName } }: OrderPageProps): ReactNode {
  const subject = encodeURIComponent(t('keep.subject', { number: String(orderNumber), shop: shopName }));
  const body = encodeURIComponent(address);
  const isToCome = delivery.kind === 'pickup' && !handedOver && (state === 'paid' || state === 'unpaid');
  return (
    <section className="keep">
      <h2>{t('keep')}</h2>
      <p>{t('keep.hint')}</p>
      <p className="row">
        <a className="second" href={`mailto:?subject=${subject}&body=${body}`}>
          {t('keep.mail')}
        </a>
        {isToCome && (
          <a className="second" href={`${path}/pickup.ics`} download="">
            {t('keep.calendar')}
          </a>
        )}
        <CopyButton address={address} label={t('keep.copy')} done={t('keep.copied')} />
      </p>
    </section>
  );
}

/** For others: an address that opens nothing of this order. Without a script it is a link to take along. */
function Share({ share, voice: { t } }: OrderPageProps): ReactNode {
  return (
    <section className="keep">
      <h2>{t('share')}</h2>
      <p>{t('share.hint')}</p>
      <p className="row">
        <a className="second" href={share.address} data-share={share.title} data-done={t('keep.copied')}>
          {t('share.do', { title: share.title })}
        </a>
      </p>
    </section>
  );
}
