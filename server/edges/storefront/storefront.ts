import { randomBytes } from 'node:crypto';
import type { Request, Response } from 'express';
import type { ReactNode } from 'react';
import { refusalStatus, type Refused } from '@protocol/refusals.ts';
import type { Actor } from '@protocol/roles.ts';
import type { Instant } from '@protocol/time.ts';
import { identify, readCookies, VIEWER_COOKIE, VIEWER_COOKIE_MS } from '../../dispatch/authenticate.ts';
import type { Core } from '../../dispatch/core.ts';
import type { People } from '../../people/people.ts';
import type { Adapters } from '../../ports/adapters.ts';
import type { Log } from '../../ports/log.ts';
import type { NetworkOf } from '../../ports/network-name.ts';
import { refusalSentence } from '../../views/refusal-words.ts';
import { sightOf, type Sight } from '../../views/sight.ts';
import { addressOf } from '../../views/link-view.ts';
import type { ViewContext } from '../../views/view-context.ts';
import type { PageAssets } from './page-assets.ts';
import { setPageHeaders, type PageKind } from './page-headers.ts';
import { renderPage, type Frame, type Head } from './pages/Layout.tsx';
import { voiceOf, type Voice } from './voice.ts';

/** What the pages are made from. */
export interface StorefrontDeps {
  readonly core: Core;
  readonly people: People;
  readonly adapters: Adapters;
  readonly viewContext: ViewContext;
  readonly pageAssets: PageAssets;
  /** Chats whose connection stands (V5). */
  readonly connectedChats: () => ReadonlySet<string>;
  /** How an open payment stands, asked at the provider now (H5). Never rejects. */
  readonly askPayment: (orderNumber: number) => Promise<void>;
  readonly log: Log;
  /** Localhost, the LAN, the public address: whose forms are ours. */
  readonly isOurOrigin: (origin: string) => boolean;
  readonly networkOf: NetworkOf;
  /** Exactly on https: a cookie marked so would be thrown away in a stall's plain Wi-Fi. */
  readonly secureCookies: (request: Request) => boolean;
}

/** One look at the shop, for one page. */
export interface Look {
  readonly sight: Sight;
  readonly now: Instant;
  readonly voice: Voice;
  readonly frame: Frame;
}

export function lookAt(deps: StorefrontDeps): Look {
  const { state } = deps.core;
  const voice = voiceOf(state);
  const shop = state.single('shop');
  return {
    sight: sightOf(state, deps.viewContext),
    now: deps.core.now(),
    voice,
    frame: {
      voice,
      assets: deps.pageAssets,
      seller: shop === null ? null : { ...shop.seller, returnsUrl: shop.returnsUrl, withdrawalDays: state.single('withdrawal').days },
      rehearsal: deps.viewContext.mark === 'rehearsal',
    },
  };
}

export const plainHead = (title: string): Head => ({ title, description: null, picture: null, listed: false, again: null });

export function sendPage(response: Response, status: number, kind: Exclude<PageKind, 'shared'>, html: string): void {
  setPageHeaders(response, kind, false);
  response.status(status).send(html);
}
export function sendMain(response: Response, status: number, kind: Exclude<PageKind, 'shared'>, look: Look, head: Head, main: ReactNode): void {
  sendPage(response, status, kind, renderPage(look.frame, head, main));
}

export const sentenceOf = (refused: Refused, look: Look): string => refusalSentence(refused, look.voice.locale);
/** The status a refusal travels under; 503 says when to come back. */
export function statusOf(refused: Refused, response: Response): number {
  const status = refusalStatus[refused.refused];
  if (status === 503) response.setHeader('Retry-After', '2');
  return status;
}

/** Who looks, by their own cookie; a session or key makes nobody a buyer. */
export async function viewerOf(request: Request, deps: StorefrontDeps): Promise<Actor | null> {
  const { viewerCookie } = readCookies(request.headers.cookie);
  return (await identify({ key: null, sessionCookie: null, viewerCookie }, deps.core, deps.people, deps.core.now())).viewer;
}

export function giveCookie(request: Request, response: Response, deps: StorefrontDeps, cookie: string): void {
  response.cookie(VIEWER_COOKIE, cookie, { httpOnly: true, sameSite: 'lax', secure: deps.secureCookies(request), path: '/', maxAge: VIEWER_COOKIE_MS });
}

/** A link as others see it; the path alone where there is no address to give (P3). */
export const absolute = (path: string, look: Look, dropId: string | null): string =>
  addressOf(look.sight, look.sight.state.drops.get(dropId ?? '')?.showId ?? look.sight.show?.showId ?? null, path) ?? path;

/** An order's page as its address stands now: a renewed link is another one. */
export const orderPathOf = (deps: Pick<StorefrontDeps, 'core' | 'viewContext'>, orderNumber: number): string =>
  deps.viewContext.orderPath(orderNumber, deps.core.state.orders.get(String(orderNumber))?.link ?? 0);

export const newToken = (): string => randomBytes(16).toString('base64url');
