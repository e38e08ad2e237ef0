import type { OverlayParts } from '@protocol/parts.ts';
import { linkBase, publicAddress } from '../shop/allowed.ts';
import type { Sight } from './sight.ts';

/** LOOK: what fits on the stub; longer, and the card says "link in chat" alone. */
const LONGEST_ON_STUB = 22;

/** P3: links are made from the public address alone; without one there is none. */
export const publicUrlOf = (sight: Sight): string | null => publicAddress(sight.state, sight.context.publicUrl);

/** A path of ours as others reach it, P3; null where there is no address to give. */
export function addressOf(sight: Sight, showId: string | null, path: string): string | null {
  const base = linkBase(sight.state, showId, sight.context);
  return base === null ? null : `${base.replace(/\/+$/u, '')}${path}`;
}
export const linkUrl = (sight: Sight, showId: string, code: string): string | null => addressOf(sight, showId, `/d/${code}`);

/** `drop.shop/d/k7`: as people read it out, where it is short enough to be read. */
export function shortOf(url: string): string | null {
  const short = url.replace(/^https?:\/\//u, '');
  return short.length <= LONGEST_ON_STUB ? short : null;
}

/** The link of the drop on air, by its QR code: scans are counted apart from chats. */
export function linkPart(sight: Sight): OverlayParts['link'] {
  const drop = sight.state.drops.get(sight.state.single('onAir') ?? '');
  const code = drop?.links.find((link) => link.channel === 'qr')?.code;
  if (drop === undefined || code === undefined) return null;
  const url = linkUrl(sight, drop.showId, code);
  return url === null ? null : { dropId: drop.dropId, url, short: shortOf(url) };
}
