import type { Response, Router } from 'express';
import { commands } from '@protocol/commands.ts';
import { refuse, type Refused } from '@protocol/refusals.ts';
import type { Instant } from '@protocol/time.ts';
import { viewerActor } from '../../dispatch/authenticate.ts';
import { isUnavailable } from '../../dispatch/unavailable.ts';
import { orderLinkAge } from '../../people/capability.ts';
import { withdrawConsent } from '../../people/consent.ts';
import type { Person } from '../../people/people.ts';
import { insideOf } from '../../views/bundle-view.ts';
import { depositShown } from '../../views/deposit-view.ts';
import { withdrawalOf } from '../../views/withdrawal-view.ts';
import { fullTitle } from '../../views/titles.ts';
import { calendarEntry } from './calendar-entry.ts';
import { commandId, formOf, readForm, tokenOf } from './form-post.ts';
import { codeOf } from './page-drop.ts';
import { setPageHeaders } from './page-headers.ts';
import { renderPage } from './pages/Layout.tsx';
import { Cancel } from './pages/Cancel.tsx';
import { Withdraw } from './pages/Withdraw.tsx';
import { lookAgain, OrderPage, type OrderPageProps } from './pages/OrderPage.tsx';
import { offeredProviders } from './providers.ts';
import type { Order } from './rows.ts';
import { sendMessage, sendRenewed } from './send-message.tsx';
import { absolute, lookAt, newToken, orderPathOf, plainHead, sendMain, sentenceOf, statusOf, type Look, type StorefrontDeps } from './storefront.ts';

