import { beforeEach, describe, expect, it } from 'vitest';
import type { DropPart, MeParts, OverlayParts, PanelDrop, PanelParts, Parts, PublicParts, StockPart } from '@protocol/parts.ts';
import type { KeyRole } from '@protocol/roles.ts';
import { SECOND } from '@protocol/time.ts';
import { part, partsFor } from '../../../server/views/parts.ts';
import { actorOf, ShopWorld } from '../../support/shop-world.ts';
import { anOverlay, aPublic, aStage, everyone, me, panelOf, viewContext } from '../../support/view-rig.ts';

const owner = actorOf('owner', 'owner');
const host = actorOf('host', 'host');
const ana = actorOf('viewer', 'ana');
const ben = actorOf('viewer', 'ben');

let world: ShopWorld;
let bag: string;
const variant = (sku: string, option: string, onHand: number) => ({ sku, options: [option], price: 1000, compareAt: null, cost: 77_123, grams: null, onHand });
const plan = (title: string, lines: readonly (readonly [string, number])[], mode: 'hold' = 'hold') =>
  ({
    showId: world.state.single('showId') ?? '',
    title,
    mode,
    lines: lines.map(([sku, allotted]) => ({ sku, allotted, price: 900 })),
    minutes: 4,
    holdSeconds: 60,
    perViewer: 2,
  }) as const;
/** The id of the drop that was just planned. */
const planned = (title: string, lines: readonly (readonly [string, number])[]): string => {
  const event = world.mustAsk('drop.plan', plan(title, lines), host).find((e) => e.type === 'DropPlanned');
  if (event?.type !== 'DropPlanned') throw new Error('not planned');
  return event.dropId;
};
const open = (): void => {
  world.now += 10 * SECOND;
};
const fire = (dropId: string): void => {
  world.mustAsk('drop.fire', { dropId, expectOnAir: world.state.single('onAir') }, host);
  open();
};
const seen = <P = PublicParts>(looker: Parameters<typeof partsFor>[0]): P => partsFor(looker, world.state, viewContext) as unknown as P;
const drop = (looker: Parameters<typeof partsFor>[0], dropId: string): DropPart | undefined =>
  (seen<Parts>(looker)[`drop/${dropId}`] as DropPart | undefined) ?? undefined;
const stock = (sku: string): StockPart | undefined => seen<Parts>(aPublic)[`stock/${sku}`] as StockPart | undefined;

beforeEach(() => {
  world = new ShopWorld(null);
  world.mustAsk(
    'shop.configure',
    {
      name: 'Bench',
      currency: 'EUR',
      locale: 'en',
      timeZone: 'UTC',
      seller: { name: 'Ana', address: 'Galway', email: 'a@b.ie' },
      returnsUrl: 'https://b.ie/r',
    },
    owner,
  );
  world.mustAsk(
    'product.save',
    {
      handle: 'bag',
      title: 'Bag',
      body: '<p>soft</p>',
      vendor: 'V',
      pictures: ['/media/a', '/media/b'],
      options: ['Colour'],
      variants: [variant('A', 'Brass', 10), variant('B', 'Nickel', 10)],
    },
    host,
  );
  world.mustAsk(
    'product.save',
    { handle: 'belt', title: 'Belt', body: '', vendor: '', pictures: ['/media/c'], options: ['Size'], variants: [variant('C', 'M', 10)] },
    host,
  );
  world.mustAsk('show.plan', { title: 'Sunday', startsAt: world.now, minutes: 30 }, host);
  bag = planned('Saddle bag', [['A', 5], ['B', 3]]); // prettier-ignore
});

