import Papa from 'papaparse';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandNames, commands, type CommandInput, type CommandName } from '@protocol/commands.ts';
import { refusalStatus } from '@protocol/refusals.ts';
import { DAY } from '@protocol/time.ts';
import { adapters } from '../../server/edges/adapters.ts';
import { openSqliteLedger } from '../../server/ledger/sqlite.ts';
import { START } from '../../server/ledger/ledger.ts';
import { brokenRules } from '../../server/shop/invariants.ts';
import { hostileTexts, putIn, stringPaths, unprintable, type Path } from '../support/hostile.ts';
import { freshId, headersOf, startServer, stockedShop, until as untilClock, usual, type As, type TestServer } from '../support/server.ts';
import { toyChat } from '../support/toy-chat/toy-chat.ts';
import { toyPayment } from '../support/toy-payment/toy-payment.ts';
import { nowhere } from '../support/nowhere.ts';

/**
 * Every text field of every command, found by walking the schemas, is given every hostile text. Each is
 * refused with a code, or stored so that it is only a text. What browsers make of them is tried in tests/e2e/hostile-pages.test.ts.
 */
const AT_ONCE = 16;
/** Of all pairs of a text and a place a half drawn anew with each run; every one of them with the full counts. */
const isFull = process.env['DROPCAST_FULL'] === '1';
const seed = Math.floor(Math.random() * 2 ** 31);
let drawn = seed;
const isTried = (): boolean => {
  // Mulberry32: the seed that is printed draws the same half again.
  drawn = (drawn + 0x6d2b79f5) | 0;
  const mixed = Math.imul(drawn ^ (drawn >>> 15), drawn | 1);
  return isFull || ((mixed ^ (mixed >>> 14)) & 1) === 1;
};

let server: TestServer;
let world: World;

interface World {
  readonly showId: string;
  /** Live, with more units than the tests can hold. */
  readonly dropId: string;
  /** Planned, not fired. */
  readonly plannedId: string;
  readonly cueId: string;
  readonly pickupId: string;
  readonly keyId: string;
}
interface Ask {
  readonly as: As;
  readonly input: unknown;
}

beforeAll(async () => {
  const ours = adapters({ twitchIrcUrl: 'ws://127.0.0.1:9', twitchIdUrl: 'http://127.0.0.1:9', twitchApiUrl: null, servers: nowhere, random: Math.random });
  server = await startServer({
    ...usual,
    kept: 'disk',
    deps: { adapters: { chats: [...ours.chats, toyChat(1_000)], payments: [...ours.payments, toyPayment()], shops: [] } },
  });
  const { done, owner } = server;
  const { showId } = await stockedShop(server);
  await done('variant.adjust', { sku: 'LAMP-BRASS', onHand: 20_000, reason: 'delivery' }, owner);
  await done('shipping.save', { flat: 490 }, owner);
  const { pickupId } = await done(
    'pickup.save',
    { pickupId: null, place: 'Stall', address: 'Market', startsAt: Date.now() + DAY, endsAt: Date.now() + 2 * DAY, capacity: 10_000 },
    owner,
  );
  const plan = (sku: string, allotted: number) =>
    done('drop.plan', { showId, title: 'Lamps', mode: 'hold', lines: [{ sku, allotted, price: 2400 }], minutes: 600, holdSeconds: 3600, perViewer: 1 }, owner);
  const { dropId } = await plan('LAMP-BRASS', 10_000);
  const { dropId: plannedId } = await plan('LAMP-STEEL', 1);
  const { cueIds } = await done('rundown.arrange', { showId, cues: [] }, owner);
  const { opensAt } = await done('drop.fire', { dropId, expectOnAir: null }, owner);
  const { keyId } = await done('key.create', { role: 'packer', name: 'spare' }, owner);
  world = { showId, dropId, plannedId, cueId: cueIds.at(-1) ?? '', pickupId, keyId };
  await untilClock(server, opensAt);
}, 120_000);
afterAll(() => server?.stop());

/** A hold of somebody new; an order of theirs where told. */
async function somebody(): Promise<{ readonly as: { readonly cookie: string }; readonly holdId: string }> {
  const { cookie } = server.viewer();
  const as = { cookie };
  return { as, holdId: (await server.done('hold.place', { dropId: world.dropId, lines: [{ sku: 'LAMP-BRASS', quantity: 1 }] }, as)).holdId };
}
const ships = { kind: 'ship' as const, address: { line1: '1 Quay St', line2: 'Flat 2', city: 'Galway', postcode: 'H91', region: 'Galway', country: 'IE' } };
async function orderNumber(): Promise<number> {
  const { as, holdId } = await somebody();
  return (await server.done('checkout.start', { holdId, provider: 'later', contact: { name: 'Lena', email: 'lena@x.ie' }, delivery: ships, with: null }, as))
    .orderNumber;
}

