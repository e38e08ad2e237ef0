import { describe, expect, it, vi } from 'vitest';
import { panel as words } from '@locales/en.json';
import type { ReachPart, ReachTrouble } from '@protocol/parts.ts';
import { speaker } from '@protocol/words.ts';
import { reachHealth } from '../../../control-panel/desk/health.ts';
import { setUpAt, stepsOf, wayInUse, wayNamed, ways } from '../../../control-panel/paper/reach/ways.ts';
import { reachTrouble } from '../../../control-panel/text/reach-text.ts';

vi.stubGlobal('navigator', { language: 'en-IE' });
const w = speaker(words, 'en');
const none: ReachPart = {
  state: 'none',
  url: null,
  from: null,
  since: 0,
  checkedAt: null,
  why: null,
  detail: '',
  before: null,
  proxyUnheard: false,
  network: [],
  networkFirst: false,
  tunnel: null,
};
const reached: ReachPart = { ...none, state: 'reached', url: 'https://drop.example', from: 'panel', checkedAt: 1 };
const failing: ReachPart = { ...reached, state: 'failing', why: 'timeout' };
const near: ReachPart = { ...none, network: ['http://192.168.1.7:4700'] };

describe('how buyers get in, in words', () => {
  it('nothing until the server said', () => {
    expect(reachHealth(null, 'public')).toBeNull();
  });
  it('amber only where something is to be done', () => {
    const looks = (reach: ReachPart, show: 'public' | 'network' | null): boolean | undefined => reachHealth(reach, show)?.look;
    expect(looks(reached, 'public')).toBe(false);
    expect(looks({ ...reached, proxyUnheard: true }, 'public')).toBe(true);
    expect(looks({ ...reached, state: 'checking' }, 'public')).toBe(false);
    expect(looks(failing, 'public')).toBe(true);
    expect(looks(failing, 'network')).toBe(true);
    // At a stall nobody comes by the address that is kept for other evenings.
    expect(looks({ ...failing, network: near.network, networkFirst: true }, 'network')).toBe(false);
    expect(looks({ ...failing, network: near.network, networkFirst: true }, 'public')).toBe(true);
    expect(looks({ ...failing, networkFirst: true }, 'network')).toBe(true);
    expect(looks(near, 'network')).toBe(false);
    expect(looks(none, 'public')).toBe(true);
    expect(looks(none, null)).toBe(false);
  });
  it('every trouble has a sentence that says what to do; a tunnel that is down explains the rest', () => {
    const troubles: readonly ReachTrouble[] = ['dns', 'offline', 'refused', 'timeout', 'broken', 'tls', 'gateway', 'redirect', 'not-ours'];
    const said = troubles.map((why) => reachTrouble({ ...failing, why, detail: 'X1' }));
    expect(new Set(said).size).toBe(troubles.length);
    for (const sentence of said) expect(sentence).not.toMatch(/[{}]/u);
    expect(reachTrouble({ ...failing, why: 'not-ours', detail: 'dropcast' })).toBe(w('reach.why.stranger'));
    expect(reachTrouble({ ...failing, tunnel: { state: 'lost', quick: true, note: 'no tunnel today' } })).toContain('no tunnel today');
    expect(reachTrouble(reached)).toBe('');
  });
  it('knows the way in use', () => {
    expect(wayInUse(none)).toBeNull();
    expect(wayInUse(near)).toBe('network');
    expect(wayInUse(reached)).toBe('address');
    expect(wayInUse({ ...reached, network: near.network, networkFirst: true })).toBe('network');
    expect(wayInUse({ ...reached, from: 'tunnel', tunnel: { state: 'up', quick: true, note: '' } })).toBe('tunnel');
  });
});

it('from the set-up to the steps of a way and back is the same way', () => {
  for (const way of ways) {
    const there = new URL(stepsOf(way), 'http://localhost');
    const back = new URL(setUpAt(way), 'http://localhost');
    expect([there.pathname, wayNamed(there.searchParams.get('way')), back.pathname, wayNamed(back.searchParams.get('way'))]).toEqual(['/reach', way, '/setup/reach', way]); // prettier-ignore
  }
  for (const strange of [null, '', 'moon']) expect(wayNamed(strange)).toBeNull();
});