describe('who sees what (V6)', () => {
  it('V6 a plan, and a drop that is only armed, reaches no viewer; the overlay shows the armed one face down', () => {
    expect(drop(aPublic, bag)).toBeUndefined();
    expect(drop(anOverlay, bag)).toBeUndefined();
    expect(drop(panelOf('owner'), bag)?.state).toBe('planned');
    world.mustAsk('drop.arm', { dropId: bag }, host);
    expect(drop(aPublic, bag)).toBeUndefined();
    expect(drop(anOverlay, bag)?.state).toBe('armed');
    expect(drop(aStage, bag)?.state).toBe('armed');
    expect(stock('A')).toBeUndefined();
    fire(bag);
    expect(drop(aPublic, bag)?.state).toBe('live');
  });

  it('V6 cost, keys, plans, people, hashes and chats’ settings are nowhere but where they belong', () => {
    world.mustAsk('key.create', { role: 'bot', name: 'secret-deck' }, owner);
    fire(bag);
    world.mustAsk('hold.place', { dropId: bag, lines: [{ sku: 'A', quantity: 1 }] }, ana);
    const holdId = [...world.state.holds.values()][0]?.holdId ?? '';
    world.mustAsk(
      'checkout.start',
      { holdId, provider: 'later', contact: { name: 'Lena', email: 'l@x.ie' }, delivery: { kind: 'pickup', pickupId: pickup() }, with: null },
      ana,
    );
    world.mustAsk('order.pay', { orderNumber: 1001, paidBy: 'cash' }, host);
    const person = [...world.state.orders.values()][0]?.person ?? 'none';
    const text = (looker: Parameters<typeof partsFor>[0]): string => JSON.stringify(partsFor(looker, world.state, viewContext));
    const whoSees = (needle: string): readonly string[] =>
      everyone.filter((looker) => text(looker).includes(needle)).map((looker) => (looker.audience === 'panel' ? looker.role : looker.audience));
    expect(whoSees('77123')).toEqual(['owner', 'host']);
    expect(whoSees('secret-deck')).toEqual(['owner', 'host']);
    expect(whoSees('KeyCreated')).toEqual(['owner', 'host']);
    expect(whoSees('"paid":900')).toEqual(['owner', 'host']);
    expect(whoSees(person)).toEqual(['owner', 'host', 'producer', 'packer']);
    expect(whoSees('"P1001"')).toEqual(['owner', 'host', 'producer', 'packer']);
    expect(whoSees('hash of')).toEqual([]);
    expect(whoSees('"ana"')).toEqual([]);
    expect(whoSees('Lena')).toEqual([]);
  });

  it('V6 keys of the panel per role are these and no others', () => {
    const keys = (role: KeyRole): readonly string[] =>
      Object.keys(partsFor(panelOf(role), world.state, viewContext))
        .filter((key) => !key.includes('/'))
        .sort();
    const all = ['alsoLive', 'bundles', 'can', 'catalog', 'channels', 'claims', 'closed', 'crowd', 'figures', 'guard', 'holds', 'keys', 'link', 'links', 'log', 'mail', 'money', 'moved', 'next', 'obs', 'onAir', 'orders', 'overlay', 'panic', 'payments', 'pickups', 'pictures', 'points', 'prices', 'pricing', 'products', 'rundown', 'say', 'shop', 'show', 'shows', 'tasks', 'undo', 'waits', 'withdrawal']; // prettier-ignore
    expect(keys('owner')).toEqual(all);
    expect(keys('host')).toEqual(all.filter((key) => key !== 'money'));
    expect(keys('producer')).toEqual(
      all.filter((key) => !['keys', 'payments', 'figures', 'guard', 'pricing', 'mail', 'money', 'points', 'withdrawal', 'claims'].includes(key)),
    );
    expect(keys('moderator')).toEqual(
      all.filter(
        (key) =>
          ![
            'links',
            'keys',
            'payments',
            'figures',
            'guard',
            'pricing',
            'mail',
            'money',
            'withdrawal',
            'claims',
            'prices',
            'pictures',
            'points',
            'products',
            'obs',
            'undo',
          ].includes(key),
      ),
    );
    expect(keys('packer')).toEqual(['alsoLive', 'bundles', 'can', 'catalog', 'closed', 'moved', 'onAir', 'orders', 'pickups', 'shop']);
    for (const role of ['stage', 'overlay', 'bot'] as const) expect(keys(role)).toEqual([]);
    expect(
      Object.keys(partsFor(aPublic, world.state, viewContext))
        .filter((key) => !key.includes('/'))
        .sort(),
    ).toEqual(['alsoLive', 'closed', 'onAir', 'panic', 'shop', 'show']);
    expect(Object.keys(partsFor(anOverlay, world.state, viewContext)).sort()).toEqual([
      'alsoLive',
      'ask',
      'closed',
      'link',
      'mark',
      'next',
      'onAir',
      'panic',
      'shop',
      'show',
      'theme',
    ]);
  });

  it('V6 the public shop is its name and money, not its seller; nobody without an id sees a `me`', () => {
    expect(seen(aPublic).shop).toEqual({ name: 'Bench', currency: 'EUR', locale: 'en', timeZone: 'UTC' });
    expect(partsFor({ audience: 'me', role: 'viewer', viewer: null }, world.state, viewContext)).toEqual({});
  });

  it('V6 one part of a looker is never one that the looker’s whole does not have', () => {
    expect(part(aPublic, 'catalog', world.state, viewContext)).toBeNull();
    expect(part(aPublic, `drop/${bag}`, world.state, viewContext)).toBeNull();
    expect(part(aPublic, '__proto__', world.state, viewContext)).toBeNull();
    expect(part(aPublic, 'constructor', world.state, viewContext)).toBeNull();
    for (const looker of everyone)
      for (const [key, value] of Object.entries(partsFor(looker, world.state, viewContext)))
        expect(part(looker, key, world.state, viewContext), key).toEqual(value);
  });

  it('P1 `can` tells a role what it may never do', () => {
    fire(bag);
    const can = (role: KeyRole): PanelParts['can'] => seen<PanelParts>(panelOf(role)).can;
    expect(can('host')['drop.pause']).toBeNull();
    expect(can('producer')['drop.pause']).toBeNull();
    expect(can('moderator')['drop.pause']).toEqual({ refusal: 'not-allowed', until: null });
    expect(can('packer')['panic']).toEqual({ refusal: 'not-allowed', until: null });
    expect(can('host')['drop.resume']?.refusal).toBe('wrong-state');
  });
});

