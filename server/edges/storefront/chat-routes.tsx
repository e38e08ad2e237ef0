import type { Request, Response, Router } from 'express';
import { renderToStaticMarkup } from 'react-dom/server';
import { refuse } from '@protocol/refusals.ts';
import type { Actor } from '@protocol/roles.ts';
import { newViewer } from '../../dispatch/authenticate.ts';
import { chatsForClaims } from '../../views/claim-view.ts';
import type { Sight } from '../../views/sight.ts';
import { fieldText } from './checkout-form.ts';
import { sendForeign, sendLost } from './drop-messages.tsx';
import { commandId, formOf, isForeign, readForm } from './form-post.ts';
import { nowOnSale, pageDrop } from './page-drop.ts';
import { isKnown } from './known-code.ts';
import { setPageHeaders } from './page-headers.ts';
import { ChatClaim, type ChatClaimState } from './pages/ChatClaim.tsx';
import { ChatPage } from './pages/ChatPage.tsx';
import { giveCookie, lookAt, newToken, plainHead, sendMain, sentenceOf, viewerOf, type StorefrontDeps } from './storefront.ts';

const pages: Actor = { kind: 'system', id: 'pages', role: 'system', name: 'pages' };

/** Chats in which one can claim, and that answer just now (V5). */
export const chatsNow = (sight: Sight, deps: Pick<StorefrontDeps, 'connectedChats'>): readonly { readonly id: string; readonly label: string }[] => {
  const up = deps.connectedChats();
  return chatsForClaims(sight).filter(({ id }) => up.has(id));
};

/** Claim from chat: a code, the names this browser is paired with, and parting from them. */
export function chatRoutes(router: Router, deps: StorefrontDeps): void {
  router.post('/d/:code/chat', readForm, (request, response) => answer(request, response, deps, String(request.params['code'])));
}

async function answer(request: Request, response: Response, deps: StorefrontDeps, code: string): Promise<void> {
  if (isForeign(request, deps)) return sendForeign(response, deps, code);
  if (!(await isKnown(deps, code))) return sendLost(response, deps);
  const dropId = deps.core.state.codes.get(code)?.dropId ?? '';
  const known = await viewerOf(request, deps);
  const fresh = known === null ? newViewer(deps.people) : null;
  if (fresh !== null) giveCookie(request, response, deps, fresh.cookie);
  const viewer = (known ?? fresh?.actor)?.id ?? '';
  const form = formOf(request);
  const asked = fieldText(form, 'do');
  if (asked === 'off') await part(deps, viewer);

  const look = lookAt(deps);
  const { sight, now, voice } = look;
  const drop = sight.state.drops.get(dropId);
  if (drop === undefined) return sendLost(response, deps);
  const chats = chatsNow(sight, deps);
  const names = (await deps.people.pairings.of(viewer)).flatMap(({ handle, name }) => {
    const chat = sight.context.channels.find(({ id }) => handle.startsWith(`${id}:`));
    return chat === undefined ? [] : [{ name, chat: chat.label }];
  });
  let state: ChatClaimState = names.length > 0 ? { shown: 'paired', names } : { shown: 'closed' };
  if (asked === 'code') {
    const made = chats.length === 0 ? null : await deps.people.pairings.code(viewer, now);
    if (made !== null) state = { shown: 'code', ...made };
    else state = { shown: 'refused', why: chats.length === 0 ? voice.t('chat.away') : sentenceOf(refuse('too-fast'), look) };
  }
  const view = pageDrop(sight, drop, now, code);
  const labels = chats.map(({ label }) => label);
  const paired = sight.state.pairedChats.get(viewer) ?? [];
  const shown = <ChatClaim view={view} code={code} chats={labels} paired={paired} state={state} voice={voice} />;
  if (fieldText(form, 'part') === '1') {
    setPageHeaders(response, 'own', false);
    return void response.send(renderToStaticMarkup(shown));
  }
  const main = (
    <ChatPage code={code} title={drop.title} others={nowOnSale(sight, now, drop.dropId)} now={now} voice={voice}>
      {shown}
    </ChatPage>
  );
  sendMain(response, 200, 'own', look, plainHead(voice.t('chat.open')), main);
}

async function part(deps: StorefrontDeps, viewer: string): Promise<void> {
  // The names first (L8): should the rest fail, the page says something that is no longer so, and the chat can do nothing.
  await deps.people.pairings.partAll(viewer);
  for (const channel of deps.core.state.pairedChats.get(viewer) ?? [])
    await deps.core.submit(pages, { id: commandId('part', newToken()), name: 'chat.parted', input: { channel, viewer } });
}
