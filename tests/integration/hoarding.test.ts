import type { IncomingMessage } from 'node:http';
import { solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import type { Challenge } from 'altcha-lib/types';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommandAnswer, CommandResult } from '@protocol/commands.ts';
import type { PanelParts } from '@protocol/parts.ts';
import { PROTOCOL } from '@protocol/socket.ts';
import { buildIfStale } from '../../scripts/build.mjs';
import { createClock } from '../../server/dispatch/clock.ts';
import { networksBehind } from '../../server/edges/http/trust.ts';
import { firedDrop, freshId, headersOf, startServer, stockedShop, until, usual, type TestServer } from '../support/server.ts';

/** A real server behind one proxy that it believes, on loopback: whoever calls is who the proxy says. Ten units, so two are free for each network. */
let server: TestServer;
/** By how much its clock is ahead. */
let pushed = 0;
const clock = createClock(
  () => Date.now() + pushed,
  () => performance.now() + pushed,
);
let fired: { readonly dropId: string; readonly code: string };
beforeAll(async () => {
  await buildIfStale(['page']);
  server = await startServer({ ...usual, kept: 'disk', env: { PUBLIC_URL: 'https://shop.example', TRUST_PROXY: '1' }, deps: { clock } });
  const first = await stockedShop(server);
  expect(first.showId).not.toBe('');
  const { showId } = await server.done('show.plan', { title: 'For everyone', startsAt: Date.now(), minutes: 60, reach: 'public' }, server.owner);
  const drop = await firedDrop(server, showId, 10);
  fired = drop;
  await until(server, drop.opensAt);
}, 120_000);
afterAll(() => server.stop());

type Answer = CommandAnswer<CommandResult<'hold.place'>>;
const input = (more: object = {}): object => ({ dropId: fired.dropId, lines: [{ sku: 'LAMP-BRASS', quantity: 1 }], ...more });
async function place(cookie: string, forwarded: string, more: object = {}): Promise<Answer> {
  const response = await server.fetch('/api/commands', {
    method: 'POST',
    headers: { ...headersOf({ cookie }, server.url), 'x-forwarded-for': forwarded },
    body: JSON.stringify({ id: freshId(), name: 'hold.place', input: input(more) }),
  });
  return (await response.json()) as Answer;
}
const how = (answer: Answer): string => (answer.ok ? 'ok' : answer.refusal.code);
const fresh = (): string => server.viewer().cookie;
async function proofFor(answer: Answer): Promise<string> {
  if (answer.ok) throw new Error('nothing was asked');
  const challenge = answer.refusal.details['challenge'] as Challenge;
  return Buffer.from(JSON.stringify({ challenge, solution: await solveChallenge({ challenge, deriveKey }) })).toString('base64');
}
const crowdPart = async (): Promise<PanelParts['crowd']> =>
  ((await (await server.fetch('/api/state/panel', { headers: headersOf(server.owner, server.url) })).json()) as { parts: PanelParts }).parts.crowd;

