import type { DropPart, OverlayParts } from '@protocol/parts.ts';
import { drop, line, next, offAir, onAir } from './overlay-stage.ts';

/** When what came to rest did so: a little ahead, so that a slow machine still finds it on the card. */
const RESTED = 60_000;

/** Every state the canvas can be in, as the parts of that moment. `now` is the server's time at which it is played. */
export const states: Readonly<Record<string, (now: number) => Partial<OverlayParts>>> = {
  nothing: () => offAir({}),
  'next-only': (now) => offAir({ next: next(now) }),
  armed: (now) => offAir({ 'drop/bag': armed(now), next: { title: 'Saddle bag, chestnut', kind: 'drop', at: now + 1_200_000 } }),
  opening: (now) => onAir(drop(now, { firedAt: now, opensAt: now + 11_400, endsAt: now + 311_000, lines: [line(24, 0, 0, {})] }), { next: next(now) }),
  live: (now) => onAir(drop(now, {}), { next: next(now) }),
  'live-options': (now) =>
    onAir(
      drop(now, {
        lines: ['Brass', 'Silver', 'Black'].map((title, i) =>
          line(i === 1 ? 0 : 6, i === 1 ? 0 : 2, i === 1 ? 8 : 0, { sku: title, title, price: 12_000 + i * 1_450 }),
        ),
      }),
      {},
    ),
  'last-few': (now) => onAir(drop(now, { lines: [line(2, 3, 19, {})] }), { next: next(now) }),
  'all-held': (now) => onAir(drop(now, { lines: [line(0, 3, 21, { backAt: now + 130_400 })] }), { next: next(now) }),
  draw: (now) =>
    onAir(drop(now, { mode: 'draw', lines: [line(6, 0, 0, {})], draw: { commitment: 'a1'.repeat(32), entries: 148, drawnAt: null } }), { next: next(now) }),
  'sold-out': (now) => onAir(drop(now, { settledAt: now + RESTED, lines: [line(0, 0, 24, {})] }), { next: next(now) }),
  paused: (now) => onAir(drop(now, { state: 'paused' }), {}),
  'called-off': (now) =>
    offAir({
      'drop/bag': drop(now, {
        state: 'planned',
        calledOff: true,
        firedAt: null,
        opensAt: null,
        endsAt: null,
        closesAt: null,
        settledAt: now + RESTED,
        lines: [line(24, 0, 0, {})],
      }),
    }),
  ended: (now) => onAir(drop(now, { state: 'ended', endedEarly: true, settledAt: now + RESTED }), {}),
  panic: (now) => onAir(drop(now, { state: 'paused' }), { panic: true, next: next(now) }),
  test: (now) => ({
    ...onAir(
      drop(now, {
        mode: 'test',
        title: 'Test drop',
        pictures: [],
        lines: [line(5, 2, 3, { title: 'First' }), line(4, 0, 1, { title: 'Second', price: 16_000 })],
      }),
      { mark: 'test' },
    ),
    link: null,
  }),
  rehearsal: (now) => onAir(drop(now, {}), { mark: 'rehearsal', alsoLive: ['mug'], 'drop/mug': mug(now), next: next(now) }),
  'rehearsal-nothing': (now) => offAir({ mark: 'rehearsal', next: next(now) }),
  'also-live': (now) =>
    onAir(drop(now, {}), {
      alsoLive: ['mug', 'cap'],
      'drop/mug': mug(now),
      'drop/cap': { ...mug(now), dropId: 'cap', title: 'Cap, waxed cotton', lines: [line(0, 2, 5, { sku: 'CAP' })] },
      next: next(now),
    }),
  'long-words': (now) =>
    onAir(
      drop(now, {
        title: 'Hand-stitched saddle bag in vegetable-tanned chestnut leather, the numbered autumn edition',
        extension: 'the stream stuttered',
        lines: ['Chestnut, long strap', 'Black, short strap', 'Olive, no strap at all'].map((title, i) =>
          line(3, 1, 2, { sku: title, title, price: 129_900 + i * 12_550 }),
        ),
      }),
      {
        link: { dropId: 'bag', url: 'https://shop.saddlery-halm-and-holt.example.com/d/k7Qm2xPz', short: null },
        next: { title: 'Hand-stitched card holder in olive, with a coin pocket and a very long name', kind: 'drop', at: now + 4_000_000 },
      },
    ),
  many: (now) => onAir(drop(now, { title: 'Tour poster', lines: [line(112, 18, 270, { price: 2_450 })] }), {}),
  sixty: (now) => onAir(drop(now, { title: 'Enamel pin, second run', lines: [line(22, 6, 32, { price: 900 })] }), {}),
  'one-of-one': (now) => onAir(drop(now, { title: 'The first one', lines: [line(1, 0, 0, { price: 210_000 })] }), {}),
  'no-link-no-picture': (now) => ({ ...onAir(drop(now, { pictures: [] }), {}), link: null }),
};
const armed = (now: number): DropPart =>
  drop(now, { state: 'armed', firing: 0, firedAt: null, opensAt: null, endsAt: null, closesAt: null, lines: [line(24, 0, 0, {})] });
const mug = (now: number): DropPart => drop(now, { dropId: 'mug', title: 'Stoneware mug', lines: [line(3, 1, 8, { sku: 'MUG', price: 3_200 })] });
