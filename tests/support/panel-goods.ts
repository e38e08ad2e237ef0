import { DAY, HOUR, MINUTE, SECOND } from '@protocol/time.ts';
import { buy, type Evening, type Scene } from './panel-scene.ts';

/** What a shop has that sells in earnest: a bundle, a locker, zones and codes, costs with a floor, an address that buyers know. */
export async function stockUp({ server }: Scene): Promise<void> {
  const { done, owner } = server;
  const now = server.started().core.now();
  await done(
    'bundle.save',
    {
      sku: 'GIFT',
      title: 'Belt and card holder',
      price: 8_400,
      parts: [
        { sku: 'BELT-L', quantity: 1 },
        { sku: 'CARD-OLIVE', quantity: 1 },
      ],
      picture: '/sample/belt.svg',
    },
    owner,
  );
  const { pointId } = await done(
    'point.save',
    { pointId: null, place: 'Station locker', address: 'Platform 1, Galway', kind: 'locker', cutOffMinutes: 120, note: 'The green doors, left of the stairs' },
    owner,
  );
  const slot = (startsAt: number) => ({ startsAt, endsAt: startsAt + 2 * HOUR, capacity: 8 });
  await done('slots.add', { pointId, slots: [slot(now + DAY), slot(now + 2 * DAY), slot(now + 3 * DAY)] }, owner);
  const post = (price: number, heavy: number) => [
    { upTo: 1_000, price, cost: 380 },
    { upTo: null, price: heavy, cost: 720 },
  ];
  await done(
    'delivery.save',
    {
      zones: [
        {
          zoneId: null,
          name: 'Ireland',
          countries: ['IE'],
          freeFrom: 10_000,
          carriers: [
            { carrierId: null, name: 'An Post', free: true, steps: post(490, 890) },
            { carrierId: null, name: 'Courier', free: false, steps: post(1_200, 1_500) },
          ],
        },
        {
          zoneId: null,
          name: 'Europe',
          countries: ['FR', 'DE', 'ES'],
          freeFrom: null,
          carriers: [{ carrierId: null, name: 'An Post', free: true, steps: post(1_490, 1_990) }],
        },
      ],
      assumedGrams: 400,
      pickupDiscount: { kind: 'share', share: 500 },
    },
    owner,
  );
  await done('tax.save', { rate: 2_300, onTop: false }, owner);
  const code = { on: 'goods', from: null, minimum: 0, perPerson: 1, combines: false, enabled: true } as const;
  await done('code.save', { ...code, code: 'WELCOME', cut: { kind: 'share', share: 1_000 }, until: null, uses: null }, owner);
  await done('code.save', { ...code, code: 'SUNDAY', cut: { kind: 'amount', amount: 500 }, until: now + DAY, uses: 50 }, owner);
  await done('money.save', { fee: { share: 150, fixed: 25 }, feeOf: {}, carrier: 380, packing: 120, returns: 60, target: 900 }, owner);
}

/** A draw goes on, somebody waits for a bag, one buyer was stopped, and one goes back on what was bought. */
export async function busyEvening(scene: Scene, { showId, drops }: Evening): Promise<void> {
  const { server } = scene;
  const { done, owner } = server;
  const { core } = server.started();
  const held = [...core.state.holds.values()].find((hold) => hold.dropId === drops.bag);
  if (held !== undefined) await done('person.restrict', { whose: { holdId: held.holdId }, reason: 'unpaid', until: 'show' }, owner);
  const paid = [...core.state.orders.values()].find((order) => order.state === 'paid');
  if (paid !== undefined) await done('order.withdraw', { orderNumber: paid.orderNumber }, owner);
  const left = core.state.drops.get(drops.bag)?.lines.find((line) => line.sku === 'BAG-NICKEL')?.left ?? 0;
  for (let n = 0; n < left; n += 1) await buy(scene, drops.bag, 'BAG-NICKEL', 1, false);
  for (const who of [server.viewer(), server.viewer()]) await done('waitlist.join', { dropId: drops.bag, sku: 'BAG-NICKEL' }, who);
  const { dropId } = await done(
    'drop.plan',
    { showId, title: 'Key fob, tan', mode: 'draw', lines: [{ sku: 'FOB-TAN', allotted: 3, price: 2_900 }], minutes: 8, holdSeconds: 300, perViewer: 1 },
    owner,
  );
  await done('drop.fire', { dropId, expectOnAir: core.state.single('onAir') }, owner);
  await scene.pass(10 * SECOND);
  for (let n = 0; n < 12; n += 1) await done('draw.enter', { dropId, sku: 'FOB-TAN' }, server.viewer());
  await scene.pass(MINUTE);
}
