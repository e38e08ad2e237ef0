import type { Request, Response, Router } from 'express';
import { isClip } from '@protocol/media.ts';
import { commands } from '@protocol/commands.ts';
import { refuse, type Refused } from '@protocol/refusals.ts';
import type { Actor } from '@protocol/roles.ts';
import { SECOND } from '@protocol/time.ts';
import { comingFrom, newViewer, viewerActor } from '../../dispatch/authenticate.ts';
import { chatsNow } from './chat-routes.tsx';
import { sendForeign, sendLost } from './drop-messages.tsx';
import { commandId, formOf, isForeign, readForm, tokenOf } from './form-post.ts';
import { fieldText } from './checkout-form.ts';
import { nowOnSale, offered, pageDrop, type PageDrop } from './page-drop.ts';
import { isKnown } from './known-code.ts';
import { setPageHeaders } from './page-headers.ts';
import type { ClaimState } from './pages/ClaimForm.tsx';
import { DropPage } from './pages/DropPage.tsx';
import { renderPage, type Head } from './pages/Layout.tsx';
import { Message } from './pages/Message.tsx';
import type { SharedPages } from './shared-pages.ts';
import { absolute, giveCookie, lookAt, newToken, plainHead, sendPage, sentenceOf, statusOf, viewerOf, type Look, type StorefrontDeps } from './storefront.ts';

/** `/d/:code`, and the form on it for browsers without our script. */
export function dropRoutes(router: Router, deps: StorefrontDeps, shared: SharedPages): void {
  router.get('/d/:code', async (request, response) => {
    const page = await shared(request.params.code, request.headers['if-none-match']);
    if (page === null) return sendLost(response, deps);
    response.status(page.status);
    for (const [name, value] of Object.entries(page.headers)) response.setHeader(name, value);
    if (page.html === null) response.end();
    else response.send(page.html.text);
  });

  router.get('/d/:code/hold', async (request, response) => {
    // Where somebody lands who loads a refused claim's address again.
    const { code } = request.params;
    const viewer = await viewerOf(request, deps);
    const dropId = deps.core.state.codes.get(code)?.dropId;
    const holdId = viewer === null || dropId === undefined ? undefined : deps.core.state.holdOf.get(`${dropId} ${viewer.id}`);
    response.setHeader('Cache-Control', 'private, no-store');
    response.redirect(303, holdId === undefined ? `/d/${encodeURIComponent(code)}` : deps.viewContext.holdPath(holdId));
  });

  router.get('/d/:code/leave', (request, response) => {
    response.setHeader('Cache-Control', 'private, no-store');
    response.redirect(303, `/d/${encodeURIComponent(request.params.code)}`);
  });
  router.post('/d/:code/leave', readForm, (request, response) => leave(request, response, deps, String(request.params['code'])));

  router.post('/d/:code/hold', readForm, (request, response) => claim(request, response, deps, String(request.params['code'])));
}

async function claim(request: Request, response: Response, deps: StorefrontDeps, code: string): Promise<void> {
  if (isForeign(request, deps)) return sendForeign(response, deps, code);
  if (!(await isKnown(deps, code))) return sendLost(response, deps);
  const viewer = await viewerOf(request, deps);
  // A first press has no cookie yet. It is sent once more with one (307 keeps the form), so that a second press of an impatient
  // thumb is the same person's. A browser that keeps no cookies comes back without, and is served all the same.
  if (viewer === null && request.query['again'] !== '1') {
    giveCookie(request, response, deps, newViewer(deps.people).cookie);
    response.setHeader('Cache-Control', 'private, no-store');
    return response.redirect(307, `/d/${encodeURIComponent(code)}/hold?again=1`);
  }
  let actor = viewer;
  if (actor === null) {
    const fresh = newViewer(deps.people);
    giveCookie(request, response, deps, fresh.cookie);
    actor = fresh.actor;
  }
  const form = formOf(request);
  const chosen = { sku: fieldText(form, 'sku'), quantity: Number(fieldText(form, 'quantity') || '1') };
  const placed = await placeHold(deps, comingFrom(viewerActor(actor.id), deps.networkOf(request)), code, chosen, fieldText(form, 'proof'), tokenOf(form));
  if ('holdId' in placed) {
    response.setHeader('Cache-Control', 'private, no-store');
    return response.redirect(303, deps.viewContext.holdPath(placed.holdId));
  }
  const look = lookAt(deps);
  const challenge = placed.details['challenge'];
  const claimed: ClaimState = {
    token: newToken(),
    refusal: sentenceOf(placed, look),
    look: placed.refused === 'limit-reached',
    challenge: challenge === undefined ? null : { to: 'hold', text: JSON.stringify(challenge) },
    email: '',
    chosen,
  };
  const html = await dropHtml(deps, look, code, claimed);
  if (html === null) return sendLost(response, deps);
  sendPage(response, statusOf(placed, response), 'own', html);
}

