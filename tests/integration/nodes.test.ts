import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommandAnswer, CommandInput, CommandName, CommandResult } from '../../server/protocol/commands.ts';
import { openLine, type Line, type OpenWire } from '../../server/protocol/sync.ts';
import { PROTOCOL, type HelloAnswer } from '../../server/protocol/socket.ts';
import { audit, totalsOf } from '../../server/audit.ts';
import { newViewer } from '../../server/dispatch/authenticate.ts';
import { storesOf } from '../../server/stores.ts';
import { buildServer, startChild, type Child } from '../support/child.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { asked, type TestSocket } from '../support/socket-rig.ts';
import { until } from '../support/until.ts';

const SETTINGS_KEY = Buffer.alloc(32, 7).toString('base64');
const UNITS = 60;
const BUYERS = 150;

interface Node {
  readonly child: Child;
  readonly url: string;
  readonly env: Readonly<Record<string, string>>;
}
let redis: TestRedis;
const folders: string[] = [];
const nodes: Node[] = [];
const lines: Line[] = [];
let owner = '';
let ids = 0;
const freshId = (): string => `nodes-${process.pid}-${Date.now().toString(36)}-${(ids += 1)}`;
const folder = (): string => {
  const path = mkdtempSync(join(tmpdir(), 'dropcast-node-'));
  folders.push(path);
  return path;
};

async function startNode(): Promise<Node> {
  const env = { REDIS_URL: redis.url, DATA_DIR: folder(), SETTINGS_KEY, PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'warn' };
  const child = startChild('main', [], env);
  await child.says('╰');
  const port = /http:\/\/localhost:(\d+)\/panel/u.exec(child.stdout())?.[1] ?? '';
  const node = { child, url: `http://127.0.0.1:${port}`, env };
  nodes.push(node);
  return node;
}
const send = (url: string, id: string, name: string, input: unknown, headers: Record<string, string>): Promise<Response> =>
  fetch(`${url}/api/commands`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url, ...headers },
    body: JSON.stringify({ id, name, input }),
  });
const byOwner = (): Record<string, string> => ({ authorization: `Bearer ${owner}` });
async function done<N extends CommandName>(node: Node, name: N, input: CommandInput<N>): Promise<CommandResult<N>> {
  const answer = (await (await send(node.url, freshId(), name, input, byOwner())).json()) as CommandAnswer<CommandResult<N>>;
  if (!answer.ok) throw new Error(`${name}: ${answer.refusal.code} ${JSON.stringify(answer.refusal.details)}`);
  return answer.result;
}
const ready = async (node: Node): Promise<{ readonly ok: boolean; readonly seq: number }> =>
  (await (await fetch(`${node.url}/readyz`)).json()) as { readonly ok: boolean; readonly seq: number };

/** A viewer's page that goes to the next node when its own is gone. `seen`: each rev it was shown, in order. */
function watch(first: Node): { readonly line: Line; readonly seen: number[]; readonly at: () => Node } {
  let at = first;
  const open: OpenWire = (events) => {
    let socket: TestSocket;
    const connect = (): void => {
      const mine: TestSocket = io(`${at.url}/live`, {
        transports: ['websocket'],
        forceNew: true,
        reconnection: false,
        timeout: 1_000,
        extraHeaders: { origin: at.url },
      });
      socket = mine;
      const elsewhere = (): void => {
        at = nodes.find((node) => node !== at && node.child.process.exitCode === null && node.child.process.signalCode === null) ?? at;
        setTimeout(connect, 50);
      };
      mine.on('connect', () => events.up());
      mine.on('connect_error', elsewhere);
      mine.on('disconnect', (why) => {
        events.down();
        if (why !== 'io client disconnect') elsewhere();
      });
      mine.on('patch', (patch) => events.patch(patch));
      mine.on('presence', (message) => events.presence(message));
      mine.on('bye', (message) => events.bye(message));
    };
    connect();
    return {
      hello: (message) => asked<HelloAnswer>(socket, 'hello', message, 3_000),
      command: (envelope) => asked<CommandAnswer>(socket, 'command', envelope, 3_000),
      close: () => void socket.disconnect(),
    };
  };
  const line = openLine({ audience: 'public', show: null, key: null, build: 'test', protocol: PROTOCOL, open, clock: () => performance.now(), newId: freshId, staleAfterMs: 5_000, retryMs: 100 }); // prettier-ignore
  lines.push(line);
  const seen: number[] = [];
  line.subscribe(() => {
    const { rev } = line.view();
    if (rev !== seen.at(-1)) seen.push(rev);
  });
  return { line, seen, at: () => at };
}
const rises = (revs: readonly number[]): boolean => revs.every((rev, i) => i === 0 || rev > (revs[i - 1] ?? -1));

