import { describe, expect, it } from 'vitest';
import type { PanelParts } from '../../../../server/protocol/parts.ts';
import type { Actor } from '../../../../server/protocol/roles.ts';
import type { Outcome } from '../../../../server/dispatch/core.ts';
import { createPresses, meantBy, type actions } from '../../../../server/edges/http/actions-route.ts';

const deck: Actor = { kind: 'key', id: 'deck', role: 'host', name: 'deck' };
const other: Actor = { ...deck, id: 'other' };

describe('presses of a deck', () => {
  const pressing = () => {
    const pressed: string[] = [];
    const presses = createPresses();
    return {
      pressed,
      at: (now: number, actor: Actor = deck, action: (typeof actions)[number] = 'go') =>
        presses(actor, action, now, (id) => {
          pressed.push(id);
          return Promise.resolve<Outcome>({ ok: true, seq: pressed.length, result: {} });
        }),
    };
  };
  it('are one within a second, also over the turn of a second', async () => {
    const { pressed, at } = pressing();
    const first = await at(10_950);
    expect(await at(11_050)).toBe(first);
    expect(await at(11_949)).toBe(first);
    expect(pressed).toHaveLength(1);
  });
  it('a second apart are two, with two ids', async () => {
    const { pressed, at } = pressing();
    for (const now of [10_000, 11_000, 12_999, 13_999]) await at(now);
    expect(new Set(pressed).size).toBe(4);
  });
  it('of another key or another button are their own', async () => {
    const { pressed, at } = pressing();
    await at(10_000);
    await at(10_001, other);
    await at(10_002, deck, 'panic');
    expect(pressed).toHaveLength(3);
  });
  it('a bounce of a bounce does not make the second longer', async () => {
    const { pressed, at } = pressing();
    for (const now of [0, 600, 1_200]) await at(now);
    expect(pressed).toHaveLength(2);
  });
});

describe('what a button means', () => {
  // Only what is looked at.
  const parts = (over: object): PanelParts => ({ show: { showId: 's1' }, rundown: [], undo: null, ...over }) as unknown as PanelParts;
  it('go is the next cue, seen with what is on air', () => {
    const rundown = [
      { cueId: 'c1', state: 'on', dropId: null },
      { cueId: 'c2', state: 'next', dropId: null },
    ];
    expect(meantBy('go', parts({ rundown }), 'd9')).toEqual({ name: 'cue.go', input: { showId: 's1', cueId: 'c2', expectOnAir: 'd9' } });
    expect(meantBy('go', parts({ rundown: [] }), null)).toMatchObject({ refused: 'nothing-next' });
    expect(meantBy('go', parts({ rundown, show: null }), null)).toMatchObject({ refused: 'nothing-next' });
  });
  it('fire is the armed drop, the first of the rundown where there are more', () => {
    const armed = { 'drop/d1': { dropId: 'd1', state: 'armed' }, 'drop/d2': { dropId: 'd2', state: 'armed' }, 'drop/d3': { dropId: 'd3', state: 'planned' } };
    expect(meantBy('fire', parts({ ...armed, rundown: [{ cueId: 'c', dropId: 'd2', state: 'later' }] }), null)).toEqual({
      name: 'drop.fire',
      input: { dropId: 'd2', expectOnAir: null },
    });
    expect(meantBy('fire', parts(armed), null)).toMatchObject({ input: { dropId: 'd1' } });
    expect(meantBy('fire', parts({}), null)).toMatchObject({ refused: 'nothing-next' });
  });
  it('end, pause and resume are about what is on air; undo about what can be undone', () => {
    for (const [action, name] of [
      ['end', 'drop.end'],
      ['pause', 'drop.pause'],
      ['resume', 'drop.resume'],
    ] as const) {
      expect(meantBy(action, parts({}), 'd1')).toEqual({ name, input: { dropId: 'd1' } });
      expect(meantBy(action, parts({}), null)).toMatchObject({ refused: 'wrong-state' });
    }
    expect(meantBy('undo', parts({ undo: { dropId: 'd7' } }), 'd1')).toEqual({ name: 'drop.undo', input: { dropId: 'd7' } });
    expect(meantBy('undo', parts({}), 'd1')).toMatchObject({ refused: 'already-open' });
    expect(meantBy('panic', parts({}), null)).toEqual({ name: 'panic', input: {} });
  });
});
