import type { Request, Response, Router } from 'express';
import { renderSVG } from 'uqr';
import { payByFrom } from '@protocol/limits.ts';
import { isClip, smallOf } from '@protocol/media.ts';
import { commands, type CommandInput } from '@protocol/commands.ts';
import { isRefused, refuse, type Refused } from '@protocol/refusals.ts';
import type { Actor } from '@protocol/roles.ts';
import { SECOND } from '@protocol/time.ts';
import { newViewer, viewerActor } from '../../dispatch/authenticate.ts';
import { openSealed } from '../../people/capability.ts';
import { bundlePictures, insideOf } from '../../views/bundle-view.ts';
import { holdPrices, isByCountry, servedCountries, typedCodes } from '../../views/price-view.ts';
import { fullTitle } from '../../views/titles.ts';
import { checkForm, emptyCheckout, fieldText, joinedOrder, readCheckout, SHIP, shownTotal, type CheckoutField, type CheckoutForm } from './checkout-form.ts';
import { countries, homeCountry } from './countries.ts';
import { commandId, formOf, isForeign, readForm, tokenOf, type Form } from './form-post.ts';
import { codeOf, offered } from './page-drop.ts';
import { setPageHeaders } from './page-headers.ts';
import { HoldPage } from './pages/HoldPage.tsx';
import { renderPage } from './pages/Layout.tsx';
import { offeredProviders } from './providers.ts';
import type { Hold } from './rows.ts';
import { sendMessage, sendRenewed } from './send-message.tsx';
import { absolute, giveCookie, lookAt, newToken, orderPathOf, plainHead, sentenceOf, statusOf, viewerOf, type StorefrontDeps } from './storefront.ts';

/**
 * `/hold/:secret`: who has the address may finish the order, in any browser (P2). It hands over this
 * one hold and nothing else: never the buyer's own cookie, which would open all they ever ordered.
 */
export function holdRoutes(router: Router, deps: StorefrontDeps): void {
  router.get('/hold/:secret', async (request, response) => {
    const found = await findHold(deps, request.params.secret);
    const viewer = await viewerOf(request, deps);
    if (found.kind !== 'live') return sendFound(response, deps, found, viewer, 200, null);
    sendHold(response, deps, found.hold, viewer, 200, { form: null, wrong: new Set(), refused: null });
  });
  // Not by GET: a preview that a chat makes of the address is nobody's browser.
  router.post('/hold/:secret/carry', (request, response) => carry(request, response, deps, request.params.secret));
  router.get('/hold/:secret/qr.svg', async (request, response) => {
    const found = await findHold(deps, request.params.secret);
    const address = found.kind === 'live' ? absolute(deps.viewContext.holdPath(found.hold.holdId), lookAt(deps), found.hold.dropId) : '';
    setPageHeaders(response, 'capability', false);
    if (!address.startsWith('http')) return void response.status(404).end();
    response.setHeader('Content-Type', 'image/svg+xml');
    response.send(renderSVG(address, { border: 4, ecc: 'M' }));
  });
  router.get('/hold/:secret/release', (request, response) => {
    response.redirect(303, `/hold/${encodeURIComponent(request.params.secret)}`);
  });
  router.post('/hold/:secret', readForm, (request, response) => order(request, response, deps, String(request.params['secret'])));
  router.post('/hold/:secret/release', readForm, async (request, response) => {
    const found = await findHold(deps, String(request.params['secret']));
    const viewer = await viewerOf(request, deps);
    if (found.kind !== 'live') return sendFound(response, deps, found, viewer, 200, null);
    const { hold } = found;
    const outcome = await deps.core.submit(viewerActor(hold.viewer), {
      id: commandId('release', hold.holdId),
      name: 'hold.release',
      input: { holdId: hold.holdId },
    });
    if (!outcome.ok && outcome.refused.refused !== 'hold-over' && outcome.refused.refused !== 'no-such-hold') {
      return sendHold(response, deps, hold, viewer, statusOf(outcome.refused, response), { form: null, wrong: new Set(), refused: outcome.refused });
    }
    back(response, deps.viewContext.holdPath(hold.holdId));
  });
}

