import type { ReactNode } from 'react';
import type { DepositTerms } from '@protocol/deposit.ts';
import type { Instant } from '@protocol/time.ts';
import type { HoldPrices, Sum } from '../../../views/price-view.ts';
import { byCarrier, joining, SHIP, shownTotals, type CheckoutField, type CheckoutForm } from '../checkout-form.ts';
import type { Country } from '../countries.ts';
import type { Offered, OfferedSlot } from '../page-drop.ts';
import type { Voice } from '../voice.ts';
import { Address, CountrySelect } from './AddressFields.tsx';
import { Clock } from './Clock.tsx';
import { CopyButton } from './CopyButton.tsx';
import { DepositRows } from './Deposit.tsx';
import { Field } from './Field.tsx';
import { Lines, type ShownLine } from './Lines.tsx';
import { fewWords } from './live-words.ts';
import { HOLE, Sentence } from './Sentence.tsx';
import { SumRows } from './Sums.tsx';

export interface Provider {
  readonly id: string;
  readonly label: string;
  /** Key under `pay.` in the words. */
  readonly duty: string;
  readonly settles: 'order' | 'page';
}
export interface HoldPageProps {
  readonly path: string;
  /** To be opened elsewhere; the path alone where there is no address to give, which no phone could scan. */
  readonly address: string;
  readonly scans: boolean;
  readonly showId: string | null;
  /** This browser's part in it: it reserved, alone or also elsewhere; it was carried here; or it was not (yet). */
  readonly browser: 'own' | 'shared' | 'carried' | 'other';
  /** A place in a race: nothing is kept before it is paid for. */
  readonly isPlace: boolean;
  readonly title: string;
  readonly picture: string | null;
  readonly lines: readonly ShownLine[];
  readonly prices: HoldPrices;
  /** What is paid ahead; null: all is paid at once. */
  readonly deposit: DepositTerms | null;
  /** Delivery costs something else in another country: which one is asked before the prices. */
  readonly byCountry: boolean;
  /** There are codes that a buyer could have. */
  readonly takesCodes: boolean;
  readonly expiresAt: Instant;
  readonly now: Instant;
  readonly offered: Offered;
  readonly providers: readonly Provider[];
  /** Until when it stays reserved for whoever goes to pay elsewhere now (H3). */
  readonly payBy: Instant;
  readonly form: CheckoutForm;
  readonly wrong: ReadonlySet<CheckoutField>;
  readonly refusal: string | null;
  /** Why nothing is sent to the country that was chosen. */
  readonly unsent: string | null;
  readonly token: string;
  readonly countries: readonly Country[];
  readonly voice: Voice;
}

