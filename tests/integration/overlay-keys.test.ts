import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HelloAnswer } from '@protocol/socket.ts';
import { systemClock } from '../../server/dispatch/clock.ts';
import { connected, helloAs, socketRig, type SocketRig, type TestSocket } from '../support/socket-rig.ts';
import { until } from '../support/until.ts';

/** A clock that can be set on: a key's last hour is not waited for. */
let ahead = 0;
let rig: SocketRig;
beforeAll(async () => {
  const real = systemClock();
  rig = await socketRig({}, undefined, { ...real, now: () => real.now() + ahead });
});
afterAll(async () => rig.close());

interface Source {
  readonly socket: TestSocket;
  readonly answer: HelloAnswer;
  readonly handed: string[];
  readonly dos: string[];
  readonly byes: string[];
}
async function source(key: string): Promise<Source> {
  const socket = rig.connect({});
  const handed: string[] = [];
  const dos: string[] = [];
  const byes: string[] = [];
  socket.on('key', (next) => handed.push(next));
  socket.on('do', (what) => dos.push(what));
  socket.on('bye', ({ reason }) => byes.push(reason));
  await connected(socket);
  return { socket, answer: await helloAs(socket, { audience: 'overlay', key }), handed, dos, byes };
}
const hello = async (key: string): Promise<boolean> => (await source(key)).answer.ok;

describe('a key that is changed without touching OBS', () => {
  it('P1 open overlays are handed the new key, and who comes later with the old one too; both are good', async () => {
    const old = await rig.key('overlay');
    const open = await source(old.key);
    const next = await rig.done('key.rotate', { keyId: old.keyId, hours: 24 });
    await until(() => open.handed.length === 1);
    expect(open.handed).toEqual([next.key]);
    expect(next.key).not.toBe(old.key);
    const later = await source(old.key);
    await until(() => later.handed.length === 1);
    expect(later.handed).toEqual([next.key]);
    expect(await helloAs(open.socket, { audience: 'overlay', key: next.key })).toMatchObject({ ok: true });
  });
  it('P1 the old one ends with its time, and takes nobody along who has the new one', async () => {
    const old = await rig.key('overlay');
    const open = await source(old.key);
    const asleep = await source(old.key);
    const { key } = await rig.done('key.rotate', { keyId: old.keyId, hours: 1 });
    await helloAs(open.socket, { audience: 'overlay', key });
    ahead += 3_600_001;
    expect(await hello(old.key)).toBe(false);
    expect(await hello(key)).toBe(true);
    // Looked at every 10 s.
    await until(() => asleep.byes.length > 0);
    expect(asleep.byes).toEqual(['key-revoked']);
    expect(open.socket.connected).toBe(true);
  });
  it('P1 changed because somebody saw it: those that are open have it, who comes now is handed nothing', async () => {
    const old = await rig.key('overlay');
    const open = await source(old.key);
    const { key } = await rig.done('key.rotate', { keyId: old.keyId, hours: 0 });
    await until(() => open.handed.length === 1);
    const thief = await source(old.key);
    expect(thief.answer.ok).toBe(true);
    await rig.done('overlay.identify', { instance: thief.socket.id ?? '' });
    await until(() => thief.dos.length === 1);
    expect(thief.handed).toEqual([]);
    ahead += 61_000;
    expect([await hello(old.key), await hello(key)]).toEqual([false, true]);
  });
  it('P1 changed twice: the oldest is handed the newest; revoking any of them ends all', async () => {
    const first = await rig.key('overlay');
    const second = await rig.done('key.rotate', { keyId: first.keyId, hours: 24 });
    const third = await rig.done('key.rotate', { keyId: second.keyId, hours: 24 });
    const late = await source(first.key);
    await until(() => late.handed.length === 1);
    expect(late.handed).toEqual([third.key]);
    await rig.done('key.revoke', { keyId: second.keyId });
    await until(() => late.byes.length === 1);
    expect([await hello(first.key), await hello(second.key), await hello(third.key)]).toEqual([false, false, false]);
  });
  it('only an overlay’s key is handed on, once', async () => {
    const host = await rig.key('host');
    await expect(rig.done('key.rotate', { keyId: host.keyId, hours: 24 })).rejects.toThrow('no-such-key');
    const old = await rig.key('overlay');
    await rig.done('key.rotate', { keyId: old.keyId, hours: 24 });
    await expect(rig.done('key.rotate', { keyId: old.keyId, hours: 24 })).rejects.toThrow('no-such-key');
  });
});

describe('an overlay of an old build', () => {
  it('loads itself anew once, and never while a drop is live', async () => {
    const { key } = await rig.key('overlay');
    const { dropId } = await rig.openDrop(5);
    const open = await source(key);
    const began = performance.now();
    const paint = setInterval(() => open.socket.emit('painted', { rev: 1, fps: 60, visible: true, width: 1920, height: 1080, name: 'Main' }), 500);
    try {
      // Ten seconds and more: by then it would have been told.
      await until(() => performance.now() - began > 12_000);
      expect(open.dos).toEqual([]);
      await rig.done('drop.end', { dropId });
      await until(() => open.dos.length > 0);
      const told = performance.now();
      await until(() => performance.now() - told > 3_000);
      expect(open.dos).toEqual(['reload']);
    } finally {
      clearInterval(paint);
    }
  });
});
