import { server as english } from '@locales/en.json';
import { tagOf } from '@protocol/chat-grammar.ts';
import type { DropLinePart, DropPart, MadeOf, PanelDrop, StockPart } from '@protocol/parts.ts';
import { sumCounts } from '@protocol/ticks.ts';
import type { Instant } from '@protocol/time.ts';
import { say } from '@protocol/words.ts';
import type { Drop, DropLine, ReadState, TestDrop } from '../shop/state.ts';
import { bundlePictures, insideOf } from './bundle-view.ts';
import { makeable } from '../shop/bundle.ts';
import { partsOf } from '../shop/stock.ts';
import { chatsForClaims } from './claim-view.ts';
import { drawPart } from './draw-view.ts';
import { linkUrl } from './link-view.ts';
import { stills } from './picture-view.ts';
import { sellsPart } from './shop-link-view.ts';
import type { Sight } from './sight.ts';
import { fullTitle, optionsTitle } from './titles.ts';

/** More than a card or a page has room for. */
const MOST_PICTURES = 6;

/** The pictures of each thing it sells: of a product, whichever variants of it, or of a bundle. */
function thingsOf(state: ReadState, drop: Drop): readonly (readonly string[])[] {
  const things = new Map<string, readonly string[]>();
  for (const { sku } of drop.lines) {
    const bundle = state.bundles.get(sku);
    const handle = state.variants.get(sku)?.handle;
    if (bundle !== undefined) things.set(`bundle ${sku}`, bundlePictures(state, bundle));
    else if (handle !== undefined) things.set(`product ${handle}`, state.products.get(handle)?.pictures ?? []);
  }
  return [...things.values()];
}
/** One thing: all of its pictures. Several: the first of each, so that each is seen. */
const picturesOf = (things: readonly (readonly string[])[]): readonly string[] =>
  [...new Set(things.flatMap((pictures) => (things.length === 1 ? pictures : pictures.slice(0, 1))))].slice(0, MOST_PICTURES);
/** What a line is made of: as it was armed, or, where it is only planned, as it would be. */
const madeNow = (state: ReadState, drop: Drop, line: DropLine): { readonly parts?: readonly MadeOf[] } =>
  insideOf(state, drop.state === 'planned' ? state.bundles.get(line.sku) : line);

/** "null again once a unit comes back": the state remembers the first time only. */
function settledAt(drop: Drop): Instant | null {
  if (drop.state === 'ended' || drop.calledOff || drop.settling) return drop.settledAt;
  if (drop.state === 'planned' || drop.state === 'armed') return null;
  const counts = sumCounts(drop.lines);
  return counts.left + counts.held === 0 ? drop.settledAt : null;
}

const offeredOf = (sight: Sight, dropId: string, line: DropLine): number => (line.held === 0 ? 0 : sight.offered(dropId, line.sku));
/** Promise 3: units of the same goods that lie free while it sells. */
const isHeldBack = (state: ReadState, drop: Drop): boolean =>
  (drop.state === 'live' || drop.state === 'paused') && drop.lines.some((line) => makeable(state, partsOf(line)) > 0);