describe('the drop and its units', () => {
  it('D3 D5 left + held + sold = allotted, and a held unit says when it may come back', () => {
    fire(bag);
    expect(stock('A')).toEqual({ left: 5, held: 0, sold: 0, allotted: 5, backAt: null });
    world.mustAsk('hold.place', { dropId: bag, lines: [{ sku: 'A', quantity: 2 }] }, ana);
    const first = world.now + 60 * SECOND;
    world.now += 5 * SECOND;
    world.mustAsk('hold.place', { dropId: bag, lines: [{ sku: 'A', quantity: 1 }, { sku: 'B', quantity: 1 }] }, ben); // prettier-ignore
    expect(stock('A')).toEqual({ left: 2, held: 3, sold: 0, allotted: 5, backAt: first });
    expect(stock('B')?.backAt).toBe(world.now + 60 * SECOND);
    const line = drop(aPublic, bag)?.lines[0];
    expect(line).toEqual({ sku: 'A', title: 'Brass', price: 900, allotted: 5, left: 2, held: 3, sold: 0, backAt: first });
    for (const each of drop(aPublic, bag)?.lines ?? []) expect(each.left + each.held + each.sold).toBe(each.allotted);
  });

  it('D8 the drop on air wins; the one before goes on as also live, with its stock', () => {
    fire(bag);
    const belt = planned('Belt', [['C', 4]]);
    fire(belt);
    expect(seen(aPublic)).toMatchObject({ onAir: belt, alsoLive: [bag] });
    expect(stock('A')?.allotted).toBe(5);
    expect(stock('C')?.allotted).toBe(4);
    world.mustAsk('drop.end', { dropId: bag }, host);
    expect(stock('A')).toBeUndefined();
    expect(seen(aPublic).alsoLive).toEqual([]);
    expect(drop(aPublic, bag)).toMatchObject({ state: 'ended', endedEarly: true });
  });

  it('a drop of several products says which line is which; pictures are those of its products', () => {
    const both = planned('Both', [['A', 1], ['C', 1]]); // prettier-ignore
    expect(drop(panelOf('owner'), both)?.lines.map((line) => line.title)).toEqual(['Bag · Brass', 'Belt · M']);
    expect(drop(panelOf('owner'), both)?.pictures).toEqual(['/media/a', '/media/c']);
    expect(drop(panelOf('owner'), bag)?.pictures).toEqual(['/media/a', '/media/b']);
  });

  it('D6 a called-off drop says so, and when; fired again it is as new', () => {
    world.mustAsk('drop.fire', { dropId: bag, expectOnAir: null }, host);
    world.now += SECOND;
    world.mustAsk('drop.undo', { dropId: bag }, host);
    expect(drop(aPublic, bag)).toMatchObject({ state: 'planned', calledOff: true, settledAt: world.now, firing: 1 });
    fire(bag);
    expect(drop(aPublic, bag)).toMatchObject({ state: 'live', calledOff: false, settledAt: null, firing: 2 });
  });

  it('V6 called off, a drop says that and no more; planned anew or armed again, it is nobody’s business', () => {
    world.mustAsk('drop.fire', { dropId: bag, expectOnAir: null }, host);
    world.mustAsk('drop.undo', { dropId: bag }, host);
    const { showId: _show, ...anew } = plan('Saddle bag', [['C', 7]]);
    world.mustAsk('drop.change', { ...anew, dropId: bag, lines: [{ sku: 'C', allotted: 7, price: 31_337 }] }, host);
    for (const looker of [aPublic, anOverlay]) expect(JSON.stringify(drop(looker, bag) ?? null)).not.toMatch(/31337|"C"|media/u);
    expect(JSON.stringify(drop(panelOf('host'), bag))).toContain('31337');
    world.mustAsk('drop.arm', { dropId: bag }, host);
    expect(drop(aPublic, bag)).toBeUndefined();
    expect(drop(anOverlay, bag)).toMatchObject({ state: 'armed', lines: [{ sku: 'C' }] });
    fire(bag);
    expect(drop(aPublic, bag)?.lines.map((line) => line.sku)).toEqual(['C']);
  });

  it('V3 sold out says since when, and no longer once a unit comes back', () => {
    const one = planned('One', [['C', 1]]);
    fire(one);
    world.mustAsk('sale.record', { lines: [{ sku: 'C', quantity: 1, price: 900 }], paidBy: 'cash', dropId: one }, host);
    expect(drop(anOverlay, one)?.settledAt).toBe(world.now);
    world.mustAsk('order.refund', { orderNumber: 1001, lines: [{ sku: 'C', quantity: 1 }], restock: true }, host);
    expect(drop(anOverlay, one)).toMatchObject({ settledAt: null, lines: [{ left: 1, sold: 0 }] });
  });

  it('D10 a test drop is painted for the crew, in words, and no viewer ever sees it', () => {
    world.mustAsk('drop.test', { showId: null }, host);
    const id = world.state.single('testDrop')?.dropId ?? '';
    expect(seen<OverlayParts>(anOverlay)).toMatchObject({ onAir: id, mark: 'test' });
    expect(seen(aStage).onAir).toBe(id);
    const test = drop(anOverlay, id);
    expect(test).toMatchObject({ mode: 'test', state: 'live' });
    expect(test?.lines).toHaveLength(2);
    for (const line of test?.lines ?? []) expect(line.left + line.held + line.sold).toBe(line.allotted);
    expect(test).not.toHaveProperty('links');
    expect(seen(aPublic).onAir).toBeNull();
    expect(drop(aPublic, id)).toBeUndefined();
    expect(Object.keys(seen<Parts>(anOverlay)).filter((key) => key.startsWith('stock/'))).toEqual([]);
    world.now += 61 * SECOND;
    world.mustAsk('clock.tick', {}, actorOf('system', 'clock'));
    expect(seen<OverlayParts>(anOverlay)).toMatchObject({ onAir: null, mark: null });
  });

  it('D9 panic and a lost tail are told to everybody', () => {
    world.mustAsk('panic', {}, host);
    world.mustAsk('ledger.opened', { epoch: 'e2', lostFrom: 3, restored: false }, actorOf('system', 'ledger'));
    for (const looker of everyone.filter((l) => l.role !== 'packer')) expect(seen(looker)).toMatchObject({ panic: true, closed: true });
  });
});

