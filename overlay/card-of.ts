import { overlay as words } from '@locales/en.json';
import { dropPhase } from '@protocol/drop-phase.ts';
import type { DropPhase } from '@protocol/drop-phase.ts';
import { MORE_SHOWN_MS } from '@protocol/limits.ts';
import { formatMoney } from '@protocol/money.ts';
import { sellsWithinLead } from '@protocol/pace.ts';
import type { DropLinePart, DropPart, NextPart, ShopPart } from '@protocol/parts.ts';
import { isLastFew, sumCounts, tickRow } from '@protocol/ticks.ts';
import type { Counts, TickRow } from '@protocol/ticks.ts';
import { formatClock, HOUR, MINUTE, SECOND } from '@protocol/time.ts';
import type { DurationMs, Instant } from '@protocol/time.ts';
import { speaker } from '@protocol/words.ts';
import { dropOf, dropsOf } from './overlay-parts.ts';
import type { OverlayParts } from './overlay-parts.ts';
import { restingSince, restOf } from './settled.ts';
import type { Rest, Seen } from './settled.ts';

/**
 * What the canvas shows, from the parts and the server's time alone: the same parts at the same
 * moment give the same picture, on every reload (V3). Sentences are finished here; components only
 * lay them out.
 */

const say = speaker(words, 'en');

/** Sold out, ended and called off are news for this long; then the card folds away. */
export const REST_SHOWN_MS: DurationMs = 8 * SECOND;
/** The stub's text at its largest steps; a longer link is not readable on a phone at 720p. */
export const LONGEST_LINK = 22;
/** More would wrap at the smallest type; then the number of kinds says more than half of their names. */
const LONGEST_OPTIONS = 44;
const MOST_ALSO_LIVE = 2;

export type CardPhase = Exclude<DropPhase, 'planned'>;
export type Face = 'up' | 'down';
export type Tag = 'live' | 'held' | 'paused' | 'ended' | 'sold-out';

export interface Front {
  readonly tag: { readonly kind: Tag; readonly text: string };
  readonly clock: string | null;
  readonly options: readonly { readonly text: string; readonly gone: boolean }[];
  readonly price: string | null;
  /** That more came in, or why there is more time (D7). */
  readonly note: string | null;
  /** null: the number alone says it. */
  readonly ticks: TickRow | null;
  readonly count: string;
  /** The last few: the count grows, once. */
  readonly grown: boolean;
  /** The quiet half of the count line; while stale it says how old the count is. */
  readonly rest: string;
  /** Said across the ticket. */
  readonly stamp: string | null;
  readonly dimmed: boolean;
}
export interface Back {
  readonly shop: string;
  readonly say: string | null;
  readonly big: string;
  /** True for a countdown: its figures must not jump. */
  readonly counts: boolean;
}
export interface Stub {
  /** What the QR says; null: no address, the link is in the chat. */
  readonly url: string | null;
  readonly label: string;
  readonly text: string;
  readonly isLink: boolean;
  readonly how: string;
}
export interface Card {
  readonly dropId: string;
  readonly phase: CardPhase;
  readonly title: string;
  readonly picture: string | null;
  readonly mainFace: Face;
  readonly stubFace: Face;
  readonly front: Front;
  readonly back: Back;
  /** null: the ticket has none. */
  readonly stub: Stub | null;
  readonly stale: boolean;
}
export interface Mark {
  readonly kind: 'test' | 'rehearsal';
  readonly text: string;
  readonly more: string;
}
export interface Picture {
  readonly card: Card | null;
  readonly alsoLive: readonly { readonly dropId: string; readonly title: string; readonly count: string }[];
  readonly next: { readonly title: string; readonly when: string | null } | null;
  readonly mark: Mark | null;
  /** Panic: nothing at all, at once and without a movement. */
  readonly blank: boolean;
}

export const NOTHING: Picture = { card: null, alsoLive: [], next: null, mark: null, blank: false };
const BLANK: Picture = { ...NOTHING, blank: true };

