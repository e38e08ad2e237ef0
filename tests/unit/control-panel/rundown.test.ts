import { describe, expect, it } from 'vitest';
import type { CuePart } from '@protocol/parts.ts';
import { behindPlan } from '@protocol/rundown.ts';
import { MINUTE } from '@protocol/time.ts';
import { nextGo } from '../../../control-panel/desk/next-go.ts';
import { asCues, moved } from '../../../control-panel/paper/shows/arrange.ts';

const START = 1_800_000_000_000;
const cue = (cueId: string, kind: CuePart['kind'], state: CuePart['state'], place: number): CuePart => ({
  cueId,
  kind,
  title: `Cue ${cueId}`,
  minutes: 5,
  dropId: kind === 'drop' ? `d-${cueId}` : null,
  at: START + place * 5 * MINUTE,
  state,
  obs: null,
});
const rundown = [
  cue('a', 'talk', 'done', 0),
  cue('b', 'drop', 'on', 1),
  cue('c', 'drop', 'next', 2),
  cue('d', 'talk', 'later', 3),
  cue('e', 'drop', 'later', 4),
];
const ids = (cues: readonly CuePart[]): string => cues.map((each) => each.cueId).join('');

describe('what GO will do', () => {
  it('is the next cue, fired if it is a drop, taken if it is a talk', () => {
    expect(nextGo(rundown, 'live')).toMatchObject({ kind: 'fire', cue: { cueId: 'c' } });
    expect(nextGo([cue('a', 'talk', 'next', 0)], 'planned')).toMatchObject({ kind: 'talk', cue: { cueId: 'a' } });
  });
  it('is nothing at the end of the rundown, without a show and after it', () => {
    expect(nextGo(rundown.slice(0, 2), 'live')).toEqual({ kind: 'nothing' });
    expect(nextGo(rundown, null)).toEqual({ kind: 'nothing' });
    expect(nextGo(rundown, 'ended')).toEqual({ kind: 'nothing' });
  });
});

describe('how far the show is from its plan', () => {
  const on = cue('b', 'drop', 'on', 1);
  it('is late past the planned end of what is on, early before its planned start, else on time', () => {
    expect(behindPlan(on, START + 11 * MINUTE)).toBe(MINUTE);
    expect(behindPlan(on, START + 4 * MINUTE)).toBe(-MINUTE);
    expect(behindPlan(on, START + 7 * MINUTE)).toBe(0);
  });
  it('is unknown while nothing is on', () => {
    expect(behindPlan(null, START)).toBeNull();
  });
});

describe('re-ordering', () => {
  it('moves a cue to where another stands', () => {
    expect(ids(moved(rundown, 'e', 'c'))).toBe('abecd');
    expect(ids(moved(rundown, 'c', 'e'))).toBe('abdec');
  });
  it('leaves what was taken where it is', () => {
    expect(moved(rundown, 'a', 'd')).toBe(rundown);
    expect(ids(moved(rundown, 'e', 'a'))).toBe('abecd');
  });
  it('changes nothing where nothing would move', () => {
    expect(moved(rundown, 'c', 'c')).toBe(rundown);
    expect(moved(rundown, 'x', 'c')).toBe(rundown);
  });
  it('sends talks with their title and drops by their id alone', () => {
    expect(asCues(rundown).slice(0, 2)).toEqual([
      { kind: 'talk', cueId: 'a', title: 'Cue a', minutes: 5 },
      { kind: 'drop', cueId: 'b', minutes: 5 },
    ]);
  });
});
