import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createClock } from '../../server/dispatch/clock.ts';
import type { Task } from '../../server/dispatch/core.ts';
import { twitch, TWITCH_TIMINGS } from '../../server/edges/twitch/twitch.ts';
import { MemoryStore, openMemoryLedger } from '../../server/ledger/memory.ts';
import { openMemoryPeople } from '../../server/people/memory.ts';
import type { ChatAdapter } from '../../server/ports/chat.ts';
import { seeded } from '../../server/cli/demo/seeded.ts';
import { startFakeTwitch, type FakeTwitch } from '../support/fake-twitch.ts';
import { wideLimits } from '../support/hand-chat.ts';
import { freshId, openRig, type TaskRig } from '../support/task-rig.ts';

/**
 * A show, hours of it in seconds: the real core, the real runner and the real Twitch adapter, over real sockets, on a clock that
 * moves only when all that was asked has been answered. The chat is asked for ten times as much as it takes.
 */
const STEP_MS = 100;
/** What the fake, like Twitch, takes of an account that is nobody special. */
const LIMIT = { messages: 20, windowMs: 30_000, gapMs: 1_000, helixAMinute: 800, announceMs: 2_000 };
const DELAY_SECONDS = 4;

const toClose: (() => Promise<void>)[] = [];
const realFetch = globalThis.fetch;
let asking = 0;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] });
  globalThis.fetch = async (...request) => {
    asking += 1;
    try {
      return await realFetch(...request);
    } finally {
      asking -= 1;
    }
  };
});
afterEach(async () => {
  vi.useRealTimers();
  globalThis.fetch = realFetch;
  for (const close of toClose.splice(0).reverse()) await close();
});

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
/** All that was asked is answered: only then the clock goes on. */
async function step(): Promise<void> {
  vi.advanceTimersByTime(STEP_MS);
  let turns = 0;
  do {
    await turn();
    turns += 1;
  } while (turns < 4 || asking > 0);
}
async function steps(until: () => boolean): Promise<void> {
  for (let n = 0; !until(); n += 1) {
    if (n > 1_000) throw new Error('it never came');
    await step();
  }
}

interface Ended {
  readonly outcome: string;
  readonly note: string;
  readonly receipt: string | null;
}
interface Evening {
  readonly fake: FakeTwitch;
  readonly rig: TaskRig;
  /** Every message the shop wanted, by its task, as it was opened. */
  readonly wanted: Map<string, Pick<Task, 'data' | 'dueAt' | 'dropId' | 'priority'>>;
  readonly ended: Map<string, Ended>;
  /** When each drop was fired. */
  readonly fired: Map<string, number>;
  readonly seconds: number;
}

