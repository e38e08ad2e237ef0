import { describe, expect, it } from 'vitest';
import { newState } from '../../../../server/shop/state.ts';
import { voiceOf } from '../../../../server/edges/storefront/voice.ts';

const EARLY = Date.UTC(2026, 10, 28, 7, 41);
const MINUTES = 60_000;

const voiceIn = (locale: string) => {
  const state = newState();
  state.put('shop', {
    name: 'Bench',
    currency: 'EUR',
    locale,
    timeZone: 'UTC',
    seller: { name: 'Ana', address: 'Galway', email: 'a@b.ie' },
    returnsUrl: 'https://b.ie',
  });
  return voiceOf(state);
};

describe('times on a buyer’s page', () => {
  it.each([
    ['en-IE', '07:41', '07:41:00'],
    ['de-DE', '07:41', '07:41:00'],
    ['es-ES', '7:41', '7:41:00'],
    ['en-US', '7:41 AM', '7:41:00 AM'],
  ])('T1 are written one way, and as %s writes them: %s', (locale, time, seconds) => {
    const voice = voiceIn(locale);
    const plain = (text: string): string => text.replaceAll(/\s/gu, ' ');
    expect(plain(voice.time(EARLY))).toBe(time);
    expect(plain(voice.seconds(EARLY))).toBe(seconds);
    expect(plain(voice.moment(EARLY))).toContain(time);
    // The range beside it begins as a single time does.
    expect(voice.between(EARLY, EARLY + 60 * MINUTES)).toContain(time.replace(' AM', ''));
  });
});
