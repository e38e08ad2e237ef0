import { renderToStaticMarkup } from 'react-dom/server';
import type { ReactNode } from 'react';
import type { PageAssets } from '../page-assets.ts';
import type { Voice } from '../voice.ts';

/** What every page has around it. */
export interface Frame {
  readonly voice: Voice;
  readonly assets: PageAssets;
  /** Who sells: stands on every page where one can buy (MONEY, promise 5). Null until the shop is set up. */
  readonly seller: {
    readonly name: string;
    readonly address: string;
    readonly email: string;
    readonly returnsUrl: string;
    readonly withdrawalDays: number;
  } | null;
  readonly rehearsal: boolean;
}
export interface Head {
  readonly title: string;
  readonly description: string | null;
  /** Absolute, for previews in chats. */
  readonly picture: string | null;
  /** Search engines and archives may keep only what is the same for everyone. */
  readonly listed: boolean;
  /** Without script: look again after so many seconds; null: no need. */
  readonly again: number | null;
}

/** A ticket with its perforation; in the page, so that it is no request. */
const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath fill='%23c8431d' d='M1 3h14v3a2 2 0 0 0 0 4v3H1v-3a2 2 0 0 0 0-4z'/%3E%3Cpath stroke='%23fff8f0' stroke-dasharray='1.5' d='M10 4v8'/%3E%3C/svg%3E";

/** A whole page as text. Every value in it was escaped by React; see Body.tsx for the one exception. */
export function renderPage(frame: Frame, head: Head, main: ReactNode): string {
  return `<!doctype html>${renderToStaticMarkup(<Page frame={frame} head={head} main={main} />)}`;
}

function Page({ frame, head, main }: { readonly frame: Frame; readonly head: Head; readonly main: ReactNode }): ReactNode {
  const { voice, assets } = frame;
  return (
    <html lang={voice.lang}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <title>{voice.shopName === '' ? head.title : voice.t('title', { page: head.title, shop: voice.shopName })}</title>
        <link rel="preload" as="font" type="font/woff2" href={assets.displayFont} crossOrigin="anonymous" />
        <link rel="stylesheet" href={assets.style} />
        <script type="module" src={assets.script} />
        <link rel="icon" href={ICON} />
        <meta name="theme-color" content="#fbf7ef" />
        {!head.listed && <meta name="robots" content="noindex" />}
        {head.description !== null && <meta name="description" content={head.description} />}
        <meta property="og:title" content={head.title} />
        {head.description !== null && <meta property="og:description" content={head.description} />}
        {head.picture !== null && <meta property="og:image" content={head.picture} />}
        {head.again !== null && (
          <noscript>
            <meta httpEquiv="refresh" content={String(head.again)} />
          </noscript>
        )}
      </head>
      <body>
        {frame.rehearsal && <p className="mark">{voice.t('rehearsal')}</p>}
        {main}
        <Footer frame={frame} />
      </body>
    </html>
  );
}

function Footer({ frame: { voice, seller } }: { readonly frame: Frame }): ReactNode {
  const { t } = voice;
  return (
    <footer>
      {seller !== null && (
        <address>
          <strong>{t('seller', { name: seller.name })}</strong>
          <span>{seller.address}</span>
          <a href={`mailto:${seller.email}`}>{seller.email}</a>
          <span>{t('footer.withdraw', { n: seller.withdrawalDays })}</span>
        </address>
      )}
      <nav aria-label={t('footer.label')}>
        <a href="/now">{t('footer.now')}</a>
        {seller !== null && <a href={seller.returnsUrl}>{t('footer.returns')}</a>}
        <a href="/privacy">{t('footer.privacy')}</a>
      </nav>
    </footer>
  );
}