let mugs = 0;
/** As an owner asks it. */
const by =
  <N extends CommandName>(_name: N, ...inputs: readonly CommandInput<N>[]): (() => readonly Ask[]) =>
  () =>
    inputs.map((input) => ({ as: server.owner, input }));
/**
 * A good input for every command, made anew for each try, together reaching every text of its schema. Closed: a new command does
 * not compile without one. null: the server's own, which nobody outside may ask.
 */
const good = (w: World): { readonly [N in CommandName]: () => readonly Ask[] | Promise<readonly Ask[]> } => {
  const line = { sku: 'LAMP-BRASS', quantity: 1 };
  const drop = { title: 'More', mode: 'hold' as const, lines: [{ sku: 'LAMP-STEEL', allotted: 1, price: 100 }], minutes: 5, holdSeconds: 60, perViewer: 1 };
  const deposit = { cut: { kind: 'amount' as const, amount: 50 }, due: null, kept: false };
  const sells = { via: 'external', url: 'https://shop.example/lamp', discount: 'LIVE10' };
  // A product of its own for each try, so that no text meets what the one before it left.
  const mug = String((mugs += 1));
  const variant = { sku: `MUG-${mug}`, options: ['Blue'], price: 900, compareAt: null, cost: null, grams: null, onHand: 5 };
  return {
    'shop.configure': by('shop.configure', { name: 'Shop', currency: 'EUR', locale: 'en', timeZone: 'UTC', seller: { name: 'Ada', address: '1 Market St', email: 'a@b.ie' }, returnsUrl: 'https://b.ie/r' }),
    'shop.reach': by('shop.reach', { publicUrl: 'https://drop.shop' }),
    'shop.reopen': by('shop.reopen', {}),
    'shop.connect': by('shop.connect', { shop: 'external', enabled: true, settings: { label: 'x' } }),
    'shop.look': by('shop.look', { shop: 'external' }),
    'drop.mark': by('drop.mark', { dropId: w.dropId, sku: 'LAMP-BRASS', by: 1 }),
    'drop.leave': () => [{ as: server.viewer(), input: { dropId: w.dropId, lines: [line], code: 'k7' } satisfies CommandInput<'drop.leave'> }],
    'shop.levels': by('shop.levels', { shop: 'external', taskId: 'task-none', attempt: 1, name: 'Market', levels: [{ sku: 'LAMP-BRASS', variant: 'v1', item: 'i1', level: 3, price: 900 }] }),
    'elsewhere.sold': by('elsewhere.sold', { shop: 'external', reference: 'r1', name: '#1', code: 'k7', contact: { name: 'Lena', email: 'lena@x.ie', address: ships.address }, lines: [{ ...line, price: 900 }], shipping: 0, total: 900 }),
    'elsewhere.refunded': by('elsewhere.refunded', { shop: 'external', reference: 'r1', refund: 'f1', back: [line], gone: [line], amount: 900 }),
    'elsewhere.moved': by('elsewhere.moved', { shop: 'external', item: 'i1' }),
    'shop.move': by('shop.move', {}),
    'shipping.save': by('shipping.save', { flat: 100 }),
    'delivery.save': by('delivery.save', { zones: [{ zoneId: 'zone-1', name: 'Home', countries: ['IE'], freeFrom: 5_000, carriers: [{ carrierId: 'post', name: 'Post', free: true, steps: [{ upTo: 1_000, price: 490, cost: 300 }] }] }], assumedGrams: 300, pickupDiscount: { kind: 'share', share: 500 } }),
    'tax.save': by('tax.save', { rate: 2_000, onTop: false }),
    'code.save': by('code.save', { code: 'WELCOME', cut: { kind: 'amount', amount: 100 }, on: 'goods', from: null, until: null, minimum: 0, uses: 10, perPerson: 1, combines: true, enabled: true }),
    'code.remove': by('code.remove', { code: 'NOTHING' }),
    'withdrawal.save': by('withdrawal.save', { days: 14, excluded: ['mug-0'] }),
    'order.withdraw': by('order.withdraw', { orderNumber: 1 }),
    'money.save': by('money.save', { fee: { share: 150, fixed: 25 }, feeOf: { later: { share: 0, fixed: 0 } }, carrier: 395, packing: 125, returns: 0, target: null }),
    'catalog.import': by('catalog.import', { format: 'shopify-csv', csv: 'Handle,Title,Variant Price\nmug,Mug,9', dryRun: false }),
    'product.save': by('product.save', { handle: `mug-${mug}`, title: 'Mug', body: '<p>A mug</p>', vendor: 'Potter', pictures: ['https://b.ie/mug.jpg'], options: ['Colour'], variants: [variant], belowFloor: { reason: 'last ones' } }),
    'picture.copy': by('picture.copy', { handle: `mug-${mug}` }, { handle: null }),
    'bundle.save': by('bundle.save', { sku: 'LAMP-SET', title: 'Two lamps', price: 9900, parts: [{ sku: 'LAMP-STEEL', quantity: 2 }], picture: '/media/set.webp' }),
    'bundle.remove': by('bundle.remove', { sku: 'LAMP-SET' }),
    'variant.adjust': by('variant.adjust', { sku: 'LAMP-STEEL', onHand: 3, reason: 'counted' }),
    'pickup.remove': by('pickup.remove', { pickupId: 'none' }),
    'point.save': by('point.save', { pointId: null, place: `Locker ${mug}`, address: 'Station', kind: 'locker', cutOffMinutes: 120, note: 'The green doors' }, { pointId: 'point-none', place: 'Locker', address: 'Station', kind: 'hub', cutOffMinutes: 0, note: '' }),
    'point.remove': by('point.remove', { pointId: 'none' }),
    'slots.add': by('slots.add', { pointId: 'none', slots: [{ startsAt: Date.now() + DAY, endsAt: Date.now() + 2 * DAY, capacity: 3 }] }),
    'pickup.save': by('pickup.save', { pickupId: w.pickupId, place: 'Stall', address: 'Market', startsAt: Date.now() + DAY, endsAt: Date.now() + 2 * DAY, capacity: 10_000 }),
    'channel.save': by('channel.save', { channel: 'toy-chat', enabled: false, delaySeconds: 3, settings: { password: 'x' }, templates: { link: 'Now {title}: {link}' } }),
    'channel.by-hand': by('channel.by-hand', { channel: null, label: 'Reels', enabled: true, delaySeconds: 3, longest: 150, templates: { link: 'Now {title}: {link}' } }, { channel: 'hand-none', label: 'Reels', enabled: true, delaySeconds: 3, longest: 150, templates: {} }),
    'channel.remove': by('channel.remove', { channel: 'hand-none' }),
    'channel.delay': by('channel.delay', { channel: 'hand-none', delaySeconds: 3 }),
    'payment.save': by('payment.save', { provider: 'toy-pay', enabled: false, settings: { apiKey: 'x' } }),
    'mail.save': by('mail.save', { enabled: false, settings: { host: 'mail.shop.example', from: 'orders@shop.example' } }),
    'mail.test': by('mail.test', {}),
    'mail.again': by('mail.again', {}),
    'show.plan': by('show.plan', { title: 'Tomorrow', startsAt: Date.now() + DAY, minutes: 60, reach: 'network' }),
    'show.start': by('show.start', { showId: w.showId }),
    'show.end': by('show.end', { showId: w.showId }),
    'rundown.arrange': by('rundown.arrange', { showId: w.showId, cues: [{ kind: 'talk', cueId: null, title: 'Hello', minutes: 2 }] }, { showId: w.showId, cues: [{ kind: 'talk', cueId: 'cue-known', title: 'Hello', minutes: 2 }] }, { showId: w.showId, cues: [{ kind: 'drop', cueId: w.cueId, minutes: 2 }] }),
    'cue.go': by('cue.go', { showId: w.showId, cueId: 'cue-none', expectOnAir: w.dropId }),
    'cue.obs': by('cue.obs', { showId: w.showId, cueId: 'cue-none', go: [{ do: 'scene', scene: 'Live' }, { do: 'show', scene: 'Live', source: 'Camera' }], end: [{ do: 'hide', scene: 'Live', source: 'Camera' }, { do: 'replay' }] }),
    'stage.say': by('stage.say', { text: 'smile' }),
    'drop.plan': by('drop.plan', { showId: w.showId, ...drop, belowFloor: { reason: 'last ones' } }, { showId: w.showId, ...drop, sells }, { showId: w.showId, ...drop, deposit }),
    'drop.change': by('drop.change', { dropId: w.plannedId, ...drop, belowFloor: { reason: 'last ones' } }, { dropId: w.plannedId, ...drop, sells }, { dropId: w.plannedId, ...drop, deposit }),
    'drop.remove': by('drop.remove', { dropId: w.dropId }),
    'drop.quick': by('drop.quick', { showId: w.showId, title: 'Quick', price: 100, count: 1, mediaId: null, minutes: 5, belowFloor: { reason: 'last ones' } }, { showId: w.showId, title: 'Quick', price: 100, count: 1, mediaId: 'a'.repeat(32), minutes: 5 }),
    'drop.arm': by('drop.arm', { dropId: w.dropId }),
    'drop.disarm': by('drop.disarm', { dropId: w.dropId }),
    'drop.fire': by('drop.fire', { dropId: w.dropId, expectOnAir: w.dropId }),
    'drop.undo': by('drop.undo', { dropId: w.dropId }),
    'drop.pause': by('drop.pause', { dropId: w.plannedId }),
    'drop.resume': by('drop.resume', { dropId: w.dropId }),
    'drop.extend': by('drop.extend', { dropId: w.dropId, minutes: 0.5, reason: 'many came late' }),
    'drop.restock': by('drop.restock', { dropId: w.dropId, sku: 'LAMP-BRASS', add: 1, counted: true }),
    'drop.reprice': by('drop.reprice', { dropId: w.dropId, sku: 'LAMP-BRASS', price: 2400, belowFloor: { reason: 'last ones' } }),
    'drop.add': by('drop.add', { dropId: w.dropId, sku: 'LAMP-BRASS', allotted: 1, price: 2400, belowFloor: { reason: 'last ones' } }),
    'drop.end': by('drop.end', { dropId: w.plannedId }),
    'drop.test': by('drop.test', { showId: w.showId }),
    'panic': by('panic', {}),
    'panic.lift': by('panic.lift', { drops: [{ dropId: w.dropId, then: 'resume' }] }),
    'hold.place': () => [
      { as: server.viewer(), input: { dropId: w.dropId, lines: [line] } satisfies CommandInput<'hold.place'> },
      { as: server.viewer(), input: { dropId: w.dropId, lines: [line], code: 'k7', proof: 'cHJvb2Y=' } satisfies CommandInput<'hold.place'> },
      { as: server.owner, input: { dropId: w.dropId, lines: [line], onBehalfOf: 'twitch:1234' } satisfies CommandInput<'hold.place'> },
    ],
    'hold.release': by('hold.release', { holdId: 'hold-none' }),
    'hold.carry': by('hold.carry', { holdId: 'hold-none', viewer: 'viewer-none' }),
    'checkout.start': async () => {
      const { as, holdId } = await somebody();
      const start = { holdId, provider: 'later', contact: { name: 'Lena', email: 'lena@x.ie' }, with: null };
      return [{ as, input: { ...start, delivery: ships } satisfies CommandInput<'checkout.start'> }, { as, input: { ...start, delivery: { kind: 'pickup', pickupId: w.pickupId } } satisfies CommandInput<'checkout.start'> }, { as, input: { ...start, delivery: { ...ships, carrier: 'post' }, codes: ['WELCOME'], news: ['mail'] } satisfies CommandInput<'checkout.start'> }];
    },
    'draw.enter': () => [
      { as: server.viewer(), input: { dropId: w.dropId, sku: 'LAMP-BRASS', code: 'k7', proof: 'cHJvb2Y=' } satisfies CommandInput<'draw.enter'> },
      { as: server.owner, input: { dropId: w.dropId, sku: 'LAMP-BRASS', onBehalfOf: 'twitch:1234' } satisfies CommandInput<'draw.enter'> },
    ],
    'draw.leave': by('draw.leave', { dropId: w.dropId, onBehalfOf: 'twitch:1234' }),
    'draw.run': by('draw.run', { dropId: w.dropId }),
    'waitlist.join': () => [
      { as: server.viewer(), input: { dropId: w.dropId, sku: 'LAMP-BRASS', contact: { email: 'lena@x.ie' }, proof: 'cHJvb2Y=' } satisfies CommandInput<'waitlist.join'> },
      { as: server.owner, input: { dropId: w.dropId, sku: 'LAMP-BRASS', onBehalfOf: 'twitch:1234' } satisfies CommandInput<'waitlist.join'> },
    ],
    'waitlist.leave': by('waitlist.leave', { dropId: w.dropId, waitId: 'wait-none' }, { dropId: w.dropId, waitId: null, onBehalfOf: 'twitch:1234' }),
    'checkout.extend': by('checkout.extend', { holdId: 'hold-none' }),
    'order.pay': async () => by('order.pay', { orderNumber: await orderNumber(), paidBy: 'cash' })(),
    'order.cancel': async () => by('order.cancel', { orderNumber: await orderNumber(), reason: 'changed her mind', deposit: 'back' })(),
    'balance.pay': async () => by('balance.pay', { orderNumber: await orderNumber() })(),
    'balance.remind': async () => by('balance.remind', { orderNumber: await orderNumber() })(),
    'order.refund': async () => by('order.refund', { orderNumber: await orderNumber(), lines: [line], restock: false })(),
    'order.relink': by('order.relink', { orderNumber: 1 }),
    'order.pick': by('order.pick', { orderNumber: 1 }),
    'order.pack': by('order.pack', { orderNumber: 1 }),
    'order.hand-over': by('order.hand-over', { orderNumber: 1 }),
    'sale.record': by('sale.record', { lines: [{ ...line, price: 100 }], paidBy: 'cash', dropId: w.dropId }),
    'sale.undo': by('sale.undo', { orderNumber: 1 }),
    'task.done': by('task.done', { taskId: 'task-none' }),
    'task.repeat': by('task.repeat', { taskId: 'task-none' }),
    'post.done': by('post.done', { taskId: 'task-none' }),
    'key.create': by('key.create', { role: 'packer', name: 'Tom' }),
    'key.revoke': by('key.revoke', { keyId: w.keyId }),
    'key.rotate': by('key.rotate', { keyId: w.keyId, hours: 24 }),
    'overlay.identify': by('overlay.identify', { instance: 'ov-1' }),
    'overlay.reload': by('overlay.reload', { instance: 'ov-1' }),
    'overlay.mark': by('overlay.mark', {}),
    'obs.configure': by('obs.configure', { place: 'bridge', address: 'ws://127.0.0.1:4455', password: 'secret' }),
    'obs.do': by('obs.do', { action: { do: 'scene', scene: 'Live' } }, { action: { do: 'hide', scene: 'Live', source: 'Camera' } }),
    'overlay.configure': by('overlay.configure', { theme: 'night', type: 'plain', brand: '#1f6f5b', corner: 'upper-left', background: 'shade', stub: 'link', units: 'number' }),
    'person.erase': by('person.erase', { orderNumber: 1 }),
    'clock.tick': by('clock.tick', {}),
    'clock.gap': by('clock.gap', { since: Date.now() }),
    'ledger.opened': by('ledger.opened', { epoch: 'epoch-1', lostFrom: 1, restored: false }),
    'task.take': by('task.take', { taskId: 'task-none', until: Date.now() }),
    'task.close': by('task.close', { taskId: 'task-none', attempt: 1, outcome: 'done', note: 'fine', data: { payUrl: 'https://b.ie' } }),
    'payment.notice': by('payment.notice', { provider: 'toy-pay', reference: 'ref-none', status: 'paid', amount: 100, via: 'notice', handle: 'cs_1' }),
    'payment.compare': by('payment.compare', { provider: 'toy-pay' }),
    'payment.seen': by('payment.seen', { provider: 'toy-pay', reference: 'ref-none', handle: 'cs_1', amount: 100, refunded: 0, metadata: { order: '1001' } }),
    'payment.compared': by('payment.compared', { provider: 'toy-pay', since: 0, asOf: 1, references: ['ref-none'], found: 0, different: 0 }),
    'chat.line': by('chat.line', { channel: 'toy-chat', text: '!stock', mod: false }),
    'channel.rules': by('channel.rules', { channel: 'toy-chat', rules: { claims: true, claimLevel: 'everyone', askLevel: 'members', personSeconds: 3, chatSeconds: 5, aliases: { claim: ['want'], me: ['ich'], drop: ['was'], stock: ['noch'], buy: ['kauf'] }, timers: [{ text: '{title}: {link}', minutes: 5, lines: 3 }] } }),
    'chat.paired': by('chat.paired', { channel: 'toy-chat', viewer: 'somebody', left: 'another' }),
    'chat.parted': by('chat.parted', { channel: 'toy-chat', viewer: 'somebody' }),
    'chat.claim': by('chat.claim', { channel: 'toy-chat', viewer: 'somebody', tag: 'A1', quantity: 1 }),
    'chat.timer': by('chat.timer', { channel: 'toy-chat', timer: 0 }),
    'chat.catch-up': by('chat.catch-up', { channel: 'toy-chat', before: 60_000 }),
    'reach.lend': by('reach.lend', { publicUrl: 'https://lent.example' }),
    'hold.release-unpaid': by('hold.release-unpaid', { dropId: w.plannedId, placedBefore: 1_000 }, { dropId: null, placedBefore: 1_000 }),
    'person.restrict': by('person.restrict', { whose: { holdId: 'hold-none' }, until: 'show', reason: 'unpaid' }, { whose: { orderNumber: 999_999 }, until: 'lifted', reason: 'conduct' }),
    'person.unrestrict': by('person.unrestrict', { restrictionId: 'restriction-none' }),
    'crowd.note': by('crowd.note', { dropId: w.dropId, asked: 1, refused: 1, turnedAway: 1 }),
    'attention.note': by('attention.note', { minuteAt: 60_000, viewers: 1, clicks: { 'code-1': 2 } }),
  };
}; // prettier-ignore
const isOwn = (name: CommandName): boolean => commands[name].roles.every((role) => role === 'system');

