import { payOf } from '../../server/shop/deposit.ts';
import { defaultChatRules } from '@protocol/chat-rules.ts';
import type { CommandName } from '@protocol/commands.ts';
import { MINUTE, SECOND } from '@protocol/time.ts';
import { nextCue } from '../../server/shop/allowed.ts';
import { eventOf } from '../../server/shop/context.ts';
import type { Decide } from '../../server/shop/decide.ts';
import { payMetadata } from '../../server/shop/pay-metadata.ts';
import type { Batch } from '../../server/ledger/ledger.ts';
import { ShopWorld, actorOf, type Ask } from './shop-world.ts';

/**
 * Turns a list of numbers into an evening: each number is one command with its arguments, picked so
 * that most of them make sense. Numbers shrink, so a failing evening shrinks to a short one.
 */
const host = actorOf('host', 'host');
const owner = actorOf('owner', 'owner');
const system = actorOf('system', 'tasks');
const viewers = ['ana', 'ben', 'cem', 'dea', 'eli'].map((name) => actorOf('viewer', name));
const SKUS = ['A', 'B', 'C'] as const;
/** Bundles: one is there from the beginning, the other now and then. */
const SOLD = [...SKUS, 'P', 'Q'] as const;
/** What a bundle may be made of at some time; the last are refused. */
const MADE = [
  [{ sku: 'A', quantity: 1 }, { sku: 'B', quantity: 2 }],
  [{ sku: 'B', quantity: 1 }, { sku: 'C', quantity: 1 }],
  [{ sku: 'C', quantity: 3 }],
  [{ sku: 'A', quantity: 1 }, { sku: 'B', quantity: 1 }, { sku: 'C', quantity: 1 }],
  [{ sku: 'P', quantity: 1 }, { sku: 'A', quantity: 1 }],
  [{ sku: 'A', quantity: 1 }, { sku: 'none', quantity: 1 }],
] as const; // prettier-ignore
const bundle = (name: string, parts: (typeof MADE)[number]) => ({ sku: name, title: `Set ${name}`, price: 1900, parts: [...parts], picture: null });

/** Some on another server, to be copied. */
const PICTURES = ['https://b.ie/1.jpg', 'https://b.ie/2.jpg', '/media/0123456789abcdef0123456789abcdef.webp'] as const;
const product = (title: string) => ({
  handle: 'bag', title, body: '', vendor: '', pictures: [] as string[], options: ['Colour'],
  variants: SKUS.map((sku, i) => ({ sku, options: [sku], price: 1000 + i, compareAt: null, cost: i === 1 ? 400 : null, grams: null, onHand: [3, 5, 8][i] ?? 0 })),
}); // prettier-ignore