/** The reservation as a ticket, and under the perforation what is still needed to make an order of it. */
export function HoldPage(props: HoldPageProps): ReactNode {
  const { voice, path, offered, form, wrong, refusal, providers } = props;
  const { t, money } = voice;
  const canOrder = providers.length > 0 && (offered.shipping !== null || offered.pickups.length > 0);
  const sent = sentWays(props);
  const isChoice = offered.pickups.length + sent.length > 1;
  const sums: readonly { readonly key: string; readonly className: string; readonly kind: 'none' | 'pickup' | 'ship'; readonly sum: Sum }[] = [
    ...(isChoice || sent.length + offered.pickups.length === 0 ? [{ key: 'none', className: 'for-none', kind: 'none' as const, sum: props.prices.goods }] : []),
    ...(offered.pickups.length > 0 ? [{ key: 'pickup', className: 'for-pickup', kind: 'pickup' as const, sum: props.prices.pickup }] : []),
    ...sent.map((way, at) => ({ key: way.value, className: `for-ship c${at}`, kind: 'ship' as const, sum: way.sum })),
  ];
  return (
    <main
      data-kind="hold"
      data-now={props.now}
      data-ends={props.expiresAt}
      data-show={props.showId ?? ''}
      data-browser={props.browser}
      data-words={fewWords()}
      data-lang={voice.lang}
      className="desk"
    >
      <p className="away" data-away="" role="status" hidden />
      <article className="ticket">
        <header className="torn-below">
          {props.picture !== null && <img className="thumb" src={props.picture} alt="" width="96" height="96" />}
          <div>
            <h1>{t(props.isPlace ? 'place.title' : 'hold.title')}</h1>
            <p className="big-clock">
              <Clock until={props.expiresAt} now={props.now} of={null} />
            </p>
            <p className="dim">{t(props.isPlace ? 'place.until' : 'hold.until', { time: voice.time(props.expiresAt) })}</p>
          </div>
          <Lines lines={props.lines} voice={voice} />
          {(['shared', 'carried', 'unkept'] as const).map((note) => (
            <p key={note} className="note" data-note={note} role="status" hidden={note !== props.browser}>
              {t(`hold.${note}`)}
            </p>
          ))}
        </header>
        <form className="torn-above checkout" method="post" action={path} data-once="">
          {refusal !== null && (
            <p className="alert" role="alert">
              {refusal}
            </p>
          )}
          {wrong.size > 0 && (
            <p className="alert" role="alert">
              {t('hold.wrong', { n: wrong.size })}
            </p>
          )}
          <input type="hidden" name="token" value={props.token} />
          <input type="hidden" name="shown" value={shownTotals(sums.map(({ key, sum }) => [key, sum.total]))} />
          <fieldset>
            <legend>{t('hold.who')}</legend>
            <Field
              name="name"
              label={t('field.name')}
              value={form.name}
              wrong={wrong.has('name') ? t('wrong.name') : null}
              complete="name"
              type="text"
              hint={null}
              most={80}
            />
            <Field
              name="email"
              label={t('field.email')}
              value={form.email}
              wrong={wrong.has('email') ? t('wrong.email') : null}
              complete="email"
              type="email"
              hint={t('field.email-hint')}
              most={200}
            />
          </fieldset>
          {props.byCountry && <SentTo {...props} />}
          <Deliveries {...props} />
          {offered.shipping !== null && <Address form={form} wrong={wrong} countries={props.byCountry ? null : props.countries} voice={voice} />}
          {props.takesCodes && <Codes {...props} />}
          {canOrder && (
            <label className="news">
              <input type="checkbox" name="news" value="1" defaultChecked={form.news === '1'} />
              <span>{t('news.agree')}</span>
            </label>
          )}
          {canOrder ? (
            <div className="buy order">
              {sums.map(({ key, className, kind, sum }) => (
                <dl key={key} className={`facts ${className}`}>
                  <SumRows discounts={sum.discounts} shipping={kind === 'ship' ? sum.shipping : null} tax={sum.tax} voice={voice} />
                  <div className="sum">
                    <dt>{t(kind === 'none' ? 'hold.total-goods' : kind === 'pickup' ? 'hold.total' : 'hold.total-sent')}</dt>
                    <dd className="num">{money(sum.total)}</dd>
                  </div>
                  {props.deposit !== null && sum.ahead !== null && (
                    <DepositRows terms={props.deposit} way={kind === 'none' ? null : kind} ahead={sum.ahead} total={sum.total} voice={voice} />
                  )}
                </dl>
              ))}
              {providers.map((provider, at) => (
                <button key={provider.id} type="submit" name="provider" value={provider.id} className={at === 0 ? 'primary' : 'second'}>
                  {isChoice && <span className="for-none">{t('hold.choose')}</span>}
                  {offered.pickups.length > 0 && <span className="for-pickup">{t(dutyKey(provider.duty, 'pickup'), { provider: provider.label })}</span>}
                  {offered.shipping !== null && <span className="for-sent">{t(dutyKey(provider.duty, 'ship'), { provider: provider.label })}</span>}
                </button>
              ))}
              {providers.some((provider) => provider.settles === 'page') && <p className="note">{t('hold.pay-by', { time: voice.time(props.payBy) })}</p>}
              <p>
                <Sentence text={t('hold.terms', { privacy: HOLE })} node={<a href="/privacy">{t('footer.privacy')}</a>} />
              </p>
            </div>
          ) : (
            <p className="lead">{t('hold.no-way')}</p>
          )}
        </form>
      </article>
      <Elsewhere {...props} />
      <form className="give-back" method="post" action={`${path}/release`}>
        <button type="submit" className="link">
          {t('hold.release')}
        </button>
      </form>
    </main>
  );
}

/** The in-app browser of a stream is a poor place to type an address in: the same hold, in the browser one trusts. */
function Elsewhere({ path, address, scans, voice: { t } }: HoldPageProps): ReactNode {
  return (
    <details className="elsewhere">
      <summary>{t('elsewhere')}</summary>
      <p>{t('elsewhere.text')}</p>
      {scans && <img src={`${path}/qr.svg`} alt={t('elsewhere.qr')} width="220" height="220" loading="lazy" />}
      <CopyButton address={address} label={t('keep.copy')} done={t('keep.copied')} />
    </details>
  );
}

/** A provider may bring a duty of its own; one without words here is told by its name. */
function dutyKey(duty: string, how: 'pickup' | 'ship'): 'pay.later.pickup' | 'pay.later.ship' | 'pay.page' | 'pay.other' {
  if (duty === 'later') return how === 'pickup' ? 'pay.later.pickup' : 'pay.later.ship';
  return duty === 'page' ? 'pay.page' : 'pay.other';
}