/** What the page's script is told: whether this browser has the hold now, or why not. */
type Carried = 'carried' | 'yours' | 'apart' | 'unkept' | 'over';
async function carry(request: Request, response: Response, deps: StorefrontDeps, sealed: string): Promise<void> {
  const answer = (status: number, carried: Carried): void => {
    setPageHeaders(response, 'capability', false);
    response.status(status).type('text/plain').send(carried);
  };
  // Another site's page would come without our cookie, and be given a new one over the buyer's own.
  if (isForeign(request, deps)) return answer(403, 'apart');
  const found = await findHold(deps, sealed);
  if (found.kind !== 'live') return answer(409, 'over');
  const viewer = await viewerOf(request, deps);
  if (viewer === null) {
    if (request.query['again'] === '1') return answer(200, 'unkept');
    giveCookie(request, response, deps, newViewer(deps.people).cookie);
    response.setHeader('Cache-Control', 'private, no-store');
    return response.redirect(307, `${deps.viewContext.holdPath(found.hold.holdId)}/carry?again=1`);
  }
  if (isHolder(found.hold, viewer)) return answer(200, 'yours');
  answer(200, (await carryTo(deps, found.hold, viewer)) ? 'carried' : 'apart');
}
/** Whether it is theirs now; the limit of their own browser may stand against it (H1). */
async function carryTo(deps: StorefrontDeps, hold: Hold, viewer: Actor): Promise<boolean> {
  const { holdId } = hold;
  const input = { holdId, viewer: viewer.id };
  return (await deps.core.submit(carrier, { id: commandId('carry', holdId, viewer.id), name: 'hold.carry', input })).ok;
}
const carrier: Actor = { kind: 'system', id: 'pages', role: 'system', name: 'pages' };
const isHolder = (hold: Hold, viewer: Actor | null): viewer is Actor => viewer !== null && (hold.viewer === viewer.id || hold.also.includes(viewer.id));

type Found =
  | { readonly kind: 'live'; readonly hold: Hold }
  | { readonly kind: 'order'; readonly orderNumber: number }
  | { readonly kind: 'over'; readonly how: 'expired' | 'released' | 'replaced'; readonly dropId: string }
  | { readonly kind: 'none' };

async function findHold(deps: StorefrontDeps, sealed: string): Promise<Found> {
  const holdId = openSealed(deps.people.secret(), 'hold', sealed);
  if (holdId === null) return { kind: 'none' };
  const known = holdIn(deps, holdId);
  if (known.kind === 'live' || known.kind === 'order') return known;
  // L10: perhaps it was placed, or ordered from, on another node a moment ago.
  await deps.core.caughtUp();
  return holdIn(deps, holdId);
}
function holdIn(deps: StorefrontDeps, holdId: string): Found {
  const { state } = deps.core;
  const hold = state.holds.get(holdId);
  if (hold !== undefined) {
    if (hold.orderNumber !== null) return { kind: 'order', orderNumber: hold.orderNumber };
    // Its time is over and the clock has not put it away yet (H2: that is decided inside a decision).
    return hold.expiresAt <= deps.core.now() ? { kind: 'over', how: 'expired', dropId: hold.dropId } : { kind: 'live', hold };
  }
  const ended = state.endedHolds.get(holdId);
  if (ended === undefined) return { kind: 'none' };
  if (ended.orderNumber !== null) return { kind: 'order', orderNumber: ended.orderNumber };
  return { kind: 'over', how: ended.how === 'ordered' ? 'released' : ended.how, dropId: ended.dropId };
}

const back = (response: Response, path: string): void => {
  response.setHeader('Cache-Control', 'private, no-store');
  response.setHeader('Referrer-Policy', 'no-referrer');
  response.redirect(303, path);
};

