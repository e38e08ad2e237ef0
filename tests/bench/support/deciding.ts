import type { Actor } from '@protocol/roles.ts';
import { decideBatch, type Asked } from '../../../server/dispatch/batch.ts';
import { lastSeq } from '../../../server/ledger/ledger.ts';
import type { Context } from '../../../server/shop/context.ts';
import { decide } from '../../../server/shop/decide.ts';
import { ShopWorld } from '../../support/shop-world.ts';
import { eventOf } from '../../../server/shop/context.ts';

/** decide and evolve in batches on a layer, folded in, as dispatch does it; without disk, clock and chance. */
const BATCH = 500;
const DROPS = 10;
const actor = (kind: 'viewer' | 'key', role: 'viewer' | 'owner', id: string): Actor => ({ kind, id, role, name: id });

export function decidingCalls() {
  let rounds = 0;
  return {
    /** So many reservations, decided and folded into a new shop. CPU is what is looked at. */
    claims: (count: number): number => {
      rounds += 1;
      const world = new ShopWorld(null);
      const owner = actor('key', 'owner', 'owner');
      world.mustAsk('ledger.opened', { epoch: 'e1', lostFrom: 0, restored: false }, { kind: 'system', id: 'core', role: 'system', name: 'core' });
      world.mustAsk('shop.configure', { name: 'Bench', currency: 'EUR', locale: 'en', timeZone: 'UTC', seller: { name: 'A', address: 'B', email: 'a@b.ie' }, returnsUrl: 'https://b.ie' }, owner); // prettier-ignore
      world.mustAsk('product.save', { handle: 'bag', title: 'Bag', body: '', vendor: '', pictures: [], options: ['No'], variants: Array.from({ length: DROPS }, (_, at) => ({ sku: `B${at}`, options: [String(at)], price: 1000, compareAt: null, cost: null, grams: null, onHand: 10_000 })) }, owner); // prettier-ignore
      const showId = eventOf(world.mustAsk('show.plan', { title: 'Sunday', startsAt: world.now, minutes: 30 }, owner), 'ShowPlanned')?.showId ?? '';
      // A line of a drop holds at most 10,000 units, and drops have a line or two.
      const dropIds = Array.from({ length: DROPS }, (_, at) => {
        const dropId = eventOf(world.mustAsk('drop.plan', { showId, title: 'Bag', mode: 'hold', lines: [{ sku: `B${at}`, allotted: 10_000, price: 900 }], minutes: 30, holdSeconds: 3_600, perViewer: 2 }, owner), 'DropPlanned')?.dropId ?? ''; // prettier-ignore
        world.mustAsk('drop.fire', { dropId, expectOnAir: world.state.single('onAir') }, owner);
        return dropId;
      });
      world.now += 60_000;
      let ids = 0;
      const asked: Asked[] = Array.from({ length: count }, (_, at) => ({
        name: 'hold.place',
        // As its schema gives it.
        input: { dropId: dropIds[at % DROPS], lines: [{ sku: `B${at % DROPS}`, quantity: 1 }] } as never,
        actor: actor('viewer', 'viewer', `v${rounds}-${at}`),
        envelope: { actor: `viewer:v${rounds}-${at}`, id: `command-${at}`, hash: 'h' },
        prepared: { viewer: `v${rounds}-${at}`, person: null, alike: [], sameAddress: false, products: null, visit: { network: null, proof: null } },
      }));
      const context: Omit<Context, 'actor' | 'viewer'> = {
        now: world.now, id: () => `id${(ids += 1)}`, code: () => `c${(ids += 1)}`, publicUrl: 'https://shop.example', networkFirst: false,
        offers: { providers: [], shops: [], channels: [] }, keyHash: () => '', drawSeed: () => '',
        person: null, alike: [], sameAddress: false, products: null, visit: { network: null, proof: null },
      }; // prettier-ignore
      let { place } = world;
      const before = process.cpuUsage();
      for (let at = 0; at < count; at += BATCH) {
        const { batch, fold } = decideBatch({ state: world.state, place, asked: asked.slice(at, at + BATCH), tick: null, now: world.now, decide, contextFor: (one) => ({ ...context, actor: one.actor, viewer: one.prepared.viewer }), batchId: `b${at}` }); // prettier-ignore
        if (batch?.events.length !== Math.min(BATCH, count - at)) throw new Error('a claim was refused');
        fold();
        place = { seq: lastSeq(batch), batch: batch.id };
      }
      const { user, system } = process.cpuUsage(before);
      return user + system;
    },
    /** The same on an array of counters, with an object for each that happened. */
    counters: (count: number): number => {
      const left = Array.from({ length: 20 }, () => 10_000_000);
      const events: object[] = [];
      const before = process.cpuUsage();
      for (let at = 0; at < count; at += 1) {
        const sku = at % 20;
        if ((left[sku] ?? 0) < 1) throw new Error('nothing left');
        left[sku] = (left[sku] ?? 0) - 1;
        events.push({ type: 'taken', sku, by: at });
      }
      const { user, system } = process.cpuUsage(before);
      return events.length === count ? user + system : NaN;
    },
  };
}
export type DecidingCalls = ReturnType<typeof decidingCalls>;
