import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ChannelPart, PresenceParts } from '@protocol/parts.ts';
import { channelHealth, clockHealth } from '../../../control-panel/desk/health.ts';
import { goneHealth, overlayHealth } from '../../../control-panel/desk/overlay-health.ts';

const NOW = 1_800_000_000_000;
const overlay = (change: Partial<PresenceParts['overlays'][number]>): PresenceParts['overlays'][number] => ({
  instance: 'o1',
  name: null,
  troubles: [],
  build: 'b',
  fps: 60,
  visible: true,
  width: 1920,
  height: 1080,
  rev: 1,
  seenAt: NOW - 200,
  ...change,
});
const twitch: ChannelPart = { channel: 'twitch', label: 'Twitch', hand: null, enabled: true, delaySeconds: 6, latencies: [], templates: {}, rules: null };
const presence = (state: PresenceParts['channels'][number]['state'], note: string): PresenceParts['channels'][number] => ({
  channel: 'twitch',
  state,
  note,
  at: NOW,
});

describe('health of the overlay', () => {
  it('healthy is a word: when it painted last', () => {
    expect(overlayHealth([overlay({})], NOW)).toMatchObject({ state: 'painted 0.2 s ago', look: false });
  });
  it('one that paints is enough', () => {
    expect(overlayHealth([overlay({ visible: false }), overlay({ instance: 'o2' })], NOW).look).toBe(false);
  });
  it.each([
    ['none seen', []],
    ['hidden', [overlay({ visible: false })]],
    ['painted 7 s ago', [overlay({ seenAt: NOW - 7_000 })]],
  ] as const)('“%s” wants a look and says what to do', (state, overlays) => {
    const health = overlayHealth(overlays, NOW);
    expect(health).toMatchObject({ state, look: true });
    expect(health.text.length).toBeGreaterThan(20);
  });
  it('what was not heard yet is not “none”', () => {
    expect(overlayHealth(null, NOW).look).toBe(false);
  });
  it('a clock a little ahead of ours is not a negative age', () => {
    expect(overlayHealth([overlay({ seenAt: NOW + 300 })], NOW).state).toBe('painted 0.0 s ago');
  });
});

afterEach(() => vi.unstubAllGlobals());

describe('what is wrong with an overlay, and who is missing', () => {
  it('one that paints and is ill wants a look, in words', () => {
    const health = overlayHealth([overlay({ width: 800, height: 600, troubles: ['default-size'] })], NOW);
    expect(health).toMatchObject({ state: '800 × 600', look: true });
    expect(health.text).toContain('1920 × 1080');
  });
  it('one that was on the stream and is gone is an alarm in a live show, and a look outside of one', () => {
    // Times are written as this browser writes them.
    vi.stubGlobal('navigator', { language: 'en-IE' });
    const gone = [{ name: 'Main', width: 1920, height: 1080, since: NOW - 9_400 }];
    expect(goneHealth(gone, true, NOW)).toMatchObject({ state: 'gone for 9 s', alarm: true });
    expect(goneHealth(gone, true, NOW)?.text).toContain('(Main) is gone since');
    expect(goneHealth(gone, false, NOW)?.alarm).toBe(false);
    expect(goneHealth([], true, NOW)).toBeNull();
    expect(goneHealth(null, true, NOW)).toBeNull();
  });
});

describe('health of a chat', () => {
  it('connected is its note where it has a short one', () => {
    expect(channelHealth(twitch, presence('connected', 'Connected as moderator'))).toMatchObject({ state: 'connected as moderator', look: false });
  });
  it('connected with more to say wants a look', () => {
    const note = 'Connected, not a moderator: links may be blocked. Type /mod bot in your chat.';
    expect(channelHealth(twitch, presence('connected', note))).toMatchObject({ look: true, text: note });
  });
  it('refused and lost want a look, off and not set up do not', () => {
    expect(channelHealth(twitch, presence('refused', '')).look).toBe(true);
    expect(channelHealth(twitch, presence('lost', '')).look).toBe(true);
    expect(channelHealth(twitch, presence('not-set-up', '')).look).toBe(false);
    expect(channelHealth({ ...twitch, enabled: false }, presence('connected', '')).state).toBe('off');
  });
  it('a channel that a person posts in cannot fail; only that it is slow is worth a look', () => {
    const hand = { ...twitch, hand: { longest: 200 } };
    expect(channelHealth(hand, null)).toMatchObject({ state: 'by hand', look: false });
    expect(channelHealth({ ...hand, delaySeconds: 32 }, null).look).toBe(true);
    expect(channelHealth({ ...hand, enabled: false }, null).state).toBe('off');
  });

  it('D2 a channel slower than selling waits for is named, with how late its viewers are', () => {
    expect(channelHealth({ ...twitch, delaySeconds: 20 }, presence('connected', ''))).toMatchObject({ look: false });
    const slow = channelHealth({ ...twitch, delaySeconds: 32 }, presence('connected', ''));
    expect(slow).toMatchObject({ state: '32 s late', look: true });
    expect(slow.text).toMatch(/waits 20 s at most.* on sale for 12 s/u);
    const lost = channelHealth({ ...twitch, delaySeconds: 32 }, presence('lost', ''));
    expect(lost).toMatchObject({ state: 'not reached', look: true });
    expect(lost.text).toContain('on sale for 12 s');
    expect(channelHealth({ ...twitch, delaySeconds: 32, enabled: false }, presence('connected', '')).look).toBe(false);
    expect(channelHealth({ ...twitch, delaySeconds: 32 }, presence('not-set-up', '')).look).toBe(false);
  });
});

describe('health of the clock', () => {
  it('T2 nothing is said while the clocks agree, or were not heard yet', () => {
    for (const clock of [null, { driftMs: 0 }, { driftMs: 1_999 }, { driftMs: -1_999 }]) expect(clockHealth(clock)).toBeNull();
  });
  it.each([
    [4_000, '4 s ahead'],
    [-3_000, '3 s behind'],
    [3_600_000, '60 min ahead'],
  ])('T2 a drift of %i ms is told: %s', (driftMs, state) => {
    const health = clockHealth({ driftMs });
    expect(health).toMatchObject({ state, look: true });
    expect(health?.text).toContain(state);
  });
});
