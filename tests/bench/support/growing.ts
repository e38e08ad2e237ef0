import { DAY, MINUTE } from '@protocol/time.ts';
import type { Actor } from '@protocol/roles.ts';
import { START, placeOf, type Place } from '../../../server/ledger/ledger.ts';
import { openSqliteLedger } from '../../../server/ledger/sqlite.ts';
import { eventOf } from '../../../server/shop/context.ts';
import { ShopWorld, type Ask } from '../../support/shop-world.ts';

/** A ledger of years of evenings, decided by the shop itself and appended to SQLite. */
const PER_EVENING = 5_000;
/** What accepted commands are remembered for, and a day. */
const APART = 8 * DAY;
const owner: Actor = { kind: 'key', id: 'owner', role: 'owner', name: 'owner' };
const viewer = (id: string): Actor => ({ kind: 'viewer', id, role: 'viewer', name: 'viewer' });

export interface Grown {
  readonly events: number;
  readonly orders: number;
}
export function growingCalls() {
  return {
    /** At least so many events in the folder's ledger. Of ten events six are of reservations that were given back, four of one that was ordered, paid and handed over. */
    grow: async (dataDir: string, events: number): Promise<Grown> => {
      const ledger = await openSqliteLedger({ dataDir, exclusive: true, hooks: null });
      const world = new ShopWorld(null);
      world.now = Date.now() - Math.ceil(events / PER_EVENING + 2) * APART;
      let place: Place = START;
      let orders = 0;
      const keep = async (): Promise<void> => {
        for (const batch of world.batches.splice(0)) {
          const appended = await ledger.append(place, batch);
          if (!appended.ok) throw new Error('somebody else appended');
          place = placeOf(batch);
        }
      };
      world.mustAsk('ledger.opened', { epoch: 'e1', lostFrom: 0, restored: false }, { kind: 'system', id: 'core', role: 'system', name: 'core' });
      world.mustAsk('shop.configure', { name: 'Bench', currency: 'EUR', locale: 'en', timeZone: 'UTC', seller: { name: 'A', address: 'B', email: 'a@b.ie' }, returnsUrl: 'https://b.ie' }, owner); // prettier-ignore
      world.mustAsk('shipping.save', { flat: 490 }, owner);
      world.mustAsk('product.save', { handle: 'bag', title: 'Bag', body: '', vendor: '', pictures: [], options: [], variants: [{ sku: 'BAG', options: [], price: 1000, compareAt: null, cost: null, grams: null, onHand: 900_000 }] }, owner); // prettier-ignore
      for (let evening = 0; world.place.seq < events; evening += 1) {
        const showId =
          eventOf(world.mustAsk('show.plan', { title: `Evening ${evening}`, startsAt: world.now, minutes: 60, reach: 'network' }, owner), 'ShowPlanned')
            ?.showId ?? '';
        const dropId = eventOf(world.mustAsk('drop.plan', { showId, title: 'Bag', mode: 'hold', lines: [{ sku: 'BAG', allotted: 2_000, price: 900 }], minutes: 30, holdSeconds: 3_600, perViewer: 2 }, owner), 'DropPlanned')?.dropId ?? ''; // prettier-ignore
        world.mustAsk('drop.fire', { dropId, expectOnAir: world.state.single('onAir') }, owner);
        world.now += MINUTE;
        const until = Math.min(events, world.place.seq + PER_EVENING);
        for (let group = 0; world.place.seq < until; group += 1) {
          const who = (at: number): Actor => viewer(`e${evening}g${group}v${at}`);
          const crowd = Math.min(400, Math.max(4, Math.ceil((until - world.place.seq) / 3)));
          const placed = world.askAll(Array.from({ length: crowd }, (_, at): Ask => ({ name: 'hold.place', input: { dropId, lines: [{ sku: 'BAG', quantity: 1 }] }, actor: who(at), id: world.nextId('claim-') }))); // prettier-ignore
          const holds = placed.map((answer) => (answer.ok ? (eventOf(answer.events, 'HoldPlaced')?.holdId ?? '') : ''));
          const next = world.askAll(holds.map((holdId, at): Ask => at % 4 === 3
            ? { name: 'checkout.start', input: { holdId, provider: 'later', contact: { name: `B ${at}`, email: `e${evening}g${group}b${at}@mail.example` }, delivery: { kind: 'ship', address: { line1: '1 Quay St', line2: '', city: 'Galway', postcode: '', region: '', country: 'IE' } }, with: null }, actor: who(at), id: world.nextId('order-') }
            : { name: 'hold.release', input: { holdId }, actor: who(at), id: world.nextId('back-') })); // prettier-ignore
          const numbers = next.flatMap((answer) => (answer.ok ? (eventOf(answer.events, 'OrderOpened')?.orderNumber ?? []) : []));
          orders += numbers.length;
          world.askAll(numbers.map((orderNumber): Ask => ({ name: 'order.pay', input: { orderNumber, paidBy: 'cash' }, actor: owner, id: world.nextId('paid-') }))); // prettier-ignore
          world.askAll(numbers.map((orderNumber): Ask => ({ name: 'order.hand-over', input: { orderNumber }, actor: owner, id: world.nextId('given-') }))); // prettier-ignore
          await keep();
        }
        world.mustAsk('drop.end', { dropId }, owner);
        world.mustAsk('show.end', { showId, endLive: true }, owner);
        world.now += APART;
        await keep();
      }
      await ledger.close();
      return { events: world.place.seq, orders };
    },
  };
}
export type GrowingCalls = ReturnType<typeof growingCalls>;