async function playEvening(how: {
  readonly minutes: number;
  readonly perSecond: number;
  readonly isMod: boolean;
  readonly isBudgeted: boolean;
}): Promise<Evening> {
  const seed = Math.floor(Math.random() * 2 ** 31);
  console.log(`seed ${seed}`);
  const random = seeded(seed);
  const fake = await startFakeTwitch(LIMIT.messages);
  toClose.push(() => fake.close());
  if (how.isMod) fake.mods.add('lampbot');
  const real = twitch({
    ircUrl: fake.url,
    ids: { url: fake.idUrl, withinMs: 5_000 },
    helix: { url: fake.helixUrl, withinMs: 4_000 },
    timings: TWITCH_TIMINGS,
    random: () => 0.5,
  });
  const adapter: ChatAdapter = how.isBudgeted
    ? real
    : { ...real, connect: (settings, events, logIn) => ({ ...real.connect(settings, events, logIn), limits: () => ({ ...wideLimits, answers: true }) }) };
  const startAt = Date.now();
  const clock = createClock(
    () => Date.now(),
    () => Date.now() - startAt,
  );
  const rig = await openRig({
    ledger: openMemoryLedger(new MemoryStore()),
    people: openMemoryPeople(),
    adapters: { chats: [adapter], payments: [], shops: [] },
    clock: { ...clock, jump: () => undefined },
    seenByTasks: (core) => core,
  });
  toClose.push(() => rig.stop());
  const wanted: Evening['wanted'] = new Map();
  const ended: Evening['ended'] = new Map();
  const fired: Evening['fired'] = new Map();
  rig.core.onCommitted(({ events }) => {
    for (const event of events) {
      if (event.type === 'TaskOpened' && event.task.kind === 'chat.post') wanted.set(event.task.taskId, event.task);
      else if (event.type === 'TaskClosed' && wanted.has(event.taskId))
        ended.set(event.taskId, { outcome: event.outcome, note: event.note, receipt: event.receipt ?? null });
    }
  });
  await rig.done('shop.configure', {
    name: 'Lamp stall',
    currency: 'EUR',
    locale: 'en',
    timeZone: 'Europe/Berlin',
    seller: { name: 'Ada', address: '1 Market St', email: 'ada@shop.example' },
    returnsUrl: 'https://shop.example/returns',
  });
  const settings = { channel: 'lampstall', username: 'lampbot', token: 'oauth:full' };
  await rig.done('channel.save', { channel: 'twitch', enabled: true, delaySeconds: DELAY_SECONDS, settings, templates: {} });
  const { showId } = await rig.done('show.plan', { title: 'Tonight', startsAt: rig.core.now(), minutes: how.minutes });
  rig.run();
  await steps(() => rig.statuses.at(-1)?.state === 'connected');

  const live: { readonly dropId: string; readonly sku: string }[] = [];
  const isMidway = Math.floor((how.minutes * 60) / 2);
  for (let second = 0; second < how.minutes * 60; second += 1) {
    if (second % 45 === 0) {
      const old = live.length > 1 ? live.shift() : undefined;
      if (old !== undefined) await rig.done('drop.end', { dropId: old.dropId });
      const { dropId, sku } = await rig.done('drop.quick', { showId, title: `Lamp ${second}`, price: 14_800, count: 40, mediaId: null, minutes: 10 });
      await rig.done('drop.fire', { dropId, expectOnAir: rig.core.state.single('onAir') });
      fired.set(dropId, rig.core.now());
      live.push({ dropId, sku });
    }
    if (second === isMidway) fake.dropConnections();
    // The shop has this much to tell, and the chat this much to ask.
    const work: Promise<unknown>[] = [];
    for (let n = 0; n < how.perSecond; n += 1) {
      const drop = live[Math.floor(random() * live.length)];
      if (drop === undefined) continue;
      const what = random();
      const id = freshId('show');
      const owner = { kind: 'key', id: 'owner', role: 'owner', name: 'Owner' } as const;
      const price = 10_000 + Math.floor(random() * 5_000);
      const envelope =
        what < 0.8
          ? { id, name: 'drop.extend', input: { dropId: drop.dropId, minutes: 1, reason: `because ${id}` } }
          : what < 0.9
            ? { id, name: 'drop.restock', input: { dropId: drop.dropId, sku: drop.sku, add: 1, counted: true } }
            : what < 0.95
              ? { id, name: 'drop.reprice', input: { dropId: drop.dropId, sku: drop.sku, price } }
              : null;
      if (envelope !== null) work.push(rig.core.submit(owner, envelope));
      else {
        const viewer = { kind: 'viewer', id: `v${Math.floor(random() * 5_000)}`, role: 'viewer', name: 'viewer' } as const;
        work.push(rig.core.submit(viewer, { id, name: 'hold.place', input: { dropId: drop.dropId, lines: [{ sku: drop.sku, quantity: 1 }] } }));
      }
      const ask = ['!stock', '!drop', '!buy'][Math.floor(random() * 3)] ?? '!stock';
      fake.say('#lampstall', `viewer${n}`, `${ask} ${Math.floor(random() * 100)}`, { mod: false, badges: '', userId: null });
    }
    for (let ms = 0; ms < 1_000; ms += STEP_MS) await step();
    await Promise.all(work);
  }
  for (let ms = 0; ms < 12_000; ms += STEP_MS) await step();
  return { fake, rig, wanted, ended, fired, seconds: how.minutes * 60 };
}

/** How late each link stood in the chat, past the delay; null where it never did. */
function linkLateness({ fake, rig, wanted, fired }: Evening): readonly (number | null)[] {
  return [...fired].map(([dropId, firedAt]) => {
    const link = [...wanted.values()].find((task) => task.dropId === dropId && task.data['template'] === 'link');
    const code = link?.data['code'] ?? '';
    const shown = fake.delivered.find(({ text }) => code !== '' && text.includes(`/d/${code}`));
    expect(rig.core.state.drops.get(dropId)).toBeDefined();
    return shown === undefined ? null : shown.at - firedAt - DELAY_SECONDS * 1_000;
  });
}
const mostIn = (times: readonly number[], windowMs: number): number =>
  times.reduce((most, from) => Math.max(most, times.filter((at) => at >= from && at <= from + windowMs).length), 0);
