import { describe, expect, it } from 'vitest';
import { pictureOf } from '../../../overlay/card-of.ts';
import type { Card } from '../../../overlay/card-of.ts';
import { EMPTY, ENTER_MS, LEAVE_MS, step } from '../../../overlay/staging.ts';
import { drop, NOW, parts } from './sample-parts.ts';

function card(dropId: string): Card {
  const made = pictureOf(parts([drop({ dropId })], {}), NOW, {}, 0).card;
  if (made === null) throw new Error('no card');
  return made;
}

describe('coming and going', () => {
  it('V3 the first picture stands at once', () => {
    expect(step(EMPTY, card('a'), 0, true)).toMatchObject({ shown: { dropId: 'a' }, movement: 'none' });
  });

  it('a card seen coming comes in, once', () => {
    let staging = step(EMPTY, null, 0, true);
    staging = step(staging, card('a'), 100, false);
    expect(staging.movement).toBe('enter');
    staging = step(staging, card('a'), 100 + ENTER_MS, false);
    expect(staging.movement).toBe('none');
    expect(step(staging, card('a'), 90_000, false).movement).toBe('none');
  });

  it('one thing at a time: the old card folds away before the next one comes', () => {
    let staging = step(EMPTY, card('a'), 0, true);
    staging = step(staging, card('b'), 1_000, false);
    expect(staging).toMatchObject({ shown: { dropId: 'a' }, movement: 'leave' });
    staging = step(staging, card('b'), 1_000 + LEAVE_MS - 1, false);
    expect(staging).toMatchObject({ shown: { dropId: 'a' }, movement: 'leave' });
    staging = step(staging, card('b'), 1_000 + LEAVE_MS, false);
    expect(staging).toMatchObject({ shown: { dropId: 'b' }, movement: 'enter' });
  });

  it('a card that comes back while it folds stays', () => {
    let staging = step(EMPTY, card('a'), 0, true);
    staging = step(staging, null, 10, false);
    staging = step(staging, card('a'), 20, false);
    expect(staging).toMatchObject({ shown: { dropId: 'a' }, movement: 'none' });
  });

  it('a cut ends every movement', () => {
    const leaving = step(step(EMPTY, card('a'), 0, true), null, 10, false);
    expect(step(leaving, null, 20, true)).toMatchObject({ shown: null, movement: 'none' });
  });
});