/** @param silentMs how long nothing was heard from the server; 0 while it is heard. */
export function pictureOf(parts: OverlayParts, now: Instant, seen: Seen, silentMs: DurationMs): Picture {
  if (parts.panic) return BLANK;
  const chosen = dropOnCard(parts, now, seen);
  const drop = chosen?.drop ?? null;
  const card = chosen === null ? null : cardOf(chosen.drop, chosen.rest, parts, now, silentMs);
  const mark = drop?.mode === 'test' ? 'test' : parts.mark;
  return {
    card,
    alsoLive: alsoLiveOf(parts, now, drop?.dropId ?? null),
    next: nextOf(parts.next, parts.shop, now, card?.title ?? null),
    mark: mark === null ? null : { kind: mark, text: say(`mark.${mark}`), more: say('mark.nothingSold') },
    blank: false,
  };
}

/** The drop on air; else one that has just come to rest; else one that is armed. `rest`: how it came to rest, while that is news. */
function dropOnCard(parts: OverlayParts, now: Instant, seen: Seen): { readonly drop: DropPart; readonly rest: Rest | null } | null {
  const shownUntil = (drop: DropPart): Instant | null => {
    const rest = restOf(drop, now);
    const since = rest === null ? null : restingSince(drop, rest, seen);
    return since === null ? null : since + REST_SHOWN_MS;
  };
  const isNews = (drop: DropPart): boolean => {
    const until = shownUntil(drop);
    return until !== null && now < until;
  };

  const onAir = parts.onAir === null ? null : dropOf(parts, parts.onAir);
  if (onAir !== null && isNews(onAir)) return { drop: onAir, rest: restOf(onAir, now) };
  if (onAir !== null && onAir.state !== 'planned' && restOf(onAir, now) === null) return { drop: onAir, rest: null };

  const drops = dropsOf(parts);
  const resting = drops.filter(isNews).sort((a, b) => (shownUntil(b) ?? 0) - (shownUntil(a) ?? 0))[0];
  if (resting !== undefined) return { drop: resting, rest: restOf(resting, now) };

  // A card that was called off and is armed again goes back to "at 12:40".
  const armed = drops.filter((drop) => drop.state === 'armed');
  const drop = armed.find((one) => one.title === parts.next?.title) ?? armed[0];
  return drop === undefined ? null : { drop, rest: null };
}

function cardOf(drop: DropPart, rest: Rest | null, parts: OverlayParts, now: Instant, silentMs: DurationMs): Card {
  const phase = rest ?? runningPhase(drop, now);
  const stub = stubOf(drop, parts);
  return {
    dropId: drop.dropId,
    phase,
    title: drop.title,
    picture: drop.pictures[0] ?? null,
    mainFace: isFaceUp(phase) ? 'up' : 'down',
    // Whoever scans in the count-in stands ready when it opens; there is nothing to scan before the link is out.
    stubFace: isFaceUp(phase) || (phase === 'opening' && stub.url !== null) ? 'up' : 'down',
    front: frontOf(drop, phase, parts.shop, now, silentMs),
    back: backOf(drop, phase, parts, now),
    stub,
    stale: silentMs > 0,
  };
}

/** The phase of a drop that is not at rest, or whose rest is no news any more: then it is armed once again. */
function runningPhase(drop: DropPart, now: Instant): CardPhase {
  const phase = dropPhase(drop, now);
  return phase === 'planned' || phase === 'called-off' ? 'armed' : phase;
}

const isFaceUp = (phase: CardPhase): boolean => phase !== 'armed' && phase !== 'opening' && phase !== 'called-off';

function frontOf(drop: DropPart, phase: CardPhase, shop: ShopPart | null, now: Instant, silentMs: DurationMs): Front {
  const counts = sumCounts(drop.lines);
  const { count, rest } = drawCounts(drop, phase, counts) ?? countsOf(phase, counts, drop.lines, now);
  const byHost = drop.sells?.keeps === 'host';
  const isOver = phase === 'sold-out' || phase === 'ended';
  const tag = tagOf(phase);
  const lastFew = phase === 'live' && drop.draw === undefined && (isLastFew(counts) || isGoneSoon(drop, counts, now));
  return {
    tag: { kind: tag, text: say(lastFew ? 'tag.lastFew' : `tag.${tag === 'sold-out' ? 'soldOut' : tag}`) },
    // Who buys elsewhere is not hurried by our clock.
    clock: isOver || byHost || drop.endsAt === null ? null : formatClock(drop.endsAt - Math.max(now, drop.opensAt ?? now)),
    options: optionsOf(drop.lines),
    price: shop === null ? null : priceOf(drop.lines, shop),
    note: isOver ? null : noteOf(drop, now),
    ticks: tickRow(counts),
    count,
    grown: lastFew,
    rest: silentMs > 0 && !isOver ? ageOf(silentMs) : byHost && phase === 'live' ? say('count.byHost') : rest,
    stamp: phase === 'sold-out' ? say('tag.soldOut') : null,
    dimmed: phase === 'paused',
  };
}

