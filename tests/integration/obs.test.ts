import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { io, type Socket } from 'socket.io-client';
import { afterEach, describe, expect, it } from 'vitest';
import { PROTOCOL } from '@protocol/limits.ts';
import type { FromBridge, ToBridge } from '@protocol/obs-bridge.ts';
import type { BridgeAnswer, ClientToServer, ServerToClient } from '@protocol/socket.ts';
import { obsAdapter } from '../../server/edges/obs/obs.ts';
import { fakeObs, type FakeObs } from '../support/fake-obs.ts';
import { startServer, usual, type TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
async function obsWith(password: string, refuses: number | null): Promise<FakeObs> {
  const obs = await fakeObs(password, refuses);
  closing.push(() => obs.close());
  return obs;
}
function link(address: string, password: string) {
  const heard: string[] = [];
  const opened = obsAdapter().open(address, password, {
    up: () => void heard.push('up'),
    down: (trouble) => void heard.push(trouble),
    event: (name) => void heard.push(name),
  });
  closing.push(() => opened.close());
  return { heard, link: opened };
}

describe('a link to OBS', () => {
  it('tells each way in which it ends apart, and comes back from it', async () => {
    const obs = await obsWith('secret', null);
    const { heard } = link(obs.address, 'secret');
    await until(() => heard.length === 1);
    for (const [code, trouble] of [
      [1001, 'quit'],
      [1006, 'lost'],
      [4011, 'kicked'],
      [1000, 'lost'],
    ] as const) {
      heard.length = 0;
      obs.hangUp(code);
      await until(() => heard.at(-1) === 'up');
      expect(heard).toEqual([trouble, 'up']);
    }
  });
  it('says what keeps it out: a password, an old OBS, something else, nobody', async () => {
    const locked = await obsWith('secret', null);
    const old = await obsWith('', 4010);
    const page = createServer((_request, response) => void response.writeHead(200).end('a page'));
    await new Promise<void>((resolve) => page.listen(0, '127.0.0.1', resolve));
    closing.push(() => void page.close());
    // It listens on a port, so it has such an address.
    const other = `ws://127.0.0.1:${(page.address() as AddressInfo).port}`;
    for (const [address, password, trouble] of [
      [locked.address, 'wrong', 'password'],
      [locked.address, '', 'no-password'],
      [old.address, '', 'old'],
      [other, '', 'not-obs'],
      ['ws://127.0.0.1:1', '', 'unreachable'],
    ] as const) {
      const { heard } = link(address, password);
      await until(() => heard.length > 0);
      expect(heard[0]).toBe(trouble);
    }
    expect(await obsAdapter().find(locked.address)).toEqual({ ok: true, address: locked.address, password: true });
    expect(await obsAdapter().find((await obsWith('', null)).address)).toMatchObject({ ok: true, password: false });
  });
  it('waits for no answer for ever: what was asked is unknown, and the next connection works', async () => {
    const obs = await obsWith('', null);
    const { heard, link: own } = link(obs.address, '');
    await until(() => heard.includes('up'));
    expect(await own.call('GetVersion', {})).toEqual({ ok: true, data: { of: 'GetVersion' } });
    expect(await own.call('Fail600', {})).toEqual({ ok: false, why: 'refused', code: 600, comment: 'why' });
    obs.silent(true);
    const both = await Promise.all([own.call('SetCurrentProgramScene', { sceneName: 'Live' }), own.call('GetStats', {})]);
    expect(both).toEqual([
      { ok: false, why: 'no-answer' },
      { ok: false, why: 'no-answer' },
    ]);
    expect(heard).toEqual(['up', 'silent']);
    expect(await own.call('GetStats', {})).toEqual({ ok: false, why: 'not-sent' });
    obs.silent(false);
    await until(() => heard.at(-1) === 'up');
    // Asked once: nothing is sent again by itself.
    expect(obs.asked.filter((request) => request === 'SetCurrentProgramScene')).toHaveLength(1);
    obs.tell('CurrentProgramSceneChanged', { sceneName: 'Live' });
    obs.tell('InputVolumeMeters', {});
    obs.tell('ExitStarted', {});
    await until(() => heard.includes('ExitStarted'));
    expect(heard).not.toContain('InputVolumeMeters');
  });
});

describe('bridges at the server’s door', () => {
  async function rig() {
    const server = await startServer(usual);
    closing.push(() => server.stop());
    return server;
  }
  async function bridge(server: TestServer, key: string | null) {
    const socket: Socket<ServerToClient, ClientToServer> = io(`${server.url}/live`, { transports: ['websocket'], forceNew: true });
    closing.push(() => void socket.disconnect());
    const told: ToBridge[] = [];
    socket.on('bridge', (message) => told.push(message));
    await socket.timeout(5_000).emitWithAck('hello', { protocol: PROTOCOL, build: 'test', audience: 'public', show: null, key });
    const say = async (message: unknown): Promise<string> => {
      // What comes from outside may be anything.
      const answer = (await socket.timeout(5_000).emitWithAck('bridge', message as FromBridge)) as BridgeAnswer;
      return answer.ok ? 'ok' : answer.refusal.code;
    };
    return { socket, told, say };
  }
  const offer = { say: 'offer', surface: 'terminal', take: false, origin: 'https://shop.example' } as const;

  it('P1 are the crew’s alone, and say what a schema knows', async () => {
    const server = await rig();
    expect(await (await bridge(server, null)).say(offer)).toBe('who-are-you');
    for (const role of ['moderator', 'packer', 'bot', 'overlay'] as const)
      expect(await (await bridge(server, (await server.key(role)).key)).say(offer), role).toBe('not-allowed');
    const own = await bridge(server, (await server.key('producer')).key);
    for (const odd of [
      null,
      'offer',
      {},
      { say: 'offer' },
      { ...offer, more: 1 },
      { say: 'event', event: 'x'.repeat(99), data: {} },
      { say: 'down', trouble: 'tired' },
    ])
      expect(await own.say(odd)).toBe('malformed');
    expect(await own.say({ ...offer, origin: 'https://shop.example/path' })).toBe('malformed');
    expect(await own.say(offer)).toBe('ok');
    expect([own.told, server.started().obs.part().holder]).toEqual([[{ tell: 'drive' }], { who: 'producer', surface: 'terminal' }]);
    // The first one that came said where OBS is driven from.
    expect(server.started().core.state.single('obs').place).toBe('bridge');
  });
  it('are told where OBS is driven by the shop’s own computer', async () => {
    const server = await rig();
    const obs = await obsWith('', null);
    await server.done('obs.configure', { place: 'server', address: obs.address, password: '' }, server.owner);
    await until(() => obs.connections() === 1);
    expect(await (await bridge(server, server.owner.key)).say(offer)).toBe('obs-elsewhere');
    await server.done('obs.configure', { place: 'off', address: '', password: null }, server.owner);
    await until(() => obs.connections() === 0);
  });
  it('make way with their line, and nothing they answer is believed before it was looked at', async () => {
    const server = await rig();
    const first = await bridge(server, server.owner.key);
    const second = await bridge(server, server.owner.key);
    expect([await first.say(offer), await second.say(offer)]).toEqual(['ok', 'ok']);
    expect(second.told).toEqual([{ tell: 'rest', holder: { who: 'Ana', surface: 'terminal' } }]);
    // A bridge that is out of its mind, or somebody's idea of one.
    second.socket.on('obs', (_request, _data, answer) => void answer({ ok: true, data: 'all of it' } as never));
    first.socket.disconnect();
    await until(() => second.told.at(-1)?.tell === 'drive');
    await second.say({ say: 'up' });
    await until(() => server.started().obs.part().state === 'down');
    expect(server.started().obs.part()).toMatchObject({ trouble: 'silent', scene: null, scenes: [], version: null, overlays: [] });
    await second.say({ say: 'leave' });
    await until(() => server.started().obs.part().trouble === 'no-bridge');
  });
});
