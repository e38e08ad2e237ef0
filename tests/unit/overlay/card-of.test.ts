import { describe, expect, it } from 'vitest';
import type { OverlayParts } from '@protocol/parts.ts';
import { pictureOf, REST_SHOWN_MS } from '../../../overlay/card-of.ts';
import type { Card, Picture } from '../../../overlay/card-of.ts';
import { overlayParts } from '../../../overlay/overlay-parts.ts';
import { drop, line, NOW, parts } from './sample-parts.ts';

const at = (given: OverlayParts, now: number): Picture => pictureOf(given, now, {}, 0);
function cardAt(given: OverlayParts, now: number): Card {
  const { card } = at(given, now);
  if (card === null) throw new Error('no card');
  return card;
}

describe('what the canvas shows', () => {
  it('V3 the same parts at the same moment are the same picture', () => {
    const given = parts([drop({})], { alsoLive: ['mug'] });
    expect(at(given, NOW)).toEqual(at(given, NOW));
  });

  it('V1 parts not said yet are nothing, not a crash', () => {
    expect(at(overlayParts({}), NOW)).toEqual({ card: null, alsoLive: [], next: null, mark: null, blank: false });
    expect(at(overlayParts({ onAir: 'gone' }), NOW).card).toBeNull();
  });

  it('live: face up, clock to the end, price, ticks and both halves of the count', () => {
    const card = cardAt(parts([drop({})], {}), NOW);
    expect(card).toMatchObject({ phase: 'live', mainFace: 'up', stubFace: 'up', title: 'Saddle bag', picture: '/media/a' });
    expect(card.front).toMatchObject({
      tag: { kind: 'live', text: 'Live now' },
      clock: '4:00',
      price: '€148',
      count: '9 left',
      rest: '4 being paid for · 11 sold',
      grown: false,
      stamp: null,
      dimmed: false,
    });
    expect(card.front.ticks).toMatchObject({ kind: 'ticks' });
  });

  it('D4 a draw counts who entered, hurries nobody, and says that it is drawn', () => {
    const draw = { commitment: 'c', entries: 340, drawnAt: null };
    const open = cardAt(parts([drop({ mode: 'draw', draw, lines: [line(2, 0, 0, {})] })], {}), NOW);
    expect(open.front).toMatchObject({ count: '340 entries', rest: 'for 2 places', grown: false, tag: { text: 'Live now' } });
    const drawn = drop({ mode: 'draw', settling: true, endsAt: NOW - 1_000, draw: { ...draw, drawnAt: NOW }, lines: [line(0, 2, 0, {})] });
    expect(cardAt(parts([drawn], { onAir: null }), NOW).front.count).toBe('Drawn from 340 entries');
  });

  it('T1 the clock is the server time alone', () => {
    const given = parts([drop({})], {});
    expect(cardAt(given, NOW + 1_000).front.clock).toBe('3:59');
    expect(cardAt(given, NOW + 239_001).front.clock).toBe('0:01');
  });

  it('armed: face down with its name and the time the rundown says', () => {
    const armed = drop({ state: 'armed', firedAt: null, opensAt: null, endsAt: null, closesAt: null });
    const noon = Date.UTC(2027, 0, 15, 11, 40);
    const card = cardAt(parts([armed], { onAir: null, next: { title: 'Saddle bag', kind: 'drop', at: noon } }), NOW);
    expect(card).toMatchObject({ phase: 'armed', mainFace: 'down', stubFace: 'down', back: { shop: 'Halm & Holt', big: 'at 12:40 PM' } });
    expect(cardAt(parts([armed], { onAir: null }), NOW).back.big).toBe('coming up');
  });

  it('D2 opening: still face down, the count-in, and the stub already to be scanned', () => {
    const opening = drop({ opensAt: NOW + 10_500, endsAt: NOW + 310_500 });
    const link = { dropId: 'bag', url: 'https://drop.shop/d/k7', short: 'drop.shop/d/k7' };
    expect(cardAt(parts([opening], { link }), NOW)).toMatchObject({
      phase: 'opening',
      mainFace: 'down',
      stubFace: 'up',
      back: { say: 'opens in', big: '0:11', counts: true },
    });
    expect(cardAt(parts([opening], {}), NOW).stubFace).toBe('down');
    expect(cardAt(parts([opening], { link }), NOW + 10_500)).toMatchObject({ phase: 'live', mainFace: 'up' });
  });

  it('D2 V3 fewer left than the stream is late are the last few: whoever sees them now finds none', () => {
    const late = { endsAt: NOW + 240_000, closesAt: NOW + 260_000 };
    const tag = (units: number, now: number): string => cardAt(parts([drop({ ...late, pace: { at: NOW, units } })], {}), now).front.tag.text;
    expect([tag(30, NOW), tag(30, NOW + 10_000), tag(30, NOW + 100_000), tag(5, NOW)]).toEqual(['Last few', 'Last few', 'Live now', 'Live now']);
  });

  it('the last few grow the count; a drop too small for that does not open shouting', () => {
    expect(cardAt(parts([drop({ lines: [line(2, 3, 19, {})] })], {}), NOW).front.grown).toBe(true);
    expect(cardAt(parts([drop({ lines: [line(6, 3, 15, {})] })], {}), NOW).front.grown).toBe(false);
    expect(cardAt(parts([drop({ lines: [line(2, 0, 0, {})] })], {}), NOW).front.grown).toBe(false);
  });

  it('D5 all held is not sold out: it says how many may come back, and when the first', () => {
    const lines = [line(0, 2, 5, { backAt: NOW + 190_000 }), line(0, 1, 3, { sku: 'BAG-2', backAt: NOW + 129_400 })];
    const { front, phase } = cardAt(parts([drop({ lines })], {}), NOW);
    expect(phase).toBe('all-held');
    expect(front).toMatchObject({ tag: { kind: 'held', text: 'All reserved' }, count: '3 may come back in 2:10', rest: '8 sold', stamp: null });
    expect(cardAt(parts([drop({ lines })], {}), NOW + 200_000).front.count).toBe('3 may come back');
  });

  it('V3 that more came in is said for 8 s of server time, on a reload too, and then why there is more time again', () => {
    const more = parts([drop({ more: { n: 3, at: NOW }, extension: 'froze' })], {});
    expect(cardAt(more, NOW).front.note).toBe('3 more came in');
    expect(cardAt(more, NOW + 7_999).front.note).toBe('3 more came in');
    expect(cardAt(more, NOW + 8_000).front.note).toBe('more time: froze');
    expect(cardAt(parts([drop({ more: { n: 3, at: NOW } })], {}), NOW + 8_000).front.note).toBeNull();
    expect(cardAt(parts([drop({ more: { n: 3, at: NOW }, lines: [line(0, 0, 24, {})], settledAt: NOW })], {}), NOW).front.note).toBeNull();
  });

  it('V3 sold out is stamped for 8 s of server time, on a reload too, and is then gone', () => {
    const gone = parts([drop({ lines: [line(0, 0, 24, {})], settledAt: NOW })], {});
    expect(cardAt(gone, NOW).front).toMatchObject({ stamp: 'Sold out', count: 'All 24 sold', clock: null });
    expect(at(gone, NOW + REST_SHOWN_MS - 1).card).not.toBeNull();
    expect(at(gone, NOW + REST_SHOWN_MS).card).toBeNull();
  });

  it('sold out and then ended by the host is told once', () => {
    const ended = parts([drop({ state: 'ended', endedEarly: true, endsAt: NOW + 60_000, lines: [line(0, 0, 24, {})], settledAt: NOW })], { onAir: null });
    expect(cardAt(ended, NOW + 4_000).front.stamp).toBe('Sold out');
    expect(at(ended, NOW + 61_000).card).toBeNull();
  });

  it('where the parts do not say since when, what was seen while running counts; unseen it is old news', () => {
    const gone = parts([drop({ lines: [line(0, 0, 24, {})], settledAt: null })], {});
    expect(pictureOf(gone, NOW, {}, 0).card).toBeNull();
    expect(pictureOf(gone, NOW + 7_000, { bag: { rest: 'sold-out', since: NOW } }, 0).card?.phase).toBe('sold-out');
    expect(pictureOf(gone, NOW + 8_000, { bag: { rest: 'sold-out', since: NOW } }, 0).card).toBeNull();
  });

  it('ended by the clock, before any event says so, and gone after 8 s', () => {
    const given = parts([drop({})], {});
    expect(cardAt(given, NOW + 240_000)).toMatchObject({
      phase: 'ended',
      front: { tag: { kind: 'ended' }, count: '11 sold', rest: '4 being paid for', clock: null },
    });
    expect(at(given, NOW + 248_000).card).toBeNull();
  });

  it('ended early stands 8 s from then, though nothing is on air any more', () => {
    const given = parts([drop({ state: 'ended', endedEarly: true, endsAt: NOW, settledAt: NOW, lines: [line(20, 0, 0, {})] })], { onAir: null });
    expect(cardAt(given, NOW + 1_000).front.count).toBe('Over for now');
    expect(at(given, NOW + 8_000).card).toBeNull();
  });

  it('D6 called off: said face down for 8 s', () => {
    const given = parts([drop({ state: 'planned', calledOff: true, firedAt: null, opensAt: null, endsAt: null, settledAt: NOW })], { onAir: null });
    expect(cardAt(given, NOW + 1_000)).toMatchObject({ phase: 'called-off', mainFace: 'down', stubFace: 'down', back: { big: 'Called off' } });
    expect(at(given, NOW + 8_000).card).toBeNull();
  });

  it('called off and armed again goes back to armed', () => {
    const given = parts([drop({ state: 'armed', calledOff: true, firedAt: null, opensAt: null, endsAt: null, settledAt: NOW })], { onAir: null });
    expect(cardAt(given, NOW + 8_000)).toMatchObject({ phase: 'armed', back: { big: 'coming up' } });
  });

  it('D7 paused is dimmed and said in words, with the clock still true', () => {
    expect(cardAt(parts([drop({ state: 'paused' })], {}), NOW).front).toMatchObject({
      dimmed: true,
      tag: { text: 'Paused' },
      count: 'Back in a moment',
      rest: '9 left',
      clock: '4:00',
    });
  });

  it('D7 an extension is announced with its reason', () => {
    expect(cardAt(parts([drop({ extension: 'the stream stuttered' })], {}), NOW).front.note).toBe('more time: the stream stuttered');
  });

  it('D8 what is still live on its own link is a strip, what is over is not', () => {
    const mug = drop({ dropId: 'mug', title: 'Mug', lines: [line(3, 1, 8, {})] });
    const cap = drop({ dropId: 'cap', title: 'Cap', lines: [line(0, 1, 8, {})] });
    const given = parts([drop({}), mug, cap], { alsoLive: ['bag', 'mug', 'cap', 'unknown'] });
    expect(at(given, NOW).alsoLive).toEqual([
      { dropId: 'mug', title: 'Mug', count: '3 left' },
      { dropId: 'cap', title: 'Cap', count: 'all reserved' },
    ]);
    expect(at(given, NOW + 240_000).alsoLive).toEqual([]);
  });

  it('a drop on air has the card even while another has just sold out', () => {
    const gone = drop({ dropId: 'mug', lines: [line(0, 0, 24, {})], settledAt: NOW });
    expect(cardAt(parts([drop({}), gone], {}), NOW + 1_000).dropId).toBe('bag');
  });

  it('D9 panic is a blank canvas', () => {
    expect(at(parts([drop({})], { panic: true, mark: 'rehearsal' }), NOW)).toEqual({ card: null, alsoLive: [], next: null, mark: null, blank: true });
  });

  it('D10 a test and a rehearsal are marked, with and without a card', () => {
    expect(at(parts([drop({ mode: 'test' })], {}), NOW).mark).toMatchObject({ kind: 'test', text: 'Test' });
    expect(at(parts([], { mark: 'rehearsal' }), NOW)).toMatchObject({ card: null, mark: { kind: 'rehearsal' } });
  });

  it('V4 what is old says how old, and keeps its clock', () => {
    const old = (silentMs: number) => pictureOf(parts([drop({})], {}), NOW, {}, silentMs).card;
    expect(old(12_400)).toMatchObject({ stale: true, front: { rest: 'counted 12 s ago', count: '9 left', clock: '4:00' } });
    expect(old(150_000)?.front.rest).toBe('counted 2 min ago');
  });

  it('V6 talk is the host’s own: only what can be bought is announced as next', () => {
    const nextOf = (kind: 'talk' | 'drop', inMs: number | null) =>
      at(parts([], { next: { title: 'Card holder', kind, at: inMs === null ? null : NOW + inMs } }), NOW).next;
    expect(nextOf('talk', 60_000)).toBeNull();
    expect(nextOf('drop', 360_000)).toEqual({ title: 'Card holder', when: 'in about 6 min' });
    expect(nextOf('drop', 20_000)?.when).toBe('in a moment');
    expect(nextOf('drop', null)?.when).toBeNull();
    expect(nextOf('drop', 4_000_000)?.when).toMatch(/^at /u);
  });

  it('options: those that are gone are told apart; too many are counted; one price or the lowest that can still be had', () => {
    const lines = [line(0, 0, 4, { title: 'S', price: 1_000 }), line(2, 0, 1, { title: 'M', price: 1_200 }), line(0, 1, 1, { title: 'L', price: 1_500 })];
    const { front } = cardAt(parts([drop({ lines })], {}), NOW);
    expect(front.options).toEqual([
      { text: 'S', gone: true },
      { text: 'M', gone: false },
      { text: 'L', gone: false },
    ]);
    expect(front.price).toBe('from €12');
    const many = Array.from({ length: 7 }, (_, i) => line(1, 0, 0, { title: `Number ${i} of seven` }));
    expect(cardAt(parts([drop({ lines: many })], {}), NOW).front.options).toEqual([{ text: '7 to choose from', gone: false }]);
  });

  it('the stub shows the link of its own drop, if it can be read on a phone', () => {
    const stub = (link: OverlayParts['link']) => cardAt(parts([drop({})], { link }), NOW).stub;
    expect(stub({ dropId: 'bag', url: 'https://drop.shop/d/k7', short: 'drop.shop/d/k7' })).toMatchObject({
      url: 'https://drop.shop/d/k7',
      text: 'drop.shop/d/k7',
      isLink: true,
    });
    expect(stub({ dropId: 'bag', url: 'https://x.example/d/k7', short: null })).toMatchObject({ text: 'Link in chat', isLink: false, how: 'or scan this' });
    expect(stub({ dropId: 'bag', url: 'https://x.example/d/k7', short: 'x.example/a-very-long-way/d/k7' })?.text).toBe('Link in chat');
    expect(stub({ dropId: 'mug', url: 'https://drop.shop/d/zz', short: 'drop.shop/d/zz' })?.url).toBeNull();
    expect(stub(null)).toMatchObject({ url: null, text: 'Link in chat' });
  });

  it('a shop with a time zone or language this browser does not know still has a clock', () => {
    const armed = drop({ state: 'armed' });
    const shop = { name: 'x', currency: 'EUR', locale: 'en', timeZone: 'Mars/Olympus' } as const;
    expect(cardAt(parts([armed], { onAir: null, shop, next: { title: 'Saddle bag', kind: 'drop', at: NOW } }), NOW).back.big).toMatch(/^at \d/u);
  });
});