type Ended = { readonly status: number; readonly code: string };
async function send(name: CommandName, { as, input }: Ask): Promise<Ended> {
  const response = await server.fetch('/api/commands', {
    method: 'POST',
    headers: headersOf(as, server.url),
    body: JSON.stringify({ id: freshId(), name, input }),
  });
  const answer = (await response.json()) as { readonly ok: boolean; readonly refusal?: { readonly code: string; readonly message: string } };
  if (answer.ok) return { status: response.status, code: 'ok' };
  // A sentence for a person, whatever was in the field.
  expect(answer.refusal?.message ?? '').not.toBe('');
  return { status: response.status, code: answer.refusal?.code ?? '' };
}
/** As the server's own rooms ask it, past every edge. */
async function sendWithin(name: CommandName, { input }: Ask): Promise<Ended> {
  const outcome = await server.started().core.submit({ kind: 'system', id: 'tasks', role: 'system', name: 'tasks' }, { id: freshId(), name, input });
  return outcome.ok ? { status: 200, code: 'ok' } : { status: refusalStatus[outcome.refused.refused], code: outcome.refused.refused };
}
const isGoodEnd = ({ status, code }: Ended): boolean =>
  (status === 200 && code === 'ok') || (status >= 400 && status < 500 && refusalStatus[code as keyof typeof refusalStatus] === status);

