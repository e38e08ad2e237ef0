import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MeParts, Parts, PresenceParts } from '@protocol/parts.ts';
import { readable, roles, audiences, keyRoles, type Audience, type KeyRole } from '@protocol/roles.ts';
import type { Patch, Snapshot } from '@protocol/socket.ts';
import { commandNames } from '@protocol/commands.ts';
import { DRIFT_TOLD } from '@protocol/time.ts';
import { createClock } from '../../server/dispatch/clock.ts';
import { recomputeDiff } from '../../server/views/touches.ts';
import { commandAs, connected, hear, helloAs, socketRig, type SocketRig, type TestSocket } from '../support/socket-rig.ts';
import { patched } from '../support/view-rig.ts';
import { until } from '../support/until.ts';

let rig: SocketRig;
let drop: { readonly dropId: string; readonly showId: string };
const keys = new Map<KeyRole, string>();
beforeAll(async () => {
  rig = await socketRig();
  drop = await rig.openDrop();
  for (const role of keyRoles) keys.set(role, (await rig.key(role)).key);
});
afterAll(() => rig.close());

let ids = 0;
const commandId = (): string => `socket-test-${(ids += 1)}`;
const open = async (options: Parameters<SocketRig['connect']>[0] = {}): Promise<TestSocket> => {
  const socket = rig.connect(options);
  await connected(socket);
  return socket;
};
const snapshotOf = (answer: Awaited<ReturnType<typeof helloAs>>): Snapshot => {
  if (!answer.ok) throw new Error(`hello was refused: ${answer.refusal.code}`);
  return answer;
};
const greeted = async (
  audience: Audience,
  role: KeyRole | null,
): Promise<{ readonly socket: TestSocket; readonly first: Snapshot; readonly heard: ReturnType<typeof hear> }> => {
  const socket = await open();
  const heard = hear(socket);
  const first = snapshotOf(await helloAs(socket, { audience, key: role === null ? null : (keys.get(role) ?? '') }));
  return { socket, first, heard };
};
/** V1, as a client does it; a gap is an error. */
function follow(first: Snapshot, patches: readonly Patch[]): { readonly rev: number; readonly parts: Parts } {
  let { rev, parts } = first;
  for (const patch of patches) {
    if (patch.rev <= rev) continue;
    if (patch.from > rev) throw new Error(`a gap: from ${patch.from}, mine ${rev}`);
    rev = patch.rev;
    parts = patched(parts, patch.parts);
  }
  return { rev, parts };
}