export const leadsAway = (deps: StorefrontDeps, code: string): boolean =>
  deps.core.state.drops.get(deps.core.state.codes.get(code)?.dropId ?? '')?.sells !== undefined;

/** On to the shop where it is bought: counted for the link they came by, and never to an address that came with the request. */
async function leave(request: Request, response: Response, deps: StorefrontDeps, code: string): Promise<void> {
  if (isForeign(request, deps)) return sendForeign(response, deps, code);
  if (!(await isKnown(deps, code))) return sendLost(response, deps);
  let actor = await viewerOf(request, deps);
  if (actor === null) {
    const fresh = newViewer(deps.people);
    giveCookie(request, response, deps, fresh.cookie);
    actor = fresh.actor;
  }
  const form = formOf(request);
  const chosen = { sku: fieldText(form, 'sku'), quantity: Number(fieldText(form, 'quantity') || '1') };
  const { state } = deps.core;
  const dropId = state.codes.get(code)?.dropId ?? '';
  const input = { dropId, lines: [chosen], code };
  const outcome = await deps.core.submit(viewerActor(actor.id), { id: commandId(tokenOf(form), JSON.stringify(input), 'leave'), name: 'drop.leave', input });
  const sells = state.drops.get(dropId)?.sells;
  const adapter = deps.adapters.shops.find(({ manifest }) => manifest.id === sells?.via);
  let refused = outcome.ok ? refuse('no-such-provider') : outcome.refused;
  if (outcome.ok && sells !== undefined && adapter !== undefined) {
    const lines = [{ ...chosen, variant: state.mirrors.get(chosen.sku)?.variant ?? null }];
    const settings = (await deps.people.settings('shop', sells.via)) ?? {};
    const url = adapter.leave(settings, { lines, url: sells.url, discount: sells.discount, code, channel: state.codes.get(code)?.channel ?? '' });
    if (url !== null && URL.canParse(url) && /^https?:$/u.test(new URL(url).protocol)) {
      response.setHeader('Cache-Control', 'private, no-store');
      response.setHeader('Referrer-Policy', 'strict-origin');
      return response.redirect(303, url);
    }
    refused = refuse('not-at-shop');
  }
  const look = lookAt(deps);
  const html = await dropHtml(deps, look, code, { token: newToken(), refusal: sentenceOf(refused, look), look: false, chosen, challenge: null, email: '' });
  if (html === null) return sendLost(response, deps);
  setPageHeaders(response, 'own', true);
  response.status(statusOf(refused, response)).send(html);
}

