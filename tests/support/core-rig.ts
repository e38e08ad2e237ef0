import type { CommandInput, CommandName, CommandResult } from '@protocol/commands.ts';
import type { Actor } from '@protocol/roles.ts';
import type { Instant } from '@protocol/time.ts';
import { createClock } from '../../server/dispatch/clock.ts';
import type { Clock } from '../../server/dispatch/clock-port.ts';
import { createCore, type CoreOptions } from '../../server/dispatch/create-core.ts';
import type { Core, Outcome } from '../../server/dispatch/core.ts';
import { openMemoryLedger } from '../../server/ledger/memory.ts';
import { openMemoryPeople } from '../../server/people/memory.ts';
import { noLog } from '../../server/ports/log.ts';
import { decide } from '../../server/shop/decide.ts';
import { later } from '../../server/edges/later/later.ts';
import { memoryFiles } from '../../server/edges/media/memory-files.ts';
import { readShopifyCsv } from '../../server/edges/shopify-csv/read-shopify-csv.ts';
import { actorOf } from './shop-world.ts';

/** A clock that moves when told to. */
export interface HandClock extends Clock {
  forward(ms: number): void;
  /** The wall clock alone: what sleep or a hand on the clock look like (T2). */
  wallForward(ms: number): void;
}
export function handClock(start: Instant): HandClock {
  let steady = 0;
  let wall = start;
  const clock = createClock(
    () => wall,
    () => steady,
  );
  return {
    ...clock,
    forward: (ms) => {
      steady += ms;
      wall += ms;
    },
    wallForward: (ms) => {
      wall += ms;
    },
  };
}

let ids = 0;
export const freshId = (): string => `rig-command-${(ids += 1)}`;
export const host = actorOf('host', 'host');
export const owner = actorOf('owner', 'owner');
export const viewer = (name: string): Actor => actorOf('viewer', name);

export const coreOptions = (clock: Clock): CoreOptions => ({
  ledger: openMemoryLedger(),
  people: openMemoryPeople(),
  clock,
  adapters: { chats: [], payments: [later()], shops: [] },
  readers: { 'shopify-csv': readShopifyCsv },
  media: memoryFiles(),
  publicUrl: 'https://shop.example',
  networkUrl: () => 'http://192.168.1.5:4700',
  networkFirst: false,
  isServer: true,
  decide,
  log: noLog,
});

export const ask = <N extends CommandName>(core: Core, actor: Actor, name: N, input: CommandInput<N>, id: string = freshId()): Promise<Outcome> =>
  core.submit(actor, { id, name, input });
export async function done<N extends CommandName>(
  core: Core,
  actor: Actor,
  name: N,
  input: CommandInput<N>,
  id: string = freshId(),
): Promise<CommandResult<N>> {
  const outcome = await ask(core, actor, name, input, id);
  if (!outcome.ok) throw new Error(`${name}: ${outcome.refused.refused} ${JSON.stringify(outcome.refused.details)}`);
  return outcome.result as CommandResult<N>;
}
export { createCore };

/** A shop with `units` of one variant in a drop whose selling has opened. */
export async function openDrop(core: Core, clock: HandClock, units: number): Promise<string> {
  await done(core, owner, 'shop.configure', {
    name: 'Bench',
    currency: 'EUR',
    locale: 'en',
    timeZone: 'UTC',
    seller: { name: 'A', address: 'B', email: 'a@b.ie' },
    returnsUrl: 'https://b.ie',
  });
  await done(core, host, 'product.save', {
    handle: 'bag',
    title: 'Bag',
    body: '',
    vendor: '',
    pictures: [],
    options: [],
    variants: [{ sku: 'BAG', options: [], price: 1000, compareAt: null, cost: null, grams: null, onHand: units }],
  });
  const { showId } = await done(core, host, 'show.plan', { title: 'Sunday', startsAt: clock.now(), minutes: 30 });
  const { dropId } = await done(core, host, 'drop.plan', {
    showId,
    title: 'Bag',
    mode: 'hold',
    lines: [{ sku: 'BAG', allotted: units, price: 1000 }],
    minutes: 20,
    holdSeconds: 120,
    perViewer: 2,
  });
  await done(core, host, 'drop.fire', { dropId, expectOnAir: null });
  clock.forward(3_000);
  return dropId;
}
export const placing = (core: Core, dropId: string, who: string, id: string = freshId()): Promise<Outcome> =>
  ask(core, viewer(who), 'hold.place', { dropId, lines: [{ sku: 'BAG', quantity: 1 }] }, id);