interface Tally {
  ok: number;
  refused: number;
}
/** Every hostile text at one place of one command. */
async function tryAll(name: CommandName, path: Path, how: (name: CommandName, ask: Ask) => Promise<Ended>, wrong: string[]): Promise<Tally> {
  const tally: Tally = { ok: 0, refused: 0 };
  const texts = Object.entries(hostileTexts).filter(isTried);
  const one = async ([kind, text]: readonly [string, string]): Promise<void> => {
    const ask = (await good(world)[name]()).find(({ input }) => putIn(input, path, 'x') !== null);
    if (ask === undefined) throw new Error(`${name}: no input reaches ${path.join('.')}`);
    const end = await how(name, { as: ask.as, input: putIn(ask.input, path, text) });
    if (!isGoodEnd(end)) wrong.push(`${name} ${path.join('.')}, ${kind}: ${end.status} ${end.code}`);
    tally[end.code === 'ok' ? 'ok' : 'refused'] += 1;
  };
  for (let at = 0; at < texts.length; at += AT_ONCE) await Promise.all(texts.slice(at, at + AT_ONCE).map(one));
  return tally;
}
const report = (tallies: ReadonlyMap<string, Tally>): string =>
  [...tallies].map(([place, { ok, refused }]) => `${place}: ${ok} stored, ${refused} refused`).join('\n');