describe('links, show and rundown', () => {
  it('P3 the card’s link is made from the public address and the QR’s own code, short where the stub has room', () => {
    fire(bag);
    const code = world.state.drops.get(bag)?.links.find((l) => l.channel === 'qr')?.code ?? '';
    const link = seen<OverlayParts>(anOverlay).link;
    expect(link).toEqual({ dropId: bag, url: `https://drop.shop/d/${code}`, short: `drop.shop/d/${code}` });
    const long = partsFor(anOverlay, world.state, { ...viewContext, publicUrl: 'https://a-very-long-name.example' }) as unknown as OverlayParts;
    expect(long.link?.short).toBeNull();
    const panel = (seen<Parts>(panelOf('producer'))[`drop/${bag}`] as PanelDrop).links;
    expect(panel.map((l) => l.url)).toContain(`https://drop.shop/d/${code}`);
  });

  it('P3 without a public address there is no link, but the network’s for a show of this network only', () => {
    fire(bag);
    const at = (): OverlayParts['link'] => (partsFor(anOverlay, world.state, { ...viewContext, publicUrl: null }) as unknown as OverlayParts).link;
    expect(at()).toBeNull();
    const showId = world.state.single('showId') ?? '';
    const show = world.state.shows.get(showId);
    if (show === undefined) throw new Error('no show');
    world.state.shows.set(showId, { ...show, reach: 'network' });
    expect(at()?.url).toMatch(/^http:\/\/192\.168\.0\.5:4700\/d\//u);
    world.mustAsk('shop.reach', { publicUrl: 'https://late.example/' }, owner);
    expect(at()?.url).toMatch(/^https:\/\/late\.example\/d\//u);
  });

  it('the rundown says what is on and next, and when it was planned to come', () => {
    const showId = world.state.single('showId') ?? '';
    const cues = world.state.shows.get(showId)?.cues ?? [];
    world.mustAsk(
      'rundown.arrange',
      {
        showId,
        cues: [{ kind: 'talk', cueId: null, title: 'Hello', minutes: 2 }, ...cues.map((cue) => ({ kind: 'drop' as const, cueId: cue.cueId, minutes: 5 }))],
      },
      host,
    );
    const rundown = (): PanelParts['rundown'] => seen<PanelParts>(panelOf('owner')).rundown;
    expect(rundown().map((cue) => cue.state)).toEqual(['next', 'later']);
    const startsAt = world.state.shows.get(showId)?.startsAt ?? 0;
    expect(rundown().map((cue) => cue.at - startsAt)).toEqual([0, 120_000]);
    // Viewers hear of drops; what is talked about in between is the crew's.
    expect(seen<OverlayParts>(anOverlay).next).toBeNull();
    expect(seen<OverlayParts>(aStage).next).toMatchObject({ title: 'Hello', kind: 'talk' });
    expect(seen<PanelParts>(panelOf('producer')).next).toMatchObject({ title: 'Hello', kind: 'talk' });
    world.mustAsk('cue.go', { showId, cueId: rundown()[0]?.cueId ?? '', expectOnAir: null }, host);
    expect(rundown().map((cue) => cue.state)).toEqual(['on', 'next']);
    expect(seen<OverlayParts>(anOverlay).next).toMatchObject({ title: 'Saddle bag', kind: 'drop' });
    fire(bag);
    expect(rundown().map((cue) => cue.state)).toEqual(['done', 'on']);
    expect(seen<OverlayParts>(anOverlay).next).toBeNull();
  });
});

const pickup = (): string => {
  world.mustAsk('pickup.save', { pickupId: null, place: 'Stall', address: 'Market', startsAt: world.now, endsAt: world.now + 3_600_000, capacity: 3 }, host);
  return [...world.state.pickups.values()].at(-1)?.pickupId ?? '';
};

describe('orders', () => {
  it('V6 a viewer sees their own holds and orders, by the addresses that open them, and nobody else’s', () => {
    fire(bag);
    world.mustAsk('hold.place', { dropId: bag, lines: [{ sku: 'A', quantity: 1 }] }, ana);
    world.mustAsk('hold.place', { dropId: bag, lines: [{ sku: 'B', quantity: 1 }] }, ben);
    const mine = seen<MeParts>(me('ana'));
    expect(mine.holds).toHaveLength(1);
    expect(mine.holds[0]).toMatchObject({
      state: 'held',
      total: 900,
      path: `/hold/${mine.holds[0]?.holdId ?? ''}`,
      lines: [{ sku: 'A', title: 'Bag · Brass', quantity: 1, price: 900 }],
    });
    world.mustAsk(
      'checkout.start',
      {
        holdId: mine.holds[0]?.holdId ?? '',
        provider: 'later',
        contact: { name: 'L', email: 'l@x.ie' },
        delivery: { kind: 'pickup', pickupId: pickup() },
        with: null,
      },
      ana,
    );
    expect(seen<MeParts>(me('ana'))).toMatchObject({ holds: [], orders: [{ orderNumber: 1001, state: 'unpaid', path: '/order/1001' }] });
    expect(seen<MeParts>(me('ben'))).toMatchObject({ holds: [{ dropId: bag }], orders: [] });
    const panel = seen<PanelParts>(panelOf('packer')).orders[0];
    expect(panel).toMatchObject({ orderNumber: 1001, delivery: { kind: 'pickup', label: 'Stall' }, pickupCode: 'P1001' });
    expect(panel?.person).not.toBeNull();
  });

  it('S1 oversold is computed, and 0; a shortfall stands in the catalog by itself', () => {
    fire(bag);
    world.mustAsk('hold.place', { dropId: bag, lines: [{ sku: 'A', quantity: 2 }] }, ana);
    world.mustAsk('variant.adjust', { sku: 'A', onHand: 1, reason: 'dropped one' }, host);
    const panel = seen<PanelParts>(panelOf('owner'));
    expect(panel.figures.oversold).toBe(0);
    expect(panel.catalog.find((row) => row.sku === 'A')).toMatchObject({ onHand: 1, held: 2, missing: 1, free: 0, setAside: 0 });
  });
});
