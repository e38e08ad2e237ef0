import { overlayTheme, type OverlayOptions } from '@protocol/overlay-options.ts';
import type { PreviewParts } from '@protocol/overlay-preview.ts';
import type { CatalogRow, DropLinePart, DropPart, OverlayParts, PanelDrop, PanelParts } from '@protocol/parts.ts';
import { MINUTE, SECOND, type Instant } from '@protocol/time.ts';
import { w } from '../../text/words.ts';
import sampleBag from './sample-bag.svg';

/** States that the form's picture is shown in. */
export const sampleStates = ['armed', 'live', 'lastFew', 'allReserved', 'soldOut', 'test'] as const;
export type SampleState = (typeof sampleStates)[number];

type Shop = PanelParts['shop'];
const SHOP = { name: '', currency: 'EUR', locale: 'en', timeZone: 'UTC' } as const;
/** Where a shop without an address would stand: its code is as large as a real one's. */
const NOWHERE = 'https://drop.example';

/** Parts around one drop, as the server would make them. */
function partsAround(drop: DropPart, shop: Shop, options: OverlayOptions, isOnAir: boolean): Partial<OverlayParts> {
  const url = `${shop?.publicUrl ?? NOWHERE}/now`;
  const drops: Pick<OverlayParts, `drop/${string}`> = { [`drop/${drop.dropId}`]: drop };
  return {
    ...drops,
    shop: shop === null ? SHOP : { name: shop.name, currency: shop.currency, locale: shop.locale, timeZone: shop.timeZone },
    onAir: isOnAir ? drop.dropId : null,
    // The real link is made when the drop is fired: until then the code leads to what is on sale.
    link: isOnAir ? { dropId: drop.dropId, url, short: url.replace(/^https?:\/\//u, '') } : null,
    theme: overlayTheme(options),
  };
}
const line = (left: number, held: number, sold: number, more: Partial<DropLinePart>): DropLinePart => ({
  sku: 'sample',
  title: '',
  price: 14_800,
  allotted: left + held + sold,
  left,
  held,
  sold,
  backAt: null,
  ...more,
});
const base = (now: Instant): DropPart => ({
  dropId: 'sample',
  title: w('overlayForm.sample'),
  mode: 'hold',
  state: 'live',
  firedAt: now - MINUTE,
  opensAt: now - 50 * SECOND,
  endsAt: now + 252 * SECOND,
  closesAt: now + 262 * SECOND,
  holdSeconds: 300,
  perViewer: 1,
  extension: null,
  firing: 1,
  calledOff: false,
  endedEarly: false,
  settledAt: null,
  pictures: [sampleBag],
  lines: [line(9, 4, 11, {})],
});

/** A drop that nobody planned, in each state: with the shop's own first product where there is one. */
export function sampleParts(state: SampleState, options: OverlayOptions, shop: Shop, product: CatalogRow | null, now: Instant): PreviewParts {
  const price = product?.price ?? 14_800;
  const own: DropPart =
    product === null ? base(now) : { ...base(now), title: product.title, pictures: product.picture === null ? [sampleBag] : [product.picture] };
  const at = (left: number, held: number, sold: number, more: Partial<DropPart>): DropPart => ({
    ...own,
    lines: [line(left, held, sold, { price, backAt: held > 0 ? now + 130 * SECOND : null })],
    ...more,
  });
  const next: OverlayParts['next'] = { title: w('overlayForm.sampleNext'), kind: 'drop', at: now + 6 * MINUTE };
  const also = { alsoLive: ['also'], 'drop/also': { ...base(now), dropId: 'also', title: w('overlayForm.sampleAlso'), lines: [line(3, 1, 8, {})] } };
  const of = (drop: DropPart, more: Partial<OverlayParts>): PreviewParts => ({
    dropcast: 'preview',
    now,
    parts: { ...partsAround(drop, shop, options, drop.state !== 'armed'), next, ...more },
  });
  switch (state) {
    case 'armed':
      return of(at(24, 0, 0, { state: 'armed', firing: 0, firedAt: null, opensAt: null, endsAt: null, closesAt: null }), {
        next: { title: own.title, kind: 'drop', at: now + 20 * MINUTE },
      });
    case 'live':
      return of(at(9, 4, 11, {}), also);
    case 'lastFew':
      return of(at(2, 3, 19, {}), {});
    case 'allReserved':
      return of(at(0, 3, 21, {}), {});
    case 'soldOut':
      return of(at(0, 0, 24, { settledAt: now }), {});
    case 'test':
      return of(at(5, 2, 3, { mode: 'test' }), { mark: 'test' });
    default: {
      const never: never = state;
      return never;
    }
  }
}

/** Something that is only being typed, as its ticket will look while all of it is there. */
export function draftParts(
  product: { readonly title: string; readonly picture: string | null; readonly price: number; readonly units: number },
  options: OverlayOptions,
  shop: Shop,
  now: Instant,
): PreviewParts {
  const { title, picture, price, units } = product;
  const drop: DropPart = { ...base(now), title, pictures: picture === null ? [] : [picture], lines: [line(units, 0, 0, { price })] };
  return { dropcast: 'preview', now, parts: partsAround(drop, shop, options, true) };
}

/** What comes next as it will look a moment after GO. @param minutes how long its cue says it sells. */
export function aheadParts(drop: PanelDrop, minutes: number, options: OverlayOptions, shop: Shop, now: Instant): PreviewParts {
  const fired: DropPart = {
    ...drop,
    state: 'live',
    firedAt: now - SECOND,
    opensAt: now,
    endsAt: now + minutes * MINUTE,
    closesAt: now + minutes * MINUTE,
    calledOff: false,
    endedEarly: false,
    settledAt: null,
    lines: drop.lines.map((each) => ({ ...each, left: each.allotted, held: 0, sold: 0, backAt: null })),
  };
  return { dropcast: 'preview', now, parts: partsAround(fired, shop, options, true) };
}
