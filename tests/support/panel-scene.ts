import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { MINUTE, SECOND, type DurationMs } from '../../server/protocol/time.ts';
import { root } from '../../scripts/surfaces.mjs';
import { builtOverlay } from '../../server/built-overlay.ts';
import { createClock } from '../../server/dispatch/clock.ts';
import { startFakeTwitch, type FakeTwitch } from './fake-twitch.ts';
import { startServer, type TestServer } from './server.ts';
import { until } from './until.ts';

/** A real server whose evening can be moved forward, and a chat for it: what the panel's screens are looked at on. */
export interface Scene {
  readonly server: TestServer;
  readonly twitch: FakeTwitch;
  /** Lets ledger time pass at once. */
  pass(ms: DurationMs): Promise<void>;
  close(): Promise<void>;
}

export async function openScene(): Promise<Scene> {
  let shift = 0;
  const twitch = await startFakeTwitch(100);
  const server = await startServer({
    kept: 'memory',
    env: { TWITCH_IRC_URL: twitch.url, TWITCH_ID_URL: twitch.idUrl },
    deps: {
      clock: createClock(
        // Both, or the desk would say that the clock of this computer is behind (T2).
        () => Date.now() + shift,
        () => performance.now() + shift,
      ),
      sampleDir: fileURLToPath(new URL('../../server/cli/demo/pictures', import.meta.url)),
    },
  });
  return {
    server,
    twitch,
    pass: async (ms) => {
      shift += ms;
      // One round of due work, so that what ended by the clock has ended.
      const before = server.started().core.now();
      await until(() => server.started().core.now() > before + 1_500);
    },
    close: async () => {
      await server.stop();
      await twitch.close();
    },
  };
}

const variant = (sku: string, options: readonly string[], price: number, onHand: number) => ({
  sku,
  options: [...options],
  price,
  compareAt: null,
  cost: Math.round(price * 0.4),
  grams: 400,
  onHand,
});

/** "Bench & Awl" with a catalog: five things by hand, and a real export of a shop. */
export async function furnish({ server }: Scene): Promise<void> {
  const { done, owner } = server;
  await done(
    'shop.configure',
    {
      name: 'Bench & Awl',
      currency: 'EUR',
      locale: 'en-IE',
      timeZone: 'Europe/Dublin',
      seller: { name: 'Ana Ní Bhriain', address: '4 Dock Road\nGalway', email: 'ana@benchandawl.example' },
      returnsUrl: 'https://benchandawl.example/returns',
    },
    owner,
  );
  await done('shop.reach', { publicUrl: 'https://drop.example' }, owner);
  await done('shipping.save', { flat: 490 }, owner);
  const now = server.started().core.now();
  await done(
    'pickup.save',
    { pickupId: null, place: 'Workshop', address: '4 Dock Road, Galway', startsAt: now + 20 * 60 * MINUTE, endsAt: now + 22 * 60 * MINUTE, capacity: 30 },
    owner,
  );
  const products = [
    {
      handle: 'saddle-bag',
      pictures: ['/sample/saddle-bag.svg'],
      title: 'Saddle bag, chestnut',
      options: ['Buckle'],
      variants: [variant('BAG-BRASS', ['Brass'], 14_800, 16), variant('BAG-NICKEL', ['Nickel'], 14_800, 12)],
    },
    {
      handle: 'belt',
      pictures: ['/sample/belt.svg'],
      title: 'Belt',
      options: ['Size'],
      variants: ['S', 'M', 'L', 'XL'].map((size, at) => variant(`BELT-${size}`, [size], 6_500, [4, 6, 5, 3][at] ?? 0)),
    },
    {
      handle: 'card-holder',
      pictures: ['/sample/card-holder.svg'],
      title: 'Card holder, olive',
      options: [],
      variants: [variant('CARD-OLIVE', [], 2_900, 44)],
    },
    { handle: 'clutch', pictures: ['/sample/clutch.svg'], title: 'Numbered clutch', options: [], variants: [variant('CLUTCH', [], 21_000, 6)] },
    {
      handle: 'key-fob',
      pictures: ['/sample/key-loop.svg'],
      title: 'Key fob',
      options: ['Colour'],
      variants: [variant('FOB-TAN', ['Tan'], 1_200, 120), variant('FOB-BLACK', ['Black'], 1_200, 85)],
    },
  ];
  for (const product of products)
    await done('product.save', { ...product, body: 'Vegetable-tanned in Tuscany, cut and stitched in Galway.', vendor: 'Bench & Awl' }, owner);
  await done(
    'catalog.import',
    { format: 'shopify-csv', csv: readFileSync(new URL('data/shopify/apparel.csv', import.meta.url), 'utf8'), dryRun: false },
    owner,
  );
}