describe('hello and patches', () => {
  it('V1 hello answers the whole snapshot, and patches go on from it without a gap to where the ledger is', async () => {
    const sockets = await Promise.all([
      greeted('public', null),
      greeted('overlay', 'overlay'),
      greeted('stage', 'stage'),
      greeted('panel', 'owner'),
      greeted('panel', 'moderator'),
    ]);
    for (let i = 0; i < 25; i += 1) {
      await rig.done('hold.place', { dropId: drop.dropId, lines: [{ sku: 'BAG', quantity: 1 }], onBehalfOf: `twitch:v${i}` }, 'bot');
      if (i % 5 === 0) await rig.done('stage.say', { text: `${i} claims` });
    }
    const target = rig.core.state.single('counters').seq;
    for (const { socket, first, heard } of sockets) {
      await until(() => (heard.patches.at(-1)?.rev ?? 0) >= target);
      const mine = follow(first, heard.patches);
      const answer = snapshotOf(await helloAs(socket, { audience: 'public' }));
      expect(answer.rev).toBeGreaterThanOrEqual(target);
      expect(mine.rev).toBe(target);
      for (const patch of heard.patches) expect(patch.from).toBeLessThanOrEqual(patch.rev);
    }
    const [viewer, , , owner] = sockets;
    if (viewer === undefined || owner === undefined) throw new Error('no sockets');
    const looked = rig.snapshots.of({ audience: 'public', role: 'viewer', viewer: null }, 0).parts;
    expect(recomputeDiff(follow(viewer.first, viewer.heard.patches).parts, looked)).toEqual([]);
    expect(
      recomputeDiff(follow(owner.first, owner.heard.patches).parts, rig.snapshots.of({ audience: 'panel', role: 'owner', viewer: null }, 0).parts),
    ).toEqual([]);
  });

  it('V1 a snapshot is made once per rev, whoever asks', async () => {
    const looker = { audience: 'public', role: 'viewer', viewer: null } as const;
    const before = rig.snapshots.of(looker, 1);
    expect(rig.snapshots.of(looker, 2).parts).toBe(before.parts);
    expect(rig.snapshots.liveJson()).toBe(rig.snapshots.liveJson());
    expect(rig.snapshots.liveJson()).not.toContain('"now"');
    await rig.done('stage.say', { text: 'again' });
    expect(rig.snapshots.of(looker, 3).parts).not.toBe(before.parts);
  });

  it('V1 every audience hears something each second, with the server’s time, although nothing happens', async () => {
    const all = await Promise.all(
      (['public', 'overlay', 'stage', 'panel'] as const).map((audience) => greeted(audience, audience === 'public' ? null : 'owner')),
    );
    for (const { heard } of all) {
      const from = heard.patches.length;
      await until(() => heard.patches.length >= from + 3);
      const nows = heard.patches.slice(from).map((patch) => patch.now);
      expect([...nows].sort((a, b) => a - b)).toEqual(nows);
    }
  });

  it('V2 a burst is gathered: many commands, few patches', async () => {
    const { heard } = await greeted('public', null);
    await until(() => heard.patches.length > 0);
    const before = heard.patches.length;
    const seq = rig.core.state.single('counters').seq;
    await Promise.all(Array.from({ length: 200 }, (_, i) => rig.done('stage.say', { text: `burst ${i}` })));
    await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        rig.done('hold.place', { dropId: drop.dropId, lines: [{ sku: 'BAG', quantity: 1 }], onBehalfOf: `burst:v${i}` }, 'bot'),
      ),
    );
    await until(() => (heard.patches.at(-1)?.rev ?? 0) >= seq + 220);
    expect(heard.patches.length - before).toBeLessThan(110);
    const last = follow(snapshotOf(await helloAs(await open(), {})), []);
    expect(last.parts['stock/BAG']).toMatchObject({ held: 45, left: 5 });
  });

  it('V6 readable: each role reads its own audiences and no others', async () => {
    for (const role of keyRoles) {
      for (const audience of audiences) {
        const socket = await open();
        const answer = await helloAs(socket, { audience, key: keys.get(role) ?? '' });
        const may = readable[role].includes(audience);
        expect(answer.ok, `${role} reads ${audience}`).toBe(may);
        if (!answer.ok) expect(answer.refusal.code).toBe('not-allowed');
        socket.disconnect();
      }
    }
    expect(roles).toHaveLength(10);
  });

  it('V6 nobody reads what is not public, and a viewer not the desk', async () => {
    for (const audience of ['panel', 'overlay', 'stage', 'me'] as const) {
      const answer = await helloAs(await open(), { audience });
      expect(answer).toMatchObject({ ok: false, refusal: { code: 'who-are-you' } });
    }
    const { cookie } = rig.newViewer();
    expect(await helloAs(await open({ cookie }), { audience: 'panel' })).toMatchObject({ ok: false, refusal: { code: 'not-allowed' } });
    expect(await helloAs(await open({ cookie }), { audience: 'me' })).toMatchObject({ ok: true, parts: { holds: [], orders: [] } });
  });

  it('V6 a viewer with a cookie also hears of their own, and only of their own', async () => {
    const ana = rig.newViewer();
    const ben = rig.newViewer();
    const socket = await open({ cookie: ana.cookie });
    const other = await open({ cookie: ben.cookie });
    const heard = hear(socket);
    const others = hear(other);
    await helloAs(socket, {});
    await helloAs(other, {});
    const mine = (h: typeof heard): MeParts | undefined => h.patches.filter((patch) => patch.audience === 'me').at(-1)?.parts as unknown as MeParts | undefined;
    await until(() => mine(heard) !== undefined && mine(others) !== undefined);
    const answer = await commandAs(socket, 'hold.place', { dropId: drop.dropId, lines: [{ sku: 'BAG', quantity: 1 }] });
    expect(answer).toMatchObject({ ok: true, result: { total: 900 } });
    await until(() => mine(heard)?.holds.length === 1);
    expect(mine(others)?.holds).toEqual([]);
    // A reload shows the same at once (V3).
    const again = await open({ cookie: ana.cookie });
    const heardAgain = hear(again);
    await helloAs(again, {});
    await until(() => mine(heardAgain)?.holds.length === 1);
  });

  it('L10 a key made a moment ago is let in; one that is not good is told so, even for what is public', async () => {
    const { key } = await rig.key('host');
    expect((await helloAs(await open(), { audience: 'panel', key })).ok).toBe(true);
    expect(await helloAs(await open(), { audience: 'public', key: 'dc_dead.AAAAAAAAAAAAAAAAAAAAAA' })).toMatchObject({
      ok: false,
      refusal: { code: 'who-are-you' },
    });
  });
});

