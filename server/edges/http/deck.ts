import { server as words } from '@locales/en.json';
import type { PanelDrop, PanelParts } from '@protocol/parts.ts';
import { isRefused, type RefusalCode } from '@protocol/refusals.ts';
import type { Instant } from '@protocol/time.ts';
import { speaker } from '@protocol/words.ts';
import { actions, meantBy, type Action } from './actions-route.ts';

const say = speaker(words, 'en');

/** What a button does if it is pressed now. */
export interface DeckButton {
  readonly label: string;
  /** What it is about: the cue, the drop; empty for nothing. */
  readonly title: string;
  /** Null where it may be pressed; else the code that a press would be refused with. */
  readonly why: RefusalCode | null;
}
/** `GET /api/deck`: enough for a button's picture, a variable or a light. */
export interface DeckState {
  readonly now: Instant;
  readonly show: string | null;
  readonly panic: boolean;
  readonly onAir: {
    readonly dropId: string;
    readonly title: string;
    readonly state: 'opening' | 'live' | 'paused';
    readonly left: number;
    readonly held: number;
    readonly sold: number;
    /** Seconds of it that are left, or until it opens. */
    readonly seconds: number;
  } | null;
  readonly buttons: Readonly<Record<Action, DeckButton>>;
}

const sum = (drop: PanelDrop, count: 'left' | 'held' | 'sold'): number => drop.lines.reduce((total, line) => total + line[count], 0);

/** From what the desk shows. `onAir`: as for a press; see `meantBy`. */
export function deckState(parts: PanelParts, onAir: string | null, now: Instant): DeckState {
  const drop = onAir === null ? null : (parts[`drop/${onAir}`] ?? null);
  const next = parts.rundown.find((cue) => cue.state === 'next');
  const titleOf = (dropId: unknown): string => (typeof dropId === 'string' ? (parts[`drop/${dropId}`]?.title ?? '') : '');
  const button = (action: Action): DeckButton => {
    const label = say(`deck.${action}`);
    const meant = meantBy(action, parts, onAir);
    if (isRefused(meant)) return { label, title: '', why: meant.refused };
    const input: unknown = meant.input;
    const about = typeof input === 'object' && input !== null && 'dropId' in input ? titleOf(input.dropId) : action === 'go' ? (next?.title ?? '') : '';
    return { label, title: about, why: parts.can[meant.name]?.refusal ?? null };
  };
  const isOpening = drop !== null && drop.opensAt !== null && now < drop.opensAt;
  const until = drop === null ? null : isOpening ? drop.opensAt : drop.endsAt;
  return {
    now,
    show: parts.show?.title ?? null,
    panic: parts.panic,
    onAir:
      drop === null
        ? null
        : {
            dropId: drop.dropId,
            title: drop.title,
            state: drop.state === 'paused' ? 'paused' : isOpening ? 'opening' : 'live',
            left: sum(drop, 'left'),
            held: sum(drop, 'held'),
            sold: sum(drop, 'sold'),
            seconds: until === null ? 0 : Math.max(0, Math.ceil((until - now) / 1000)),
          },
    buttons: Object.fromEntries(actions.map((action) => [action, button(action)])) as Record<Action, DeckButton>,
  };
}

const SIZE = 144;
const LETTERS = 12;
const colours = { go: '#17804a', air: '#d22b21', plain: '#2a261f', off: '#15130f', chalk: '#f3ecdf', quiet: '#9a8f7d' } as const;
const escaped = (text: string): string => text.replace(/[&<>"]/gu, (sign) => `&#${sign.charCodeAt(0)};`);
/** By what a person counts as one letter. */
const letters = new Intl.Segmenter('en', { granularity: 'grapheme' });
function short(text: string): string {
  const all = Array.from(letters.segment(text), ({ segment }) => segment);
  return all.length <= LETTERS ? text : `${all.slice(0, LETTERS - 1).join('')}…`;
}
const clock = (seconds: number): string => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;

/** A button as a deck shows it, 144 × 144: what it does, about what, and what is left. Grey, and crossed out, where a press would be refused. */
export function deckPicture(action: Action, state: DeckState): string {
  const { label, title, why } = state.buttons[action];
  const isOff = why !== null;
  const isAir = action === 'end' || action === 'panic' || (action === 'pause' && !isOff);
  const back = isOff ? colours.off : isAir ? colours.air : action === 'go' || action === 'fire' || action === 'resume' ? colours.go : colours.plain;
  const ink = isOff ? colours.quiet : colours.chalk;
  const about = action === 'panic' && state.panic ? say('deck.stopped') : title;
  const counts = state.onAir !== null && action !== 'go' && action !== 'fire' ? say('deck.left', { n: state.onAir.left }) : '';
  const rest = state.onAir === null ? '' : clock(state.onAir.seconds);
  const line = (text: string, y: number, size: number, weight: number): string =>
    text === '' ? '' : `<text x="72" y="${y}" font-size="${size}" font-weight="${weight}">${escaped(short(text))}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${SIZE}" height="${SIZE}" viewBox="0 0 ${SIZE} ${SIZE}" role="img" aria-label="${escaped(label)}">`,
    `<rect width="${SIZE}" height="${SIZE}" fill="${back}"/>`,
    // Not by colour alone.
    isOff ? `<path d="M8 136 136 8" stroke="${colours.plain}" stroke-width="5"/>` : '',
    `<g fill="${ink}" text-anchor="middle" font-family="system-ui, sans-serif">`,
    line(label, 56, 34, 800),
    line(about, 86, 19, 500),
    line(counts, 110, 19, 600),
    line(counts === '' ? '' : rest, 132, 19, 600),
    '</g></svg>',
  ].join('');
}
