import { createServer, type Server } from 'node:http';
import { createServer as createLine, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { TunnelState } from '@protocol/parts.ts';
import { askHealth, isDropcast, type Answer, type Asked } from '../../server/nonce.ts';
import { capability } from '../../server/people/capability.ts';
import { watchReach, type Address, type AskReach, type Reach } from '../../server/reach.ts';
import { noLog } from '../../server/ports/log.ts';

const secret = new Uint8Array(32).fill(7);
const other = new Uint8Array(32).fill(8);

describe('who answers at the public address', () => {
  const open: { close(done: () => void): unknown; closeAllConnections?(): void }[] = [];
  afterEach(async () => {
    for (const server of open.splice(0)) {
      server.closeAllConnections?.();
      await new Promise<void>((resolve) => server.close(resolve));
    }
  });
  /** Answers each question with what `answer` makes of its nonce. */
  async function serve(answer: (nonce: string) => { status: number; headers?: Record<string, string>; body: string } | null): Promise<string> {
    const server: Server = createServer((request, response) => {
      const made = answer(new URL(request.url ?? '/', 'http://x').searchParams.get('nonce') ?? '');
      if (made === null) return;
      response.writeHead(made.status, { 'content-type': 'application/json', ...made.headers }).end(made.body);
    });
    open.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    // It listens on a port, so it has such an address.
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
  const ask = (origin: string): Promise<Answer> => askHealth(origin, 2_000, secret).answer;
  const json = (value: unknown) => ({ status: 200, body: JSON.stringify(value) });

  it('is ours where the nonce comes back with the proof that only this shop has', async () => {
    const url = await serve((nonce) => json({ ok: true, nonce, proof: capability(secret, 'health', nonce), https: true }));
    expect(await ask(url)).toEqual({ who: 'ours', seesHttps: true });
    expect(await isDropcast(url, 2_000)).toBe(true);
  });
  it('is another Dropcast where the proof is another shop’s, or there is none', async () => {
    expect(await ask(await serve((nonce) => json({ ok: true, nonce, proof: capability(other, 'health', nonce) })))).toEqual({ who: 'dropcast' });
    expect(await ask(await serve((nonce) => json({ ok: true, nonce })))).toEqual({ who: 'dropcast' });
  });
  it('is somebody else: a captive portal, a cached answer, a proxy with nobody behind it, a redirect', async () => {
    const notOurs = { who: 'other', why: 'not-ours' };
    expect(await ask(await serve(() => ({ status: 200, body: '<html>Welcome to FreeWifi</html>' })))).toMatchObject(notOurs);
    expect(await ask(await serve(() => json({ ok: true, nonce: 'yesterday’s', proof: 'x' })))).toMatchObject(notOurs);
    expect(await ask(await serve(() => ({ status: 200, body: 'x'.repeat(100_000) })))).toMatchObject(notOurs);
    expect(await ask(await serve(() => ({ status: 404, body: '' })))).toMatchObject(notOurs);
    expect(await ask(await serve(() => ({ status: 530, body: 'error code: 1033' })))).toEqual({ who: 'other', why: 'gateway', detail: '530' });
    const leads = await serve(() => ({ status: 301, headers: { location: 'https://www.shop.example/healthz' }, body: '' }));
    expect(await ask(leads)).toEqual({ who: 'other', why: 'redirect', detail: 'https://www.shop.example' });
  });
  it('is nobody: nobody listens, nobody answers, the line breaks, there is no such name, no TLS', async () => {
    const gone = await serve(() => null);
    const silent = await askHealth(gone, 200, secret).answer;
    expect(silent).toEqual({ who: 'silent', why: 'timeout', detail: '' });
    const server = open.pop() as Server;
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
    expect(await ask(gone)).toMatchObject({ who: 'silent', why: 'refused' });
    const rude = createLine((socket) => socket.destroy());
    open.push(rude);
    await new Promise<void>((resolve) => rude.listen(0, '127.0.0.1', resolve));
    const { port } = rude.address() as AddressInfo;
    expect(await ask(`http://127.0.0.1:${port}`)).toMatchObject({ who: 'silent', why: 'broken' });
    const plain = await serve((nonce) => json({ nonce }));
    expect(await ask(plain.replace('http:', 'https:'))).toMatchObject({ who: 'silent', why: 'tls' });
    expect(await ask('http://nowhere.invalid')).toMatchObject({ who: 'silent', why: 'dns' });
  });
});

describe('the look every 10 s', () => {
  const ours: Answer = { who: 'ours', seesHttps: true };
  const refused: Answer = { who: 'silent', why: 'refused', detail: 'ECONNREFUSED' };
  const late: Answer = { who: 'silent', why: 'timeout', detail: '' };
  const broken: Answer = { who: 'silent', why: 'broken', detail: 'ECONNRESET' };

  interface Stand {
    readonly reach: Reach;
    /** What the next questions are answered with: an answer and after how long; the last one again and again. */
    answers: { readonly answer: Answer; readonly afterMs: number }[];
    address: Address;
    isWatched: boolean;
    asked: number;
    stage: ReturnType<Asked['stage']>;
    network: readonly string[];
    tunnel: TunnelState | null;
  }
  const reaches: Reach[] = [];
  afterEach(async () => {
    for (const reach of reaches.splice(0)) await reach.stop();
    vi.useRealTimers();
  });
  function stand(): Stand {
    vi.useFakeTimers({ now: 1_000_000 });
    const rig = { answers: [{ answer: ours, afterMs: 50 }], address: { url: 'https://shop.example', from: 'panel' }, isWatched: true, asked: 0, stage: 'answer', network: [], tunnel: null } as Omit<Stand, 'reach'>; // prettier-ignore
    const ask: AskReach = (_origin, withinMs) => {
      rig.asked += 1;
      const { answer, afterMs } = (rig.answers.length > 1 ? rig.answers.shift() : rig.answers[0]) ?? { answer: ours, afterMs: 0 };
      const isLate = afterMs >= withinMs;
      return { stage: () => rig.stage, answer: new Promise((resolve) => setTimeout(() => resolve(isLate ? late : answer), Math.min(afterMs, withinMs))) };
    };
    const reach = watchReach({
      address: () => rig.address,
      network: () => rig.network,
      networkFirst: false,
      tunnel: () => rig.tunnel,
      secret,
      isWatched: () => rig.isWatched,
      ask,
      now: () => Date.now(),
      log: noLog,
    });
    reaches.push(reach);
    return Object.assign(rig, { reach });
  }
  const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

  it('looks at once when somebody watches, and every 10 s from then', async () => {
    const rig = stand();
    expect(rig.reach.part()).toMatchObject({ state: 'checking', url: 'https://shop.example', from: 'panel', checkedAt: null });
    await pass(1_500);
    expect(rig.reach.part()).toMatchObject({ state: 'reached', why: null });
    await pass(30_000);
    expect(rig.asked).toBe(4);
  });
  it('rests while nobody watches, and takes what it saw long ago for nothing', async () => {
    const rig = stand();
    await pass(2_000);
    rig.isWatched = false;
    await pass(120_000);
    expect(rig.asked).toBe(1);
    rig.isWatched = true;
    rig.answers = [{ answer: ours, afterMs: 2_000 }];
    await pass(1_000);
    expect(rig.reach.part().state).toBe('checking');
    await pass(3_000);
    expect(rig.reach.part().state).toBe('reached');
  });
  it.each([
    ['a clear refusal', [{ answer: refused, afterMs: 5 }]],
    ['no answer', [{ answer: late, afterMs: 60_000 }]],
    ['a line that breaks, again and again', [{ answer: broken, afterMs: 5 }]],
    ['somebody else', [{ answer: { who: 'dropcast' }, afterMs: 5 } as const]],
  ])('tells of %s within 14 s of the last good look, and when it is over', async (_what, answers) => {
    const rig = stand();
    await pass(1_500);
    const lastGood = rig.reach.part().checkedAt ?? 0;
    rig.answers = [...answers];
    while (rig.reach.part().state === 'reached') await pass(100);
    expect(Date.now() - lastGood).toBeLessThan(14_000);
    const failing = rig.reach.part();
    expect(failing).toMatchObject({ state: 'failing', before: null });
    rig.answers = [{ answer: ours, afterMs: 50 }];
    while (rig.reach.part().state === 'failing') await pass(100);
    const { since, before } = rig.reach.part();
    expect(before).toEqual({ since: failing.since, until: since });
    expect(since - failing.since).toBeLessThan(10_000);
  });
  it('one lost packet is no outage, nor is an answer that takes 3 s', async () => {
    const rig = stand();
    await pass(1_500);
    for (const answers of [
      [{ answer: broken, afterMs: 5 }, { answer: ours, afterMs: 50 }], // prettier-ignore
      [{ answer: ours, afterMs: 60_000 }, { answer: ours, afterMs: 50 }], // prettier-ignore
      [{ answer: ours, afterMs: 3_000 }],
    ]) {
      rig.answers = answers;
      await pass(15_000);
      expect(rig.reach.part()).toMatchObject({ state: 'reached', before: null });
    }
  });
  it('does not ask twice for a name that is not found', async () => {
    const rig = stand();
    rig.stage = 'name';
    rig.answers = [{ answer: late, afterMs: 60_000 }];
    await pass(5_500);
    expect(rig.asked).toBe(1);
    expect(rig.reach.part().state).toBe('failing');
  });
  it('another address is another question; none is none', async () => {
    const rig = stand();
    rig.answers = [{ answer: refused, afterMs: 5 }];
    await pass(2_000);
    expect(rig.reach.part().state).toBe('failing');
    rig.address = { url: 'https://other.example', from: 'environment' };
    expect(rig.reach.part()).toMatchObject({ state: 'checking', why: null, url: 'https://other.example', from: 'environment' });
    rig.answers = [{ answer: ours, afterMs: 5 }];
    expect(await Promise.all([rig.reach.check(), pass(5_000)]).then(([part]) => part.state)).toBe('reached');
    rig.address = { url: null, from: null };
    expect(rig.reach.part().state).toBe('none');
    const asked = rig.asked;
    await pass(60_000);
    expect(rig.asked).toBe(asked);
  });
  it('notices that nobody believes the proxy', async () => {
    const rig = stand();
    rig.answers = [{ answer: { who: 'ours', seesHttps: false }, afterMs: 5 }];
    await pass(2_000);
    expect(rig.reach.part()).toMatchObject({ state: 'reached', proxyUnheard: true });
    rig.address = { url: 'http://192.168.1.7:4700', from: 'panel' };
    await pass(2_000);
    expect(rig.reach.part()).toMatchObject({ state: 'reached', proxyUnheard: false });
  });
});