describe('commands', () => {
  it('L4 the same id again answers the same, on another socket too; other content is refused', async () => {
    const { socket } = await greeted('panel', 'producer');
    const id = commandId();
    const first = await commandAs(socket, 'stage.say', { text: 'once' }, id);
    const { socket: other } = await greeted('panel', 'producer');
    const second = await commandAs(other, 'stage.say', { text: 'once' }, id);
    expect(second).toEqual(first);
    expect(await commandAs(other, 'stage.say', { text: 'twice' }, id)).toMatchObject({
      ok: false,
      refusal: { code: 'id-reused', message: 'This id was already used for something else. Send a new one.' },
    });
  });

  it('P1 a role may not do what the table does not give it', async () => {
    for (const role of ['stage', 'overlay', 'bot'] as const) {
      const { socket } = await greeted('public', role);
      for (const name of commandNames.filter((n) => ['panic', 'drop.fire', 'shop.configure', 'key.create', 'clock.tick', 'order.refund'].includes(n))) {
        expect(await commandAs(socket, name, {}), `${role} ${name}`).toMatchObject({
          ok: false,
          refusal: { code: 'not-allowed' },
        });
      }
    }
  });

  it('P1 nobody commands without saying who they are', async () => {
    const silent = await open();
    expect(await commandAs(silent, 'panic', {})).toMatchObject({
      ok: false,
      refusal: { code: 'who-are-you' },
    });
    const { socket } = await greeted('public', null);
    expect(await commandAs(socket, 'panic', {})).toMatchObject({
      ok: false,
      refusal: { code: 'who-are-you' },
    });
  });

  it('a command right behind its hello is not told “who are you”', async () => {
    const socket = await open();
    const hello = helloAs(socket, { audience: 'panel', key: keys.get('host') ?? '' });
    const answer = commandAs(socket, 'stage.say', { text: 'at once' });
    expect((await hello).ok).toBe(true);
    expect(await answer).toMatchObject({ ok: true });
  });

  it('a viewer who is too fast is told so; a key sends a thousand and more', async () => {
    const { cookie } = rig.newViewer();
    const socket = await open({ cookie });
    await helloAs(socket, {});
    const answers = await Promise.all(Array.from({ length: 40 }, () => commandAs(socket, 'hold.release', { holdId: 'none' })));
    expect(answers.some((answer) => !answer.ok && answer.refusal.code === 'too-fast')).toBe(true);
    expect(answers.some((answer) => !answer.ok && answer.refusal.code === 'no-such-hold')).toBe(true);
    const { socket: deck } = await greeted('panel', 'host');
    const many = await Promise.all(Array.from({ length: 1_500 }, (_, i) => commandAs(deck, 'stage.say', { text: `line ${i}` })));
    expect(many.filter((answer) => !answer.ok)).toEqual([]);
  });

  it('P1 a session is asked again before each command: logged out elsewhere is out here', async () => {
    const secret = await rig.people.openSession('host', 'Ana', rig.core.now() + 60_000, null);
    const socket = await open({ cookie: `dc_session=${secret}` });
    const heard = hear(socket);
    expect((await helloAs(socket, { audience: 'panel' })).ok).toBe(true);
    expect((await commandAs(socket, 'stage.say', { text: 'hi' })).ok).toBe(true);
    await rig.people.closeSession(secret);
    expect(await commandAs(socket, 'stage.say', { text: 'ho' })).toMatchObject({
      ok: false,
      refusal: { code: 'who-are-you' },
    });
    await until(() => heard.byes.length > 0);
    expect(heard.byes).toEqual([{ reason: 'key-revoked', retry: false }]);
  });
  it('P1 a new passcode ends the other desks over their open sockets, and not the one that set it', async () => {
    const desk = async (name: string) => {
      const secret = await rig.people.openSession('owner', name, rig.core.now() + 60_000, null);
      const socket = await open({ cookie: `dc_session=${secret}` });
      const heard = hear(socket);
      expect((await helloAs(socket, { audience: 'panel' })).ok).toBe(true);
      return { secret, socket, heard };
    };
    const [mine, theirs] = [await desk('Ana'), await desk('Thief')];
    await rig.people.closeOtherSessions(mine.secret);
    await until(() => theirs.heard.byes.length > 0);
    expect(theirs.heard.byes).toEqual([{ reason: 'key-revoked', retry: false }]);
    expect((await commandAs(mine.socket, 'stage.say', { text: 'hi' })).ok).toBe(true);
    expect(mine.heard.byes).toEqual([]);
  });
  it('P1 a key that is revoked ends the desks that logged in with it, over their open sockets', async () => {
    const { keyId } = await rig.done('key.create', { role: 'host', name: 'Ben' }, 'owner');
    const secret = await rig.people.openSession('host', 'Ben', rig.core.now() + 60_000, keyId);
    const socket = await open({ cookie: `dc_session=${secret}` });
    const heard = hear(socket);
    expect((await helloAs(socket, { audience: 'panel' })).ok).toBe(true);
    await rig.done('key.revoke', { keyId }, 'owner');
    await until(() => heard.byes.length > 0);
    expect(heard.byes).toEqual([{ reason: 'key-revoked', retry: false }]);
  });
});