/** Every string in a value, keys too. */
function* stringsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (Array.isArray(value)) for (const each of value) yield* stringsIn(each);
  else if (typeof value === 'object' && value !== null)
    for (const [key, each] of Object.entries(value)) {
      yield key;
      yield* stringsIn(each);
    }
}
/** What the ledger's file holds, read by another process's means. */
async function* events(): AsyncGenerator<{ readonly type: string; readonly data: unknown }> {
  const ledger = await openSqliteLedger({ dataDir: server.dataDir, exclusive: false, hooks: null });
  try {
    for await (const batch of ledger.readAfter(START)) for (const event of batch.events) yield { type: event.type, data: event };
  } finally {
    await ledger.close();
  }
}
const snapshotOf = async (audience: string): Promise<Readonly<Record<string, unknown>>> =>
  (
    (await (await server.fetch(`/api/state/${audience}`, { headers: headersOf(server.owner, server.url) })).json()) as {
      readonly parts: Readonly<Record<string, unknown>>;
    }
  ).parts;
/** Nothing in the ledger that rewrites the line it stands in, and no markup where markup is kept. */
async function whatIsNotInert(): Promise<readonly string[]> {
  const bad: string[] = [];
  for await (const { type, data } of events()) {
    for (const text of stringsIn(data)) if (unprintable.test(text)) bad.push(`${type}: ${JSON.stringify(text).slice(0, 80)}`);
    const products = (data as { readonly products?: readonly { readonly body: string }[] }).products ?? [];
    for (const { body } of products) if (/<(?!\/?(?:p|br|ul|ol|li|b|strong|i|em|h2|h3|h4|blockquote|a|table|thead|tbody|tr|th|td)\b)|\son\w+\s*=[^<]*>|(?:href|src)="(?:javascript|data|vbscript):/iu.test(body)) bad.push(`${type} body: ${body.slice(0, 120)}`); // prettier-ignore
  }
  return bad;
}

describe('hostile texts in every field', () => {
  it('every place where a schema takes a text is reached by an input, and every good input is good', async () => {
    const unreached: string[] = [];
    for (const name of commandNames) {
      const asks = await good(world)[name]();
      for (const { input } of asks) expect(commands[name].input.safeParse(input).success, `${name} ${JSON.stringify(input)}`).toBe(true);
      for (const path of stringPaths(commands[name].input))
        if (!asks.some(({ input }) => putIn(input, path, 'x') !== null)) unreached.push(`${name} ${path.join('.')}`);
    }
    expect(unreached).toEqual([]);
    expect(commandNames.flatMap((name) => stringPaths(commands[name].input)).length).toBeGreaterThan(100);
  });

  it('P1 of whoever may ask: refused with a code and a sentence, or stored', async () => {
    const wrong: string[] = [];
    const tallies = new Map<string, Tally>();
    for (const name of commandNames.filter((each) => !isOwn(each))) {
      for (const path of stringPaths(commands[name].input)) tallies.set(`${name} ${path.join('.')}`, await tryAll(name, path, send, wrong));
    }
    console.info(`seed ${seed}\n${report(tallies)}`);
    expect(wrong).toEqual([]);
    // The fields that are there for free words do take them: else this test would try nothing.
    for (const place of ['shop.configure name', 'product.save title', 'product.save body', 'drop.plan title', 'checkout.start contact.name', 'order.cancel reason', 'channel.save templates.{}', 'stage.say text']) expect(tallies.get(place)?.ok, place).toBeGreaterThan(isFull ? 20 : 7); // prettier-ignore
  }, 900_000);

  it('the server’s own commands are refused to everybody outside', async () => {
    for (const name of commandNames.filter(isOwn)) {
      const [ask] = await good(world)[name]();
      for (const as of [server.owner, server.viewer(), null]) expect((await send(name, { as, input: ask?.input })).status, name).toBeGreaterThanOrEqual(401);
    }
  });

  it('every column of a product file', async () => {
    const header = ['Handle', 'Title', 'Body (HTML)', 'Vendor', 'Option1 Name', 'Option1 Value', 'Option2 Name', 'Option2 Value', 'Variant SKU', 'Variant Grams', 'Variant Inventory Qty', 'Variant Price', 'Variant Compare At Price', 'Cost per item', 'Image Src', 'Image Position', 'Variant Image']; // prettier-ignore
    const row = ['tray', 'Tray', '<p>Flat</p>', 'Joiner', 'Wood', 'Oak', 'Size', 'L', '', '500', '3', '29.00', '35', '9', 'https://b.ie/tray.jpg', '1', '']; // prettier-ignore
    const wrong: string[] = [];
    let taken = 0;
    for (const [kind, text] of Object.entries(hostileTexts)) {
      // Each column by itself: a product each, so that one refusal hides no other. A number that another product has refuses the file.
      const rows = header.map((_, at) => row.map((cell, column) => (column === at ? text : column === 0 ? `tray-${at}` : cell)));
      const isNumber = (_: unknown, at: number): boolean => header[at] === 'Variant SKU';
      for (const [some, dryRun] of [
        [rows.filter((each, at) => !isNumber(each, at)), true],
        [rows.filter((each, at) => !isNumber(each, at)), false],
        [rows.filter(isNumber), false],
      ] as const) {
        const csv = Papa.unparse([header, ...some]);
        const end = await send('catalog.import', { as: server.owner, input: { format: 'shopify-csv', csv, dryRun } });
        if (!isGoodEnd(end)) wrong.push(`${kind}: ${end.status} ${end.code}`);
        if (end.code === 'ok') taken += 1;
      }
      // And where the headers should be.
      const end = await send('catalog.import', {
        as: server.owner,
        input: { format: 'shopify-csv', csv: Papa.unparse([[...header.slice(0, -1), text], row]), dryRun: true },
      });
      if (!isGoodEnd(end)) wrong.push(`${kind} as a header: ${end.status} ${end.code}`);
    }
    expect(wrong).toEqual([]);
    expect(taken).toBeGreaterThan(100);
  }, 300_000);

  it('what was stored is only text: nothing that turns a line around, no markup that runs, and the counts are right', async () => {
    expect(await whatIsNotInert()).toEqual([]);
    expect(brokenRules(server.started().core.state)).toEqual([]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    for (const audience of ['public', 'overlay', 'stage', 'panel']) {
      const shown = JSON.stringify(await snapshotOf(audience));
      expect(unprintable.exec(JSON.parse(JSON.stringify(shown)) as string), audience).toBeNull();
    }
  });

  it('every page of it answers, and escapes it', async () => {
    const codes = [...server.started().core.state.drops.values()].flatMap((drop) => drop.links.map((link) => link.code));
    expect(codes.length).toBeGreaterThan(0);
    for (const path of [...codes.map((code) => `/d/${code}`), '/now', '/privacy']) {
      const html = await (await server.fetch(path)).text();
      expect(html).not.toMatch(/<script>|<img src=x|<svg\/onload|<iframe|<style>@import|<details open/u);
    }
    for (const [kind, text] of Object.entries(hostileTexts)) {
      if (text.length > 2_000 || /\p{Surrogate}/u.test(text)) continue;
      const part = encodeURIComponent(text);
      for (const path of [`/d/${part}`, `/hold/${part}`, `/order/1001/${part}`, `/order/${part}/x`, `/setup/${part}`, `/overlay/${part}`, `/live/${part}.json`, `/panel/${part}`, `/media/${part}`, `/webhooks/${part}`, `/now?x=${part}`]) {
        const response = await server.fetch(path);
        const body = await response.text();
        expect(response.status, `${kind} at ${path}`).toBeLessThan(500);
        if (/[<>]/u.test(text)) expect(body.includes(text), `${kind} at ${path}`).toBe(false);
        expect(JSON.stringify([...response.headers])).not.toContain('__pwned');
      }
    }
  }, 300_000); // prettier-ignore

  it('in the server’s own commands too: refused with a code, or taken, and never a crash', async () => {
    const wrong: string[] = [];
    for (const name of commandNames.filter((each) => isOwn(each) && each !== 'ledger.opened')) {
      for (const path of stringPaths(commands[name].input)) await tryAll(name, path, sendWithin, wrong);
    }
    expect(wrong).toEqual([]);
    expect((await server.fetch('/readyz')).status).toBe(200);
  }, 300_000);

  it('L9 started again from the file, everybody is told the same', async () => {
    const told = async (): Promise<unknown> => Object.fromEntries(await Promise.all(['public', 'overlay', 'panel'].map(async (audience) => [audience, { ...(await snapshotOf(audience)), can: null }] as const)));
    // Pictures go on being copied, before and after: that is news of its own.
    await expect.poll(() => [...server.started().core.state.tasks.values()].some((task) => task.kind === 'picture.copy' && (task.state === 'waiting' || task.state === 'taken')), { timeout: 60_000, interval: 100 }).toBe(false);
    const before = await told();
    await server.restart();
    // A line kept from before is noticed to be dead by using it.
    await expect.poll(() => server.fetch('/readyz').then(({ status }) => status, () => 0)).toBe(200);
    expect(await told()).toEqual(before);
  }); // prettier-ignore
});