/** That more came in is news for a moment; why there is more time stands to the end (D7). */
function noteOf({ more, extension }: DropPart, now: Instant): string | null {
  if (more && now < more.at + MORE_SHOWN_MS) return say('note.more', { n: more.n });
  return extension ? say('note.extended', { reason: extension }) : null;
}

/** Whoever sees this picture late finds none of them. */
const isGoneSoon = (drop: DropPart, { left, held, sold }: Counts, now: Instant): boolean =>
  sellsWithinLead(left, left + held + sold, drop.pace ?? null, (drop.closesAt ?? 0) - (drop.endsAt ?? 0), now);

function tagOf(phase: CardPhase): Tag {
  switch (phase) {
    case 'armed':
    case 'opening':
    case 'called-off':
    case 'live':
      return 'live';
    case 'all-held':
      return 'held';
    case 'paused':
    case 'ended':
    case 'sold-out':
      return phase;
    default: {
      const never: never = phase;
      return never;
    }
  }
}

const joined = (sayings: readonly string[]): string => sayings.reduce((first, second) => (first === '' ? second : say('options.join', { first, second })), '');

function countsOf(phase: CardPhase, counts: Counts, lines: readonly DropLinePart[], now: Instant): { readonly count: string; readonly rest: string } {
  const held = counts.held > 0 ? [say('count.held', { n: counts.held })] : [];
  const sold = counts.sold > 0 ? [say('count.sold', { n: counts.sold })] : [];
  switch (phase) {
    case 'armed':
    case 'opening':
    case 'called-off':
    case 'live':
      return { count: say('count.left', { n: counts.left }), rest: joined([...held, ...sold]) };
    case 'all-held': {
      const backAt = Math.min(...lines.map((line) => line.backAt ?? Infinity));
      const n = counts.held;
      return {
        count: backAt > now && backAt !== Infinity ? say('count.back', { n, clock: formatClock(backAt - now) }) : say('count.backSoon', { n }),
        rest: joined(sold),
      };
    }
    case 'paused':
      return { count: say('count.paused'), rest: counts.left > 0 ? say('count.left', { n: counts.left }) : joined([...held, ...sold]) };
    case 'sold-out':
      return { count: say('count.allSold', { n: counts.sold }), rest: '' };
    case 'ended':
      return { count: counts.sold > 0 ? say('count.sold', { n: counts.sold }) : say('count.over'), rest: joined(held) };
    default: {
      const never: never = phase;
      return never;
    }
  }
}

/** In a draw nothing is left for who is quick: how many entered for how many, then that it is drawn. Null: as any other. */
function drawCounts({ draw }: DropPart, phase: CardPhase, { left }: Counts): { readonly count: string; readonly rest: string } | null {
  if (draw === undefined) return null;
  if (phase === 'live') return { count: say('count.entries', { n: draw.entries }), rest: say('count.places', { n: left }) };
  return phase === 'ended' || phase === 'sold-out' ? { count: say('count.drawn', { n: draw.entries }), rest: '' } : null;
}

const ageOf = (silentMs: DurationMs): string =>
  silentMs < MINUTE ? say('stale.seconds', { n: Math.floor(silentMs / SECOND) }) : say('stale.minutes', { n: Math.floor(silentMs / MINUTE) });

