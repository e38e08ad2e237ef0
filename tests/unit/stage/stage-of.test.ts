import { describe, expect, it } from 'vitest';
import type { DropPart, StageParts } from '@protocol/parts.ts';
import { MINUTE, SECOND } from '@protocol/time.ts';
import { ageOf, stageOf } from '../../../stage/stage-of.ts';
import { stageParts } from '../../../stage/stage-parts.ts';

const NOW = 1_800_000_000_000;
const line = (title: string, left: number, held: number, sold: number, backAt: number | null = null) => ({
  sku: title,
  title,
  price: 1000,
  allotted: left + held + sold,
  left,
  held,
  sold,
  backAt,
});
const drop = (change: Partial<DropPart>): DropPart => ({
  dropId: 'd',
  title: 'Saddle bag',
  mode: 'hold',
  state: 'live',
  firedAt: NOW - MINUTE,
  opensAt: NOW - 50 * SECOND,
  endsAt: NOW + 4 * MINUTE,
  closesAt: NOW + 4 * MINUTE + 10 * SECOND,
  holdSeconds: 300,
  perViewer: 1,
  extension: null,
  firing: 1,
  calledOff: false,
  endedEarly: false,
  pictures: [],
  lines: [line('Brass', 5, 3, 6), line('Nickel', 4, 1, 5)],
  ...change,
});
const show = { showId: 's', title: 'Sunday', state: 'live', startsAt: NOW - 10 * MINUTE, startedAt: NOW - 10 * MINUTE, minutes: 40 } as const;
const cue = { title: 'Saddle bag', kind: 'drop', at: NOW - 2 * MINUTE, minutes: 5 } as const;
const parts = (change: Partial<StageParts>): StageParts =>
  stageParts({
    shop: { name: 'Bench', currency: 'EUR', locale: 'en', timeZone: 'UTC' },
    show,
    onAir: 'd',
    alsoLive: [],
    panic: false,
    cue,
    'drop/d': drop({}),
    ...change,
  });
const on = (change: Partial<DropPart>) => stageOf(parts({ 'drop/d': drop(change) }), NOW);

describe('what the person on camera reads', () => {
  it('D4 in a draw the host reads how many entered, and then that it is drawn', () => {
    const draw = { commitment: 'c', entries: 34, drawnAt: null };
    expect(on({ mode: 'draw', draw })).toMatchObject({ big: { text: '34', label: 'entries' }, facts: ['for 9 places'] });
    expect(on({ mode: 'draw', draw: { ...draw, drawnAt: NOW }, endsAt: NOW - 1, settling: true })).toMatchObject({
      big: { text: 'Drawn' },
      facts: ['from 34 entries'],
    });
  });

  it('live: how many are left, to when, and what of which kind', () => {
    expect(on({})).toMatchObject({
      air: { kind: 'on' },
      title: 'Saddle bag',
      big: { text: '9', label: 'left', kind: 'count', tone: 'plain' },
      clock: { text: '4:00', label: 'to the end' },
      facts: ['4 being paid for', '11 sold'],
      kinds: [
        { title: 'Brass', left: 5 },
        { title: 'Nickel', left: 4 },
      ],
    });
  });
  it('the last few want a look and say so in words', () => {
    expect(on({ lines: [line('', 2, 0, 12)] }).big).toEqual({ text: '2', label: 'left, the last few', kind: 'count', tone: 'look' });
  });
  it('D2 opening counts down; D5 all reserved is not sold out; sold out is over', () => {
    expect(on({ opensAt: NOW + 11 * SECOND }).big).toMatchObject({ text: '0:11', label: 'until it opens' });
    expect(on({ lines: [line('', 0, 3, 6, NOW + 130 * SECOND)] })).toMatchObject({
      big: { text: 'All reserved' },
      facts: ['3 may come back in 2:10', '6 sold'],
    });
    expect(on({ lines: [line('', 0, 0, 9)] })).toMatchObject({ big: { text: 'Sold out' }, clock: null, facts: ['9 sold'] });
  });
  it('D7 paused: the end does not move; an extension names the new end', () => {
    expect(on({ state: 'paused' })).toMatchObject({ big: { text: 'Paused' }, clock: { text: '4:00' } });
    expect(on({ extension: 'You asked' }).clock?.label).toBe('to the new end');
  });
  it('D9 everything stopped hides what was on', () => {
    expect(stageOf(parts({ panic: true }), NOW)).toMatchObject({ air: { kind: 'stopped' }, big: { text: 'Stopped' }, ticks: null });
  });
  it('over, early or on time is told by the cue that is on, as at the desk', () => {
    const plan = (at: number, minutes: number) => stageOf(parts({ cue: { ...cue, at, minutes } }), NOW).plan;
    expect(plan(NOW - 2 * MINUTE, 5)).toEqual({ clock: '10:00', text: 'on time', tone: 'plain' });
    expect(plan(NOW - 7 * MINUTE, 5)).toEqual({ clock: '10:00', text: '2 min over', tone: 'look' });
    expect(plan(NOW + 3 * MINUTE, 5)).toEqual({ clock: '10:00', text: '3 min early', tone: 'plain' });
    expect(stageOf(parts({ cue: null }), NOW).plan?.text).toBe('');
  });
  it('what comes next, and that it is due', () => {
    const next = (at: number) => stageOf(parts({ next: { title: 'Belt', kind: 'drop', at } }), NOW).next;
    expect(next(NOW + 6 * MINUTE)).toEqual({ title: 'Belt', when: 'in about 6 min' });
    expect(next(NOW + 20 * SECOND)?.when).toBe('any moment');
    expect(next(NOW - 2 * MINUTE)?.when).toBe('due 2 min ago');
  });
  it('without anything on the card: a talk and its time, a show to come, nothing planned, the end', () => {
    const rest = (change: Partial<StageParts>) => stageOf(parts({ onAir: null, ...change }), NOW);
    expect(rest({ cue: { title: 'Hello', kind: 'talk', at: NOW - MINUTE, minutes: 2 } })).toMatchObject({
      title: 'Hello',
      big: { text: '1:00', label: 'to go' },
    });
    expect(rest({ cue: { title: 'Hello', kind: 'talk', at: NOW - 3 * MINUTE, minutes: 2 } }).big).toMatchObject({ text: '1:00', label: 'over', tone: 'look' });
    expect(rest({ show: { ...show, state: 'planned', startedAt: null, startsAt: NOW + 5 * MINUTE } })).toMatchObject({
      title: 'Sunday',
      big: { text: '5:00' },
      plan: null,
    });
    expect(rest({ show: null }).title).toBe('No show planned');
    expect(rest({ show: { ...show, state: 'ended' } })).toMatchObject({ title: 'The show is over', next: null });
  });
  it('V3 is the same at every reload: the producer’s line comes with its time', () => {
    const said = { text: 'Wrap it up', at: NOW - MINUTE };
    expect(stageOf(parts({ say: said }), NOW).said).toEqual(said);
    expect(ageOf(12_400)).toBe('12 s');
    expect(ageOf(3 * MINUTE)).toBe('3 min');
  });
});
