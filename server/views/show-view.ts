import type { CuePart, NextPart, PanelParts, ShopPart, ShowPart, StageParts } from '@protocol/parts.ts';
import { flatPrice } from '@protocol/pricing.ts';
import { MINUTE, type Instant } from '@protocol/time.ts';
import { nextCue } from '../shop/allowed.ts';
import type { Show } from '../shop/state.ts';
import { publicUrlOf } from './link-view.ts';
import type { Sight } from './sight.ts';

/** Shows that the panel lists: the latest ones. */
const MOST_SHOWS = 100;

export function shopPart(sight: Sight): ShopPart | null {
  const shop = sight.state.single('shop');
  return shop === null ? null : { name: shop.name, currency: shop.currency, locale: shop.locale, timeZone: shop.timeZone };
}
export function panelShop(sight: Sight): PanelParts['shop'] {
  const shop = sight.state.single('shop');
  if (shop === null) return null;
  return {
    name: shop.name,
    currency: shop.currency,
    locale: shop.locale,
    timeZone: shop.timeZone,
    seller: { name: shop.seller.name, address: shop.seller.address, email: shop.seller.email },
    returnsUrl: shop.returnsUrl,
    publicUrl: publicUrlOf(sight),
    shippingFlat: flatPrice(sight.state.single('pricing')),
  };
}

const showPartOf = (show: Show): ShowPart => ({
  showId: show.showId,
  title: show.title,
  state: show.state,
  startsAt: show.startsAt,
  startedAt: show.startedAt,
  minutes: show.minutes,
});
export const showPart = (sight: Sight): ShowPart | null => (sight.show === null ? null : showPartOf(sight.show));
export const panelShow = (sight: Sight): PanelParts['show'] => (sight.show === null ? null : { ...showPartOf(sight.show), reach: sight.show.reach });
export const showsPart = (sight: Sight): PanelParts['shows'] =>
  [...sight.state.shows.values()]
    .sort((a, b) => b.startsAt - a.startsAt || (a.showId < b.showId ? -1 : 1))
    .slice(0, MOST_SHOWS)
    .map((show) => ({ ...showPartOf(show), reach: show.reach }));

/** Planned starts: from when the show began, or should, and the minutes before each. */
function startsOf(show: Show): readonly Instant[] {
  let at = show.startedAt ?? show.startsAt;
  return show.cues.map((cue) => {
    const starts = at;
    at += Math.round(cue.minutes * MINUTE);
    return starts;
  });
}

export function rundownPart(sight: Sight): readonly CuePart[] {
  const { show } = sight;
  if (show === null) return [];
  const starts = startsOf(show);
  const on = show.taken.at(-1);
  const next = nextCue(show)?.cueId;
  return show.cues.map((cue, index) => ({
    cueId: cue.cueId,
    kind: cue.kind,
    title: cue.title,
    minutes: cue.minutes,
    dropId: cue.dropId,
    at: starts[index] ?? show.startsAt,
    state: cue.cueId === on ? 'on' : show.taken.includes(cue.cueId) ? 'done' : cue.cueId === next ? 'next' : 'later',
    obs: cue.obs === undefined ? null : { go: cue.obs.go, end: cue.obs.end },
  }));
}

/** What is on: nothing before the first cue is taken, and after the show. */
export function cuePart(sight: Sight): StageParts['cue'] {
  const { show } = sight;
  if (show === null || show.state !== 'live') return null;
  const on = show.cues.findIndex((cue) => cue.cueId === show.taken.at(-1));
  const cue = show.cues[on];
  return cue === undefined ? null : { title: cue.title, kind: cue.kind, at: startsOf(show)[on] ?? show.startsAt, minutes: cue.minutes };
}

export function nextPart(sight: Sight): NextPart | null {
  const { show } = sight;
  if (show === null || show.state === 'ended') return null;
  const cue = nextCue(show);
  if (cue === null) return null;
  return { title: cue.title, kind: cue.kind, at: startsOf(show)[show.cues.indexOf(cue)] ?? null };
}
/** What viewers are told comes next: what is talked about on the way there is the crew's own note. */
export function nextDropPart(sight: Sight): NextPart | null {
  const next = nextPart(sight);
  return next?.kind === 'drop' ? next : null;
}