/** Everything but a live hold: where it went. */
function sendFound(
  response: Response,
  deps: StorefrontDeps,
  found: Exclude<Found, { kind: 'live' }>,
  viewer: Actor | null,
  status: number,
  refused: Refused | null,
): void {
  const look = lookAt(deps);
  const { t } = look.voice;
  switch (found.kind) {
    case 'order': {
      // A renewed link is a new secret: the address of the hold that was known before it must not lead there.
      const order = look.sight.state.orders.get(String(found.orderNumber));
      const isTheirs = viewer !== null && order !== undefined && (order.viewer === viewer.id || order.also.includes(viewer.id));
      if (order !== undefined && order.link > 0 && !isTheirs) return sendRenewed(response, look);
      return back(response, orderPathOf(deps, found.orderNumber));
    }
    case 'over': {
      const drop = look.sight.state.drops.get(found.dropId);
      const code = drop === undefined ? null : codeOf(drop);
      // What took its place is this browser's own, and its page finds it.
      const action =
        code === null
          ? null
          : found.how === 'replaced'
            ? { href: `/d/${code}/hold`, label: t('over.instead') }
            : { href: `/d/${code}`, label: t('over.again') };
      const refusal = refused === null ? null : sentenceOf(refused, look);
      return sendMessage(response, look, {
        status,
        kind: 'capability',
        title: t(`over.${found.how}`),
        text: t(`over.${found.how}.text`),
        refusal,
        action,
        except: found.dropId,
      });
    }
    case 'none':
      return sendMessage(response, look, {
        status: 404,
        kind: 'capability',
        title: t('lost.hold.title'),
        text: t('lost.hold.text'),
        refusal: null,
        action: null,
        except: null,
      });
    default: {
      const never: never = found;
      return never;
    }
  }
}

interface Tried {
  readonly form: CheckoutForm | null;
  readonly wrong: ReadonlySet<CheckoutField>;
  readonly refused: Refused | null;
}
function sendHold(response: Response, deps: StorefrontDeps, before: Hold, viewer: Actor | null, status: number, tried: Tried): void {
  const look = lookAt(deps);
  const hold = look.sight.state.holds.get(before.holdId) ?? before;
  const path = deps.viewContext.holdPath(hold.holdId);
  const address = absolute(path, look, hold.dropId);
  const { voice, sight, now } = look;
  const { state } = sight;
  const deposit = state.drops.get(hold.dropId)?.deposit ?? null;
  // What is paid later cannot be paid ahead.
  const providers = offeredProviders(state, deps).filter(({ settles }) => deposit === null || settles === 'page');
  const ways = offered(sight, now);
  const firstSlot = ways.pickups.find((slot) => slot.taken < slot.capacity);
  const drop = state.drops.get(hold.dropId);
  const [firstSku] = hold.lines.map((line) => line.sku);
  const bundle = state.bundles.get(firstSku ?? '');
  const pictures = bundle === undefined ? state.products.get(state.variants.get(firstSku ?? '')?.handle ?? '')?.pictures : bundlePictures(state, bundle);
  const picture = pictures?.find((address) => !isClip(address));
  const served = servedCountries(state);
  const home = homeCountry(voice.locale);
  const empty = emptyCheckout('', served === null || served.has(home) ? home : ([...served][0] ?? ''), providers[0]?.id ?? '');
  const prices = holdPrices(state, hold, (tried.form ?? empty).country, (tried.form ?? empty).codes, viewer?.id ?? null, now);
  const form = tried.form ?? { ...empty, delivery: onlyWay(prices.sent.length, prices.joined.length, firstSlot?.pickupId ?? null, ways.pickups.length) };
  const refused = tried.refused ?? prices.refused;
  const main = (
    <HoldPage
      path={path}
      address={address}
      scans={address !== path}
      showId={drop?.showId ?? null}
      browser={viewer?.id === hold.viewer ? (hold.also.length > 0 ? 'shared' : 'own') : isHolder(hold, viewer) ? 'carried' : 'other'}
      isPlace={hold.state === 'place'}
      title={drop?.title ?? ''}
      picture={picture === undefined ? null : smallOf(picture)}
      lines={hold.lines.map(({ parts, ...line }) => ({ ...line, ...insideOf(state, { parts }), title: fullTitle(state, line.sku), refunded: 0 }))}
      prices={prices}
      deposit={deposit}
      byCountry={isByCountry(state)}
      takesCodes={[...state.discountCodes.values()].some((code) => code.enabled)}
      expiresAt={hold.expiresAt}
      now={now}
      offered={ways}
      providers={providers}
      payBy={payByFrom(hold.expiresAt, now)}
      // Nothing is ticked beforehand where there is a choice (MONEY, promise 6); one way alone is no choice.
      form={form}
      unsent={ways.shipping === null || prices.unsent === null || form.country === '' ? null : sentenceOf(prices.unsent, look)}
      wrong={tried.wrong}
      refusal={refused === null ? null : sentenceOf(refused, look)}
      token={newToken()}
      countries={countries(voice.lang).filter(({ code }) => served === null || served.has(code))}
      voice={voice}
    />
  );
  setPageHeaders(
    response,
    'capability',
    providers.some((provider) => provider.settles === 'page'),
  );
  response
    .status(status)
    .send(
      renderPage(
        look.frame,
        { ...plainHead(voice.t(hold.state === 'place' ? 'place.title' : 'hold.page')), again: Math.ceil(Math.max(0, hold.expiresAt - now) / SECOND) + 1 },
        main,
      ),
    );
}
function onlyWay(sent: number, joined: number, slot: string | null, slots: number): string {
  if (sent + joined + slots !== 1 || joined === 1) return '';
  return slot ?? (sent === 1 ? SHIP : '');
}