interface Chosen {
  readonly sku: string;
  readonly quantity: number;
}
/** A press that was answered before with a hold that is over by now (the page was kept open, or gone back to) is a new press. */
const MOST_ROUNDS = 8;
async function placeHold(
  deps: StorefrontDeps,
  actor: Actor,
  code: string,
  chosen: Chosen,
  proof: string,
  token: string,
): Promise<{ readonly holdId: string } | Refused> {
  const dropId = deps.core.state.codes.get(code)?.dropId;
  if (dropId === undefined) return refuse('no-such-drop');
  const input = { dropId, lines: [chosen], code, ...(proof === '' ? {} : { proof }) };
  let over = '';
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const id = commandId(token, JSON.stringify(input), over);
    const outcome = await deps.core.submit(actor, { id, name: 'hold.place', input });
    if (!outcome.ok) return outcome.refused;
    const { holdId } = commands['hold.place'].result.parse(outcome.result);
    const ended = deps.core.state.endedHolds.get(holdId);
    if (ended === undefined || ended.how === 'ordered') return { holdId };
    over = holdId;
  }
  return refuse('too-fast');
}

const noClaim = (): ClaimState => ({ token: newToken(), refusal: null, look: false, challenge: null, chosen: null, email: '' });

/** The page behind a code, in whatever state the drop is; null where the code is not ours. */
export async function dropHtml(deps: StorefrontDeps, look: Look, code: string, claimed: ClaimState | null = null): Promise<string | null> {
  if (!(await isKnown(deps, code))) return null;
  const { sight, now, voice, frame } = look;
  const { state } = sight;
  const dropId = state.codes.get(code)?.dropId ?? '';
  const drop = state.drops.get(dropId);
  if (drop === undefined) {
    const isOn = state.single('testDrop') !== null;
    const main = (
      <Message
        title={voice.t('test.title')}
        text={voice.t(isOn ? 'test.text' : 'test.over')}
        refusal={null}
        action={null}
        test
        others={nowOnSale(sight, now, null)}
        now={now}
        showId={sight.show?.showId ?? null}
        voice={voice}
      />
    );
    return renderPage(frame, plainHead(voice.t('test.title')), main);
  }
  const view = pageDrop(sight, drop, now, code);
  const others = nowOnSale(sight, now, drop.dropId);
  const main = (
    <DropPage
      view={view}
      code={code}
      showId={drop.showId}
      offered={offered(sight, now)}
      returnsUrl={frame.seller?.returnsUrl ?? null}
      others={others}
      behind={behindOf(state, code)}
      claim={claimed ?? noClaim()}
      chats={drop.sells === undefined ? chatsNow(sight, deps).map(({ label }) => label) : []}
      voice={voice}
    />
  );
  return renderPage(frame, headOf(view, look, claimed !== null), main);
}

/** Seconds by which the video runs behind where this link was posted; null where no delay is set there. */
function behindOf(state: Look['sight']['state'], code: string): number | null {
  const seconds = Math.round((state.channels.get(state.codes.get(code)?.channel ?? '')?.delayMs ?? 0) / SECOND);
  return seconds === 0 ? null : seconds;
}

function headOf(view: PageDrop, look: Look, wasRefused: boolean): Head {
  const picture = view.part.pictures.find((address) => !isClip(address));
  const [product] = view.products;
  return {
    title: view.part.title,
    description: product?.vendor ? look.voice.t('preview', { vendor: product.vendor, shop: look.voice.shopName }) : look.voice.shopName || null,
    picture: picture === undefined ? null : picture.startsWith('/') ? absolute(picture, look, view.part.dropId) : picture,
    listed: true,
    // Loading a refused claim's page again would post it again.
    again: wasRefused ? null : againIn(view),
  };
}
/** Without script: when to look again, in seconds. */
function againIn({ part, phase, now }: PageDrop): number | null {
  if (phase === 'opening') return Math.max(1, Math.ceil(((part.opensAt ?? now) - now) / SECOND) + 1);
  if (phase === 'all-held') return 15;
  // Being drawn: said as soon as it is.
  if (phase === 'ended' && part.draw !== undefined && (part.draw.drawnAt === null || part.settling)) return 5;
  return phase === 'paused' || phase === 'stopped' || phase === 'armed' || phase === 'planned' ? 30 : null;
}
