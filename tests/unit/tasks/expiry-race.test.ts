import { afterEach, describe, expect, it } from 'vitest';
import { stripe } from '../../../server/edges/stripe/stripe.ts';
import { brokenRules } from '../../../server/shop/invariants.ts';
import { FakeStripe, type FakeNotice } from '../../support/fake-stripe.ts';
import { fireDrop, freshId, memoryRig, type TaskRig } from '../../support/task-rig.ts';
import { actorOf } from '../../support/shop-world.ts';
import { until } from '../../support/until.ts';

const KEY = 'rk_test_0123456789abcdef';
const MINUTE = 60_000;
const rigs: TaskRig[] = [];
afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.stop();
});

/** The buyer presses at this very call to the provider, before it is heard there or after. */
async function race(when: 'first-before' | 'first-after' | 'second-before' | 'never'): Promise<{ readonly end: string; readonly broken: readonly string[] }> {
  const mail: FakeNotice[] = [];
  let onCall: ((at: 'before' | 'after') => void) | null = null;
  const fake = new FakeStripe({ key: KEY, now: () => rig.clock.now(), base: () => 'https://checkout.fake', send: (notice) => mail.push(notice) });
  const network: typeof fetch = async (input, init) => {
    onCall?.('before');
    const reply = await fake.fetch(input, init);
    onCall?.('after');
    return reply;
  };
  const adapter = stripe({ url: null, fetch: network, now: () => rig.clock.now() });
  const rig: TaskRig = await memoryRig({ chats: [], payments: [adapter], shops: [] });
  rigs.push(rig);
  const made = await adapter.setUp?.({ key: KEY }, { webhookUrl: 'https://shop.example/webhooks/stripe', currency: 'EUR' });
  await rig.done('shop.configure', {
    name: 'Lamps',
    currency: 'EUR',
    locale: 'en',
    timeZone: 'UTC',
    seller: { name: 'Ada', address: '1 Market St', email: 'ada@shop.example' },
    returnsUrl: 'https://shop.example/returns',
  });
  await rig.done('payment.save', { provider: 'stripe', enabled: true, settings: { key: KEY, ...made?.made } });
  const now = rig.core.now();
  const { pickupId } = await rig.done('pickup.save', {
    pickupId: null,
    place: 'Stall',
    address: 'Quay',
    startsAt: now,
    endsAt: now + 600 * MINUTE,
    capacity: 9,
  });
  const { showId } = await rig.done('show.plan', { title: 'Tonight', startsAt: now, minutes: 60 });
  const tasks = rig.run();
  const { dropId, sku } = await fireDrop(rig, showId, 1);
  const buyer = actorOf('viewer', 'ana');
  const placed = await rig.core.submit(buyer, { id: freshId('hold'), name: 'hold.place', input: { dropId, lines: [{ sku, quantity: 1 }] } });
  if (!placed.ok) throw new Error(placed.refused.refused);
  const { holdId } = placed.result as { readonly holdId: string }; // of its own schema
  const contact = { name: 'Ana', email: 'ana@buyer.example' };
  await rig.core.submit(buyer, {
    id: freshId('pay'),
    name: 'checkout.start',
    input: { holdId, provider: 'stripe', contact, delivery: { kind: 'pickup', pickupId }, with: null },
  });
  const order = () => [...rig.core.state.orders.values()][0];
  await until(() => order()?.payUrl !== null);
  let calls = 0;
  const pay = (): void => void fake.pay(fake.bySession(order()?.reference ?? '')?.id ?? '');
  onCall = (at) => {
    if (at === 'before') calls += 1;
    if (when === `${calls === 1 ? 'first' : 'second'}-${at}`) pay();
  };
  rig.clock.jump((order()?.payBy ?? 0) - rig.core.now());
  await until(() => order()?.state !== 'paying');
  onCall = null;
  // The notices of that millisecond come after all that, the last first, each twice.
  for (const notice of [...mail, ...mail].reverse()) {
    const { raw, headers } = fake.again(notice);
    await tasks.payDesk.hear('stripe', raw, headers);
  }
  const end = order();
  const session = fake.bySession(end?.reference ?? '');
  return {
    end: `${end?.state ?? 'none'}, ${session?.payment === null ? 'not paid' : 'paid'}, ${rig.core.state.drops.get(dropId)?.lines[0]?.left} left`,
    broken: brokenRules(rig.core.state),
  };
}

describe('the end of the time to pay, and a payment in the same millisecond', () => {
  it.each([
    ['never', 'cancelled, not paid, 1 left'],
    ['first-before', 'paid, paid, 0 left'],
    ['first-after', 'cancelled, not paid, 1 left'],
    ['second-before', 'cancelled, not paid, 1 left'],
  ] as const)('H3 H4 pressed %s: one of the two legal ends', async (when, end) => {
    expect(await race(when)).toEqual({ end, broken: [] });
  });
});