describe('presence and overlays (V5)', () => {
  it('V5 what overlays paint and how many look reaches panel and stage, outside rev, and goes when they go', async () => {
    const { heard } = await greeted('panel', 'host');
    const { heard: stage } = await greeted('stage', 'stage');
    const { heard: packer } = await greeted('panel', 'packer');
    const { socket: overlay } = await greeted('overlay', 'overlay');
    const viewer = rig.newViewer();
    const tabs = [await open({ cookie: viewer.cookie }), await open({ cookie: viewer.cookie })];
    for (const tab of tabs) await helloAs(tab, {});
    overlay.emit('painted', { rev: 3, fps: 60, visible: true, width: 1920, height: 1080 });
    const last = (): PresenceParts | undefined => heard.presence.at(-1)?.parts as unknown as PresenceParts | undefined;
    await until(() => last()?.overlays.some((each) => each.instance === overlay.id) === true);
    expect(last()?.overlays.find((each) => each.instance === overlay.id)).toMatchObject({
      build: 'test',
      fps: 60,
      visible: true,
      width: 1920,
      height: 1080,
      rev: 3,
    });
    const both = last()?.viewers ?? 0;
    for (const tab of tabs) tab.disconnect();
    overlay.disconnect();
    await until(() => (last()?.viewers ?? 0) === both - 1 && last()?.overlays.every((each) => each.instance !== overlay.id) === true);
    expect(Object.keys(stage.presence.at(-1)?.parts ?? {})).toEqual(['viewers']);
    expect(packer.presence).toEqual([]);
  });

  it('T2 how far this machine’s clock went from the shop’s time reaches the desk, until the shop may follow it', async () => {
    let ahead = 0;
    const own = await socketRig(
      {},
      undefined,
      createClock(
        () => Date.now() + ahead,
        () => performance.now(),
      ),
    );
    try {
      const { dropId } = await own.openDrop(1);
      const { key } = await own.key('host');
      const socket = own.connect({});
      await connected(socket);
      const heard = hear(socket);
      await helloAs(socket, { audience: 'panel', key });
      const drift = (): number | undefined => (heard.presence.at(-1)?.parts as unknown as PresenceParts | undefined)?.clock.driftMs;
      await until(() => drift() !== undefined);
      expect(Math.abs(drift() ?? DRIFT_TOLD)).toBeLessThan(DRIFT_TOLD);
      ahead = 4_000;
      await until(() => (drift() ?? 0) >= 3_900);
      // Something is on sale: the shop keeps to its own time, and goes on saying so.
      const told = heard.presence.length;
      await until(() => heard.presence.length >= told + 2);
      expect(drift()).toBeGreaterThanOrEqual(3_900);
      await own.done('drop.end', { dropId });
      await until(() => (drift() ?? DRIFT_TOLD) < DRIFT_TOLD);
    } finally {
      await own.close();
    }
  });

  it('identify and reload reach the overlay that is meant, or all of them, and nobody else', async () => {
    const one = await greeted('overlay', 'overlay');
    const two = await greeted('overlay', 'overlay');
    const panel = await greeted('panel', 'owner');
    await rig.done('overlay.identify', { instance: one.socket.id ?? '' });
    await until(() => one.heard.dos.length === 1);
    await rig.done('overlay.reload', { instance: null });
    await until(() => one.heard.dos.length === 2 && two.heard.dos.length === 1);
    expect(one.heard.dos).toEqual(['identify', 'reload']);
    expect(two.heard.dos).toEqual(['reload']);
    expect(panel.heard.dos).toEqual([]);
  });
});