interface SentWay {
  readonly value: string;
  readonly kind: 'ship' | 'with';
  readonly label: string;
  readonly hint: string;
  readonly sum: Sum;
}
function sentWays({ prices, voice: { t, money } }: HoldPageProps): readonly SentWay[] {
  const hint = ({ total }: Sum): string => t('delivery.ship-hint', { total: money(total) });
  return [
    ...prices.sent.map((sum): SentWay => ({
      value: prices.sent.length === 1 ? SHIP : byCarrier(sum.carrierId),
      kind: 'ship',
      label: sum.carrier === '' ? t('delivery.ship') : t('delivery.ship-by', { carrier: sum.carrier }),
      hint: sum.moreForFree === null ? hint(sum) : `${hint(sum)}. ${t('delivery.more', { more: money(sum.moreForFree) })}`,
      sum,
    })),
    ...prices.joined.map((sum): SentWay => ({
      value: joining(sum.orderNumber),
      kind: 'with',
      label: t('delivery.with', { number: String(sum.orderNumber) }),
      hint:
        sum.comesBack > 0
          ? t('delivery.with-back', { total: money(sum.total), back: money(sum.comesBack) })
          : t('delivery.with-hint', { total: money(sum.total) }),
      sum,
    })),
  ];
}

/** Typed without a script, too: the second button shows the prices anew and orders nothing. */
function Codes({ form, voice: { t } }: HoldPageProps): ReactNode {
  return (
    <details className="codes" open={form.codes !== ''}>
      <summary>{t('hold.codes')}</summary>
      <div className="press">
        <input name="codes" defaultValue={form.codes} maxLength={100} autoComplete="off" autoCapitalize="characters" aria-label={t('hold.codes')} />
        <button type="submit" name="price" value="1" formNoValidate className="second">
          {t('hold.codes-use')}
        </button>
      </div>
      <small>{t('hold.codes-hint')}</small>
    </details>
  );
}

/** In the order of their first slot. */
function byPlace(slots: readonly OfferedSlot[]): readonly (readonly OfferedSlot[])[] {
  const places = new Map<string, OfferedSlot[]>();
  for (const slot of slots) places.set(slot.pointId, [...(places.get(slot.pointId) ?? []), slot]);
  return [...places.values()];
}
interface PlaceProps {
  readonly slots: readonly OfferedSlot[];
  readonly form: CheckoutForm;
  readonly price: string;
  readonly voice: Voice;
}
/** One time there: one thing to choose. Several: the place once, and its times under it. */
function Place({ slots, form, price, voice }: PlaceProps): ReactNode {
  const { t, between, moment } = voice;
  const [first] = slots;
  if (first === undefined) return null;
  const isOne = slots.length === 1;
  const where = (
    <>
      <b>{t(first.kind === 'person' ? 'delivery.pickup' : `delivery.${first.kind}`, { place: first.place })}</b>
      <small>{first.address}</small>
    </>
  );
  return (
    <>
      {!isOne && <p className="place">{where}</p>}
      {slots.map((slot) => {
        const full = slot.taken >= slot.capacity;
        return (
          <label key={slot.pickupId}>
            <input
              type="radio"
              name="delivery"
              value={slot.pickupId}
              className="pickup"
              required
              defaultChecked={form.delivery === slot.pickupId}
              disabled={full}
            />
            <span>
              {isOne ? where : <b className="num">{between(slot.startsAt, slot.endsAt)}</b>}
              {isOne && <small className="num">{between(slot.startsAt, slot.endsAt)}</small>}
              {slot.until !== null && !full && <small className="num">{t('delivery.until', { when: moment(slot.until) })}</small>}
              <i className="num">{full ? t('delivery.full') : price}</i>
            </span>
          </label>
        );
      })}
    </>
  );
}

/** Before the ways it can come: what they cost hangs on it. */
function SentTo({ form, wrong, countries, voice }: HoldPageProps): ReactNode {
  const { t } = voice;
  return (
    <div className="press">
      <CountrySelect form={form} wrong={wrong} countries={countries} label={t('delivery.country')} voice={voice} />
      <button type="submit" name="price" value="1" formNoValidate className="second" data-price="">
        {t('delivery.show')}
      </button>
    </div>
  );
}

function Deliveries(props: HoldPageProps): ReactNode {
  const { offered, form, wrong, prices, unsent, voice } = props;
  const { t, money } = voice;
  return (
    <fieldset className="deliveries">
      <legend>{t('hold.how')}</legend>
      {wrong.has('delivery') && <p className="wrong">{t('wrong.delivery')}</p>}
      {unsent !== null && <p className="wrong">{unsent}</p>}
      {byPlace(offered.pickups).map((slots) => (
        <Place
          key={slots[0]?.pointId}
          slots={slots}
          form={form}
          price={prices.pickup.total < prices.goods.total ? money(prices.pickup.total) : t('free')}
          voice={voice}
        />
      ))}
      {sentWays(props).map((way, at) => (
        <label key={way.value}>
          <input type="radio" name="delivery" value={way.value} required className={`${way.kind} c${at}`} defaultChecked={form.delivery === way.value} />
          <span>
            <b>{way.label}</b>
            <small>{way.hint}</small>
            <i className="num">{way.sum.shipping === 0 ? t('free') : `+ ${money(way.sum.shipping)}`}</i>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