async function order(request: Request, response: Response, deps: StorefrontDeps, sealed: string): Promise<void> {
  const found = await findHold(deps, sealed);
  const viewer = await viewerOf(request, deps);
  if (found.kind !== 'live') return sendFound(response, deps, found, viewer, 409, refuse('hold-over'));
  const { hold } = found;
  const body: Form = formOf(request);
  const form = readCheckout(body);
  // The country or a code changed: the page with its new prices, and nothing ordered.
  if (fieldText(body, 'price') !== '') return sendHold(response, deps, hold, viewer, 200, { form, wrong: new Set(), refused: null });
  const checked = checkForm(form);
  if (!checked.ok) return sendHold(response, deps, hold, viewer, 400, { form, wrong: checked.wrong, refused: null });
  const codes = typedCodes(form.codes);
  if (isRefused(codes)) return sendHold(response, deps, hold, viewer, statusOf(codes, response), { form, wrong: new Set(), refused: codes });
  const joined = joinedOrder(form);
  const delivery = checked.input.delivery ?? (await deliveryOfOrder(deps, joined, viewer));
  if (delivery === null) return sendHold(response, deps, hold, viewer, 409, { form, wrong: new Set(), refused: refuse('other-address') });
  const told = shownTotal(fieldText(body, 'shown'), form.delivery);
  const input = {
    holdId: hold.holdId,
    provider: form.provider,
    contact: checked.input.contact,
    delivery,
    with: joined,
    codes: [...codes.codes],
    ...(form.news === '1' ? { news: ['mail' as const] } : {}),
    ...(told === null ? {} : { atMost: told }),
  };
  // Finished without a script in another browser, it is that one's as well: its own list should name the order.
  const isTheirs = viewer !== null && (isHolder(hold, viewer) || (await carryTo(deps, hold, viewer)));
  const buyer = isTheirs ? viewer : viewerActor(hold.viewer);
  const outcome = await deps.core.submit(buyer, { id: commandId(tokenOf(body), JSON.stringify(input)), name: 'checkout.start', input });
  if (outcome.ok) {
    const { orderNumber, payUrl } = commands['checkout.start'].result.parse(outcome.result);
    return back(response, payUrl ?? orderPathOf(deps, orderNumber));
  }
  // The other of two posts was faster, or the time ran out meanwhile: where the hold is now is the answer.
  const after = await findHold(deps, sealed);
  if (after.kind !== 'live') return sendFound(response, deps, after, viewer, 409, after.kind === 'over' ? outcome.refused : null);
  sendHold(response, deps, hold, viewer, statusOf(outcome.refused, response), { form, wrong: new Set(), refused: outcome.refused });
}

/** Into a parcel of their own it goes to that parcel's address, which this page need not show. */
async function deliveryOfOrder(
  deps: StorefrontDeps,
  orderNumber: number | null,
  viewer: Actor | null,
): Promise<CommandInput<'checkout.start'>['delivery'] | null> {
  const order = deps.core.state.orders.get(String(orderNumber));
  if (order === undefined || order.person === null || viewer === null || order.viewer !== viewer.id) return null;
  const address = (await deps.people.get(order.person))?.address ?? null;
  return address === null ? null : { kind: 'ship', address };
}
