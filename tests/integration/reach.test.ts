import { afterEach, describe, expect, it } from 'vitest';
import type { PanelParts, ReachPart } from '@protocol/parts.ts';
import type { Answer } from '../../server/nonce.ts';
import { firedDrop, freshId, startServer, stockedShop, usual, type ServerOptions, type TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';

const servers: TestServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});
async function start(options: Partial<ServerOptions>): Promise<TestServer> {
  const server = await startServer({ ...usual, ...options });
  servers.push(server);
  return server;
}
const reachAsked = async (server: TestServer, key: string): Promise<{ readonly status: number; readonly reach: ReachPart | undefined }> => {
  const response = await server.fetch('/api/reach/check', { method: 'POST', headers: { authorization: `Bearer ${key}` } });
  return { status: response.status, reach: ((await response.json()) as { reach?: ReachPart }).reach };
};
const metrics = async (server: TestServer): Promise<string> =>
  (await server.fetch('/metrics', { headers: { authorization: `Bearer ${server.owner.key}` } })).text();

describe('the shop calls itself', () => {
  it('for real: by its own address it reaches itself, and another Dropcast there is not it', async () => {
    const { askForReal } = await import('../../server/reach.ts');
    const other = await start({});
    const server = await start({ deps: { askReach: askForReal } });
    await server.done('shop.reach', { publicUrl: server.url }, server.owner);
    expect(await reachAsked(server, server.owner.key)).toMatchObject({ status: 200, reach: { state: 'reached', url: server.url, from: 'panel' } });
    await server.done('shop.reach', { publicUrl: other.url }, server.owner);
    expect(await reachAsked(server, server.owner.key)).toMatchObject({ reach: { state: 'failing', why: 'not-ours', detail: 'dropcast' } });
  });

  it('when the crew asks; nobody else makes it', async () => {
    let asked = 0;
    const server = await start({
      env: { PUBLIC_URL: 'https://shop.example' },
      deps: {
        askReach: () => {
          asked += 1;
          return { answer: Promise.resolve({ who: 'ours', seesHttps: true }), stage: () => 'answer' };
        },
      },
    });
    for (const role of ['host', 'producer'] as const) expect((await reachAsked(server, (await server.key(role)).key)).status).toBe(200);
    const before = asked;
    for (const role of ['moderator', 'packer', 'stage', 'overlay', 'bot'] as const)
      expect((await reachAsked(server, (await server.key(role)).key)).status).toBe(403);
    expect((await server.fetch('/api/reach/check', { method: 'POST' })).status).toBe(401);
    expect(asked).toBe(before);
    expect(await server.command('reach.lend', { publicUrl: 'https://evil.example' }, server.owner)).toMatchObject({ refusal: { code: 'not-allowed' } });
  });

  it('all through a live show, whoever looks; the figure for alarms says how it is, and nothing where nobody looked', async () => {
    let answer: Answer = { who: 'ours', seesHttps: true };
    const server = await start({
      env: { PUBLIC_URL: 'https://shop.example' },
      deps: { askReach: () => ({ answer: Promise.resolve(answer), stage: () => 'answer' }) },
    });
    expect(await metrics(server)).not.toMatch(/^dropcast_reached\{/mu);
    const { showId } = await stockedShop(server);
    await server.done('show.start', { showId }, server.owner);
    await until(() => server.started().reach().state === 'reached');
    expect(await metrics(server)).toMatch(/^dropcast_reached\{from="environment"\} 1$/mu);
    answer = { who: 'silent', why: 'refused', detail: 'ECONNREFUSED' };
    await until(() => server.started().reach().state === 'failing');
    expect(await metrics(server)).toMatch(/^dropcast_reached\{from="environment"\} 0$/mu);
    answer = { who: 'ours', seesHttps: true };
    await until(() => server.started().reach().before !== null);
    const told = server.logged.filter((line) => line.includes('buyers ')).map((line) => (JSON.parse(line) as { msg: string }).msg);
    expect(told).toEqual(['buyers cannot reach the shop', 'buyers reach the shop again']);
  });
});

describe('this network', () => {
  it('P3 links follow the laptop into another Wi-Fi, and its pages with them', async () => {
    let addresses: readonly string[] = ['192.168.7.7'];
    const server = await start({ env: { HOST: '0.0.0.0' }, deps: { networkAddresses: () => addresses } });
    const { showId } = await stockedShop(server);
    const { dropId, code } = await firedDrop(server, showId, 5);
    const parts = async (): Promise<PanelParts> =>
      ((await (await server.fetch('/api/state/panel', { headers: { authorization: `Bearer ${server.owner.key}` } })).json()) as { parts: PanelParts }).parts;
    expect((await parts())[`drop/${dropId}`]?.links.find((link) => link.code === code)?.url).toBe(`http://192.168.7.7:${server.port}/d/${code}`);
    const seq = server.started().core.health().seq;
    addresses = ['10.1.1.4'];
    await until(() => server.started().core.health().seq > seq);
    expect((await parts()).link?.url).toMatch(new RegExp(`^http://10\\.1\\.1\\.4:${server.port}/d/`, 'u'));
    const from = (origin: string) =>
      server.fetch('/api/commands', { method: 'POST', headers: { 'content-type': 'application/json', origin, 'cookie': server.viewer().cookie }, body: JSON.stringify({ id: freshId(), name: 'drop.end', input: { dropId } }) }); // prettier-ignore
    const why = async (origin: string): Promise<unknown> =>
      ((await (await from(origin)).json()) as { refusal: { details: { why?: string } } }).refusal.details.why;
    expect(await why(`http://192.168.7.7:${server.port}`)).toBe('origin');
    expect(await why(`http://10.1.1.4:${server.port}`)).not.toBe('origin');
  });
});