export function dropPart(sight: Sight, drop: Drop): DropPart {
  const { state } = sight;
  const things = thingsOf(state, drop);
  const draw = drawPart(state, drop);
  const sells = sellsPart(sight, drop);
  // Nothing is reserved of what is bought elsewhere.
  const letter = sells !== null || chatsForClaims(sight).length === 0 ? '' : drop.letter;
  return {
    dropId: drop.dropId,
    title: drop.title,
    mode: drop.mode,
    state: drop.state,
    firedAt: drop.firedAt,
    opensAt: drop.opensAt,
    endsAt: drop.endsAt,
    closesAt: drop.closesAt,
    holdSeconds: drop.holdSeconds,
    perViewer: drop.perViewer,
    ...((drop.perOrder ?? null) === null ? {} : { perOrder: drop.perOrder ?? drop.perViewer }),
    ...(sells === null ? {} : { sells }),
    ...(drop.deposit === undefined ? {} : { deposit: drop.deposit }),
    extension: drop.extension,
    firing: drop.firing,
    calledOff: drop.calledOff,
    endedEarly: drop.endedEarly,
    settledAt: settledAt(drop),
    more: drop.more,
    ...(isHeldBack(state, drop) ? { heldBack: true } : {}),
    ...(drop.state === 'live' && drop.pace ? { pace: drop.pace } : {}),
    pictures: picturesOf(things),
    ...(draw === null ? {} : { draw }),
    ...(drop.settling ? { settling: true } : {}),
    lines: drop.lines.map((line, place): DropLinePart => ({
      sku: line.sku,
      // Where a drop mixes products, the option alone would not say which.
      title: things.length > 1 ? fullTitle(state, line.sku) : optionsTitle(state, line.sku),
      ...madeNow(state, drop, line),
      ...(letter === '' ? {} : { tag: tagOf(letter, place) }),
      price: line.price,
      // Planned it is only meant; from firing on it is true.
      ...(line.was && drop.firedAt !== null ? { was: line.was } : {}),
      allotted: line.allotted,
      left: line.left,
      held: line.held,
      sold: line.sold,
      backAt: line.held === 0 ? null : sight.backAt(drop.dropId, line.sku),
      ...((line.waiting ?? 0) > 0 ? { waiting: line.waiting } : {}),
      ...(offeredOf(sight, drop.dropId, line) > 0 ? { offered: sight.offered(drop.dropId, line.sku) } : {}),
    })),
  };
}
const isPlan = (drop: Drop): boolean => drop.state === 'planned' || drop.state === 'armed';
/** V6: what was called off may be planned anew, and what it will be then (units, prices, pictures) is told when it is fired. */
export function publicDropPart(sight: Sight, drop: Drop): DropPart {
  const part = dropPart(sight, drop);
  if (isPlan(drop)) return { ...part, lines: [], pictures: [] };
  // A variant that was added by mistake and taken back to the last unit was never on sale: it is not sold out either.
  const offered = part.lines.filter((line) => line.allotted > 0);
  return offered.length > 0 && offered.length < part.lines.length ? { ...part, lines: offered } : part;
}

export function panelDrop(sight: Sight, drop: Drop): PanelDrop {
  const part = dropPart(sight, drop);
  return {
    ...part,
    pictures: stills(part.pictures),
    showId: drop.showId,
    claims: Object.fromEntries(drop.lines.flatMap((line) => (line.was ? [[line.sku, line.was]] : []))),
    added: Object.fromEntries(drop.lines.filter((line) => line.added > 0).map((line) => [line.sku, line.added])),
    ...(drop.sells === undefined ? {} : { leads: { url: drop.sells.url, discount: drop.sells.discount, left: drop.leaves ?? {} } }),
    links: drop.links.map((link) => ({ channel: link.channel, code: link.code, url: linkUrl(sight, drop.showId, link.code), postAt: link.postAt })),
  };
}

/** D10: two lines that are nobody's stock, half of them gone, so that every kind of tick is seen. */
const DEMO_LINES = [
  { sku: 'TEST-1', words: 'test-drop.line.first', price: 2400, left: 5, held: 2, sold: 3 },
  { sku: 'TEST-2', words: 'test-drop.line.second', price: 2900, left: 4, held: 0, sold: 1 },
] as const;

