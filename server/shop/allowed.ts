import type { CanPart } from '@protocol/parts.ts';
import { refuse, type Refused } from '@protocol/refusals.ts';
import type { Instant } from '@protocol/time.ts';
import { madeOf } from './bundle.ts';
import { freeOf, madeLike, sumParts } from './stock.ts';
import type { Cue, Drop, ReadState, Show, Units } from './state.ts';

/**
 * What may be done now, asked by decide and by the desk's buttons alike (the part `can`): one
 * answer, so that no button promises what the server then refuses.
 */
export const publicAddress = (state: ReadState, environment: string | null): string | null =>
  environment ?? state.single('lentUrl') ?? state.single('publicUrl');

/** Where the server can be reached, beside what the state knows. */
export interface Whereabouts {
  /** PUBLIC_URL of the environment (P3). */
  readonly publicUrl: string | null;
  /** Where this network reaches it; null where nothing outside may be named. */
  readonly networkUrl: string | null;
  /** Started for this network: a show that is for this network only has its links, whatever address is kept for other evenings. */
  readonly networkFirst: boolean;
}
/** P3: what links of this show begin with. Null: there is no address to give. */
export function linkBase(state: ReadState, showId: string | null, where: Whereabouts): string | null {
  const isLocal = showId !== null && state.shows.get(showId)?.reach === 'network';
  if (isLocal && where.networkFirst) return where.networkUrl;
  return publicAddress(state, where.publicUrl) ?? (isLocal ? where.networkUrl : null);
}

/** The next cue: the first one behind the last taken that was not taken yet. */
export function nextCue(show: Show): Cue | null {
  const last = show.taken.at(-1);
  const from = last === undefined ? -1 : show.cues.findIndex((cue) => cue.cueId === last);
  return show.cues.slice(from + 1).find((cue) => !show.taken.includes(cue.cueId)) ?? null;
}

export function showMayRun(state: ReadState, showId: string): Refused | null {
  const show = state.shows.get(showId);
  if (!show) return refuse('no-such-show', { showId });
  if (show.state === 'ended') return refuse('show-ended', { showId });
  if (show.state === 'live') return null;
  for (const other of state.shows.values()) if (other.state === 'live') return refuse('other-show-live', { showId: other.showId, title: other.title });
  return null;
}

/** S3, S2: all of the lines, or none. */
export function mayArm(state: ReadState, drop: Drop): Refused | null {
  if (drop.state !== 'planned') return refuse('wrong-state', { state: drop.state });
  const elsewhere = mayLead(state, drop);
  if (elsewhere) return elsewhere;
  return maySetAside(
    state,
    drop,
    drop.lines.map((line) => ({ sku: line.sku, quantity: line.left })),
  );
}
/** S2, S3: so many units of these lines for a drop, bundles by what they are made of now, summed per variant. */
export function maySetAside(state: ReadState, drop: Drop, lines: readonly Units[]): Refused | null {
  const unknown = lines.find((line) => madeOf(state, line.sku) === null);
  if (unknown) return refuse('no-such-variant', { sku: unknown.sku });
  for (const [sku, quantity] of sumParts(lines.map((line) => ({ ...line, ...madeLike(state.bundles.get(line.sku)) })))) {
    const variant = state.variants.get(sku);
    if (!variant) return refuse('no-such-variant', { sku });
    if (variant.dropId !== null && variant.dropId !== drop.dropId)
      return refuse('variant-in-other-drop', { sku, dropId: variant.dropId, title: state.drops.get(variant.dropId)?.title ?? '' });
    if (freeOf(variant) < quantity) return refuse('not-enough-stock', { sku, n: freeOf(variant), wanted: quantity });
  }
  return null;
}

/** A drop that is bought elsewhere has somewhere to lead: an address, or a shop that is connected and has all of it. */
function mayLead(state: ReadState, drop: Drop): Refused | null {
  const { sells } = drop;
  if (sells === undefined || sells.url !== null) return null;
  const link = state.links.get(sells.via);
  if (link?.enabled !== true) return refuse('no-such-provider', { provider: sells.via });
  const missing = drop.lines.find((line) => state.mirrors.get(line.sku)?.shop !== sells.via);
  return missing === undefined ? null : refuse('not-at-shop', { sku: missing.sku, at: link.name ?? sells.via });
}

export function mayFire(state: ReadState, drop: Drop, environmentUrl: string | null): Refused | null {
  if (state.single('ledger').closed) return refuse('shop-closed');
  if (state.single('panicAt') !== null) return refuse('panicking');
  if (drop.state !== 'planned' && drop.state !== 'armed') return refuse('wrong-state', { state: drop.state });
  const run = showMayRun(state, drop.showId);
  if (run) return run;
  const show = state.shows.get(drop.showId);
  if (show?.reach === 'public' && publicAddress(state, environmentUrl) === null) return refuse('no-public-address');
  return drop.state === 'planned' ? mayArm(state, drop) : null;
}

