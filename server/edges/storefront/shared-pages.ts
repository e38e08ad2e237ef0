import { createHash } from 'node:crypto';
import { SECOND } from '@protocol/time.ts';
import { dropHtml, leadsAway } from './drop-routes.tsx';
import { pageHeaders } from './page-headers.ts';
import { lookAt, type StorefrontDeps } from './storefront.ts';

/** A product page for whoever asks in this second: the same object for the same page. */
export interface SharedPage {
  readonly status: 200 | 304;
  readonly headers: Readonly<Record<string, string>>;
  /** Null where the reader has it already. */
  readonly html: Html | null;
}
interface Html {
  readonly text: string;
}
/** Null where the code is not ours. `known`: If-None-Match. */
export type SharedPages = (code: string, known: string | undefined) => Promise<SharedPage | null>;

interface Rendered {
  readonly key: string;
  readonly html: Html;
  readonly tag: string;
  readonly headers: Readonly<Record<string, string>>;
}
/** More links than a show has; over it the memory starts anew. */
const MOST_REMEMBERED = 500;

/** A crowd asks for one page in one second: it is rendered once for them. */
export function sharedPages(deps: StorefrontDeps): SharedPages {
  const rendered = new Map<string, Rendered>();
  return async (code, known) => {
    const { state } = deps.core;
    const key = `${state.single('counters').seq} ${Math.floor(deps.core.now() / SECOND)}`;
    let page = rendered.get(code);
    if (page?.key !== key) {
      const text = await dropHtml(deps, lookAt(deps), code);
      if (text === null) return null;
      const tag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;
      page = { key, html: { text }, tag, headers: { ...pageHeaders('shared', leadsAway(deps, code)), ETag: tag } };
      if (rendered.size >= MOST_REMEMBERED) rendered.clear();
      rendered.set(code, page);
    }
    const { tag, headers, html } = page;
    const isKnown = known?.split(',').some((one) => one.trim().replace(/^W\//u, '') === tag) === true;
    return isKnown ? { status: 304, headers, html: null } : { status: 200, headers, html };
  };
}
