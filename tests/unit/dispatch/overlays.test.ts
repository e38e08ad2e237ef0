import { beforeEach, describe, expect, it } from 'vitest';
import type { PaintedMessage } from '@protocol/socket.ts';
import { createOverlays, GONE_AFTER, type Overlays } from '../../../server/dispatch/overlays.ts';

let now = 1_800_000_000_000;
let seq = 10;
let built: string | null = 'new';
let overlays: Overlays;
beforeEach(() => {
  seq = 10;
  built = 'new';
  overlays = createOverlays({ build: () => built, seq: () => seq });
});
const full: PaintedMessage = { rev: 10, fps: 30, visible: true, width: 1920, height: 1080, name: 'Main' };
/** Every 2 s, for as long. */
function paints(instance: string, seconds: number, change: Partial<PaintedMessage> = {}, build = 'new'): void {
  for (let s = 0; s < seconds; s += 2) {
    overlays.painted(instance, build, { ...full, rev: seq, ...change }, now);
    now += 2_000;
  }
}
const troubles = (instance: string) => overlays.rows(now).find((row) => row.instance === instance)?.troubles;

describe('V5 what is wrong with an overlay', () => {
  it('a healthy one has nothing', () => {
    paints('a', 10);
    expect(overlays.rows(now)).toMatchObject([{ instance: 'a', name: 'Main', build: 'new', fps: 30, troubles: [] }]);
  });
  it('OBS’s default size, few pictures, hidden, an old build', () => {
    paints('a', 10, { width: 800, height: 600, fps: 9 }, 'old');
    expect(troubles('a')).toEqual(['default-size', 'slow', 'old-build']);
    paints('b', 2, { visible: false, fps: 0, name: 'Side' });
    expect(troubles('b')).toEqual(['hidden']);
  });
  it('one slow report is a hiccup', () => {
    paints('a', 2);
    paints('a', 2, { fps: 3 });
    paints('a', 2);
    expect(troubles('a')).toEqual([]);
  });
  it('where nothing is built nobody is old', () => {
    built = null;
    paints('a', 2, {}, 'old');
    expect(troubles('a')).toEqual([]);
  });
  it('two of one name that paint at once are told; one that is hidden, or of another name, is not the second', () => {
    paints('a', 2);
    paints('b', 2);
    overlays.painted('a', 'new', full, now);
    overlays.painted('b', 'new', full, now);
    expect([troubles('a'), troubles('b')]).toEqual([['twice'], ['twice']]);
    overlays.painted('b', 'new', { ...full, visible: false }, now);
    expect(troubles('a')).toEqual([]);
    overlays.painted('b', 'new', { ...full, name: 'Phone' }, now);
    expect(troubles('a')).toEqual([]);
  });
  it('unnamed ones are two by their canvas', () => {
    overlays.painted('a', 'new', { ...full, name: null }, now);
    overlays.painted('b', 'new', { ...full, name: null, width: 1080, height: 1920 }, now);
    expect(troubles('a')).toEqual([]);
    overlays.painted('c', 'new', { ...full, name: null }, now);
    expect(troubles('a')).toEqual(['twice']);
  });
  it('one that stays behind the ledger is stuck; one that follows a busy ledger is not', () => {
    for (let n = 0; n < 10; n += 1) {
      overlays.painted('a', 'new', { ...full, rev: seq }, now);
      seq += 50;
      now += 2_000;
    }
    expect(troubles('a')).toEqual([]);
    const stuck = seq;
    seq += 1;
    for (let n = 0; n < 6; n += 1) {
      overlays.painted('a', 'new', { ...full, rev: stuck }, now);
      now += 2_000;
    }
    expect(troubles('a')).toContain('behind');
  });
});

describe('V5 the one that was on the stream is gone', () => {
  it('told within 10 s of its last sign, and taken back when one of its name paints again', () => {
    paints('a', 4);
    const last = now - 2_000;
    overlays.gone('a');
    expect(overlays.missing(last + GONE_AFTER - 1)).toEqual([]);
    expect(GONE_AFTER).toBeLessThan(10_000);
    expect(overlays.missing(last + GONE_AFTER)).toEqual([{ name: 'Main', width: 1920, height: 1080, since: last }]);
    now = last + GONE_AFTER;
    paints('b', 2);
    expect(overlays.missing(now)).toEqual([]);
  });
  it('one that freezes on a line that stands is gone too', () => {
    paints('a', 4);
    expect(overlays.missing(now + 7_000)).toHaveLength(1);
  });
  it('hidden on purpose is not gone, nor is one that was only made larger', () => {
    paints('a', 4);
    paints('a', 2, { visible: false, fps: 0 });
    overlays.gone('a');
    expect(overlays.missing(now + 20_000)).toEqual([]);
    paints('b', 2, { name: null });
    paints('b', 30, { name: null, width: 1280, height: 720 });
    expect(overlays.missing(now)).toEqual([]);
  });
  it('a hidden one that is rarely heard of stays in the list', () => {
    paints('a', 2, { visible: false, fps: 0 });
    now += 60_000;
    expect(overlays.rows(now)).toHaveLength(1);
    expect(overlays.missing(now)).toEqual([]);
  });
  it('no news for ever', () => {
    paints('a', 2);
    overlays.gone('a');
    expect(overlays.missing(now + 11 * 60_000)).toEqual([]);
  });
});

describe('an old build loads itself anew', () => {
  it('once, all of them together, and never in a circle', () => {
    paints('a', 8, {}, 'old');
    overlays.painted('b', 'old', { ...full, visible: false }, now);
    expect(overlays.toReload(now, true)).toEqual([]);
    now += 4_000;
    expect(overlays.toReload(now, true)).toEqual(['a', 'b']);
    expect(overlays.toReload(now, true)).toEqual([]);
    // It came back as it was: a cache.
    overlays.gone('a');
    paints('a2', 30, {}, 'old');
    expect(overlays.toReload(now, true)).toEqual([]);
    expect(troubles('a2')).toContain('old-build');
  });
  it('never while a drop is live, and right after it', () => {
    paints('a', 12, {}, 'old');
    expect(overlays.toReload(now, false)).toEqual([]);
    expect(overlays.toReload(now, true)).toEqual(['a']);
  });
  it('the next build may ask again', () => {
    paints('a', 12, {}, 'old');
    expect(overlays.toReload(now, true)).toEqual(['a']);
    built = 'newer';
    expect(overlays.toReload(now, true)).toEqual(['a']);
  });
  it('the newest one is left alone', () => {
    paints('a', 20);
    expect(overlays.toReload(now, true)).toEqual([]);
  });
});