const smallestGap = (times: readonly number[]): number =>
  times.slice(1).reduce((least, at, i) => Math.min(least, at - (times[i] ?? 0)), Number.POSITIVE_INFINITY);

function holdsAll(evening: Evening, messages: number, gapMs: number): void {
  const { fake, wanted, ended, rig } = evening;
  const times = fake.delivered.map(({ at }) => at);
  // Four fifths of every limit, and never one over it.
  expect(fake.rules.muted.size).toBe(0);
  expect(mostIn(times, LIMIT.windowMs)).toBeLessThanOrEqual(messages * 0.8);
  expect(smallestGap(times)).toBeGreaterThanOrEqual(gapMs / 0.8);
  expect(smallestGap(fake.helix.announced.map(({ at }) => at))).toBeGreaterThanOrEqual(LIMIT.announceMs / 0.8);
  expect(fake.helix.asked.length / (evening.seconds / 60)).toBeLessThanOrEqual(LIMIT.helixAMinute * 0.8);
  // No link is later than the delay and a second.
  for (const late of linkLateness(evening)) {
    expect(late).not.toBeNull();
    expect(late).toBeGreaterThanOrEqual(0);
    expect(late).toBeLessThanOrEqual(1_000);
  }
  // None is lost silently: each one that was wanted is out, or says why not, or still waits for its turn.
  const out = [...ended.values()].filter(({ outcome }) => outcome === 'done');
  // Where the line was cut under a message, and for the one under way at the end, nobody knows yet: it is said to be so.
  const unsure = [...ended.values()].filter(({ receipt }) => receipt === 'unknown');
  const underWay = rig.tasks((task) => task.kind === 'chat.post' && task.state === 'taken');
  expect(unsure.length).toBeLessThanOrEqual(1);
  expect(fake.delivered.length).toBeGreaterThanOrEqual(out.length);
  expect(fake.delivered.length).toBeLessThanOrEqual(out.length + unsure.length + underWay.length);
  for (const { receipt } of out) expect(receipt).toMatch(/^(?:sent|seen)$/u);
  for (const [taskId] of wanted) {
    const end = ended.get(taskId);
    if (end === undefined) expect(rig.core.state.tasks.get(taskId)?.state).toMatch(/^(?:waiting|taken)$/u);
    else if (end.outcome !== 'done') expect(end.note).not.toBe('');
  }
  expect([...ended.values()].filter(({ outcome }) => outcome === 'failed')).toEqual([]);
}

describe('a show at ten times what the chat takes', () => {
  it('D2 thirty minutes: four fifths of every limit, each link at its time, nothing lost silently', { timeout: 300_000 }, async () => {
    const evening = await playEvening({ minutes: 30, perSecond: 7, isMod: false, isBudgeted: true });
    expect(evening.wanted.size).toBeGreaterThanOrEqual(10 * LIMIT.messages * (evening.seconds / 30));
    expect(evening.fired.size).toBe(Math.ceil(evening.seconds / 45));
    holdsAll(evening, LIMIT.messages, LIMIT.gapMs);
  });

  it('D2 as a moderator, whose link is pinned and whose news is announced: four fifths of those limits, too', { timeout: 300_000 }, async () => {
    const evening = await playEvening({ minutes: 2, perSecond: 8, isMod: true, isBudgeted: true });
    expect(evening.fake.helix.announced.length).toBeGreaterThan(10);
    // The line that catches up with a chat that was away has the link, too.
    expect(evening.fake.helix.pins.length).toBeGreaterThanOrEqual(evening.fired.size);
    holdsAll(evening, 100, 200);
  });

  it('without the budget Twitch does not hear the bot for half an hour, the links do not come, and the desk says so', { timeout: 300_000 }, async () => {
    const evening = await playEvening({ minutes: 1, perSecond: 7, isMod: false, isBudgeted: false });
    expect(evening.fake.rules.muted.size).toBe(1);
    const late = linkLateness(evening);
    expect(late.some((one) => one === null)).toBe(true);
    const limited = [...evening.ended.values()].filter(({ receipt }) => receipt === 'limited');
    expect(limited.length).toBeGreaterThan(0);
    for (const { note } of limited) expect(note).not.toBe('');
  });
});
