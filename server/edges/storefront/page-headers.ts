import type { Response } from 'express';

/**
 * What every page says about itself. `default-src 'none'`: whatever a text from a catalog or a buyer
 * smuggled in, no script but our own file runs. Pictures may stand on the shop's own servers.
 */
const policy = (formAction: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self' https: http: data:",
    "media-src 'self' https: http:",
    "connect-src 'self'",
    `form-action ${formAction}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');

/** Cacheable by a CDN for a second, and by nobody for longer than it takes to come back (V4). */
const SHARED = 'public, s-maxage=1, stale-while-revalidate=1, stale-if-error=60';

export type PageKind =
  /** The same for everyone: a CDN may keep it. */
  | 'shared'
  /** Made for one browser. */
  | 'own'
  /** Whoever has the address may look (P2): kept nowhere, told to nobody. */
  | 'capability';

/** `paysElsewhere`: a form on it may end on a payment provider's page, whose address is not known before. */
export const pageHeaders = (kind: PageKind, paysElsewhere: boolean): Readonly<Record<string, string>> => ({
  'Content-Type': 'text/html; charset=utf-8',
  // Browsers hold the redirect to the pay page against this too, and a terminal in a stall's own network has no https.
  'Content-Security-Policy': policy(paysElsewhere ? "'self' https: http:" : "'self'"),
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': kind === 'capability' ? 'no-referrer' : 'strict-origin-when-cross-origin',
  'Cache-Control': kind === 'shared' ? SHARED : 'private, no-store',
});
export function setPageHeaders(res: Response, kind: PageKind, paysElsewhere: boolean): void {
  for (const [name, value] of Object.entries(pageHeaders(kind, paysElsewhere))) res.setHeader(name, value);
}
