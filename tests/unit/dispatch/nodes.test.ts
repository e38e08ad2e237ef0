import { afterEach, describe, expect, it } from 'vitest';
import { MINUTE } from '../../../server/protocol/time.ts';
import type { Core, Outcome } from '../../../server/dispatch/core.ts';
import { LedgerUnavailable, type Ledger, type LedgerEvent } from '../../../server/ledger/ledger.ts';
import { MemoryStore, openMemoryLedger } from '../../../server/ledger/memory.ts';
import { openMemoryPeople } from '../../../server/people/memory.ts';
import { ask, coreOptions, createCore, done, freshId, handClock, host, openDrop, owner, placing, viewer, type HandClock } from '../../support/core-rig.ts';
import { until } from '../../support/until.ts';

const T0 = Date.UTC(2026, 0, 11, 12, 0, 0);
const code = (outcome: Outcome): string => (outcome.ok ? 'ok' : outcome.refused.refused);

interface Node {
  readonly core: Core;
  readonly clock: HandClock;
  readonly ledger: Ledger;
}
const running: Core[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((core) => core.stop()));
});

/** One ledger, one people, as many nodes as wanted. `deaf`: hears of others only when it asks, as one whose line is slow. */
function shop() {
  const store = new MemoryStore();
  const people = openMemoryPeople();
  /** Each node's own disk. */
  const disks = new Map<string, Awaited<ReturnType<Ledger['lastKnownPlace']>>>();
  const node = async (name: string, { deaf = false, clock = handClock(T0) }: { readonly deaf?: boolean; readonly clock?: HandClock } = {}): Promise<Node> => {
    const real = openMemoryLedger(store);
    const ledger: Ledger = {
      kind: 'memory',
      wasRestored: false,
      head: () => real.head(),
      append: (place, batch) => real.append(place, batch),
      readAfter: (place) => real.readAfter(place),
      batchAt: (seq) => real.batchAt(seq),
      batchById: (id) => real.batchById(id),
      loadSnapshot: () => Promise.resolve(null),
      saveSnapshot: () => Promise.resolve(),
      lastKnownPlace: () => Promise.resolve(disks.get(name) ?? null),
      notePlace: (place) => Promise.resolve(void disks.set(name, place)),
      onForeignAppend: deaf ? () => () => undefined : (listener) => real.onForeignAppend(listener),
      close: () => real.close(),
    };
    const core = await createCore({ ...coreOptions(clock), ledger, people });
    running.push(core);
    return { core, clock, ledger };
  };
  return { store, node };
}
const epochs = (store: MemoryStore): number => store.batches.flatMap((batch) => batch.events).filter((event) => event.type === 'LedgerOpened').length;

describe('several nodes on one ledger', () => {
  it('S1 sell every unit once, whichever of them is asked', async () => {
    const { node } = shop();
    const clock = handClock(T0);
    const nodes = [await node('a', { clock }), await node('b', { clock }), await node('c', { clock })];
    const dropId = await openDrop(nodes[0]!.core, clock, 40);
    const outcomes = await Promise.all(Array.from({ length: 90 }, (_, i) => placing(nodes[i % 3]!.core, dropId, `viewer-${i}`)));
    expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(40);
    await Promise.all(nodes.map(({ core }) => core.caughtUp()));
    for (const { core } of nodes) expect(core.state.holds.size).toBe(40);
  });

  it('L4 a command that was accepted by one is answered the same by another, and done once', async () => {
    const { node } = shop();
    const clock = handClock(T0);
    const [a, b] = [await node('a', { clock }), await node('b', { clock, deaf: true })];
    const dropId = await openDrop(a.core, clock, 3);
    const id = freshId();
    const first = await placing(a.core, dropId, 'ana', id);
    expect(await placing(b.core, dropId, 'ana', id)).toEqual(first);
    expect(b.core.state.holds.size).toBe(1);
  });

  it('L10 a node that has not heard of a drop sells it all the same, and says sold out only when it is', async () => {
    const { node } = shop();
    const clock = handClock(T0);
    const [a, b] = [await node('a', { clock }), await node('b', { clock, deaf: true })];
    const dropId = await openDrop(a.core, clock, 2);
    expect(b.core.state.drops.has(dropId)).toBe(false);
    expect(code(await placing(b.core, dropId, 'ana'))).toBe('ok');
    const outcome = await placing(b.core, dropId, 'ben');
    expect(code(outcome)).toBe('ok');
    const holdId = (outcome as { readonly result: { readonly holdId: string } }).result.holdId;
    // All held, as far as this one has heard; given back at the other one meanwhile.
    expect(code(await ask(a.core, viewer('ben'), 'hold.release', { holdId }))).toBe('ok');
    expect(code(await placing(b.core, dropId, 'cem'))).toBe('ok');
    expect(code(await placing(b.core, dropId, 'dua'))).toBe('all-held');
  });

  it('L10 what is prepared from a row that is not here yet is asked for first: the shop of an import, the order of a parcel', async () => {
    const { node } = shop();
    const clock = handClock(T0);
    const [a, b] = [await node('a', { clock }), await node('b', { clock, deaf: true })];
    await openDrop(a.core, clock, 3);
    expect(b.core.state.single('shop')).toBeNull();
    expect(code(await ask(b.core, owner, 'catalog.import', { format: 'shopify-csv', csv: 'Handle,Title\n', dryRun: true }))).not.toBe('shop-not-configured');
  });

  it('L10 “caught up” is not said where the head cannot be reached', async () => {
    const { node } = shop();
    const { core, ledger } = await node('a', { deaf: true });
    await expect(core.caughtUp()).resolves.toBeUndefined();
    const head = await ledger.head();
    await ledger.append(head, tomorrow(head.seq + 1));
    await expect(core.caughtUp()).rejects.toThrow(LedgerUnavailable);
  });
});