const CODES = ['TEN', 'SPRING'] as const;
let prelude: readonly Batch[] | null = null;
function setUp(): readonly Batch[] {
  const world = new ShopWorld(null);
  world.mustAsk('ledger.opened', { epoch: 'e1', lostFrom: 0, restored: false }, system);
  world.mustAsk(
    'shop.configure',
    {
      name: 'Bench',
      currency: 'EUR',
      locale: 'en',
      timeZone: 'Europe/Dublin',
      seller: { name: 'Ana', address: 'Galway', email: 'a@b.ie' },
      returnsUrl: 'https://b.ie/returns',
    },
    owner,
  );
  world.mustAsk('product.save', product('Bag'), host);
  world.mustAsk('bundle.save', bundle('P', MADE[0]), host);
  world.mustAsk('channel.save', { channel: 'toy', enabled: true, delaySeconds: 5, settings: {}, templates: {} }, host);
  world.mustAsk('shipping.save', { flat: 490 }, host);
  world.mustAsk('pickup.save', { pickupId: null, place: 'Stall', address: 'Market', startsAt: world.now, endsAt: world.now + 120 * MINUTE, capacity: 3 }, host);
  world.mustAsk('show.plan', { title: 'Sunday', startsAt: world.now, minutes: 30 }, host);
  const modes = ['hold', 'race'] as const;
  for (const [from, units] of [2, 3].entries()) {
    const lines = [
      { sku: SKUS[from % 3] ?? 'A', allotted: units, price: 900 },
      { sku: SKUS[(from + 1) % 3] ?? 'B', allotted: units, price: 1100 },
      // A variant and a bundle that holds it, in one drop (S2).
      ...(from === 0 ? [{ sku: 'P', allotted: 1, price: 1900 }] : []),
    ];
    world.mustAsk(
      'drop.plan',
      {
        showId: world.state.single('showId') ?? '',
        title: `Drop ${from}`,
        mode: modes[from] ?? 'hold',
        lines,
        minutes: 4,
        holdSeconds: 60,
        perViewer: 2,
        // Of the second a part is paid ahead.
        ...(from === 1 ? { deposit: { cut: { kind: 'share', share: 3_000 }, due: null, kept: false } } : {}),
      },
      host,
    );
  }
  const lines = [{ sku: 'C', allotted: 2, price: 900 }];
  const sells = { via: 'link', url: 'https://else.example/bag', discount: null };
  world.mustAsk(
    'drop.plan',
    { showId: world.state.single('showId') ?? '', title: 'Else', mode: 'hold', lines, minutes: 4, holdSeconds: 60, perViewer: 2, sells },
    host,
  );
  world.mustAsk(
    'drop.plan',
    {
      showId: world.state.single('showId') ?? '',
      title: 'Drawn',
      mode: 'draw',
      lines: [{ sku: 'C', allotted: 1, price: 900 }],
      minutes: 2,
      holdSeconds: 60,
      perViewer: 1,
    },
    host,
  );
  // Somebody paid a part ahead before.
  const ahead = { cut: { kind: 'share' as const, share: 3_000 }, due: world.now + 90 * MINUTE, kept: true };
  const planned = world.mustAsk(
    'drop.plan',
    { showId: world.state.single('showId') ?? '', title: 'Ahead', mode: 'hold', lines: [{ sku: 'C', allotted: 1, price: 900 }], minutes: 4, holdSeconds: 60, perViewer: 1, deposit: ahead },
    host,
  ); // prettier-ignore
  const early = eventOf(planned, 'DropPlanned')?.dropId ?? '';
  world.mustAsk('drop.fire', { dropId: early, expectOnAir: null }, host);
  world.now += 10 * SECOND;
  const kept = world.mustAsk('hold.place', { dropId: early, lines: [{ sku: 'C', quantity: 1 }] }, actorOf('viewer', 'gus'));
  const place = { kind: 'pickup' as const, pickupId: [...world.state.pickups.values()][0]?.pickupId ?? '' };
  const contact = { name: 'Gus', email: 'g@x.ie' };
  const began = world.mustAsk(
    'checkout.start',
    { holdId: eventOf(kept, 'HoldPlaced')?.holdId ?? '', provider: 'page', contact, delivery: place, with: null },
    actorOf('viewer', 'gus'),
  );
  const { reference = '', deposit } = eventOf(began, 'OrderOpened') ?? {};
  world.mustAsk('payment.notice', { provider: 'page', reference, status: 'paid', amount: deposit?.amount ?? 0 }, system);
  world.mustAsk('drop.end', { dropId: early }, host);
  world.mustAsk('mail.save', { enabled: true, settings: {} }, owner);
  // Selling has opened when the evening begins, and one order is there: most commands find something to act on.
  const first = [...world.state.drops.values()].find(({ title }) => title === 'Drop 0');
  world.mustAsk('drop.fire', { dropId: first?.dropId ?? '', expectOnAir: null }, host);
  world.now += 10 * SECOND;
  const held = world.mustAsk('hold.place', { dropId: first?.dropId ?? '', lines: [{ sku: 'A', quantity: 1 }] }, actorOf('viewer', 'fay'));
  world.mustAsk(
    'checkout.start',
    {
      holdId: eventOf(held, 'HoldPlaced')?.holdId ?? '',
      provider: 'later',
      contact: { name: 'Fay', email: 'f@x.ie' },
      delivery: { kind: 'ship', address: { line1: '1', line2: '', city: 'G', postcode: '', region: '', country: 'IE' } },
      with: null,
    },
    actorOf('viewer', 'fay'),
  );
  const drawn = [...world.state.drops.values()].find(({ title }) => title === 'Drawn')?.dropId ?? '';
  world.mustAsk('drop.fire', { dropId: drawn, expectOnAir: first?.dropId ?? null }, host);
  world.now += 10 * SECOND;
  for (const name of ['ana', 'ben', 'gus']) world.mustAsk('draw.enter', { dropId: drawn, sku: 'C' }, actorOf('viewer', name));
  return world.batches;
}

export class Evening {
  readonly world: ShopWorld;
  readonly seen = new Map<CommandName, { asked: number; accepted: number }>();
  readonly refusals = new Map<string, number>();
  private readonly sent: Ask[] = [];
  constructor(how: Decide | null) {
    this.world = new ShopWorld(how);
    // Set up once, then replayed: an evening begins with a shop, stock, a chat and two planned drops.
    prelude ??= setUp();
    this.world.begin(prelude);
  }
  private get showId(): string {
    return this.world.state.single('showId') ?? 'none';
  }
  /** One number, one command (or a jump in time). `also` may ride in the same batch. */
  step(number: number, also: number | null): void {
    const asks = [this.decode(number), also === null ? null : this.decode(also)].filter((ask): ask is Ask => ask !== null);
    if (asks.length === 0) return;
    const answers = this.world.askAll(asks);
    asks.forEach((ask, i) => {
      const answer = answers[i];
      const tally = this.seen.get(ask.name) ?? { asked: 0, accepted: 0 };
      tally.asked += 1;
      if (answer?.ok) tally.accepted += 1;
      else if (answer) this.refusals.set(answer.refused.refused, (this.refusals.get(answer.refused.refused) ?? 0) + 1);
      this.seen.set(ask.name, tally);
      if (this.sent.length < 50) this.sent.push(ask);
    });
  }