/** The chat is as late as `delaySeconds`: what the lead of a drop comes from (D2). */
export async function connectChat({ server, twitch }: Scene, delaySeconds: number): Promise<void> {
  twitch.mods.add('benchbot');
  await server.done(
    'channel.save',
    { channel: 'twitch', enabled: true, delaySeconds, settings: { channel: 'benchandawl', username: 'benchbot', token: 'oauth:abcdef123456' }, templates: {} },
    server.owner,
  );
  await until(() => twitch.present('#benchandawl') > 0);
}

export interface Evening {
  readonly showId: string;
  readonly drops: Readonly<Record<'belt' | 'bag' | 'card' | 'clutch', string>>;
}

/** A rundown of two talks and four drops, begun in the middle of it if `go` is called as often. */
export async function planEvening({ server }: Scene): Promise<Evening> {
  const { done, owner } = server;
  const { showId } = await done(
    'show.plan',
    { title: 'Sunday bench drop', startsAt: server.started().core.now() + 10 * SECOND, minutes: 40, reach: 'public' },
    owner,
  );
  const talk = (title: string, minutes: number) => ({ kind: 'talk' as const, cueId: null, title, minutes });
  await done('rundown.arrange', { showId, cues: [talk('Hello, what is on the bench', 2)] }, owner);
  const plan = async (
    title: string,
    lines: readonly { readonly sku: string; readonly allotted: number; readonly price: number }[],
    minutes: number,
  ): Promise<string> => (await done('drop.plan', { showId, title, mode: 'hold', lines: [...lines], minutes, holdSeconds: 300, perViewer: 2 }, owner)).dropId;
  const belt = await plan('Belt, 4 sizes', [
    { sku: 'BELT-S', allotted: 2, price: 6_500 },
    { sku: 'BELT-M', allotted: 3, price: 6_500 },
  ], 6); // prettier-ignore
  const bag = await plan('Saddle bag, chestnut', [
    { sku: 'BAG-BRASS', allotted: 14, price: 14_800 },
    { sku: 'BAG-NICKEL', allotted: 10, price: 14_800 },
  ], 9); // prettier-ignore
  const card = await plan('Card holder, olive', [{ sku: 'CARD-OLIVE', allotted: 40, price: 2_400 }], 5);
  const clutch = await plan('Numbered clutch', [{ sku: 'CLUTCH', allotted: 6, price: 21_000 }], 4);
  const { rundown } = await snapshot(server);
  await done(
    'rundown.arrange',
    {
      showId,
      cues: [
        ...rundown.map((cue) =>
          cue.kind === 'talk'
            ? { kind: 'talk' as const, cueId: cue.cueId, title: cue.title, minutes: cue.minutes }
            : { kind: 'drop' as const, cueId: cue.cueId, minutes: cue.minutes },
        ),
        talk('Thanks, pickup times', 3),
      ],
    },
    owner,
  );
  return { showId, drops: { belt, bag, card, clutch } };
}

interface CueSeen {
  readonly cueId: string;
  readonly kind: 'talk' | 'drop';
  readonly title: string;
  readonly minutes: number;
  readonly state: string;
}
async function snapshot(server: TestServer): Promise<{ readonly rundown: readonly CueSeen[]; readonly onAir: string | null }> {
  const response = await server.fetch('/api/state/panel', { headers: { authorization: `Bearer ${server.owner.key}` } });
  // Built by the views from the types of the parts.
  return ((await response.json()) as { readonly parts: { readonly rundown: readonly CueSeen[]; readonly onAir: string | null } }).parts;
}

