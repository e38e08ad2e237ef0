import { nanoid } from 'nanoid';
import type { CommandInput, CommandName, CommandResult } from '@protocol/commands.ts';
import type { Actor } from '@protocol/roles.ts';
import { DAY, HOUR, SECOND } from '@protocol/time.ts';
import { sumCounts } from '@protocol/ticks.ts';
import type { Core } from '../../dispatch/core.ts';
import { nextCue } from '../../shop/allowed.ts';
import { chatter, countedAgain, drops, places, products, shop, showTitle, talk } from './sample-shop.ts';
import type { PretendChat } from './pretend-chat.ts';

const owner: Actor = { kind: 'session', id: 'demo', role: 'owner', name: 'demo' };
/** How many people watch, and how often one of them does something. */
const CROWD = 60;
const SOMEBODY_ACTS_MS = 1_100;
const HOST_LOOKS_MS = 2_000;
/** Between two drops: long enough to see the stamp and the strip. */
const REST_MS = 14_000;

export interface Evening {
  stop(): void;
}

/**
 * A host and a crowd who use the same door as everybody: nothing here touches the state. `random` is
 * seeded, so that the same seed is the same evening (but for the clock).
 */
export async function startEvening(core: Core, chat: PretendChat, random: () => number): Promise<Evening> {
  async function ask<N extends CommandName>(actor: Actor, name: N, input: CommandInput<N>): Promise<CommandResult<N> | null> {
    const outcome = await core.submit(actor, { id: nanoid(), name, input });
    // The result of `name`, made from its schema.
    return outcome.ok ? (outcome.result as CommandResult<N>) : null;
  }
  const pick = <T>(all: readonly T[]): T | undefined => all[Math.floor(random() * all.length)];
  const crowd: readonly Actor[] = Array.from({ length: CROWD }, (_, i) => ({ kind: 'viewer', id: `demo-${i}-${nanoid(6)}`, role: 'viewer', name: 'viewer' }));
  let pickupId = '';

  async function planShow(): Promise<void> {
    const planned = await ask(owner, 'show.plan', { title: showTitle, startsAt: core.now(), minutes: 30 });
    if (planned === null) return;
    const { showId } = planned;
    for (const drop of drops) {
      // Sold units are on the shelf again: the demo never runs dry.
      for (const line of drop.lines) {
        const variant = core.state.variants.get(line.sku);
        if (variant && variant.onHand - variant.committed - variant.held < line.allotted) {
          await ask(owner, 'variant.adjust', { sku: line.sku, onHand: variant.committed + variant.held + line.allotted + 4, reason: countedAgain });
        }
      }
      await ask(owner, 'drop.plan', { showId, title: drop.title, mode: 'hold', lines: [...drop.lines], minutes: drop.minutes, holdSeconds: 45, perViewer: 2 });
    }
    const cues = core.state.shows.get(showId)?.cues ?? [];
    await ask(owner, 'rundown.arrange', {
      showId,
      cues: [
        { kind: 'talk', cueId: null, title: talk.hello, minutes: 2 },
        ...cues.map((cue) => ({ kind: 'drop' as const, cueId: cue.cueId, minutes: cue.minutes })),
        { kind: 'talk', cueId: null, title: talk.thanks, minutes: 2 },
      ],
    });
    await go();
    await go();
  }
  async function go(): Promise<void> {
    const show = core.state.shows.get(core.state.single('showId') ?? '');
    const cue = show ? nextCue(show) : null;
    if (show && cue) await ask(owner, 'cue.go', { showId: show.showId, cueId: cue.cueId, expectOnAir: core.state.single('onAir') });
  }

  await ask(owner, 'shop.configure', shop);
  for (const product of products) await ask(owner, 'product.save', product);
  await ask(owner, 'mail.save', { enabled: true, settings: {} });
  await ask(owner, 'channel.save', { channel: 'pretend', enabled: true, delaySeconds: 4, settings: {}, templates: {} });
  await ask(owner, 'shipping.save', { flat: 490 });
  const marketDay = Math.ceil((core.now() + 12 * HOUR) / DAY) * DAY;
  const slot = await ask(owner, 'pickup.save', {
    pickupId: null,
    place: places.stall,
    address: places.address,
    startsAt: marketDay + 10 * HOUR,
    endsAt: marketDay + 13 * HOUR,
    capacity: 500,
  });
  pickupId = slot?.pickupId ?? '';
  await planShow();

  /** The host: the next cue once a drop has ended, or has been sold out for a while; a new show behind the last. */
  let soldOutAt: number | null = null;
  let restsUntil = 0;
  async function host(): Promise<void> {
    const now = core.now();
    for (const order of core.state.orders.values()) {
      if (order.state === 'unpaid' && now - order.placedAt > 8 * SECOND && random() < 0.35)
        await ask(owner, 'order.pay', { orderNumber: order.orderNumber, paidBy: 'reader' });
    }
    // Whoever took the desk over decides from here on.
    const show = core.state.shows.get(core.state.single('showId') ?? '');
    if (core.state.single('panicAt') !== null || !show) return;
    const drop = core.state.drops.get(core.state.single('onAir') ?? '');
    if (drop) {
      const { left, held } = sumCounts(drop.lines);
      soldOutAt = left === 0 && held === 0 ? (soldOutAt ?? now) : null;
      if (soldOutAt !== null && now - soldOutAt > REST_MS) await ask(owner, 'drop.end', { dropId: drop.dropId });
      restsUntil = now + REST_MS / 2;
      return;
    }
    soldOutAt = null;
    if (now < restsUntil || core.state.single('testDrop') !== null) return;
    restsUntil = now + REST_MS;
    if (nextCue(show) !== null) return go();
    await ask(owner, 'show.end', { showId: show.showId, endLive: true });
    await planShow();
  }

  async function somebody(): Promise<void> {
    const viewer = pick(crowd);
    if (!viewer) return;
    if (random() < 0.08) return chat.say(viewer.id, pick(chatter) ?? '');
    const mine = [...core.state.holds.values()].find((hold) => hold.viewer === viewer.id);
    if (mine) {
      const what = random();
      // Most order, some give up, some forget about it.
      if (what < 0.1) await ask(viewer, 'hold.release', { holdId: mine.holdId });
      else if (what < 0.75) {
        const ship = random() < 0.5;
        await ask(viewer, 'checkout.start', {
          holdId: mine.holdId,
          provider: 'later',
          contact: { name: `Viewer ${viewer.id.split('-')[1] ?? ''}`, email: 'viewer@example.com' },
          delivery: ship
            ? { kind: 'ship', address: { line1: '1 Main Street', line2: '', city: 'Cork', postcode: 'T12', region: '', country: 'IE' } }
            : { kind: 'pickup', pickupId },
          with: null,
        });
      }
      return;
    }
    const dropId = pick(core.state.single('liveDrops'));
    const line = pick((core.state.drops.get(dropId ?? '')?.lines ?? []).filter((l) => l.left > 0));
    if (dropId !== undefined && line && random() < 0.2)
      await ask(viewer, 'hold.place', { dropId, lines: [{ sku: line.sku, quantity: random() < 0.12 && line.left > 1 ? 2 : 1 }] });
  }

  let busy = false;
  const looking = setInterval(() => {
    if (busy) return;
    busy = true;
    void host().finally(() => {
      busy = false;
    });
  }, HOST_LOOKS_MS);
  const acting = setInterval(() => {
    void somebody();
    // Those with a unit in hand decide soon, as people do.
    for (const hold of core.state.holds.values()) {
      const viewer = crowd.find((one) => one.id === hold.viewer);
      if (viewer && core.now() - hold.placedAt > 6 * SECOND && random() < 0.05) {
        void ask(viewer, 'checkout.start', {
          holdId: hold.holdId,
          provider: 'later',
          contact: { name: 'Viewer', email: 'viewer@example.com' },
          delivery: { kind: 'pickup', pickupId },
          with: null,
        });
      }
    }
  }, SOMEBODY_ACTS_MS);
  return {
    stop: () => {
      clearInterval(looking);
      clearInterval(acting);
    },
  };
}