export function mayUndo(drop: Drop, now: Instant): Refused | null {
  if (drop.state !== 'live' && drop.state !== 'paused') return refuse('wrong-state', { state: drop.state });
  if (drop.opensAt !== null && now >= drop.opensAt) return refuse('already-open', { opensAt: drop.opensAt });
  return null;
}
export const mayPause = (drop: Drop): Refused | null => (drop.state === 'live' ? null : refuse('wrong-state', { state: drop.state }));
export function mayResume(state: ReadState, drop: Drop, now: Instant): Refused | null {
  if (drop.state !== 'paused') return refuse('wrong-state', { state: drop.state });
  if (state.single('panicAt') !== null) return refuse('panicking');
  // What is settling goes on passing units to who is next.
  if (drop.endsAt !== null && now >= drop.endsAt && !drop.settling) return refuse('wrong-state', { state: 'ended' });
  return null;
}
export function mayExtend(drop: Drop, now: Instant): Refused | null {
  if (drop.state !== 'live' && drop.state !== 'paused') return refuse('wrong-state', { state: drop.state });
  return drop.endsAt !== null && now >= drop.endsAt ? refuse('wrong-state', { state: 'ended' }) : null;
}
/** More units, another price, one more variant: from arming to the end everyone is shown. A planned one is changed as a plan. */
export const mayChangeOffer = (drop: Drop, now: Instant): Refused | null => (drop.state === 'armed' ? null : mayExtend(drop, now));
export const mayEnd = (drop: Drop): Refused | null => (drop.state === 'live' || drop.state === 'paused' ? null : refuse('wrong-state', { state: drop.state }));
/** D1: what the host saw on air. A test drop gives way, so whoever saw it, or saw nothing, was right. */
export const sawOnAir = (state: ReadState, expected: string | null): boolean => {
  const onAir = state.single('onAir');
  return onAir === expected || (onAir === null && expected === state.single('testDrop')?.dropId);
};
export function mayTest(state: ReadState): Refused | null {
  if (state.single('panicAt') !== null) return refuse('panicking');
  const onAir = state.single('onAir') ?? state.single('testDrop')?.dropId ?? null;
  return onAir === null ? null : refuse('something-on-air', { dropId: onAir });
}
export function mayEndShow(state: ReadState, show: Show, endLive: boolean): Refused | null {
  if (show.state === 'ended') return refuse('show-ended', { showId: show.showId });
  const live = state.single('liveDrops').filter((dropId) => state.drops.get(dropId)?.showId === show.showId);
  return live.length > 0 && !endLive ? refuse('drop-live', { dropIds: live, title: state.drops.get(live[0] ?? '')?.title ?? '' }) : null;
}

/** When a drop comes to its end by itself; null where only somebody ends it: an armed one has no time yet. */
function endsBy(state: ReadState, dropId: unknown): Instant | null {
  const test = state.single('testDrop');
  if (test !== null && test.dropId === dropId) return test.endsAt;
  return typeof dropId === 'string' ? (state.drops.get(dropId)?.closesAt ?? null) : null;
}
/** When a refusal is over if nobody does anything: those that wait for a drop's end. What other reason there is then, is said then. */
function overBy(state: ReadState, { refused, details }: Refused): Instant | null {
  switch (refused) {
    case 'something-on-air':
    case 'variant-in-other-drop':
      return endsBy(state, details['dropId']);
    case 'drop-live': {
      const ends = Array.isArray(details['dropIds']) ? details['dropIds'].map((dropId: unknown) => endsBy(state, dropId)) : [];
      return ends.reduce((last, end) => (last === null || end === null ? null : Math.max(last, end)), ends[0] ?? null);
    }
    default:
      return null;
  }
}

/** What the desk's buttons would be answered, for the drop on air, the next cue and the current show. */
export function deskCan(state: ReadState, environmentUrl: string | null): CanPart {
  const now = state.single('counters').at;
  const show = state.shows.get(state.single('showId') ?? '') ?? null;
  const drop = state.drops.get(state.single('onAir') ?? '') ?? null;
  const can = (refused: Refused | null): CanPart[string] => (refused === null ? null : { refusal: refused.refused, until: overBy(state, refused) });
  const noDrop = refuse('no-such-drop');
  const noShow = refuse('no-such-show');
  const cue = show === null ? null : nextCue(show);
  const cueDrop = cue?.dropId ? (state.drops.get(cue.dropId) ?? null) : null;
  return {
    'cue.go': can(
      show === null
        ? noShow
        : cue === null
          ? refuse('nothing-next')
          : cueDrop !== null
            ? mayFire(state, cueDrop, environmentUrl)
            : showMayRun(state, show.showId),
    ),
    'drop.pause': can(drop === null ? noDrop : mayPause(drop)),
    'drop.resume': can(drop === null ? noDrop : mayResume(state, drop, now)),
    'drop.extend': can(drop === null ? noDrop : mayExtend(drop, now)),
    'drop.end': can(drop === null ? noDrop : mayEnd(drop)),
    'drop.undo': can(drop === null ? noDrop : mayUndo(drop, now)),
    'drop.test': can(mayTest(state)),
    'show.start': can(show === null ? noShow : show.state === 'live' ? refuse('wrong-state', { state: 'live' }) : showMayRun(state, show.showId)),
    'show.end': can(show === null ? noShow : mayEndShow(state, show, false)),
    panic: can(state.single('panicAt') === null ? null : refuse('panicking')),
    'panic.lift': can(state.single('panicAt') === null ? refuse('not-panicking') : null),
  };
}