/** `/order/:number/:secret`: the buyer's own, by capability alone (P2). */
export function orderRoutes(router: Router, deps: StorefrontDeps): void {
  router.get('/order/:number/:secret', async (request, response) => {
    const order = await findOrder(deps, request.params.number, request.params.secret);
    if (typeof order === 'string') return sendNone(response, deps, order);
    // H5: whoever comes back from the pay page is not kept waiting for a notice that may be lost. Each look of the waiting page asks, too.
    if (order.state === 'paying' || (depositShown(order)?.payUrl ?? null) !== null) await deps.askPayment(order.orderNumber);
    await sendOrder(response, deps, order, 200, null);
  });

  router.get('/order/:number/:secret/pickup.ics', async (request, response) => {
    const order = await findOrder(deps, request.params.number, request.params.secret);
    if (typeof order === 'string') return sendNone(response, deps, order);
    const look = lookAt(deps);
    const slot = order.delivery.kind === 'pickup' ? look.sight.state.pickups.get(order.delivery.pickupId) : undefined;
    if (slot === undefined) return sendNone(response, deps, 'none');
    const { t, shopName } = look.voice;
    const number = String(order.orderNumber);
    const address = absolute(orderPathOf(deps, order.orderNumber), look, order.dropId);
    setPageHeaders(response, 'capability', false);
    response.setHeader('Content-Type', 'text/calendar; charset=utf-8');
    response.setHeader('Content-Disposition', `attachment; filename="order-${number}.ics"`);
    response.send(
      calendarEntry({
        id: `order-${number}-${slot.pickupId}`,
        now: look.now,
        startsAt: slot.startsAt,
        endsAt: slot.endsAt,
        title: t('calendar.title', { number, shop: shopName }),
        place: `${slot.place}, ${slot.address}`,
        text: t('calendar.text', { code: deps.viewContext.pickupCode(order.orderNumber), address }),
      }),
    );
  });

  router.get('/order/:number/:secret/withdraw', async (request, response) => {
    const order = await findOrder(deps, request.params.number, request.params.secret);
    if (typeof order === 'string') return sendNone(response, deps, order);
    const look = lookAt(deps);
    const withdrawal = withdrawalOf(look.sight, order, look.now);
    if (!withdrawal.may) return toOrder(response, deps, order);
    const shown = order.lines.map(({ parts: _parts, ...line }) => ({
      ...line,
      title: fullTitle(look.sight.state, line.sku),
      isOut: withdrawal.excluded.includes(line.sku),
    }));
    const main = (
      <Withdraw
        orderNumber={order.orderNumber}
        lines={shown.filter((line) => !line.isOut)}
        kept={shown.filter((line) => line.isOut).map((line) => line.title)}
        path={orderPathOf(deps, order.orderNumber)}
        token={newToken()}
        now={look.now}
        voice={look.voice}
      />
    );
    sendMain(response, 200, 'capability', look, plainHead(look.voice.t('withdraw.page', { number: String(order.orderNumber) })), main);
  });

  router.post('/order/:number/:secret/withdraw', readForm, async (request, response) => {
    const order = await findOrder(deps, String(request.params['number']), String(request.params['secret']));
    if (typeof order === 'string' || order.viewer === null) return sendNone(response, deps, typeof order === 'string' ? order : 'none');
    const outcome = await deps.core.submit(viewerActor(order.viewer), {
      id: commandId(tokenOf(formOf(request)), 'withdraw', String(order.orderNumber)),
      name: 'order.withdraw',
      input: { orderNumber: order.orderNumber },
    });
    // Said twice it is said: the page shows when.
    if (outcome.ok || outcome.refused.refused === 'withdrawn-before') return toOrder(response, deps, order);
    await sendOrder(response, deps, order, statusOf(outcome.refused, response), outcome.refused);
  });

  router.get('/order/:number/:secret/cancel', async (request, response) => {
    const order = await findOrder(deps, request.params.number, request.params.secret);
    if (typeof order === 'string') return sendNone(response, deps, order);
    if (order.state !== 'unpaid') return toOrder(response, deps, order);
    const look = lookAt(deps);
    const main = <Cancel orderNumber={order.orderNumber} path={orderPathOf(deps, order.orderNumber)} token={newToken()} now={look.now} voice={look.voice} />;
    sendMain(response, 200, 'capability', look, plainHead(look.voice.t('cancel.page', { number: String(order.orderNumber) })), main);
  });

  router.post('/order/:number/:secret/cancel', readForm, async (request, response) => {
    const order = await findOrder(deps, String(request.params['number']), String(request.params['secret']));
    if (typeof order === 'string' || order.viewer === null) return sendNone(response, deps, typeof order === 'string' ? order : 'none');
    const reason = lookAt(deps).voice.t('cancel.reason');
    const outcome = await deps.core.submit(viewerActor(order.viewer), {
      id: commandId(tokenOf(formOf(request)), 'cancel', String(order.orderNumber)),
      name: 'order.cancel',
      input: { orderNumber: order.orderNumber, reason },
    });
    if (outcome.ok || outcome.refused.refused === 'order-over') return toOrder(response, deps, order);
    await sendOrder(response, deps, order, statusOf(outcome.refused, response), outcome.refused);
  });

  router.post('/order/:number/:secret/no-news', readForm, async (request, response) => {
    const order = await findOrder(deps, String(request.params['number']), String(request.params['secret']));
    if (typeof order === 'string') return sendNone(response, deps, order);
    try {
      if (order.person !== null) await withdrawConsent(deps.people, order.person, deps.core.now());
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      const refused = refuse('try-again');
      return sendOrder(response, deps, order, statusOf(refused, response), refused);
    }
    toOrder(response, deps, order);
  });

  router.post('/order/:number/:secret/balance', readForm, async (request, response) => {
    const order = await findOrder(deps, String(request.params['number']), String(request.params['secret']));
    if (typeof order === 'string' || order.viewer === null) return sendNone(response, deps, typeof order === 'string' ? order : 'none');
    const outcome = await deps.core.submit(viewerActor(order.viewer), {
      id: commandId(tokenOf(formOf(request)), 'balance', String(order.orderNumber)),
      name: 'balance.pay',
      input: { orderNumber: order.orderNumber },
    });
    if (!outcome.ok && outcome.refused.refused !== 'no-balance') return sendOrder(response, deps, order, statusOf(outcome.refused, response), outcome.refused);
    const payUrl = outcome.ok ? commands['balance.pay'].result.parse(outcome.result).payUrl : null;
    if (payUrl === null) return toOrder(response, deps, order);
    response.setHeader('Cache-Control', 'private, no-store');
    response.setHeader('Referrer-Policy', 'no-referrer');
    response.redirect(303, payUrl);
  });

  router.post('/order/:number/:secret/extend', readForm, async (request, response) => {
    const order = await findOrder(deps, String(request.params['number']), String(request.params['secret']));
    if (typeof order === 'string') return sendNone(response, deps, order);
    if (order.viewer === null || order.holdId === null) return sendNone(response, deps, 'none');
    const outcome = await deps.core.submit(viewerActor(order.viewer), {
      id: commandId('extend', order.holdId),
      name: 'checkout.extend',
      input: { holdId: order.holdId },
    });
    if (outcome.ok) return toOrder(response, deps, order);
    await sendOrder(response, deps, order, statusOf(outcome.refused, response), outcome.refused);
  });
}

