import { mkdtempSync, readFileSync, rmSync, writeFileSync, copyFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { MINUTE, SECOND } from '@protocol/time.ts';
import { noteAttention } from '../../../server/attention.ts';
import type { Core } from '../../../server/dispatch/core.ts';
import { noSight } from '../../../server/dispatch/overlays.ts';
import { createPresence } from '../../../server/dispatch/presence.ts';
import { LedgerUnavailable, START, type Batch, type Ledger } from '../../../server/ledger/ledger.ts';
import { openMemoryLedger } from '../../../server/ledger/memory.ts';
import { openSqliteLedger } from '../../../server/ledger/sqlite.ts';
import { openSqlitePeople } from '../../../server/people/sqlite.ts';
import { noLog } from '../../../server/ports/log.ts';
import { brokenRules } from '../../../server/shop/invariants.ts';
import { decideWith } from '../../../server/shop/decide.ts';
import { dumpState, type State } from '../../../server/shop/state.ts';
import { ask, coreOptions, createCore, done, freshId, handClock, host, openDrop, owner, placing, viewer } from '../../support/core-rig.ts';
import { until } from '../../support/until.ts';

const T0 = 1_800_000_000_000;
const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
const keep = (core: Core): Core => {
  closing.push(() => core.stop());
  return core;
};
const code = (outcome: Awaited<ReturnType<typeof ask>>): string => (outcome.ok ? 'ok' : outcome.refused.refused);

const failing = (): { ledger: Ledger; fail: (how: 'before' | 'after' | null) => void } => {
  const inner = openMemoryLedger();
  let how: 'before' | 'after' | null = null;
  const ledger: Ledger = new Proxy(inner, {
    get: (target, name) => {
      if (name === 'append' && how !== null)
        return async (...args: Parameters<Ledger['append']>) => {
          if (how === 'after') await target.append(...args);
          how = how === 'after' ? null : how;
          throw new LedgerUnavailable('no space left');
        };
      if (name === 'saveSnapshot' && how === 'before') return () => Promise.reject(new LedgerUnavailable('no space left'));
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
  return { ledger, fail: (next) => void (how = next) };
};

describe('the one door', () => {
  it('L4 an accepted command asked again answers what it answered, appends nothing, and its id cannot be used for anything else', async () => {
    const clock = handClock(T0);
    const core = keep(await createCore(coreOptions(clock)));
    const dropId = await openDrop(core, clock, 3);
    const first = await placing(core, dropId, 'ana', 'the-very-same-id');
    const { seq } = core.health();
    clock.forward(5 * SECOND);
    expect(await placing(core, dropId, 'ana', 'the-very-same-id')).toEqual(first);
    expect(core.health().seq).toBe(seq);
    expect(code(await ask(core, viewer('ana'), 'hold.place', { dropId, lines: [{ sku: 'BAG', quantity: 2 }] }, 'the-very-same-id'))).toBe('id-reused');
    // The same id of somebody else is another command.
    expect(code(await placing(core, dropId, 'ben', 'the-very-same-id'))).toBe('ok');
  });
  it('L4 a refused one is decided anew', async () => {
    const clock = handClock(T0);
    const core = keep(await createCore(coreOptions(clock)));
    const dropId = await openDrop(core, clock, 1);
    await placing(core, dropId, 'ana');
    expect(code(await placing(core, dropId, 'ben', 'bens-only-id'))).toBe('all-held');
    clock.forward(2 * MINUTE);
    expect(code(await placing(core, dropId, 'ben', 'bens-only-id'))).toBe('ok');
  });
  it('L4 two of the same in one tick are one', async () => {
    const clock = handClock(T0);
    const core = keep(await createCore(coreOptions(clock)));
    const dropId = await openDrop(core, clock, 3);
    const [a, b] = await Promise.all([placing(core, dropId, 'ana', 'twice-at-once'), placing(core, dropId, 'ana', 'twice-at-once')]);
    expect(a).toEqual(b);
    expect(core.state.holds.size).toBe(1);
  });
  it('L4 after 7 days of ledger time an id is forgotten', async () => {
    const clock = handClock(T0);
    const core = keep(await createCore(coreOptions(clock)));
    await openDrop(core, clock, 1);
    const remembered = core.state.remembered.size;
    expect(remembered).toBeGreaterThan(3);
    clock.forward(7 * 24 * 60 * MINUTE + 10 * SECOND);
    await done(core, host, 'stage.say', { text: 'a week later' });
    expect(core.state.remembered.size).toBe(1);
  });
  it('L4 keys are derived, not stored: the same command gives the same key after a restart', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'dropcast-core-'));
    closing.push(() => rmSync(dataDir, { recursive: true, force: true }));
    const keys: string[] = [];
    for (let round = 0; round < 2; round += 1) {
      const ledger = await openSqliteLedger({ dataDir, exclusive: true, hooks: null });
      const people = await openSqlitePeople({ dataDir, exclusive: true });
      const core = await createCore({ ...coreOptions(handClock(T0 + round * MINUTE)), ledger, people });
      keys.push((await done(core, owner, 'key.create', { role: 'bot', name: 'bot' }, 'make-me-a-key')).key);
      await core.stop();
      await people.close();
      await ledger.close();
    }
    expect(keys[0]).toBe(keys[1]);
    for (const file of readdirSync(dataDir).filter((name) => name.startsWith('ledger')))
      expect(readFileSync(join(dataDir, file)).includes(keys[0] ?? 'x')).toBe(false);
  });
  it('P1 deny by default: a role that is not in the table is refused before anything is looked at', async () => {
    const core = keep(await createCore(coreOptions(handClock(T0))));
    expect(code(await ask(core, viewer('ana'), 'panic', {}))).toBe('not-allowed');
    expect(code(await core.submit(owner, { id: freshId(), name: 'clock.tick', input: {} }))).toBe('not-allowed');
    expect(code(await core.submit(owner, { id: freshId(), name: 'constructor', input: {} }))).toBe('unknown-command');
    expect(code(await core.submit(owner, { id: freshId(), name: 'panic', input: { extra: 1 } }))).toBe('malformed');
  });
  it('L8 names and addresses are in no event', async () => {
    const clock = handClock(T0);
    const options = coreOptions(clock);
    const core = keep(await createCore(options));
    const dropId = await openDrop(core, clock, 1);
    await done(core, host, 'shipping.save', { flat: 400 });
    const held = await placing(core, dropId, 'ana');
    const holdId = held.ok ? (held.result as { holdId: string }).holdId : '';
    const address = { line1: 'CANARY-STREET 1', line2: '', city: 'CANARY-CITY', postcode: '', region: '', country: 'IE' };
    const order = await done(core, viewer('ana'), 'checkout.start', {
      holdId,
      provider: 'later',
      contact: { name: 'CANARY-NAME', email: 'canary@mail.example' },
      delivery: { kind: 'ship', address },
      with: null,
    });
    await done(core, owner, 'person.erase', { orderNumber: order.orderNumber });
    const all: Batch[] = [];
    for await (const batch of options.ledger.readAfter(START)) all.push(batch);
    expect(JSON.stringify(all)).not.toMatch(/CANARY|canary/u);
    expect(dumpState(core.state as State)).not.toMatch(/CANARY|canary/u);
    // Erasing leaves every count.
    expect(brokenRules(core.state)).toEqual([]);
    expect(core.state.orders.get(String(order.orderNumber))).toMatchObject({ person: null, total: 1400 });
  });
});

describe('being forgotten', () => {
  it('L8 takes the chat handle along: behind it stands nobody who bought before', async () => {
    const clock = handClock(T0);
    const options = coreOptions(clock);
    const core = keep(await createCore(options));
    const dropId = await openDrop(core, clock, 1);
    await done(core, host, 'shipping.save', { flat: 400 });
    const held = await done(core, owner, 'hold.place', { dropId, lines: [{ sku: 'BAG', quantity: 1 }], onBehalfOf: 'twitch:1234' });
    const before = await options.people.viewerOf('twitch:1234');
    const order = await done(core, viewer(before), 'checkout.start', {
      holdId: held.holdId,
      provider: 'later',
      contact: { name: 'Lena', email: 'l@x.ie' },
      delivery: { kind: 'ship', address: { line1: 'x', line2: '', city: 'y', postcode: '', region: '', country: 'IE' } },
      with: null,
    });
    await done(core, owner, 'person.erase', { orderNumber: order.orderNumber });
    expect(await options.people.viewerOf('twitch:1234')).not.toBe(before);
    expect(core.state.orders.get(String(order.orderNumber))).toMatchObject({ person: null, viewer: before });
  });
});

describe('when the store does not answer', () => {
  it('L7 sales are refused with “try again”, reading goes on, and it sells again by itself', async () => {
    const clock = handClock(T0);
    const { ledger, fail } = failing();
    const core = keep(await createCore({ ...coreOptions(clock), ledger }));
    const dropId = await openDrop(core, clock, 2);
    fail('before');
    const before = dumpState(core.state as State);
    expect(code(await placing(core, dropId, 'ana'))).toBe('try-again');
    expect(core.health()).toMatchObject({ ready: false, writable: false });
    expect(dumpState(core.state as State)).toBe(before);
    fail(null);
    await until(() => core.health().ready);
    expect(code(await placing(core, dropId, 'ana'))).toBe('ok');
  });
  it('L6 an append without a clear answer is looked up by its batch id: done once, answered once', async () => {
    const clock = handClock(T0);
    const { ledger, fail } = failing();
    const core = keep(await createCore({ ...coreOptions(clock), ledger }));
    const dropId = await openDrop(core, clock, 2);
    fail('after');
    expect(code(await placing(core, dropId, 'ana'))).toBe('ok');
    expect(core.state.holds.size).toBe(1);
    expect(core.state.drops.get(dropId)?.lines[0]).toMatchObject({ left: 1, held: 1 });
  });
  it('L6 a refused append leaves no trace: two writers on one ledger never sell one unit twice', async () => {
    const clock = handClock(T0);
    const options = coreOptions(clock);
    const one = keep(await createCore(options));
    const dropId = await openDrop(one, clock, 10);
    const two = keep(await createCore({ ...options, clock: handClock(clock.now()) }));
    const outcomes = await Promise.all(Array.from({ length: 60 }, (_, i) => placing(i % 2 === 0 ? one : two, dropId, `v${i}`)));
    expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(10);
    await Promise.all([one.caughtUp(), two.caughtUp()]);
    expect(dumpState(one.state as State)).toBe(dumpState(two.state as State));
    expect(brokenRules(one.state)).toEqual([]);
  });
  it('a bounded queue: what does not fit is told to come again, not kept waiting', async () => {
    const clock = handClock(T0);
    const core = keep(await createCore(coreOptions(clock)));
    const outcomes = await Promise.all(Array.from({ length: 20_050 }, () => ask(core, host, 'drop.pause', { dropId: 'none' })));
    expect(outcomes.filter((outcome) => code(outcome) === 'try-again')).toHaveLength(50);
    expect(outcomes.filter((outcome) => code(outcome) === 'no-such-drop')).toHaveLength(20_000);
  });
});

describe('two hundred at once', () => {
  const rush = async (careless: boolean): Promise<{ held: number; broken: string[] }> => {
    const clock = handClock(T0);
    const core = keep(await createCore({ ...coreOptions(clock), ...(careless ? { decide: decideWith({ mayHold: () => null }) } : {}) }));
    const dropId = await openDrop(core, clock, 50);
    const outcomes = await Promise.all(Array.from({ length: 200 }, (_, i) => placing(core, dropId, `v${i}`)));
    return { held: outcomes.filter((outcome) => outcome.ok).length, broken: brokenRules(core.state) };
  };
  it('S1 negative control: with the guard off, 200 claims on 50 units oversell', async () => {
    const { held, broken } = await rush(true);
    expect(held).toBe(200);
    expect(broken.join()).toMatch(/S1/u);
  });
  it('S1 with the guard on, 50 are held and 150 refused', async () => {
    expect(await rush(false)).toEqual({ held: 50, broken: [] });
  });
});

describe('opening', () => {
  const folder = (): string => {
    const dataDir = mkdtempSync(join(tmpdir(), 'dropcast-core-'));
    closing.push(() => rmSync(dataDir, { recursive: true, force: true }));
    return dataDir;
  };
  const boot = async (dataDir: string, at: number) => {
    const clock = handClock(at);
    const ledger = await openSqliteLedger({ dataDir, exclusive: true, hooks: null });
    const people = await openSqlitePeople({ dataDir, exclusive: true });
    const core = await createCore({ ...coreOptions(clock), ledger, people });
    const stop = async (): Promise<void> => {
      await core.stop();
      await people.close();
      await ledger.close();
    };
    return { clock, core, stop };
  };
  it('L9 a snapshot of the same version gives the state that the replay gives; another version is replayed', async () => {
    const dataDir = folder();
    const first = await boot(dataDir, T0);
    const dropId = await openDrop(first.core, first.clock, 5);
    await placing(first.core, dropId, 'ana');
    const state = dumpState(first.core.state as State);
    await first.stop();
    const second = await boot(dataDir, T0 + MINUTE);
    expect(dumpState(second.core.state as State)).toBe(state);
    await second.stop();
  });
  it('L9 an event of a later release stops deciding, and says so', async () => {
    const clock = handClock(T0);
    const options = coreOptions(clock);
    const core = await createCore(options);
    const { seq } = core.health();
    await core.stop();
    const head = await options.ledger.head();
    await options.ledger.append(head, {
      id: 'of-tomorrow',
      first: seq + 1,
      at: T0 + 1,
      epoch: 'e',
      accepted: [{ actor: 'a', id: 'b', name: 'c', hash: '', events: 1 }],
      events: [{ type: 'FromTomorrow', v: 1 }],
    });
    const old = keep(await createCore({ ...options, clock: handClock(T0 + 2) }));
    expect(old.health()).toMatchObject({ ready: false, note: 'unknown event FromTomorrow' });
    expect(code(await ask(old, owner, 'panic', {}))).toBe('try-again');
  });
  it('L5 a lost tail opens a new epoch: drops paused, nothing sold until the host reopens, order numbers 1,000 on', async () => {
    const dataDir = folder();
    const first = await boot(dataDir, T0);
    const dropId = await openDrop(first.core, first.clock, 5);
    const epoch = first.core.health().epoch;
    await first.stop();
    const saved = join(dataDir, 'older.copy');
    const file = readdirSync(dataDir).find((name) => /^ledger.*\.db$/u.test(name)) ?? '';
    copyFileSync(join(dataDir, file), saved);
    const second = await boot(dataDir, T0 + 10 * SECOND);
    expect(code(await placing(second.core, dropId, 'ana'))).toBe('ok');
    const lost = second.core.health().seq;
    await second.stop();
    writeFileSync(join(dataDir, file), readFileSync(saved));
    for (const side of ['-wal', '-shm']) rmSync(join(dataDir, file + side), { force: true });

    const third = await boot(dataDir, T0 + 20 * SECOND);
    expect(third.core.health()).toMatchObject({ closed: true });
    expect(third.core.health().epoch).not.toBe(epoch);
    expect(third.core.health().seq).toBeGreaterThanOrEqual(lost);
    expect(third.core.state.drops.get(dropId)?.state).toBe('paused');
    expect(third.core.state.single('counters').nextOrder).toBe(2001);
    expect([...third.core.state.tasks.values()].some((task) => task.kind === 'host.lost-tail')).toBe(true);
    expect(code(await placing(third.core, dropId, 'ben'))).toBe('shop-closed');
    await done(third.core, owner, 'shop.reopen', {});
    await done(third.core, host, 'drop.resume', { dropId });
    expect(code(await placing(third.core, dropId, 'ben'))).toBe('ok');
    await third.stop();
    // Told once: the next start is an ordinary one.
    const fourth = await boot(dataDir, T0 + 30 * SECOND);
    expect(fourth.core.health().closed).toBe(false);
    await fourth.stop();
  });
  it('L5 a restored backup opens a new epoch, even where it is all that this node ever knew', async () => {
    const dataDir = folder();
    const first = await boot(dataDir, T0);
    await openDrop(first.core, first.clock, 5);
    const { epoch } = first.core.health();
    await first.stop();
    const elsewhere = folder();
    copyFileSync(join(dataDir, 'ledger.db'), join(elsewhere, 'restore.db'));
    const second = await boot(elsewhere, T0 + MINUTE);
    expect(second.core.health().closed).toBe(true);
    expect(second.core.health().epoch).not.toBe(epoch);
    await second.stop();
  });
  it('L5 L7 a lost tail on a disk that refuses: nothing is sold, nothing is forgotten, and the epoch opens when there is room', async () => {
    const clock = handClock(T0);
    const { ledger, fail } = failing();
    const core = await createCore({ ...coreOptions(clock), ledger });
    const dropId = await openDrop(core, clock, 2);
    await core.stop();
    await ledger.notePlace({ seq: core.health().seq + 5, batch: 'seen-and-lost' });
    fail('before');
    const again = keep(await createCore({ ...coreOptions(clock), ledger }));
    expect(again.health().ready).toBe(false);
    expect(code(await placing(again, dropId, 'ana'))).toBe('try-again');
    fail(null);
    await until(() => again.health().ready);
    expect(again.health().closed).toBe(true);
    expect(code(await placing(again, dropId, 'ana'))).toBe('shop-closed');
  });
  it('T2 after a gap of 10 minutes with something live, drops come up paused and the host decides', async () => {
    const dataDir = folder();
    const first = await boot(dataDir, T0);
    const dropId = await openDrop(first.core, first.clock, 5);
    await first.stop();
    const soon = await boot(dataDir, T0 + 5 * MINUTE);
    expect(soon.core.state.drops.get(dropId)?.state).toBe('live');
    await soon.stop();
    const late = await boot(dataDir, T0 + 15 * MINUTE);
    expect(late.core.state.drops.get(dropId)?.state).toBe('paused');
    expect([...late.core.state.tasks.values()].some((task) => task.kind === 'host.clock-gap')).toBe(true);
    await late.stop();
  });
  it('T2 eleven quiet minutes of a live drop are no gap: the ledger shows that the server was there', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    closing.push(() => void vi.useRealTimers());
    const dataDir = folder();
    const first = await boot(dataDir, T0);
    const dropId = await openDrop(first.core, first.clock, 5);
    const attention = noteAttention(first.core, createPresence(noSight), () => true, MINUTE, noLog);
    const { seq } = first.core.health();
    for (let second = 0; second < 11 * 60; second += 1) {
      first.clock.forward(SECOND);
      await vi.advanceTimersByTimeAsync(SECOND);
      // One minute is noted before the next one is over.
      if (second % 60 === 59) await vi.waitUntil(() => first.core.health().seq === seq + (second + 1) / 60);
    }
    const quietUntil = first.core.state.single('counters').at;
    expect(quietUntil).toBe(first.clock.now());
    // Killed: what a stop notes must not be what saves it.
    await first.stop();
    const soon = await boot(dataDir, quietUntil + MINUTE);
    expect(soon.core.state.drops.get(dropId)?.state).toBe('live');
    // Nothing is live any more, and nothing is noted (E4).
    await done(soon.core, host, 'drop.end', { dropId });
    const ended = soon.core.health().seq;
    await noteAttention(soon.core, createPresence(noSight), () => true, MINUTE, noLog).stop();
    expect(soon.core.health().seq).toBe(ended);
    await attention.stop();
    await soon.stop();
  });
  it('T2 ledger time never goes back behind the last event, and follows the wall only while nothing is live', async () => {
    const clock = handClock(T0);
    const options = coreOptions(clock);
    const core = keep(await createCore(options));
    await openDrop(core, clock, 1);
    const behind = handClock(T0 - MINUTE);
    const other = keep(await createCore({ ...options, clock: behind }));
    expect(other.now()).toBeGreaterThanOrEqual(core.state.single('counters').at);
    clock.wallForward(5 * SECOND);
    await until(() => core.health().driftMs >= 5_000);
    await new Promise((resolve) => setTimeout(resolve, 1_300));
    expect(core.health().driftMs).toBe(5_000);
    clock.wallForward(11 * MINUTE);
    await until(() => core.health().driftMs === 0);
    await until(() => [...core.state.drops.values()].every((drop) => drop.state !== 'live'));
  });
});