/** What the desk's GO does. */
export async function go({ server }: Scene, showId: string): Promise<void> {
  const { rundown, onAir } = await snapshot(server);
  const next = rundown.find((cue) => cue.state === 'next');
  if (next === undefined) throw new Error('nothing next');
  await server.done('cue.go', { showId, cueId: next.cueId, expectOnAir: onAir }, server.owner);
}

/** Nobody is taken for somebody else who bought before, but for every sixth: that one is told of. */
let buyers = 0;

/** Somebody reserves, and orders where `orders` says so. */
export async function buy({ server }: Scene, dropId: string, sku: string, quantity: number, orders: boolean): Promise<number | null> {
  const as = server.viewer();
  const { holdId } = await server.done('hold.place', { dropId, lines: [{ sku, quantity }] }, as);
  if (!orders) return null;
  const names = ['Lena Kovač', 'Tom Byrne', 'Aoife Walsh', 'Marek Nowak', 'Ines Duarte'];
  buyers += 1;
  const { orderNumber } = await server.done(
    'checkout.start',
    {
      holdId,
      provider: 'later',
      contact: { name: names[quantity + sku.length - 5] ?? 'Lena Kovač', email: `buyer-${buyers - (buyers % 6 === 0 ? 1 : 0)}@mail.example` },
      delivery: {
        kind: 'ship',
        address: { line1: `${buyers - (buyers % 6 === 0 ? 1 : 0)} Quay Street`, line2: '', city: 'Galway', postcode: 'H91 X2Y3', region: '', country: 'IE' },
      },
      with: null,
    },
    as,
  );
  return orderNumber;
}

/** The belt is sold out, the saddle bag is live with holds and orders, the card holder is next. */
export async function midShow(scene: Scene): Promise<Evening> {
  const { server } = scene;
  const evening = await planEvening(scene);
  const { showId, drops } = evening;
  await go(scene, showId);
  await scene.pass(2 * MINUTE);
  await go(scene, showId);
  await scene.pass(10 * SECOND);
  for (const sku of ['BELT-S', 'BELT-S', 'BELT-M', 'BELT-M', 'BELT-M']) {
    const orderNumber = await buy(scene, drops.belt, sku, 1, true);
    if (orderNumber !== null && sku === 'BELT-M') await server.done('order.pay', { orderNumber, paidBy: 'transfer' }, server.owner);
  }
  await scene.pass(3 * MINUTE);
  await server.done('drop.end', { dropId: drops.belt }, server.owner);
  await go(scene, showId);
  await scene.pass(10 * SECOND);
  for (let n = 0; n < 6; n += 1) {
    const orderNumber = await buy(scene, drops.bag, n % 2 === 0 ? 'BAG-BRASS' : 'BAG-NICKEL', n === 4 ? 2 : 1, true);
    if (orderNumber !== null && n < 4) await server.done('order.pay', { orderNumber, paidBy: 'cash' }, server.owner);
  }
  await scene.pass(40 * SECOND);
  await buy(scene, drops.bag, 'BAG-BRASS', 1, false);
  await buy(scene, drops.bag, 'BAG-BRASS', 2, false);
  await buy(scene, drops.bag, 'BAG-NICKEL', 1, false);
  await scene.pass(20 * SECOND);
  return evening;
}

/** An overlay that paints, as far as the desk can tell. Returns what stops it. */
export function paint({ server }: Scene, visible: boolean): () => void {
  const once = (): void => {
    const { core, presence } = server.started();
    const build = builtOverlay(join(root, 'dist'))() ?? 'none';
    presence.overlayPainted('ov-1', build, { rev: core.health().seq, fps: 60, visible, width: 1920, height: 1080 }, core.now());
  };
  once();
  const timer = setInterval(once, 250);
  return () => clearInterval(timer);
}