describe('goodbye', () => {
  it('a key that is revoked ends its sockets, and tells them not to come back', async () => {
    const { key, keyId } = await rig.key('overlay');
    const socket = await open();
    const heard = hear(socket);
    await helloAs(socket, { audience: 'overlay', key });
    await rig.done('key.revoke', { keyId });
    await until(() => socket.disconnected);
    expect(heard.byes).toEqual([{ reason: 'key-revoked', retry: false }]);
    expect(await helloAs(await open(), { audience: 'overlay', key })).toMatchObject({ ok: false, refusal: { code: 'who-are-you' } });
  });

  it('another protocol is told so, and not to come back as it is', async () => {
    const socket = await open();
    const heard = hear(socket);
    socket.emit('hello', { protocol: 99, build: 'old', audience: 'public', show: null, key: null }, () => undefined);
    await until(() => socket.disconnected);
    expect(heard.byes).toEqual([{ reason: 'other-protocol', retry: false }]);
  });

  it('a socket that says nothing is let go', async () => {
    const socket = await open();
    const heard = hear(socket);
    await until(() => socket.disconnected);
    expect(heard.byes).toEqual([{ reason: 'no-hello', retry: true }]);
  });

  it('L5 a new epoch brings everyone back to a whole snapshot by themselves', async () => {
    const line = rig.line({ audience: 'public' });
    await until(() => line.view().status === 'live');
    const before = line.view().epoch;
    const lostFrom = rig.core.state.single('counters').seq + 1;
    const ledger = { kind: 'system', id: 'ledger', role: 'system', name: 'ledger' } as const;
    const opened = await rig.core.submit(ledger, { id: commandId(), name: 'ledger.opened', input: { epoch: 'another', lostFrom, restored: false } });
    expect(opened.ok).toBe(true);
    await until(() => line.view().epoch === 'another' && line.view().status === 'live');
    expect(before).not.toBe('another');
    expect(line.view().parts).toMatchObject({ closed: true, [`drop/${drop.dropId}`]: { state: 'paused' } });
    await rig.done('shop.reopen', {});
    await until(() => line.view().parts['closed'] === false);
    await rig.done('panic', {});
    await until(() => line.view().parts['panic'] === true);
    await rig.done('panic.lift', { drops: [{ dropId: drop.dropId, then: 'resume' }] });
    await until(() => line.view().parts['panic'] === false);
  });

  it('stopping says so, and asks them to come back', async () => {
    const own = await socketRig();
    const socket = own.connect({});
    await connected(socket);
    const heard = hear(socket);
    await helloAs(socket, {});
    await own.edge.close();
    await until(() => socket.disconnected);
    expect(heard.byes).toEqual([{ reason: 'closing', retry: true }]);
    await own.close();
  });
});

describe('a server that is not sure (L7)', () => {
  it('L7 while the ledger does not answer, reading goes on and says that it may be old', async () => {
    let isReady = true;
    const own = await socketRig({}, (core) =>
      Object.defineProperty({ ...core, health: () => ({ ...core.health(), ready: isReady }) }, 'state', { get: () => core.state }),
    );
    try {
      const line = own.line({ audience: 'public' });
      await until(() => line.view().status === 'live');
      isReady = false;
      await until(() => line.view().status === 'stale');
      const late = own.line({ audience: 'public' });
      await until(() => late.view().status === 'stale' && late.view().epoch !== null);
      isReady = true;
      await until(() => line.view().status === 'live' && late.view().status === 'live');
    } finally {
      await own.close();
    }
  });
});

describe('nothing is left behind', () => {
  it('sockets that came, said hello many times and went leave no listener, room or viewer', async () => {
    const own = await socketRig();
    const warnings: Error[] = [];
    const warn = (warning: Error): void => void warnings.push(warning);
    process.on('warning', warn);
    try {
      const sockets = await Promise.all(
        Array.from({ length: 40 }, async () => {
          const { cookie } = own.newViewer();
          const socket = own.connect({ cookie });
          await connected(socket);
          return socket;
        }),
      );
      for (let i = 0; i < 8; i += 1) for (const socket of sockets) snapshotOf(await helloAs(socket, {}));
      await until(() => own.presence.parts(own.core.now()).viewers === 40);
      for (const socket of sockets) socket.disconnect();
      await until(() => own.edge.counts().connected === 0);
      expect(own.presence.parts(own.core.now())).toEqual({ viewers: 0, overlays: [], overlaysGone: [], channels: [] });
      const { frames } = own.edge.counts().sent;
      await own.done('stage.say', { text: 'nobody there' });
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      // No room is left that anything could be sent to.
      expect(own.edge.counts().sent.frames).toBe(frames);
      expect(warnings).toEqual([]);
    } finally {
      process.off('warning', warn);
      await own.close();
    }
  });
});
