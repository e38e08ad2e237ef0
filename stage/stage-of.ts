import { stage as words } from '@locales/en.json';
import { dropPhase } from '@protocol/drop-phase.ts';
import type { DropPart, NextPart, StageParts } from '@protocol/parts.ts';
import { behindPlan, ON_TIME_MS } from '@protocol/rundown.ts';
import { isLastFew, sumCounts, tickRow, type TickRow } from '@protocol/ticks.ts';
import { formatClock, HOUR, MINUTE, SECOND, type DurationMs, type Instant } from '@protocol/time.ts';
import { speaker } from '@protocol/words.ts';
import { dropOf } from './stage-parts.ts';

/**
 * What the person on camera reads, from the parts and the server's time alone: the same parts at the same moment give the same
 * picture. Sentences are finished here; the component only lays them out.
 */
const say = speaker(words, 'en');

/** Plain is chalk; `look` wants a look and says so in words too. */
type Tone = 'plain' | 'look';
/** The one thing to be read across the room. */
export interface Big {
  /** "9", "Sold out", "0:11". */
  readonly text: string;
  /** "left", "opens in". */
  readonly label: string;
  /** Figures are set larger than words, and must not jump. */
  readonly kind: 'count' | 'clock' | 'word';
  readonly tone: Tone;
}
export interface StagePicture {
  readonly air: { readonly kind: 'on' | 'show' | 'off' | 'stopped'; readonly text: string };
  readonly showTitle: string;
  /** How long the show runs, and how that is against the plan. Null while none runs. */
  readonly plan: { readonly clock: string; readonly text: string; readonly tone: Tone } | null;
  readonly title: string;
  readonly big: Big | null;
  /** The clock beside the count, and what it counts to. */
  readonly clock: { readonly text: string; readonly label: string; readonly tone: Tone } | null;
  readonly ticks: TickRow | null;
  /** "4 being paid for · 11 sold", or what to do. */
  readonly facts: readonly string[];
  /** What is left of each kind, where there is more than one. */
  readonly kinds: readonly { readonly title: string; readonly left: number }[];
  readonly isTest: boolean;
  readonly said: { readonly text: string; readonly at: Instant } | null;
  readonly next: { readonly title: string; readonly when: string } | null;
}

/** More would be smaller than can be read from two metres. */
const MOST_KINDS = 6;

export function stageOf(parts: StageParts, now: Instant): StagePicture {
  const { show, panic } = parts;
  const drop = dropOnAir(parts, now);
  return {
    air: airOf(parts, drop),
    showTitle: show?.title ?? parts.shop?.name ?? '',
    plan: show === null || show.state !== 'live' || show.startedAt === null ? null : planOf(parts.cue, show.startedAt, now),
    ...(panic ? stopped() : drop !== null ? dropPicture(drop, now) : restPicture(parts, now)),
    isTest: drop?.mode === 'test' && !panic,
    said: parts.say,
    next: nextOf(parts, drop, now),
  };
}

type Middle = Pick<StagePicture, 'title' | 'big' | 'clock' | 'ticks' | 'facts' | 'kinds'>;
const bare: Middle = { title: '', big: null, clock: null, ticks: null, facts: [], kinds: [] };
const word = (text: string, tone: Tone): Big => ({ text, label: '', kind: 'word', tone });

/** By the clock it is over at its end, whatever the ledger will say a moment later. */
function dropOnAir(parts: StageParts, now: Instant): DropPart | null {
  const drop = dropOf(parts, parts.onAir);
  return drop === null || ['planned', 'armed'].includes(dropPhase(drop, now)) ? null : drop;
}
function airOf(parts: StageParts, drop: DropPart | null): StagePicture['air'] {
  if (parts.panic) return { kind: 'stopped', text: say('air.stopped') };
  if (drop !== null) return { kind: 'on', text: say('air.on') };
  return parts.show?.state === 'live' ? { kind: 'show', text: say('air.show') } : { kind: 'off', text: say('air.off') };
}
const stopped = (): Middle => ({ ...bare, title: say('panic.title'), big: word(say('panic.big'), 'look'), facts: [say('panic.text')] });

/** Whole minutes as people say them; under one, that it is less. */
const minutesOf = (ms: DurationMs): string => (ms < MINUTE ? say('lessThanMinute') : say('minutes', { n: Math.floor(ms / MINUTE) }));
function planOf(cue: StageParts['cue'], startedAt: Instant, now: Instant): StagePicture['plan'] {
  const clock = formatClock(Math.floor((now - startedAt) / SECOND) * SECOND);
  const behind = behindPlan(cue, now);
  if (behind === null) return { clock, text: '', tone: 'plain' };
  if (Math.abs(behind) < ON_TIME_MS) return { clock, text: say('plan.onTime'), tone: 'plain' };
  return behind > 0
    ? { clock, text: say('plan.over', { time: minutesOf(behind) }), tone: 'look' }
    : { clock, text: say('plan.under', { time: minutesOf(-behind) }), tone: 'plain' };
}