  private decode(number: number): Ask | null {
    const { world } = this;
    const { state } = world;
    const op = number % weighted.length;
    let rest = Math.floor(number / weighted.length);
    const pick = (below: number): number => {
      const value = rest % Math.max(1, below);
      rest = Math.floor(rest / Math.max(1, below));
      return value;
    };
    const from = <T>(all: readonly T[]): T | undefined => all[pick(all.length)];
    const drops = [...state.drops.values()];
    const dropId = (): string => from(drops)?.dropId ?? 'none';
    /** One that such a command can be about, where there is one. */
    const dropIn = (is: 'planned' | 'armed'): string => from(drops.filter((drop) => drop.state === is))?.dropId ?? dropId();
    const live = (): string => from(state.single('liveDrops')) ?? dropId();
    const viewer = from(viewers) ?? host;
    const orderNumber = (): number => {
      const orders = [...state.orders.values()];
      const open = orders.filter((order) => order.state === 'unpaid' || order.state === 'paid');
      return from(open.length > 0 && pick(5) > 0 ? open : orders)?.orderNumber ?? 1;
    };
    const sku = (): string => from(SOLD) ?? 'A';
    const holdId = (): string => from([...state.holds.values()])?.holdId ?? from([...state.endedHolds.values()])?.holdId ?? 'none';
    const taskId = (): string => from([...state.tasks.values()])?.taskId ?? 'none';
    const ask = (name: CommandName, input: unknown, actor = host): Ask => ({ name, input, actor, id: world.nextId('command') });
    const name = weighted[op] ?? 'time';
    switch (name) {
      case 'time':
        world.now += [SECOND, 4 * SECOND, 4 * SECOND, 10 * SECOND, 10 * SECOND, 61 * SECOND, 5 * MINUTE, 130 * MINUTE][pick(8)] ?? SECOND;
        return ask('clock.tick', {}, system);
      case 'again': {
        // The same id again, now and then with other content.
        const before = from(this.sent);
        if (!before) return null;
        return pick(4) === 0 ? { ...before, input: { ...(before.input as object), text: 'other' } } : before;
      }
      case 'hold.place': {
        // Now and then the draw, which says no.
        const pressed = state.drops.get(live());
        const drop = pressed?.mode === 'draw' && pick(6) > 0 ? (drops.find((each) => each.mode !== 'draw' && each.state === 'live') ?? pressed) : pressed;
        const line = from(drop?.lines ?? []);
        const other = drop?.lines.find((l) => l.sku !== line?.sku);
        const lines = [{ sku: line?.sku ?? 'A', quantity: 1 + pick(2) }, ...(pick(3) === 0 && other ? [{ sku: other.sku, quantity: 1 }] : [])];
        // Half of them come by one network; the proofs of some are good.
        const proof = { good: true as const, id: `n${pick(40)}`, step: pick(3), until: world.now + MINUTE };
        if (pick(2) === 0) world.proofs.set(viewer.id, proof);
        else world.proofs.delete(viewer.id);
        return ask(name, { dropId: drop?.dropId ?? 'none', lines }, pick(2) === 0 ? viewer : { ...viewer, network: `network${pick(2)}` });
      }
      case 'hold.release-unpaid':
        return ask(name, { dropId: pick(2) === 0 ? null : live(), placedBefore: world.now - pick(2) * MINUTE });
      case 'person.restrict':
        return ask(name, {
          whose: pick(2) === 0 ? { holdId: holdId() } : { orderNumber: from([...state.orders.values()])?.orderNumber ?? 1 },
          until: pick(2) === 0 ? 'show' : 'lifted',
          reason: 'unpaid',
        });
      case 'person.unrestrict':
        return ask(name, { restrictionId: from([...state.restrictions.values()])?.restrictionId ?? 'none' });
      case 'crowd.note':
        return ask(name, { dropId: live(), asked: pick(3), refused: pick(2), turnedAway: 1 }, system);
      case 'hold.release': {
        const hold = state.holds.get(holdId());
        return ask(name, { holdId: hold?.holdId ?? holdId() }, pick(3) === 0 ? host : actorOf('viewer', hold?.also[0] ?? hold?.viewer ?? 'ana'));
      }
      case 'hold.carry':
        return ask(name, { holdId: holdId(), viewer: viewer.id }, system);
      case 'checkout.start': {
        const hold = state.holds.get(holdId());
        const pickupId = from([...state.pickups.values()])?.pickupId ?? 'none';
        return ask(
          name,
          { holdId: hold?.holdId ?? holdId(), provider: pick(2) === 0 ? 'later' : 'page', contact: { name: 'Lena', email: 'l@x.ie' }, delivery: pick(2) === 0 ? { kind: 'pickup', pickupId } : { kind: 'ship', address: { line1: '1', line2: '', city: 'G', postcode: '', region: '', country: 'IE' }, ...(pick(6) === 0 ? { carrier: 'rush' } : {}) }, with: pick(3) === 0 ? (from([...state.orders.values()].filter((o) => o.viewer === hold?.viewer && o.delivery.kind === 'ship'))?.orderNumber ?? null) : null, codes: CODES.slice(0, pick(3)) },
          actorOf('viewer', (pick(2) === 0 ? hold?.also[0] : hold?.viewer) ?? hold?.viewer ?? 'ana'),
        ); // prettier-ignore
      }
      case 'checkout.extend': {
        const hold = state.holds.get(holdId());
        return ask(name, { holdId: hold?.holdId ?? 'none' }, actorOf('viewer', hold?.viewer ?? 'ana'));
      }
      case 'payment.notice': {
        const order = from([...state.orders.values()].filter((o) => o.provider === 'page'));
        // Of two payments mostly the one that is not there yet.
        const rests = pick(4) === 0 ? [] : (order?.deposit?.balances ?? []);
        const reference = from(rests)?.reference ?? order?.reference ?? 'none';
        return ask(
          name,
          {
            provider: 'page',
            reference,
            status:
              from(['paid', 'paid', 'paid', 'paid', 'expired', 'expired', 'refunded', 'refund-failed', 'disputed', 'dispute-won', 'dispute-lost'] as const) ??
              'paid',
            amount: order === undefined ? 0 : payOf(order, reference).amount,
            ...(pick(2) === 0 ? { via: 'notice' as const } : {}),
          },
          system,
        );
      }
      case 'draw.enter': {
        const drop = from(drops.filter((each) => each.mode === 'draw' && each.state === 'live')) ?? from(drops);
        return ask(name, { dropId: drop?.dropId ?? 'none', sku: from(drop?.lines ?? [])?.sku ?? 'A' }, viewer);
      }
      case 'draw.leave': {
        const entry = from([...state.entries.values()]);
        return ask(name, { dropId: entry?.dropId ?? 'none' }, actorOf('viewer', entry?.viewer ?? 'ana'));
      }
      case 'draw.run':
        return ask(name, { dropId: from(drops.filter((drop) => drop.mode === 'draw' && drop.state === 'paused'))?.dropId ?? dropId() });
      case 'waitlist.join': {
        const drop = state.drops.get(live());
        const gone = drop?.lines.filter((line) => line.left === 0) ?? [];
        return ask(name, { dropId: drop?.dropId ?? 'none', sku: (from(gone) ?? from(drop?.lines ?? []))?.sku ?? 'A' }, viewer);
      }
      case 'waitlist.leave': {
        const wait = from([...state.waiting.values()]);
        const isCrew = pick(2) === 0;
        return ask(
          name,
          { dropId: wait?.dropId ?? 'none', waitId: isCrew ? (wait?.waitId ?? 'none') : null },
          isCrew ? host : actorOf('viewer', wait?.viewer ?? 'ana'),
        );
      }
      case 'order.pay':
        return ask(name, { orderNumber: orderNumber(), paidBy: 'cash' });
      case 'order.cancel':
        return ask(name, { orderNumber: orderNumber(), reason: 'changed her mind' });
      case 'order.refund': {
        const order = state.orders.get(String(orderNumber()));
        const line = from(order?.lines ?? []);
        return ask(name, { orderNumber: order?.orderNumber ?? 1, lines: [{ sku: line?.sku ?? 'A', quantity: 1 + pick(2) }], restock: pick(2) === 0 });
      }
      case 'order.relink':
      case 'order.pick':
      case 'order.pack':
      case 'order.hand-over':
        return ask(name, { orderNumber: orderNumber() });
      case 'person.erase':
        return ask(name, { orderNumber: orderNumber() }, owner);
      case 'sale.record':
        return ask(name, {
          lines: [{ sku: sku(), quantity: 1 + pick(2), price: 500 }, ...(pick(4) === 0 ? [{ sku: 'B', quantity: 1, price: 500 }] : [])].filter(
            (l, i, all) => all.findIndex((o) => o.sku === l.sku) === i,
          ),
          paidBy: 'cash',
          dropId: pick(2) === 0 ? null : live(),
        });
      case 'sale.undo':
        return ask(name, { orderNumber: from([...state.orders.values()].filter((order) => order.delivery.kind === 'till'))?.orderNumber ?? orderNumber() });
      case 'variant.adjust':
        return ask(name, { sku: sku(), onHand: pick(9), reason: 'counted' });
      case 'product.save':
        return ask(name, { ...product(`Bag ${pick(3)}`), pictures: PICTURES.slice(0, pick(4)), variants: product('').variants.slice(0, 2 + pick(2)) });
      case 'catalog.import':
        world.importItems = [{ ...product(`Bag ${pick(3)}`), pictures: PICTURES.slice(pick(4)) }];
        return ask(name, { format: 'shopify-csv', csv: 'x', dryRun: pick(2) === 0 });
      case 'bundle.save':
        return ask(name, bundle(pick(2) === 0 ? 'P' : pick(5) === 0 ? 'A' : 'Q', from(MADE) ?? MADE[0]));
      case 'bundle.remove':
        return ask(name, { sku: from(['P', 'Q', 'Q', 'A']) ?? 'Q' });
      case 'drop.restock': {
        const drop = state.drops.get(live());
        const add = pick(4) === 0 ? -1 - pick(2) : 1 + pick(3);
        return ask(name, { dropId: drop?.dropId ?? 'none', sku: from(drop?.lines ?? [])?.sku ?? sku(), add, counted: pick(2) === 0 });
      }
      case 'drop.reprice': {
        const drop = state.drops.get(live());
        return ask(name, { dropId: drop?.dropId ?? 'none', sku: from(drop?.lines ?? [])?.sku ?? sku(), price: 700 + 100 * pick(3) });
      }
      case 'drop.add':
        return ask(name, { dropId: live(), sku: sku(), allotted: 1 + pick(3), price: 900 });
      case 'picture.copy':
        return ask(name, { handle: pick(2) === 0 ? null : 'bag' });
      case 'drop.plan':
      case 'drop.change': {
        const a = pick(3);
        const plan = {
          title: 'More',
          mode: from(['hold', 'race', 'draw'] as const),
          lines: [
            { sku: SKUS[a] ?? 'A', allotted: 1 + pick(4), price: 800 },
            ...(pick(2) === 0 ? [{ sku: ['P', 'Q'][pick(2)] ?? 'P', allotted: 1 + pick(2), price: 1800 }] : []),
          ],
          minutes: 3,
          holdSeconds: 45,
          perViewer: 1 + pick(3),
        };
        const sells = [null, null, { via: 'market', url: null, discount: null }, { via: 'link', url: 'https://else.example/bag', discount: null }][pick(4)];
        if (sells) Object.assign(plan, { sells, mode: 'hold' });
        const cut = pick(2) === 0 ? { kind: 'amount' as const, amount: 300 } : { kind: 'share' as const, share: 2_500 };
        if (!sells && pick(3) === 0)
          Object.assign(plan, { deposit: { cut, due: pick(2) === 0 ? world.now + pick(3) * 30 * MINUTE : null, kept: pick(2) === 0 } });
        return ask(name, name === 'drop.plan' ? { showId: this.showId, ...plan, next: pick(2) === 0 } : { dropId: dropId(), ...plan });
      }
      case 'drop.quick':
        return ask(name, { showId: this.showId, title: 'Quick', price: 700, count: 1 + pick(3), mediaId: null, minutes: 2 });
      case 'drop.fire':
        return ask(name, { dropId: dropId(), expectOnAir: pick(5) === 0 ? null : state.single('onAir') });
      case 'cue.go': {
        const show = state.shows.get(this.showId);
        return ask(name, { showId: this.showId, cueId: (show && nextCue(show)?.cueId) ?? 'none', expectOnAir: state.single('onAir') });
      }
      case 'drop.undo':
      case 'drop.pause':
      case 'drop.resume':
      case 'drop.end':
        return ask(name, { dropId: live() });
      case 'drop.arm':
        return ask(name, { dropId: dropIn('planned') });
      case 'drop.disarm':
        return ask(name, { dropId: dropIn('armed') });
      case 'drop.remove':
        return ask(name, { dropId: dropId() });
      case 'drop.extend':
        return ask(name, { dropId: live(), minutes: 1, reason: 'asked for' });
      case 'drop.test':
        return ask(name, { showId: null });
      case 'panic':
        return ask(name, {});
      case 'panic.lift':
        return ask(name, { drops: state.single('liveDrops').map((id) => ({ dropId: id, then: ['resume', 'stay', 'end'][pick(3)] })) });
      case 'show.plan':
        return ask(name, { title: 'Next one', startsAt: world.now, minutes: 20 });
      case 'show.start':
        return ask(name, { showId: this.showId });
      case 'show.end':
        return ask(name, { showId: this.showId, endLive: pick(2) === 0 });
      case 'rundown.arrange': {
        const cues = (state.shows.get(this.showId)?.cues ?? []).map((cue) =>
          cue.kind === 'drop' ? { kind: 'drop', cueId: cue.cueId, minutes: 3 } : { kind: 'talk', cueId: cue.cueId, title: cue.title, minutes: 1 },
        );
        return ask(name, { showId: this.showId, cues: [...cues.reverse(), { kind: 'talk', cueId: null, title: 'Hello', minutes: 1 }].slice(0, 20) });
      }
      case 'cue.obs': {
        const show = state.shows.get(this.showId);
        const action = [{ do: 'scene', scene: 'Live' }, { do: 'show', scene: 'Live', source: 'Camera' }, { do: 'replay' }][pick(3)];
        return ask(name, { showId: this.showId, cueId: from(show?.cues ?? [])?.cueId ?? 'none', go: [action], end: pick(2) === 0 ? [] : [action] });
      }
      case 'obs.configure':
        return ask(name, { place: (['off', 'server', 'bridge', 'bridge'] as const)[pick(4)], address: 'ws://127.0.0.1:4455', password: null });
      case 'obs.do':
        return ask(name, { action: [{ do: 'scene', scene: 'Live' }, { do: 'replay' }][pick(2)] });
      case 'overlay.mark':
        return ask(name, {});
      case 'stage.say':
        return ask(name, { text: ['', 'hurry'][pick(2)] });
      case 'task.take':
        return ask(name, { taskId: taskId(), until: world.now + 15 * SECOND }, system);
      case 'task.close': {
        const task = from([...state.tasks.values()].filter((t) => t.state === 'taken'));
        const data: Record<string, string> =
          task?.kind === 'pay.open'
            ? { payUrl: 'https://pay.example/1' }
            : task?.kind === 'pay.expire'
              ? { result: 'expired' }
              : task?.kind === 'picture.copy'
                ? { path: PICTURES[2] }
                : task?.kind === 'shop.adjust' && pick(2) === 0
                  ? { after: String(pick(9)) }
                  : {};
        return ask(
          name,
          {
            taskId: task?.taskId ?? 'none',
            attempt: task?.attempt ?? 0,
            outcome: (['done', 'failed', 'unknown', 'dropped'] as const)[pick(2)] ?? 'done',
            note: '',
            data,
          },
          system,
        );
      }
      case 'task.done':
      case 'task.repeat':
        return ask(name, { taskId: taskId() });
      case 'post.done':
        return ask(name, { taskId: from([...state.tasks.values()].filter((t) => t.kind === 'chat.post' && t.state === 'waiting'))?.taskId ?? 'none' });
      case 'chat.catch-up':
        return ask(name, { channel: 'toy', before: world.now - pick(20) * SECOND }, system);
      case 'channel.rules':
        return ask(name, {
          channel: 'toy',
          rules: {
            ...defaultChatRules,
            claims: pick(4) !== 0,
            chatSeconds: 2 + pick(3),
            aliases: { claim: ['want'], me: [], drop: [], stock: [], buy: [] },
            timers: [{ text: '{title}: {link}', minutes: 5, lines: 3 }],
          },
        });
      case 'chat.paired':
        return ask(name, { channel: 'toy', viewer: viewer.id, left: pick(4) === 0 ? (from(viewers)?.id ?? null) : null }, system);
      case 'chat.parted':
        return ask(name, { channel: 'toy', viewer: viewer.id }, system);
      case 'chat.claim':
        return ask(
          name,
          {
            channel: 'toy',
            viewer: pick(6) === 0 ? null : viewer.id,
            tag: pick(3) === 0 ? null : `${state.drops.get(live())?.letter ?? 'A'}${1 + pick(2)}`,
            quantity: 1 + pick(2),
          },
          system,
        );
      case 'chat.timer':
        return ask(name, { channel: 'toy', timer: pick(2) }, system);
      case 'chat.line':
        return ask(name, { channel: 'toy', text: ['!stock', '!drop', '!buy', '!end', 'hello'][pick(5)] ?? '', mod: pick(6) === 0 }, system);
      case 'key.create':
        return ask(name, { role: pick(2) === 0 ? 'bot' : 'overlay', name: 'bot' }, owner);
      case 'key.revoke':
        return ask(name, { keyId: from([...state.keys.values()])?.keyId ?? 'none' }, owner);
      case 'key.rotate':
        return ask(name, { keyId: from([...state.keys.values()].filter(({ role }) => role === 'overlay'))?.keyId ?? 'none', hours: pick(2) }, owner);
      case 'overlay.identify':
      case 'overlay.reload':
        return ask(name, { instance: null });
      case 'overlay.configure':
        return ask(name, [{ theme: 'night' }, { scale: 1.2, corner: 'upper-right' }, { brand: '#1f6f5b', stub: 'link' }][pick(3)]);
      case 'attention.note':
        return ask(
          name,
          { minuteAt: world.now, viewers: 3, clicks: Object.fromEntries([...state.codes.values()].slice(0, 2).map(({ code }) => [code, 1])) },
          system,
        );
      case 'shop.configure':
        return ask(
          name,
          {
            name: 'Bench & Awl',
            currency: pick(2) === 0 ? 'EUR' : 'USD',
            locale: 'en',
            timeZone: 'UTC',
            seller: { name: 'Ana', address: 'Galway', email: 'a@b.ie' },
            returnsUrl: 'https://b.ie/r',
          },
          owner,
        );
      case 'shop.reach':
        return ask(name, { publicUrl: 'https://x.example' }, owner);
      case 'reach.lend':
        return ask(name, { publicUrl: pick(3) === 0 ? null : 'https://lent.example' }, system);
      case 'shop.reopen':
        return ask(name, {}, owner);
      case 'shipping.save':
        return ask(name, { flat: pick(3) === 0 ? null : 490 });
      case 'delivery.save':
        return ask(name, {
          zones: [
            { zoneId: 'home', name: 'Home', countries: ['IE'], freeFrom: pick(2) === 0 ? null : 1_500 + 500 * pick(3), carriers: [
              { carrierId: 'post', name: 'Post', free: true, steps: [{ upTo: 800, price: 300 + 100 * pick(3), cost: 250 }, { upTo: pick(2) === 0 ? null : 3_000, price: 900, cost: null }] },
              { carrierId: 'rush', name: 'Rush', free: false, steps: [{ upTo: null, price: 1_200, cost: 700 }] },
            ] },
          ],
          assumedGrams: 100 + 300 * pick(3),
          pickupDiscount: pick(2) === 0 ? null : { kind: 'share', share: 500 },
        }); // prettier-ignore
      case 'tax.save':
        return ask(name, { rate: [0, 2_000, 825][pick(3)] ?? 0, onTop: pick(2) === 0 }, owner);
      case 'code.save':
        return ask(name, { code: from(CODES) ?? '', cut: pick(2) === 0 ? { kind: 'amount', amount: [50, 5_000][pick(2)] ?? 50 } : { kind: 'share', share: 1_500 }, on: pick(3) === 0 ? 'delivery' : 'goods', from: null, until: null, minimum: pick(3) === 0 ? 1_000 : 0, uses: pick(2) === 0 ? null : 2, perPerson: pick(2) === 0 ? null : 1, combines: pick(3) !== 0, enabled: pick(6) !== 0 }); // prettier-ignore
      case 'code.remove':
        return ask(name, { code: from(CODES) ?? '' });
      case 'withdrawal.save':
        return ask(name, { days: 14 + pick(3), excluded: pick(4) === 0 ? ['bag'] : [] }, owner);
      case 'order.withdraw':
        return ask(name, { orderNumber: from([...state.orders.values()])?.orderNumber ?? 1 });
      case 'money.save':
        return ask(
          name,
          { fee: { share: 150, fixed: 25 }, feeOf: {}, carrier: 395, packing: 125, returns: pick(100), target: pick(2) === 0 ? null : pick(300) },
          owner,
        );
      case 'pickup.remove':
        return ask(name, { pickupId: from([...state.pickups.values()])?.pickupId ?? 'none' });
      case 'point.save':
        return ask(name, {
          pointId: from([null, ...[...state.points.values()].map((each) => each.pointId)]),
          place: `Locker ${pick(4)}`,
          address: 'Station',
          kind: 'locker',
          cutOffMinutes: from([null, 0, 30]),
          note: '',
        });
      case 'point.remove':
        return ask(name, { pointId: from([...state.points.values()].map((each) => each.pointId).reverse()) ?? 'none' });
      case 'slots.add': {
        const startsAt = world.now + 20 * MINUTE;
        return ask(name, {
          pointId: from([...state.points.values()].map((each) => each.pointId)) ?? 'none',
          slots: [{ startsAt, endsAt: startsAt + 60 * MINUTE, capacity: 1 + pick(2) }],
        });
      }
      case 'pickup.save':
        return ask(name, {
          pickupId: pick(2) === 0 ? null : (from([...state.pickups.values()])?.pickupId ?? null),
          place: 'Stall',
          address: 'Market',
          startsAt: world.now,
          endsAt: world.now + 60 * MINUTE,
          capacity: 1 + pick(4),
        });
      case 'channel.save':
        return ask(name, { channel: 'toy', enabled: pick(5) !== 0, delaySeconds: pick(10), settings: {}, templates: {} });
      case 'channel.delay':
        return ask(name, { channel: from([...state.channels.values()])?.channel ?? 'none', delaySeconds: pick(9) });
      case 'channel.by-hand': {
        const mine = [...state.channels.values()].filter((channel) => channel.hand !== null);
        const templates = {};
        return ask(name, {
          channel: pick(2) === 0 ? null : (from(mine)?.channel ?? null),
          label: 'Reels',
          enabled: pick(4) !== 0,
          delaySeconds: pick(9),
          longest: 150,
          templates,
        });
      }
      case 'channel.remove':
        return ask(name, { channel: from([...state.channels.values()].filter((channel) => channel.hand !== null))?.channel ?? 'toy' });
      case 'payment.compare':
        return ask(name, { provider: pick(3) === 0 ? null : 'page' });
      case 'payment.seen': {
        const order = from([...state.orders.values()].filter((o) => o.provider === 'page'));
        // One that is known, or one whose order was lost: of the same things, for the same buyer.
        const lost = pick(2) === 0;
        const reference = order === undefined ? 'none' : lost ? `${order.reference}-lost-${pick(3)}` : order.reference;
        const paid = from([null, ...(order?.deposit?.balances ?? [])])?.reference ?? order?.reference ?? 'none';
        const metadata = order === undefined ? {} : { ...payMetadata(order, paid, 'evening'), ...(lost ? { order: String(5_000 + pick(9)) } : {}) };
        return ask(
          name,
          {
            provider: 'page',
            reference,
            handle: 'cs_1',
            amount: order === undefined ? 100 : payOf(order, paid).amount,
            refunded: pick(5) === 0 ? 50 : 0,
            metadata,
          },
          system,
        );
      }
      case 'payment.compared': {
        const known = [...state.orders.values()].filter(() => pick(3) !== 0).flatMap((o) => (o.reference === '' ? [] : [o.reference]));
        return ask(name, { provider: 'page', since: 0, asOf: world.now, references: known, found: 0, different: 0 }, system);
      }
      case 'shop.connect':
        return ask(name, { shop: pick(5) === 0 ? 'link' : 'market', enabled: pick(5) !== 0, settings: {} }, owner);
      case 'shop.look':
        return ask(name, { shop: 'market' });
      case 'shop.levels': {
        const looks = [...state.tasks.values()].filter((t) => t.kind === 'shop.look');
        const task = from(looks.filter((t) => t.state === 'taken'));
        // Levels are accepted only once a look was taken: mostly the way there is gone first.
        if (task === undefined && pick(4) !== 0) {
          const waiting = from(looks.filter((t) => t.state === 'waiting'));
          return waiting === undefined
            ? ask('shop.look', { shop: 'market' })
            : ask('task.take', { taskId: waiting.taskId, until: world.now + 15 * SECOND }, system);
        }
        const levels = SKUS.slice(0, 2 + pick(2)).map((each, at) => ({ sku: each, variant: `v${at}`, item: `i${each}`, level: pick(9) - 1, price: 900 }));
        return ask(name, { shop: 'market', taskId: task?.taskId ?? 'none', attempt: task?.attempt ?? 0, name: 'Market hall', levels }, system);
      }
      case 'elsewhere.sold': {
        const code = from([...state.codes.values()].filter((each) => state.drops.get(each.dropId)?.sells !== undefined))?.code ?? null;
        const lines = [{ sku: sku(), quantity: 1 + pick(2), price: 700 }];
        const contact = { name: 'Mo', email: null, address: null };
        return ask(
          name,
          { shop: 'market', reference: `r${pick(15)}`, name: '#7', code: pick(3) === 0 ? null : code, contact, lines, shipping: 100, total: 1500 },
          system,
        );
      }
      case 'elsewhere.refunded': {
        const units = [{ sku: sku(), quantity: 1 + pick(2) }];
        const [back, gone] = pick(2) === 0 ? [units, []] : [[], units];
        const refund = pick(3) === 0 ? null : `f${pick(3)}`;
        return ask(name, { shop: 'market', reference: `r${pick(15)}`, refund, back, gone, amount: pick(3) * 400 }, system);
      }
      case 'elsewhere.moved':
        return ask(name, { shop: 'market', item: `i${sku()}` }, system);
      case 'drop.mark': {
        const drop = from(drops.filter((each) => each.sells?.via === 'link'));
        return ask(name, { dropId: drop?.dropId ?? dropId(), sku: drop?.lines[0]?.sku ?? sku(), by: pick(3) === 0 ? -1 : 1 });
      }
      case 'drop.leave': {
        const elsewhere = drops.filter((each) => each.sells !== undefined);
        const drop = from(elsewhere.filter((each) => each.state === 'live'));
        // One that is bought elsewhere is seldom the next: fired here, so that evenings have some to leave for.
        const waits = from(elsewhere.filter((each) => each.state === 'planned' || each.state === 'armed'));
        if (drop === undefined && waits !== undefined) return ask('drop.fire', { dropId: waits.dropId, expectOnAir: world.state.single('onAir') });
        const line = drop?.lines.find((each) => each.left > 0);
        if (drop?.opensAt && world.now < drop.opensAt) world.now = drop.opensAt;
        return ask(name, { dropId: drop?.dropId ?? dropId(), lines: [{ sku: line?.sku ?? sku(), quantity: 1 }], code: drop?.links[0]?.code ?? 'none' }, viewer);
      }
      case 'payment.save':
        return ask(name, { provider: 'page', enabled: pick(4) !== 0, settings: {} }, owner);
      case 'balance.pay': {
        const order = from([...state.orders.values()].filter((o) => o.deposit !== undefined && o.state === 'unpaid')) ?? from([...state.orders.values()]);
        return ask(name, { orderNumber: order?.orderNumber ?? 1 }, pick(2) === 0 ? host : actorOf('viewer', order?.viewer ?? 'ana'));
      }
      case 'balance.remind':
        return ask(name, {
          orderNumber: [...state.orders.values()].find((o) => o.deposit !== undefined && o.state === 'unpaid')?.orderNumber ?? orderNumber(),
        });
      case 'mail.save':
        return ask(name, { enabled: pick(3) !== 0, settings: {} }, owner);
      case 'mail.test':
        return ask(name, {}, owner);
      case 'mail.again':
        return ask(name, {});
      case 'clock.gap':
        return ask(name, { since: world.now - MINUTE }, system);
      case 'ledger.opened':
        return ask(name, { epoch: world.nextId('e'), lostFrom: world.place.seq + 1, restored: pick(2) === 0 }, system);
      case 'shop.move':
        return ask(name, {}, owner);
      case 'clock.tick':
        return ask(name, {}, system);
      default: {
        const never: never = name;
        return never;
      }
    }
  }
}