export function testDropPart(sight: Sight, test: TestDrop): PanelDrop {
  const locale = sight.state.single('shop')?.locale ?? 'en';
  const word = (key: keyof typeof english): string => say(english, locale, key, {});
  return {
    dropId: test.dropId,
    title: word('test-drop.title'),
    mode: 'test',
    state: 'live',
    firedAt: test.firedAt,
    opensAt: test.opensAt,
    endsAt: test.endsAt,
    closesAt: test.endsAt,
    holdSeconds: 0,
    perViewer: 1,
    extension: null,
    firing: 1,
    calledOff: false,
    endedEarly: false,
    settledAt: null,
    pictures: [],
    lines: DEMO_LINES.map((line) => ({
      sku: line.sku, title: word(line.words), price: line.price, allotted: line.left + line.held + line.sold, left: line.left, held: line.held, sold: line.sold,
      backAt: line.held === 0 ? null : test.endsAt,
    })),
    showId: test.showId,
    added: {},
    links: [],
  }; // prettier-ignore
}
/** What a screen that shows the test may see of it. */
export function testDropForOverlay(sight: Sight, test: TestDrop): DropPart {
  const { showId: _show, added: _added, links: _links, ...part } = testDropPart(sight, test);
  return part;
}

// --- which of them an audience sees -------------------------------------------------------------

/** Fired, and still what was fired: one that was called off is shown as that, and no longer once it is armed again. */
const isShown = (drop: Drop): boolean => drop.firing > 0 && (!isPlan(drop) || drop.calledOff);
const isAny = (): boolean => true;

function dropsOf(sight: Sight, wanted: (drop: Drop) => boolean): readonly string[] {
  const ids = new Set(sight.selling.map((drop) => drop.dropId));
  for (const cue of sight.show?.cues ?? []) {
    const drop = cue.dropId === null ? undefined : sight.state.drops.get(cue.dropId);
    if (drop !== undefined && wanted(drop)) ids.add(drop.dropId);
  }
  return [...ids];
}
/** V6: what was fired. A plan, and a drop that is only armed, is nobody's business yet. */
export const publicDrops = (sight: Sight): readonly string[] => dropsOf(sight, isShown);
/** Also the armed ones: the ticket lies face down (LOOK). */
export const overlayDrops = (sight: Sight): readonly string[] =>
  withTest(
    sight,
    dropsOf(sight, (drop) => isShown(drop) || drop.state === 'armed'),
  );
/** Everything that is planned or was done in the show at hand, and the plans of shows to come. */
export function panelDrops(sight: Sight): readonly string[] {
  const ids = new Set(dropsOf(sight, isAny));
  for (const drop of sight.state.drops.values()) {
    const show = sight.state.shows.get(drop.showId);
    if (show !== undefined && show.state !== 'ended') ids.add(drop.dropId);
  }
  return withTest(sight, [...ids]);
}
function withTest(sight: Sight, ids: readonly string[]): readonly string[] {
  const test = sight.state.single('testDrop');
  return test === null ? ids : [...ids, test.dropId];
}
/** The drop on the card: a test where one runs (it is refused while anything is on air). */
export const onAirWithTest = (sight: Sight): string | null => sight.state.single('onAir') ?? sight.state.single('testDrop')?.dropId ?? null;
export function alsoLive(sight: Sight): readonly string[] {
  const onAir = sight.state.single('onAir');
  return sight.selling.filter((drop) => drop.dropId !== onAir).map((drop) => drop.dropId);
}

// --- stock --------------------------------------------------------------------------------------

/** What a viewer can have now: lines of drops on air or still live; the one on air wins. */
export function stockParts(sight: Sight): ReadonlyMap<string, StockPart> {
  const parts = new Map<string, StockPart>();
  for (const drop of sight.selling) {
    for (const line of drop.lines) {
      if (parts.has(line.sku)) continue;
      parts.set(line.sku, {
        left: line.left,
        held: line.held,
        sold: line.sold,
        allotted: line.allotted,
        backAt: line.held === 0 ? null : sight.backAt(drop.dropId, line.sku),
      });
    }
  }
  return parts;
}
export function stockPart(sight: Sight, sku: string): StockPart | null {
  for (const drop of sight.selling) {
    const line = drop.lines.find((own) => own.sku === sku);
    if (line !== undefined)
      return { left: line.left, held: line.held, sold: line.sold, allotted: line.allotted, backAt: line.held === 0 ? null : sight.backAt(drop.dropId, sku) };
  }
  return null;
}