let dropId = '';
const cookies: string[] = [];
beforeAll(async () => {
  await buildServer();
  redis = await startRedis('always');
  const [a] = await Promise.all([startNode(), startNode(), startNode()]);
  const made = startChild('key', ['--role', 'owner', '--name', 'test'], { REDIS_URL: redis.url, DATA_DIR: folder() });
  expect(await made.ended).toBe(0);
  owner = made.stdout().trim().split('\n').at(-1) ?? '';
  await done(a, 'shop.configure', {
    name: 'Corner',
    currency: 'EUR',
    locale: 'en',
    timeZone: 'UTC',
    seller: { name: 'Ada', address: '1 Market St', email: 'a@b.ie' },
    returnsUrl: 'https://b.ie',
  });
  await done(a, 'product.save', {
    handle: 'bag',
    title: 'Bag',
    body: '',
    vendor: '',
    pictures: [],
    options: [],
    variants: [{ sku: 'BAG', options: [], price: 1000, compareAt: null, cost: null, grams: null, onHand: UNITS }],
  });
  const { showId } = await done(a, 'show.plan', { title: 'Tonight', startsAt: Date.now(), minutes: 60, reach: 'network' });
  ({ dropId } = await done(a, 'drop.plan', {
    showId,
    title: 'Bags',
    mode: 'hold',
    lines: [{ sku: 'BAG', allotted: UNITS, price: 1000 }],
    minutes: 20,
    holdSeconds: 600,
    perViewer: 1,
  }));
  const stores = await storesOf({ redisUrl: redis.url, dataDir: folder(), settingsKey: SETTINGS_KEY }, false)();
  for (let i = 0; i < BUYERS; i += 1) cookies.push(`dc_viewer=${newViewer(stores.people).cookie}`);
  await stores.close();
}, 120_000);
afterAll(async () => {
  for (const line of lines) line.close();
  for (const { child } of nodes) child.process.kill('SIGKILL');
  await Promise.all(nodes.map(({ child }) => child.ended));
  await redis.remove();
  for (const path of folders) rmSync(path, { recursive: true, force: true });
});

describe('three real nodes on a real Redis', () => {
  it('S1 sell exactly what there is while one of them is killed, and nobody is shown an older truth', async () => {
    const [a, b, c] = nodes as [Node, Node, Node];
    const watching = [watch(a), watch(b), watch(b), watch(c)];
    await until(() => watching.every(({ line }) => line.view().status === 'live'));
    const { opensAt } = await done(a, 'drop.fire', { dropId, expectOnAir: null });
    await until(() => watching[0]!.line.now() > opensAt);
    let answered = 0;
    // Each buyer asks until there is an answer, with the same id, wherever somebody answers.
    const buy = async (cookie: string, i: number): Promise<string> => {
      const id = freshId();
      for (let round = 0; ; round += 1) {
        const node = [a, b, c][(i + round) % 3]!;
        try {
          const answer = (await (await send(node.url, id, 'hold.place', { dropId, lines: [{ sku: 'BAG', quantity: 1 }] }, { cookie })).json()) as CommandAnswer;
          if (answer.ok || answer.refusal.code !== 'try-again') {
            answered += 1;
            if (answered === 20) b.child.process.kill('SIGKILL');
            return answer.ok ? 'ok' : answer.refusal.code;
          }
        } catch {
          // That node is dead: the next one is asked.
        }
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    const answers = await Promise.all(cookies.map(buy));
    expect(await b.child.ended).toBe('SIGKILL');
    expect(answers.filter((answer) => answer === 'ok')).toHaveLength(UNITS);
    expect(new Set(answers)).toEqual(new Set(['ok', 'all-held']));
    const parts = (line: Line) => (line.view().parts as Record<string, { readonly held?: number; readonly left?: number }>)['stock/BAG'];
    await until(() => watching.every(({ line }) => line.view().status === 'live' && parts(line)?.held === UNITS));
    for (const { seen } of watching) expect(rises(seen), seen.join(' ')).toBe(true);
    expect(watching.every(({ at }) => at() !== b)).toBe(true);
    const stores = await storesOf({ redisUrl: redis.url, dataDir: folder(), settingsKey: SETTINGS_KEY }, false)();
    const audited = await audit(stores.ledger);
    await stores.close();
    expect(audited.broken).toEqual([]);
    expect(totalsOf(audited.state)).toMatchObject({ holds: UNITS, oversold: 0 });
  });

  it('L7 go on reading while Redis is away, answer “try again” with a time, and are current again soon after it is back', async () => {
    const [a, , c] = nodes as [Node, Node, Node];
    const viewer = watch(a);
    await until(() => viewer.line.view().status === 'live');
    await redis.kill();
    await until(async () => !(await ready(a)).ok && !(await ready(c)).ok);
    const began = performance.now();
    const refused = await send(a.url, freshId(), 'panic', {}, byOwner());
    const tookMs = Math.round(performance.now() - began);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, expect.stringMatching(/^\d+$/u)]);
    const live = (await (await fetch(`${a.url}/live/now.json`)).json()) as { readonly stale?: boolean; readonly parts: Record<string, unknown> };
    expect([live.stale, live.parts['stock/BAG']]).toEqual([true, expect.objectContaining({ held: UNITS })]);
    await until(() => viewer.line.view().status === 'stale');
    await redis.start();
    const back = performance.now();
    await until(async () => (await ready(a)).ok && (await ready(c)).ok);
    await until(() => viewer.line.view().status === 'live');
    const currentMs = Math.round(performance.now() - back);
    await done(c, 'drop.pause', { dropId });
    await until(() => (viewer.line.view().parts as Record<string, { readonly state?: string }>)[`drop/${dropId}`]?.state === 'paused');
    console.log(`“try again” after ${tookMs} ms; current ${currentMs} ms after Redis was back`);
  });

  it('tools work beside them: the doctor, the audit; and a folder is one node’s', async () => {
    const [a] = nodes as [Node];
    const beside = { ...a.env, PORT: new URL(a.url).port, DATA_DIR: folder() };
    const audited = startChild('audit-ledger', [], beside);
    expect([await audited.ended, audited.stderr()]).toEqual([0, '']);
    const doctor = startChild('doctor', [], beside);
    await doctor.ended;
    expect(doctor.stdout()).toContain('appendfsync always');
    const second = startChild('main', [], a.env);
    expect(await second.ended).toBe(1);
    expect(second.stderr()).toContain(a.env['DATA_DIR'] ?? '');
  });
});