function optionsOf(lines: readonly DropLinePart[]): Front['options'] {
  const named = lines.filter((line) => line.title !== '');
  if (named.length === 0) return [];
  const length = named.reduce((sum, line) => sum + line.title.length + 3, -3);
  if (length > LONGEST_OPTIONS) return [{ text: say('options.many', { n: named.length }), gone: false }];
  // With one kind the ticks say that it is gone.
  return named.map((line) => ({ text: line.title, gone: named.length > 1 && line.left + line.held === 0 && line.sold > 0 }));
}

function priceOf(lines: readonly DropLinePart[], shop: ShopPart): string | null {
  const there = lines.filter((line) => line.left + line.held > 0);
  const prices = (there.length > 0 ? there : lines).map((line) => line.price);
  if (prices.length === 0) return null;
  const lowest = Math.min(...prices);
  const price = formatMoney(lowest, shop.currency, shop.locale);
  return lowest === Math.max(...prices) ? price : say('price.from', { price });
}

function backOf(drop: DropPart, phase: CardPhase, parts: OverlayParts, now: Instant): Back {
  const shop = parts.shop?.name ?? '';
  switch (phase) {
    case 'called-off':
      return { shop, say: say('back.nothingSold'), big: say('back.calledOff'), counts: false };
    case 'armed': {
      const at = parts.next !== null && parts.next.title === drop.title ? parts.next.at : null;
      return { shop, say: null, big: at === null ? say('back.soon') : say('back.at', { time: timeOfDay(at, parts.shop) }), counts: false };
    }
    case 'opening':
    case 'live':
    case 'all-held':
    case 'sold-out':
    case 'paused':
    case 'ended':
      // While it turns over, the back still shows what it counted down to.
      return { shop, say: say('back.opensIn'), big: formatClock((drop.opensAt ?? now) - now), counts: true };
    default: {
      const never: never = phase;
      return never;
    }
  }
}

function stubOf(drop: DropPart, parts: OverlayParts): Stub {
  const link = parts.link !== null && parts.link.dropId === drop.dropId ? parts.link : null;
  const label = say('stub.qr', { title: drop.title });
  if (link === null) return { url: null, label, text: say('stub.chat'), isLink: false, how: say('stub.howChat') };
  const isReadable = link.short !== null && link.short.length <= LONGEST_LINK;
  return {
    url: link.url,
    label,
    text: isReadable && link.short !== null ? link.short : say('stub.chat'),
    isLink: isReadable,
    how: say(isReadable ? 'stub.how' : 'stub.howScan'),
  };
}

function alsoLiveOf(parts: OverlayParts, now: Instant, onCard: string | null): Picture['alsoLive'] {
  return parts.alsoLive
    .filter((dropId) => dropId !== onCard)
    .flatMap((dropId) => {
      const drop = dropOf(parts, dropId);
      if (drop === null) return [];
      const phase = dropPhase(drop, now);
      if (phase === 'live') return [{ dropId, title: drop.title, count: say('count.left', { n: sumCounts(drop.lines).left }) }];
      if (phase === 'all-held') return [{ dropId, title: drop.title, count: say('strip.reserved') }];
      return [];
    })
    .slice(0, MOST_ALSO_LIVE);
}

/** Talk is the host's own note: only what one will be able to buy is announced. */
function nextOf(next: NextPart | null, shop: ShopPart | null, now: Instant, onCard: string | null): Picture['next'] {
  if (next === null || next.kind !== 'drop' || next.title === onCard) return null;
  if (next.at === null || next.at <= now) return { title: next.title, when: null };
  const wait = next.at - now;
  if (wait >= HOUR) return { title: next.title, when: say('strip.at', { time: timeOfDay(next.at, shop) }) };
  const minutes = Math.round(wait / MINUTE);
  return { title: next.title, when: minutes < 1 ? say('strip.inAMoment') : say('strip.inAbout', { n: minutes }) };
}

function timeOfDay(at: Instant, shop: ShopPart | null): string {
  const style = { hour: 'numeric', minute: '2-digit' } as const;
  try {
    return new Intl.DateTimeFormat(shop?.locale ?? 'en', shop === null ? style : { ...style, timeZone: shop.timeZone }).format(at);
  } catch {
    // A place or language this old browser does not know: its own clock is the nearest thing.
    return new Intl.DateTimeFormat('en', style).format(at);
  }
}
