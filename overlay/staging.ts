import type { DurationMs } from '@protocol/time.ts';
import type { Card } from './card-of.ts';

/**
 * Coming and going of cards: one folds away before the next one comes, and nothing moves that was
 * not seen changing. Turning, stamping and growing are transitions of the card itself.
 */
export const ENTER_MS: DurationMs = 320;
export const LEAVE_MS: DurationMs = 320;

export type Movement = 'none' | 'enter' | 'leave';
export interface Staging {
  readonly shown: Card | null;
  readonly movement: Movement;
  /** When the movement began, by the clock that `step` is given. */
  readonly since: number;
}
export const EMPTY: Staging = { shown: null, movement: 'none', since: 0 };

/**
 * @param at milliseconds of a clock that never goes back.
 * @param cut true where nothing may move: first picture, waking up, reduced motion, panic.
 */
export function step(staging: Staging, target: Card | null, at: number, cut: boolean): Staging {
  if (cut) return { shown: target, movement: 'none', since: at };
  const { shown, movement, since } = staging;
  if (movement === 'leave') {
    if (target !== null && shown !== null && target.dropId === shown.dropId) return { shown: target, movement: 'none', since: at };
    if (at - since < LEAVE_MS) return staging;
    return { shown: target, movement: target === null ? 'none' : 'enter', since: at };
  }
  if (shown === null) return target === null ? staging : { shown: target, movement: 'enter', since: at };
  if (target === null || target.dropId !== shown.dropId) return { shown, movement: 'leave', since: at };
  return { shown: target, movement: movement === 'enter' && at - since < ENTER_MS ? 'enter' : 'none', since };
}
