import { MINUTE, SECOND } from '@protocol/time.ts';
import { eventOf } from '../../server/shop/context.ts';
import type { Drop, Variant } from '../../server/shop/state.ts';
import { ShopWorld, actorOf, type Answer } from './shop-world.ts';

/** A small shop with three variants and one show: where the rules of the shop are tried one by one. */
export const host = actorOf('host', 'host');
export const owner = actorOf('owner', 'owner');
export const system = actorOf('system', 'tasks');
export const viewer = (name: string) => actorOf('viewer', name);

export interface Stall {
  readonly world: ShopWorld;
  readonly showId: string;
  readonly pickupId: string;
  /** Plans a drop; lines as `[sku, units]`. */
  plan(title: string, lines: readonly (readonly [string, number])[], perViewer?: number, mode?: 'hold' | 'race' | 'draw'): string;
  fire(dropId: string): void;
  /** Fired, and selling has opened. */
  open(title: string, lines: readonly (readonly [string, number])[], perViewer?: number, mode?: 'hold' | 'race' | 'draw'): string;
  hold(who: string, dropId: string, lines: readonly (readonly [string, number])[], id?: string): Answer;
  held(who: string, dropId: string, lines: readonly (readonly [string, number])[]): string;
  order(who: string, holdId: string, provider?: 'later' | 'page'): Answer;
  ordered(who: string, holdId: string, provider?: 'later' | 'page'): number;
  later(ms: number): void;
  drop(dropId: string): Drop;
  variant(sku: string): Variant;
  tasks(kind: string): readonly {
    readonly target: string;
    readonly template: string | undefined;
    readonly state: string;
    readonly dueAt: number;
    readonly taskId: string;
    readonly note: string;
  }[];
}

export const refusedAs = (answer: Answer): string => (answer.ok ? 'accepted' : answer.refused.refused);

export function openStall(): Stall {
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
      returnsUrl: 'https://b.ie',
    },
    owner,
  );
  world.mustAsk(
    'product.save',
    { handle: 'bag', title: 'Bag', body: '', vendor: '', pictures: [], options: ['Colour'], variants: [['A', 10], ['B', 5], ['C', 1]].map(([sku, onHand]) => ({ sku: String(sku), options: [String(sku)], price: 1000, compareAt: null, cost: null, grams: null, onHand: Number(onHand) })) },
    host,
  ); // prettier-ignore
  world.mustAsk('shipping.save', { flat: 490 }, host);
  const saved = world.mustAsk(
    'pickup.save',
    { pickupId: null, place: 'Stall', address: 'Market', startsAt: world.now, endsAt: world.now + 180 * MINUTE, capacity: 2 },
    host,
  );
  const planned = world.mustAsk('show.plan', { title: 'Sunday', startsAt: world.now, minutes: 30 }, host);
  const pickupId = eventOf(saved, 'PickupSaved')?.pickupId ?? '';
  const showId = eventOf(planned, 'ShowPlanned')?.showId ?? '';

  const stall: Stall = {
    world,
    showId,
    pickupId,
    plan: (title, lines, perViewer = 2, mode = 'hold') => {
      const events = world.mustAsk(
        'drop.plan',
        { showId, title, mode, lines: lines.map(([sku, allotted]) => ({ sku, allotted, price: 900 })), minutes: 5, holdSeconds: 60, perViewer },
        host,
      );
      return eventOf(events, 'DropPlanned')?.dropId ?? '';
    },
    fire: (dropId) => void world.mustAsk('drop.fire', { dropId, expectOnAir: world.state.single('onAir') }, host),
    open: (title, lines, perViewer = 2, mode = 'hold') => {
      const dropId = stall.plan(title, lines, perViewer, mode);
      stall.fire(dropId);
      world.now = stall.drop(dropId).opensAt ?? world.now;
      return dropId;
    },
    hold: (who, dropId, lines, id = world.nextId('command')) =>
      world.ask('hold.place', { dropId, lines: lines.map(([sku, quantity]) => ({ sku, quantity })) }, viewer(who), id),
    held: (who, dropId, lines) => {
      const answer = stall.hold(who, dropId, lines);
      if (!answer.ok) throw new Error(answer.refused.refused);
      return eventOf(answer.events, 'HoldPlaced')?.holdId ?? '';
    },
    order: (who, holdId, provider = 'later') =>
      world.ask(
        'checkout.start',
        { holdId, provider, contact: { name: 'Lena', email: 'l@x.ie' }, delivery: { kind: 'pickup', pickupId }, with: null },
        viewer(who),
      ),
    ordered: (who, holdId, provider = 'later') => {
      const answer = stall.order(who, holdId, provider);
      if (!answer.ok) throw new Error(answer.refused.refused);
      return eventOf(answer.events, 'OrderOpened')?.orderNumber ?? 0;
    },
    later: (ms) => {
      world.now += ms;
      world.askAll([]);
    },
    drop: (dropId) => {
      const drop = world.state.drops.get(dropId);
      if (!drop) throw new Error(`no drop ${dropId}`);
      return drop;
    },
    variant: (sku) => {
      const variant = world.state.variants.get(sku);
      if (!variant) throw new Error(`no variant ${sku}`);
      return variant;
    },
    tasks: (kind) =>
      [...world.state.tasks.values()]
        .filter((task) => task.kind === kind)
        .map(({ target, data, state, dueAt, taskId, note }) => ({ target, template: data['template'], state, dueAt, taskId, note })),
  };
  return stall;
}
/** Connects the pretend chat with a stream delay. */
export function connectChat(stall: Stall, delaySeconds: number): void {
  stall.world.mustAsk('channel.save', { channel: 'toy', enabled: true, delaySeconds, settings: {}, templates: {} }, host);
}
export const holdRunsOut = 61 * SECOND;