/** `renewed`: it was this order's address once. */
type NoOrder = 'none' | 'renewed';
async function findOrder(deps: StorefrontDeps, number: string, secret: string): Promise<Order | NoOrder> {
  if (!/^[1-9]\d{0,9}$/u.test(number)) return 'none';
  const known = orderAt(deps, number, secret);
  if (known !== 'none') return known;
  // L10: perhaps it was ordered, or its link renewed, on another node a moment ago.
  await deps.core.caughtUp();
  return orderAt(deps, number, secret);
}
function orderAt(deps: StorefrontDeps, number: string, secret: string): Order | NoOrder {
  const order = deps.core.state.orders.get(number);
  if (order === undefined) return 'none';
  const age = orderLinkAge(deps.people.secret(), order.orderNumber, order.link, secret);
  return age === null ? 'none' : age === 0 ? order : 'renewed';
}

function toOrder(response: Response, deps: StorefrontDeps, order: Order): void {
  response.setHeader('Cache-Control', 'private, no-store');
  response.setHeader('Referrer-Policy', 'no-referrer');
  response.redirect(303, orderPathOf(deps, order.orderNumber));
}

async function sendOrder(response: Response, deps: StorefrontDeps, before: Order, status: number, refused: Refused | null): Promise<void> {
  const look = lookAt(deps);
  const order = look.sight.state.orders.get(String(before.orderNumber)) ?? before;
  const person = await personOf(deps, order);
  const news = await newsOf(deps, order);
  const path = orderPathOf(deps, order.orderNumber);
  const deposit = depositShown(order);
  const hold = order.holdId === null ? undefined : look.sight.state.holds.get(order.holdId);
  const main = (
    <OrderPage
      orderNumber={order.orderNumber}
      path={path}
      address={absolute(path, look, order.dropId)}
      share={shareOf(deps, order, look)}
      state={shownState(deps, order)}
      left={leftOf(order, look)}
      handedOver={order.fulfilment === 'handed-over'}
      lines={order.lines.map(({ parts, ...line }) => ({ ...line, ...insideOf(look.sight.state, { parts }), title: fullTitle(look.sight.state, line.sku) }))}
      shipping={order.shipping}
      discounts={order.discounts}
      tax={order.tax}
      parcel={order.parcel}
      total={order.total}
      refundedTotal={order.refundedTotal}
      delivery={deliveryOf(order, person, look)}
      buyer={person === null ? null : { name: person.name, email: person.email }}
      pickupCode={deps.viewContext.pickupCode(order.orderNumber)}
      payUrl={order.payUrl}
      payBy={order.payBy}
      extended={hold?.extended === true}
      ending={order.expiring}
      canExtend={order.state === 'paying' && !order.expiring && hold !== undefined && !hold.extended}
      now={look.now}
      news={news}
      deposit={deposit}
      canPayRest={order.viewer !== null && offeredProviders(look.sight.state, deps).some(({ id, settles }) => settles === 'page' && id === order.provider)}
      token={newToken()}
      withdrawal={withdrawalOf(look.sight, order, look.now)}
      seller={look.frame.seller}
      refusal={refused === null ? null : sentenceOf(refused, look)}
      voice={look.voice}
    />
  );
  const head = { ...plainHead(look.voice.t('order.page', { number: String(order.orderNumber) })), again: lookAgain(order.state) };
  // The button for the rest ends on the provider's page.
  setPageHeaders(response, 'capability', deposit?.waits === true);
  response.status(status).send(renderPage(look.frame, head, main));
}