const weights: Record<CommandName | 'time' | 'again', number> = {
  'time': 14, 'again': 6, 'hold.place': 26, 'hold.release': 4, 'checkout.start': 14, 'checkout.extend': 1, 'payment.notice': 6, 'order.pay': 5, 'order.cancel': 3, 'order.refund': 4, 'draw.enter': 8, 'draw.leave': 1, 'draw.run': 3, 'waitlist.join': 10, 'waitlist.leave': 2,
  'order.pick': 3, 'order.pack': 3, 'order.hand-over': 3, 'sale.record': 4, 'sale.undo': 2, 'person.erase': 1, 'variant.adjust': 4, 'product.save': 1, 'bundle.save': 3, 'bundle.remove': 1, 'catalog.import': 1, 'picture.copy': 1, 'drop.plan': 2, 'drop.change': 1,
  'drop.quick': 1, 'drop.fire': 7, 'cue.go': 5, 'drop.undo': 3, 'drop.pause': 1, 'drop.resume': 3, 'drop.end': 1, 'drop.arm': 8, 'drop.disarm': 6, 'drop.remove': 1, 'drop.extend': 1, 'drop.restock': 5, 'drop.reprice': 2, 'drop.add': 2,
  'drop.test': 1, 'panic': 1, 'panic.lift': 3, 'show.plan': 1, 'show.start': 1, 'show.end': 1, 'rundown.arrange': 1, 'stage.say': 1, 'task.take': 4, 'task.close': 4, 'task.done': 1,
  'task.repeat': 1, 'chat.line': 2, 'key.create': 1, 'key.revoke': 1, 'key.rotate': 2, 'overlay.identify': 1, 'overlay.reload': 1, 'overlay.configure': 1, 'attention.note': 1, 'shop.configure': 1, 'shop.reach': 1, 'reach.lend': 1, 'shop.reopen': 3, 'shop.move': 1,
  'channel.rules': 2, 'chat.paired': 2, 'chat.parted': 2, 'chat.claim': 8, 'chat.timer': 2, 'shipping.save': 1, 'delivery.save': 3, 'tax.save': 1, 'code.save': 3, 'code.remove': 1, 'pickup.save': 1, 'pickup.remove': 2, 'point.save': 2, 'point.remove': 2, 'slots.add': 1, 'channel.save': 1, 'channel.by-hand': 1, 'channel.delay': 1, 'channel.remove': 1, 'post.done': 2, 'chat.catch-up': 2, 'payment.save': 1, 'clock.gap': 1, 'ledger.opened': 1, 'clock.tick': 1, 'hold.carry': 4, 'order.relink': 1,
  'hold.release-unpaid': 2, 'person.restrict': 2, 'person.unrestrict': 3, 'crowd.note': 1,
  'money.save': 1, 'balance.pay': 3, 'balance.remind': 2, 'withdrawal.save': 1, 'order.withdraw': 2,
  'payment.compare': 1, 'payment.seen': 3, 'payment.compared': 1, 'cue.obs': 2, 'obs.configure': 2, 'obs.do': 1, 'overlay.mark': 1, 'mail.save': 3, 'mail.test': 1, 'mail.again': 2,
  'shop.connect': 3, 'shop.look': 3, 'shop.levels': 8, 'elsewhere.sold': 5, 'elsewhere.refunded': 4, 'elsewhere.moved': 3, 'drop.mark': 5, 'drop.leave': 14,
}; // prettier-ignore
const weighted = (Object.entries(weights) as [keyof typeof weights, number][]).flatMap(([name, weight]) => Array<keyof typeof weights>(weight).fill(name));
/** Numbers below this decode to every command with every argument that `pick` can reach. */
export const STEP_BELOW = weighted.length * 100_000;