describe('networks, as a proxy tells them', () => {
  it('count the address that the believed proxy added, whatever the visitor wrote before it; any client goes on with the challenge', async () => {
    const HOARDER = '81.2.69.142';
    for (const forged of ['', '9.9.9.9, ']) expect(how(await place(fresh(), `${forged}${HOARDER}`))).toBe('ok');
    // Forged in front, in every form: still the same network.
    const me = fresh();
    const asked = await place(me, HOARDER);
    for (const forged of ['8.8.4.4, ', '10.0.0.1, ', 'garbage, ', '127.0.0.1,', ',,,']) expect(how(await place(fresh(), `${forged}${HOARDER}`)), forged).toBe('prove-first');
    expect(asked).toMatchObject({ ok: false, refusal: { code: 'prove-first', message: expect.stringContaining('JavaScript') as string } });
    // Somebody else is asked for nothing.
    expect(how(await place(fresh(), '81.2.69.143'))).toBe('ok');
    const proof = await proofFor(asked);
    expect(how(await place(fresh(), HOARDER, { proof }))).toBe('prove-first');
    expect(how(await place(me, HOARDER, { proof }))).toBe('ok');
  }); // prettier-ignore

  it('are the same on a socket, by its handshake', async () => {
    const line = io(`${server.url}/live`, { transports: ['websocket'], forceNew: true, extraHeaders: { 'x-forwarded-for': '81.2.69.142', origin: server.url, cookie: fresh() } });
    try {
      await line.emitWithAck('hello', { protocol: PROTOCOL, build: 'test', audience: 'public', show: null, key: null });
      expect(how((await line.emitWithAck('command', { id: freshId(), name: 'hold.place', input: input() })) as Answer)).toBe('prove-first');
    } finally {
      line.disconnect();
    }
  }); // prettier-ignore

  it('survive a restart, and so does what was spent', async () => {
    const me = fresh();
    const proof = await proofFor(await place(me, '81.2.69.142'));
    const placed = await place(me, '81.2.69.142', { proof });
    expect(how(placed)).toBe('ok');
    await server.restart();
    expect(how(await place(fresh(), '81.2.69.142'))).toBe('prove-first');
    if (placed.ok) await server.done('hold.release', { holdId: placed.result.holdId }, server.owner);
    const again = await place(me, '81.2.69.142', { proof });
    expect(again).toMatchObject({ ok: false, refusal: { code: 'prove-first', details: { why: 'spent' } } });
    expect(server.logged.join('')).not.toContain('81.2.69.142');
  });

  it('a form without our script is told what to do, and one with it finds the work to do', async () => {
    const cookie = fresh();
    const press = (more: string): Promise<Response> =>
      server.fetch(`/d/${fired.code}/hold`, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded', origin: server.url, cookie, 'x-forwarded-for': '81.2.69.142' }, body: `sku=LAMP-BRASS&token=${'t'.repeat(20)}${more}` });
    const refused = await press('');
    expect(refused.status).toBe(409);
    const html = await refused.text();
    expect(html).toContain('That needs JavaScript');
    const challenge = JSON.parse((/data-challenge="([^"]+)"/u.exec(html)?.[1] ?? '').replaceAll('&quot;', '"')) as Challenge;
    const proof = Buffer.from(JSON.stringify({ challenge, solution: await solveChallenge({ challenge, deriveKey }) })).toString('base64');
    expect((await press(`&proof=${encodeURIComponent(proof)}`)).status).toBe(303);
  }); // prettier-ignore

  it('stand on the desk as numbers', async () => {
    await expect.poll(async () => (await crowdPart()).drops[0]?.asked, { timeout: 10_000 }).toBeGreaterThan(5);
    expect((await crowdPart()).drops).toMatchObject([{ dropId: fired.dropId, networks: 2, free: 2, most: 5, solved: 3 }]);
    expect((await crowdPart()).drops[0]?.refused).toBeGreaterThanOrEqual(1);
  });

  it('the forms of a draw and of the line, too: the work is done, and the same form is sent again with what was typed', async () => {
    await server.done('drop.end', { dropId: fired.dropId }, server.owner);
    const { showId } = server.started().core.state.drops.get(fired.dropId) ?? { showId: '' };
    const plan = { showId, minutes: 10, holdSeconds: 300, perViewer: 1 };
    // Its opening is waited for by the shop's clock alone.
    const fire = async (title: string, mode: 'hold' | 'draw', sku: string): Promise<string> => {
      const { dropId } = await server.done('drop.plan', { ...plan, title, mode, lines: [{ sku, allotted: 1, price: 2400 }] }, server.owner);
      const { opensAt, links } = await server.done('drop.fire', { dropId, expectOnAir: server.started().core.state.single('onAir') }, server.owner);
      pushed += Math.max(0, opensAt - server.started().core.now());
      return links[0]?.code ?? '';
    };
    const form = async (code: string, what: string, body: Readonly<Record<string, string>>): Promise<Response> =>
      server.fetch(`/d/${code}/${what}`, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded', origin: server.url, cookie: mine, 'x-forwarded-for': '81.2.69.142' }, body: new URLSearchParams({ token: freshId(), ...body }).toString() });
    let mine = '';
    for (const [what, code, body] of [['enter', await fire('A draw', 'draw', 'LAMP-BRASS'), { sku: 'LAMP-BRASS' }], ['wait', await fire('A line', 'hold', 'LAMP-STEEL'), { sku: 'LAMP-STEEL', email: 'l@x.ie' }]] as const) {
      if (what === 'wait') await server.done('hold.place', { dropId: server.started().core.state.codes.get(code)?.dropId ?? '', lines: [{ sku: 'LAMP-STEEL', quantity: 1 }] }, server.viewer());
      for (const status of [303, 303, 409]) {
        mine = fresh();
        const response = await form(code, what, body);
        expect(response.status, `${what} ${await response.clone().text()}`).toBe(status);
        if (status === 303) continue;
        const html = await response.text();
        const asking = new RegExp(`data-challenge="([^"]+)"[^>]*action="/d/${code}/${what}"`, 'u').exec(html)?.[1] ?? '';
        if ('email' in body) expect(html).toContain(body.email);
        const challenge = JSON.parse(asking.replaceAll('&quot;', '"')) as Challenge;
        const proof = Buffer.from(JSON.stringify({ challenge, solution: await solveChallenge({ challenge, deriveKey }) })).toString('base64');
        expect((await form(code, what, { ...body, proof })).status).toBe(303);
      }
    }
  }, 60_000); // prettier-ignore
});

describe('nobody is counted', () => {
  const of = (hops: number, here: boolean, remote: string, forwarded?: string): string | null =>
    networksBehind({ hops, here })({ headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }, socket: { remoteAddress: remote } as IncomingMessage['socket'] }); // prettier-ignore
  it('where no proxy is believed, or the caller is of this machine or network', () => {
    expect(of(0, false, '127.0.0.1', '81.2.69.142')).toBe(null);
    expect(of(0, false, '81.2.69.142')).toBe(null);
    expect(of(1, false, '127.0.0.1')).toBe(null);
    expect(of(1, false, '172.18.0.3', '192.168.1.20')).toBe(null);
    expect(of(1, true, '192.168.1.20', '81.2.69.142')).toBe(null);
    expect(of(1, true, '127.0.0.1', '81.2.69.142')).toBe('81.2.69.142');
    expect(of(2, false, '127.0.0.1', '81.2.69.142, 172.18.0.3')).toBe('81.2.69.142');
    // More proxies believed than there are: what a visitor wrote decides, which is why TRUST_PROXY is to be right.
    expect(of(2, false, '127.0.0.1', 'garbage, 81.2.69.142')).toBe('unreadable');
  });
});