/** What a buyer has to know beside the order's own state: money that goes back, and time that is up. */
function shownState(deps: StorefrontDeps, order: Order): OrderPageProps['state'] {
  if (order.state !== 'cancelled') return order.state;
  if (order.refundDue) return Math.max(order.givenBack, order.refundsDone) < (order.deposit?.amount ?? order.total) ? 'refund-due' : 'refunded';
  const provider = deps.adapters.payments.find(({ manifest }) => manifest.id === order.provider);
  return provider?.manifest.settles === 'page' && order.paidAt === null && (order.deposit?.paidAt ?? null) === null ? 'time-up' : 'cancelled';
}
/** How many there are now of what was ordered, where it is still sold: whoever was too late may try again. */
function leftOf(order: Order, look: Look): number | null {
  const drop = look.sight.state.drops.get(order.dropId ?? '');
  if (drop === undefined || !look.sight.selling.includes(drop)) return null;
  const left = order.lines.map((line) => drop.lines.find(({ sku }) => sku === line.sku)?.left ?? 0);
  return Math.min(...left);
}

/** The order is shown even while the people's store cannot be read (L7): the code and the amounts are what one came for. */
async function personOf(deps: StorefrontDeps, order: Order): Promise<Person | null> {
  if (order.person === null) return null;
  try {
    return await deps.people.get(order.person);
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    deps.log.warn({ err: error }, 'an order page is shown without its buyer');
    return null;
  }
}

/** Since when they may be told of the next drop; null where they may not. */
async function newsOf(deps: StorefrontDeps, { person }: Order): Promise<Instant | null> {
  if (person === null) return null;
  try {
    const consent = await deps.people.consentOf(person, 'mail');
    return consent === null || consent.endedAt !== null ? null : consent.at;
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    return null;
  }
}

function deliveryOf(order: Order, person: Person | null, look: Look): OrderPageProps['delivery'] {
  const { delivery } = order;
  switch (delivery.kind) {
    case 'pickup': {
      const slot = look.sight.state.pickups.get(delivery.pickupId);
      if (slot === undefined) return { kind: 'till' };
      const point = look.sight.state.points.get(slot.pointId);
      const { place, address, startsAt, endsAt } = slot;
      return { kind: 'pickup', place, address, startsAt, endsAt, at: point?.kind ?? 'person', note: point?.note ?? '' };
    }
    case 'ship': {
      const to = person?.address ?? null;
      return {
        kind: 'ship',
        to:
          to === null
            ? []
            : [to.line1, to.line2, `${to.postcode} ${to.city}`.trim(), to.region, countryName(to.country, look.voice.lang)].filter((part) => part !== ''),
      };
    }
    case 'till':
      return { kind: 'till' };
    default: {
      const never: never = delivery;
      return never;
    }
  }
}
const countryName = (code: string, lang: string): string => new Intl.DisplayNames(lang, { type: 'region' }).of(code) ?? code;

/** What may be handed on: the thing while it is on sale, else the shop; never the order. */
function shareOf(deps: StorefrontDeps, order: Order, look: Look): OrderPageProps['share'] {
  const drop = deps.core.state.drops.get(order.dropId ?? '');
  const code = drop === undefined || !look.sight.selling.includes(drop) ? null : codeOf(drop);
  return {
    address: absolute(code === null ? '/now' : `/d/${code}`, look, order.dropId),
    title: code === null || drop === undefined ? look.voice.shopName : drop.title,
  };
}

function sendNone(response: Response, deps: StorefrontDeps, why: NoOrder): void {
  const look = lookAt(deps);
  if (why === 'renewed') return sendRenewed(response, look);
  const { t } = look.voice;
  sendMessage(response, look, {
    status: 404,
    kind: 'capability',
    title: t('lost.order.title'),
    text: t('lost.order.text'),
    refusal: null,
    action: null,
    except: null,
  });
}
