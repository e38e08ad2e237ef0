import type { Response, Router } from 'express';
import type { Refused } from '@protocol/refusals.ts';
import { viewerActor } from '../../dispatch/authenticate.ts';
import { isUnavailable } from '../../dispatch/unavailable.ts';
import { isCapability } from '../../people/capability.ts';
import type { Person } from '../../people/people.ts';
import { fullTitle } from '../../views/titles.ts';
import { commandId, formOf, readForm, tokenOf } from './form-post.ts';
import { Cancel } from './pages/Cancel.tsx';
import { lookAgain, OrderPage, type OrderPageProps } from './pages/OrderPage.tsx';
import type { Order } from './rows.ts';
import { sendMessage } from './send-message.tsx';
import { absolute, lookAt, newToken, orderPathOf, plainHead, sendMain, sentenceOf, statusOf, type Look, type StorefrontDeps } from './storefront.ts';

/** `/order/:number/:secret`: the buyer's own, by capability alone (P2). */
export function orderRoutes(router: Router, deps: StorefrontDeps): void {
  router.get('/order/:number/:secret', async (request, response) => {
    const order = await findOrder(deps, request.params.number, request.params.secret);
    if (order === null) return sendNone(response, deps);
    await sendOrder(response, deps, order, 200, null);
  });

  router.get('/order/:number/:secret/cancel', async (request, response) => {
    const order = await findOrder(deps, request.params.number, request.params.secret);
    if (order === null) return sendNone(response, deps);
    if (order.state !== 'unpaid') return toOrder(response, deps, order);
    const look = lookAt(deps);
    const main = <Cancel orderNumber={order.orderNumber} path={orderPathOf(deps, order.orderNumber)} token={newToken()} now={look.now} voice={look.voice} />;
    sendMain(response, 200, 'capability', look, plainHead(look.voice.t('cancel.page', { number: String(order.orderNumber) })), main);
  });

  router.post('/order/:number/:secret/cancel', readForm, async (request, response) => {
    const order = await findOrder(deps, String(request.params['number']), String(request.params['secret']));
    if (order === null || order.viewer === null) return sendNone(response, deps);
    const reason = lookAt(deps).voice.t('cancel.reason');
    const outcome = await deps.core.submit(viewerActor(order.viewer), {
      id: commandId(tokenOf(formOf(request)), 'cancel', String(order.orderNumber)),
      name: 'order.cancel',
      input: { orderNumber: order.orderNumber, reason },
    });
    if (outcome.ok || outcome.refused.refused === 'order-over') return toOrder(response, deps, order);
    await sendOrder(response, deps, order, statusOf(outcome.refused, response), outcome.refused);
  });

  router.post('/order/:number/:secret/extend', readForm, async (request, response) => {
    const order = await findOrder(deps, String(request.params['number']), String(request.params['secret']));
    if (order === null || order.viewer === null || order.holdId === null) return sendNone(response, deps);
    const outcome = await deps.core.submit(viewerActor(order.viewer), {
      id: commandId('extend', order.holdId),
      name: 'checkout.extend',
      input: { holdId: order.holdId },
    });
    if (outcome.ok) return toOrder(response, deps, order);
    await sendOrder(response, deps, order, statusOf(outcome.refused, response), outcome.refused);
  });
}

async function findOrder(deps: StorefrontDeps, number: string, secret: string): Promise<Order | null> {
  if (!/^[1-9]\d{0,9}$/u.test(number) || !isCapability(deps.people.secret(), 'order', number, secret)) return null;
  const known = deps.core.state.orders.get(number);
  if (known !== undefined) return known;
  await deps.core.caughtUp();
  return deps.core.state.orders.get(number) ?? null;
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
  const path = orderPathOf(deps, order.orderNumber);
  const hold = order.holdId === null ? undefined : look.sight.state.holds.get(order.holdId);
  const main = (
    <OrderPage
      orderNumber={order.orderNumber}
      path={path}
      address={absolute(path, look)}
      state={order.state}
      handedOver={order.fulfilment === 'handed-over'}
      lines={order.lines.map((line) => ({ ...line, title: fullTitle(look.sight.state, line.sku) }))}
      shipping={order.shipping}
      total={order.total}
      refundedTotal={order.refundedTotal}
      delivery={deliveryOf(order, person, look)}
      buyer={person === null ? null : { name: person.name, email: person.email }}
      pickupCode={deps.viewContext.pickupCode(order.orderNumber)}
      payUrl={order.payUrl}
      payBy={order.payBy}
      canExtend={order.state === 'paying' && hold !== undefined && !hold.extended}
      now={look.now}
      seller={look.frame.seller}
      refusal={refused === null ? null : sentenceOf(refused, look)}
      voice={look.voice}
    />
  );
  sendMain(
    response,
    status,
    'capability',
    look,
    { ...plainHead(look.voice.t('order.page', { number: String(order.orderNumber) })), again: lookAgain(order.state) },
    main,
  );
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

function deliveryOf(order: Order, person: Person | null, look: Look): OrderPageProps['delivery'] {
  const { delivery } = order;
  switch (delivery.kind) {
    case 'pickup': {
      const slot = look.sight.state.pickups.get(delivery.pickupId);
      return slot === undefined ? { kind: 'till' } : { kind: 'pickup', place: slot.place, address: slot.address, startsAt: slot.startsAt, endsAt: slot.endsAt };
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

function sendNone(response: Response, deps: StorefrontDeps): void {
  const look = lookAt(deps);
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