function dropPicture(drop: DropPart, now: Instant): Middle {
  const phase = dropPhase(drop, now);
  const counts = sumCounts(drop.lines);
  const held = counts.held > 0 ? [say('held', { n: counts.held })] : [];
  const sold = counts.sold > 0 ? [say('sold', { n: counts.sold })] : [];
  const named = drop.lines.filter((line) => line.title !== '');
  const kinds = named.length > 1 && named.length <= MOST_KINDS ? named.map((line) => ({ title: line.title, left: line.left })) : [];
  const base: Middle = { ...bare, title: drop.title, ticks: tickRow(counts), kinds };
  const toEnd = (tone: Tone): StagePicture['clock'] =>
    drop.endsAt === null ? null : { text: formatClock(drop.endsAt - now), label: say(drop.extension === null ? 'toEnd' : 'toNewEnd'), tone };
  if (drop.draw !== undefined && (phase === 'live' || phase === 'ended')) {
    const n = drop.draw.entries;
    return phase === 'live'
      ? {
          ...base,
          big: { text: String(n), label: say('entries', { n }), kind: 'count', tone: 'plain' },
          clock: toEnd('plain'),
          facts: [say('places', { n: counts.left })],
        }
      : { ...base, big: word(say('drawn'), 'plain'), facts: [say('drawnFrom', { n })], kinds: [] };
  }
  const left: Big = { text: String(counts.left), label: say('left', { n: counts.left }), kind: 'count', tone: 'plain' };
  switch (phase) {
    case 'planned':
    case 'armed':
      return base;
    case 'opening':
      return {
        ...base,
        big: { text: formatClock((drop.opensAt ?? now) - now), label: say('opensIn'), kind: 'clock', tone: 'plain' },
        facts: [say('toSell', { n: counts.left })],
      };
    case 'live':
      return isLastFew(counts)
        ? { ...base, big: { ...left, label: say('lastFew', { n: counts.left }), tone: 'look' }, clock: toEnd('plain'), facts: [...held, ...sold] }
        : { ...base, big: left, clock: toEnd('plain'), facts: [...held, ...sold] };
    case 'all-held':
      return { ...base, big: word(say('allHeld'), 'look'), clock: toEnd('plain'), facts: [backOf(drop, counts.held, now), ...sold], kinds: [] };
    case 'sold-out':
      return { ...base, big: word(say('soldOut'), 'plain'), facts: sold, kinds: [] };
    case 'paused': {
      const stillLeft = counts.left > 0 ? [say('stillLeft', { n: counts.left })] : [];
      return { ...base, big: word(say('paused'), 'look'), clock: toEnd('plain'), facts: [say('pausedText'), ...stillLeft], kinds: [] };
    }
    case 'called-off':
      return { ...base, big: word(say('calledOff'), 'plain'), ticks: null, kinds: [], facts: [say('calledOffText')] };
    case 'ended':
      return { ...base, big: word(say('ended'), 'plain'), facts: [...sold, ...held], kinds: [] };
    default: {
      const never: never = phase;
      return never;
    }
  }
}
function backOf(drop: DropPart, held: number, now: Instant): string {
  const backAt = Math.min(...drop.lines.map((line) => line.backAt ?? Infinity));
  return backAt > now && backAt !== Infinity ? say('back', { n: held, clock: formatClock(backAt - now) }) : say('backSoon', { n: held });
}

/** Nothing is on the card: what is talked about, what is waited for, or that nothing is planned. */
function restPicture(parts: StageParts, now: Instant): Middle {
  const { show, cue } = parts;
  if (show === null) return { ...bare, title: say('noShow'), facts: [say('noShowText')] };
  if (show.state === 'ended') return { ...bare, title: say('over'), facts: [say('overText')] };
  if (show.state === 'planned') {
    const wait = show.startsAt - now;
    if (wait >= 24 * HOUR) return { ...bare, title: show.title, facts: [say('later', { time: dayAndTime(show.startsAt, parts) })] };
    return wait > 0
      ? { ...bare, title: show.title, big: { text: formatClock(wait), label: say('startsIn'), kind: 'clock', tone: 'plain' } }
      : { ...bare, title: show.title, big: { text: formatClock(-wait), label: say('lateStart'), kind: 'clock', tone: 'look' }, facts: [say('lateStartText')] };
  }
  if (cue === null || cue.kind === 'drop') return { ...bare, title: say('nothingOn'), facts: [say('nothingOnText')] };
  const left = cue.at + cue.minutes * MINUTE - now;
  return {
    ...bare,
    title: cue.title,
    big:
      left >= 0
        ? { text: formatClock(left), label: say('talkLeft'), kind: 'clock', tone: 'plain' }
        : { text: formatClock(Math.floor(-left / SECOND) * SECOND), label: say('talkOver'), kind: 'clock', tone: 'look' },
  };
}

function nextOf({ next, show }: StageParts, drop: DropPart | null, now: Instant): StagePicture['next'] {
  if (next === null || show === null || show.state === 'ended') return null;
  if (next.title === drop?.title) return null;
  return { title: next.title, when: whenOf(next, show.state, now) };
}
function whenOf({ at }: NextPart, state: 'planned' | 'live' | 'ended', now: Instant): string {
  if (at === null || state !== 'live') return '';
  const wait = at - now;
  if (wait < -ON_TIME_MS) return say('next.overdue', { time: minutesOf(-wait) });
  return wait < MINUTE ? say('next.now') : say('next.inAbout', { n: Math.round(wait / MINUTE) });
}

function dayAndTime(at: Instant, { shop }: StageParts): string {
  const style = { weekday: 'long', hour: 'numeric', minute: '2-digit' } as const;
  try {
    return new Intl.DateTimeFormat('en', shop === null ? style : { ...style, timeZone: shop.timeZone, hourCycle: 'h23' }).format(at);
  } catch {
    // A place this browser does not know: its own clock is the nearest thing.
    return new Intl.DateTimeFormat('en', style).format(at);
  }
}
/** How old what is shown is, in words. */
export const ageOf = (silentMs: DurationMs): string =>
  silentMs < MINUTE ? say('stale.seconds', { n: Math.floor(silentMs / SECOND) }) : say('stale.minutes', { n: Math.floor(silentMs / MINUTE) });
