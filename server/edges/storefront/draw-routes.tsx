import type { Request, Response, Router } from 'express';
import type { CommandName } from '@protocol/commands.ts';
import { email as emailSchema } from '@protocol/inputs.ts';
import type { MyHoldPart } from '@protocol/parts.ts';
import { comingFrom, newViewer, viewerActor } from '../../dispatch/authenticate.ts';
import { drawRecord, myDraws, myWaits } from '../../views/draw-view.ts';
import { myHolds, myOrders } from '../../views/order-view.ts';
import { sendForeign, sendLost } from './drop-messages.tsx';
import { dropHtml } from './drop-routes.tsx';
import { commandId, formOf, isForeign, readForm, tokenOf, type Form } from './form-post.ts';
import { fieldText } from './checkout-form.ts';
import { isKnown } from './known-code.ts';
import { pageDrop } from './page-drop.ts';
import { MinePage } from './pages/MinePage.tsx';
import { giveCookie, lookAt, newToken, plainHead, sendMain, sendPage, sentenceOf, statusOf, viewerOf, type StorefrontDeps } from './storefront.ts';

/** Cacheable like the page itself (V4): after it was drawn it says the same for ever. */
const RECORD_CACHE = 'public, s-maxage=1, stale-while-revalidate=1, stale-if-error=60';

/** Entering a draw, standing in line, and what became of it. All of it works without a script. */
export function drawRoutes(router: Router, deps: StorefrontDeps): void {
  router.get('/d/:code/draw.json', async (request, response) => {
    const { code } = request.params;
    const look = () => drawRecord(deps.core.state, deps.core.state.codes.get(code)?.dropId ?? '');
    let record = (await isKnown(deps, code)) ? look() : null;
    if (record === null) {
      await deps.core.caughtUp();
      record = look();
    }
    response.setHeader('Access-Control-Allow-Origin', '*');
    if (record === null) return void response.status(404).json({ error: 'not-a-draw' });
    response.setHeader('Cache-Control', RECORD_CACHE);
    response.json(record);
  });

  router.get('/d/:code/mine', async (request, response) => {
    const { code } = request.params;
    if (!(await isKnown(deps, code))) return sendLost(response, deps);
    const viewer = await viewerOf(request, deps);
    const look = lookAt(deps);
    const { sight, now, voice } = look;
    const drop = sight.state.drops.get(sight.state.codes.get(code)?.dropId ?? '');
    if (drop === undefined || viewer === null) return back(response, `/d/${encodeURIComponent(code)}`);
    const here = ({ dropId }: { readonly dropId: string | null }): boolean => dropId === drop.dropId;
    const stands = (hold: MyHoldPart): boolean => here(hold) && hold.state !== 'paying' && hold.expiresAt > now;
    const view = pageDrop(sight, drop, now, code);
    const main = (
      <MinePage
        view={view}
        code={code}
        showId={drop.showId}
        entry={myDraws(sight, viewer.id).find(here) ?? null}
        wait={myWaits(sight, viewer.id).find(here) ?? null}
        hold={myHolds(sight, viewer.id).find(stands) ?? null}
        order={myOrders(sight, viewer.id).find(here) ?? null}
        token={newToken()}
        voice={voice}
      />
    );
    sendMain(response, 200, 'own', look, { ...plainHead(drop.title), again: 5 }, main);
  });

  const post = (what: string, name: CommandName, inputOf: (form: Form, dropId: string, code: string) => unknown): void =>
    void router.post(`/d/:code/${what}`, readForm, (request, response) => press(request, response, deps, what, name, inputOf));
  post('enter', 'draw.enter', (form, dropId, code) => ({ dropId, sku: fieldText(form, 'sku'), code, ...proofOf(form) }));
  post('leave', 'draw.leave', (_form, dropId) => ({ dropId }));
  post('wait', 'waitlist.join', (form, dropId) => {
    // A mail that is none is no reason to lose one's place: it is left out.
    const email = emailSchema.safeParse(fieldText(form, 'email'));
    return { dropId, sku: fieldText(form, 'sku'), contact: email.success ? { email: email.data } : null, ...proofOf(form) };
  });
  post('unwait', 'waitlist.leave', (_form, dropId) => ({ dropId, waitId: null }));
}

const proofOf = (form: Form): { readonly proof?: string } => (fieldText(form, 'proof') === '' ? {} : { proof: fieldText(form, 'proof') });

const back = (response: Response, path: string): void => {
  response.setHeader('Cache-Control', 'private, no-store');
  response.redirect(303, path);
};

async function press(
  request: Request,
  response: Response,
  deps: StorefrontDeps,
  what: string,
  name: CommandName,
  inputOf: (form: Form, dropId: string, code: string) => unknown,
): Promise<void> {
  const code = String(request.params['code']);
  if (isForeign(request, deps)) return sendForeign(response, deps, code);
  if (!(await isKnown(deps, code))) return sendLost(response, deps);
  const viewer = await viewerOf(request, deps);
  if (viewer === null) {
    // Who wins is told by the cookie: a browser that keeps none would never hear of it. 307 keeps the form.
    giveCookie(request, response, deps, newViewer(deps.people).cookie);
    response.setHeader('Cache-Control', 'private, no-store');
    if (request.query['again'] !== '1') return response.redirect(307, `/d/${encodeURIComponent(code)}/${what}?again=1`);
    return refused(response, deps, code, what, formOf(request), null);
  }
  const form = formOf(request);
  const input = inputOf(form, deps.core.state.codes.get(code)?.dropId ?? '', code);
  const outcome = await deps.core.submit(comingFrom(viewerActor(viewer.id), deps.networkOf(request)), {
    id: commandId(tokenOf(form), what, JSON.stringify(input)),
    name,
    input,
  });
  if (outcome.ok) return back(response, what === 'leave' || what === 'unwait' ? `/d/${encodeURIComponent(code)}` : `/d/${encodeURIComponent(code)}/mine`);
  return refused(response, deps, code, what, form, outcome.refused);
}

/** On the page itself, above the button. Null: the browser keeps no cookies. */
async function refused(
  response: Response,
  deps: StorefrontDeps,
  code: string,
  what: string,
  form: Form,
  refusal: Parameters<typeof sentenceOf>[0] | null,
): Promise<void> {
  const look = lookAt(deps);
  const challenge = refusal?.details['challenge'];
  const said = refusal === null ? look.voice.t('draw.no-cookies') : sentenceOf(refusal, look);
  const html = await dropHtml(deps, look, code, {
    token: newToken(),
    refusal: said,
    look: refusal?.refused === 'limit-reached',
    chosen: { sku: fieldText(form, 'sku'), quantity: 1 },
    challenge: challenge === undefined || (what !== 'enter' && what !== 'wait') ? null : { to: what, text: JSON.stringify(challenge) },
    email: fieldText(form, 'email'),
  });
  if (html === null) return sendLost(response, deps);
  sendPage(response, refusal === null ? 409 : statusOf(refusal, response), 'own', html);
}