const tomorrow = (first: number) => ({
  id: `of-tomorrow-${first}`,
  first,
  at: T0 + MINUTE + first,
  epoch: 'e',
  accepted: [{ actor: 'a', id: `b-${first}`, name: 'c', hash: '', events: 1 }],
  events: [{ type: 'FromTomorrow', v: 1 }],
});

describe('a rolling upgrade', () => {
  it('L9 a node that meets an event of a later release stops deciding, says so, goes on reading what it knows, and the newer one goes on', async () => {
    const { store, node } = shop();
    const clock = handClock(T0);
    const old = await node('old', { clock });
    const dropId = await openDrop(old.core, clock, 3);
    expect(code(await placing(old.core, dropId, 'ana'))).toBe('ok');
    const { seq } = old.core.health();
    const newer = openMemoryLedger(store);
    for (let i = 0; i < 3; i += 1) await newer.append(await newer.head(), tomorrow((await newer.head()).seq + 1));
    await until(() => !old.core.health().ready);
    expect(old.core.health()).toMatchObject({ ready: false, seq, note: 'unknown event FromTomorrow' });
    expect(code(await placing(old.core, dropId, 'ben'))).toBe('try-again');
    expect(code(await ask(old.core, host, 'drop.end', { dropId }))).toBe('try-again');
    expect(old.core.state.holds.size).toBe(1);
    expect((await newer.head()).seq).toBe(seq + 3);
    await newer.close();
  });
});

describe('a lost tail, seen by several', () => {
  it('L5 opens one epoch, and a node that finds out after the host reopened does not close the shop again', async () => {
    const { store, node } = shop();
    const clock = handClock(T0);
    const [a, b] = [await node('a', { clock }), await node('b', { clock })];
    const late = await node('late', { clock });
    const dropId = await openDrop(a.core, clock, 5);
    const kept = a.core.health().seq;
    expect(code(await placing(a.core, dropId, 'ana'))).toBe('ok');
    await Promise.all([b.core.caughtUp(), late.core.caughtUp()]);
    await late.core.stop();
    const before = epochs(store);
    store.loseAfter(kept);
    await Promise.all([a, b].map(({ core }) => core.caughtUp().catch(() => undefined)));
    await until(() => [a, b].every(({ core }) => core.health().closed && core.health().ready));
    expect(a.core.health().epoch).toBe(b.core.health().epoch);
    expect(epochs(store)).toBe(before + 1);
    await done(b.core, owner, 'shop.reopen', {});
    const back = await node('late', { clock });
    expect(epochs(store)).toBe(before + 1);
    expect(back.core.health().closed).toBe(false);
    expect(back.core.health().epoch).toBe(b.core.health().epoch);
  });
  it('L5 is found by a node that was away when it happened, if nobody else was there', async () => {
    const { store, node } = shop();
    const first = await node('a');
    await openDrop(first.core, first.clock, 5);
    const kept = first.core.health().seq;
    expect(code(await ask(first.core, owner, 'panic', {}))).toBe('ok');
    await first.core.stop();
    store.loseAfter(kept);
    const again = await node('a');
    expect(again.core.health().closed).toBe(true);
  });
});

describe('a machine that slept', () => {
  it('T2 pauses nothing where another node went on selling meanwhile', async () => {
    const { store, node } = shop();
    const { core, clock } = await node('a', { deaf: true });
    const dropId = await openDrop(core, clock, 5);
    const other = openMemoryLedger(store);
    const { seq } = await other.head();
    const minuteAt = T0 + 12 * MINUTE;
    await other.append(await other.head(), {
      ...tomorrow(seq + 1),
      at: minuteAt,
      accepted: [],
      events: [{ type: 'AttentionNoted', v: 1, minuteAt, viewers: 1, clicks: {} } as LedgerEvent],
    });
    clock.forward(12 * MINUTE);
    await until(() => core.health().seq > seq);
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect(core.state.drops.get(dropId)?.state).toBe('live');
    await other.close();
  });
  it('T2 and where nobody did, the host decides', async () => {
    const { node } = shop();
    const { core, clock } = await node('a');
    const dropId = await openDrop(core, clock, 5);
    expect(code(await placing(core, dropId, 'ana'))).toBe('ok');
    await new Promise((resolve) => setTimeout(resolve, 1_050));
    clock.forward(12 * MINUTE);
    await until(() => core.state.drops.get(dropId)?.state === 'paused');
  });
});
