import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkDraw, commitmentOf, drawOrder, entryHash, type DrawRecord } from '@protocol/draw.ts';
import { hmacSha256, sha256 } from '@protocol/sha256.ts';

const seed = Number(process.env['DROPCAST_SEED'] ?? Math.floor(Math.random() * 2 ** 30));

describe('sha256', () => {
  it('D4 is the platform’s own for any text, at every length around a block', () => {
    for (let n = 0; n < 140; n += 1) expect(sha256('é'.repeat(n))).toBe(createHash('sha256').update('é'.repeat(n)).digest('hex'));
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ unit: 'binary', maxLength: 300 }), (key, text) => {
        expect(hmacSha256(key, text)).toBe(createHmac('sha256', key).update(text).digest('hex'));
      }),
      { numRuns: 60, seed },
    );
  });
});

describe('a draw', () => {
  const entries = Array.from({ length: 50 }, (_none, n) => `entry-${n}`);
  const { order } = drawOrder('5eed', entries);
  const record: DrawRecord = { dropId: 'd', title: 'Bag', commitment: commitmentOf('5eed'), seed: '5eed', entries: entries.map(entryHash).sort(), order };

  it('D4 is the same however its entries come, and another one with one entry more', () => {
    expect(drawOrder('5eed', [...entries].reverse()).order).toEqual(order);
    expect(drawOrder('5eed', [...entries, 'one-more']).order.filter((entryId) => entryId !== 'one-more')).not.toEqual(order);
    expect(drawOrder('other', entries).order).not.toEqual(order);
  });
  it('D4 its check finds another seed, a swapped winner, an entry added or left out', () => {
    expect(checkDraw(record)).toBeNull();
    expect(checkDraw({ ...record, seed: null })).toBe('not-drawn');
    expect(checkDraw({ ...record, seed: '5eee' })).toBe('seed');
    expect(checkDraw({ ...record, order: [order[1] ?? '', order[0] ?? '', ...order.slice(2)] })).toBe('order');
    expect(checkDraw({ ...record, order: [...order, 'late'] })).toBe('entries');
    expect(checkDraw({ ...record, order: [...order, 'late'], entries: [...record.entries, entryHash('late')] })).toBe('order');
    expect(checkDraw({ ...record, order: order.slice(1), entries: order.slice(1).map(entryHash) })).toBe('order');
  });
});
