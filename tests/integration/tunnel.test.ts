import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../server/app.ts';
import { readConfig } from '../../server/config.ts';
import { cloudflared } from '../../server/edges/tunnel/cloudflared.ts';
import { createLogger } from '../../server/logger.ts';
import { askHealth } from '../../server/nonce.ts';
import { realDeps } from '../../server/real-deps.ts';
import { memoryStores, sqliteStores, type OpenStores } from '../../server/stores.ts';
import { buildServer, startChild, type Child } from '../support/child.ts';
import { freePort } from '../e2e/support/house.ts';
import { isAlive, tunnelRig, type TunnelRig } from '../support/tunnel-rig.ts';
import { until } from '../support/until.ts';

/** A tunnel from end to end, with a program that speaks and forwards as cloudflared does. */
beforeAll(buildServer, 300_000);
const undo: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});
async function rig(): Promise<TunnelRig> {
  const made = tunnelRig(await freePort());
  undo.push(() => {
    for (const { pid } of made.starts()) if (isAlive(pid)) process.kill(pid, 'SIGKILL');
    made.close();
  });
  return made;
}
const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'dropcast-'));
  undo.push(() => rmSync(made, { recursive: true, force: true }));
  return made;
};
function run(env: Readonly<Record<string, string>>, args: readonly string[]): Child {
  const child = startChild('main', args, { DATA_DIR: folder(), ...env });
  undo.push(async () => {
    child.process.kill('SIGKILL');
    await child.ended;
  });
  return child;
}

describe('npm start -- --tunnel', () => {
  it('without the program: says how to get it, ends with 1, and nothing was started', async () => {
    const nothing = folder();
    const child = run({ PATH: nothing, PORT: String(await freePort()) }, ['--tunnel']);
    expect(await child.ended).toBe(1);
    expect(child.stderr()).toMatch(/winget install.*brew install cloudflared.*https:\/\//u);
    expect(child.stdout()).toBe('');
  });
  it('by name without an address of its own: says what to set', async () => {
    const tunnel = await rig();
    const child = run({ ...tunnel.env, TUNNEL_NAME: 'bench', PORT: String(await freePort()) }, ['--tunnel']);
    expect(await child.ended).toBe(1);
    expect(child.stderr()).toContain('PUBLIC_URL');
    expect(tunnel.starts()).toEqual([]);
  });
  it('a server that is killed outright takes it along: nothing stays open to nowhere', async () => {
    const tunnel = await rig();
    const child = run({ ...tunnel.env, TUNNEL_NAME: 'bench', PUBLIC_URL: tunnel.edge, PORT: String(await freePort()) }, ['--tunnel']);
    await child.says('╰');
    const [first] = tunnel.starts();
    expect(isAlive(first?.pid ?? 0)).toBe(true);
    child.process.kill('SIGKILL');
    expect(await child.ended).toBe('SIGKILL');
    await until(() => !isAlive(first?.pid ?? 0));
    expect(tunnel.starts()).toHaveLength(1);
  });
  it('P3 by name: the box comes when buyers do; it is started again when it dies, and ends with the server', async () => {
    const tunnel = await rig();
    const child = run({ ...tunnel.env, TUNNEL_NAME: 'bench', PUBLIC_URL: tunnel.edge, PORT: String(await freePort()) }, ['--tunnel']);
    await child.says('╰');
    expect(child.stdout()).toContain(`${tunnel.edge}/now`);
    expect(child.stdout()).not.toContain('does not bring buyers');
    // What a phone is to scan.
    expect(child.stdout()).toContain('▀');
    const [first] = tunnel.starts();
    expect(first).toMatchObject({ args: expect.arrayContaining(['run', 'bench']) as unknown, token: null, name: null });
    expect(await (await fetch(`${tunnel.edge}/healthz?nonce=n1`)).json()).toMatchObject({ nonce: 'n1', https: true });

    process.kill(first?.pid ?? 0, 'SIGKILL');
    await until(() => tunnel.starts().length === 2);
    const second = tunnel.starts()[1];
    await until(() => fetch(`${tunnel.edge}/healthz`).then((answer) => answer.ok, () => false)); // prettier-ignore

    child.process.kill('SIGTERM');
    expect(await child.ended).toBe(0);
    expect(isAlive(second?.pid ?? 0)).toBe(false);
  });
  it('by token: the token goes where no list of processes shows it', async () => {
    const tunnel = await rig();
    const token = 'eyJhIjoiZmFrZSJ9'.repeat(3);
    const child = run({ ...tunnel.env, TUNNEL_TOKEN: token, PUBLIC_URL: tunnel.edge, PORT: String(await freePort()) }, ['--tunnel']);
    await child.says('╰');
    const [start] = tunnel.starts();
    expect(start?.token).toBe(token);
    expect(start?.args.join(' ')).not.toContain(token);
    expect(`${child.stdout()}${child.stderr()}`).not.toContain(token);
  });
});

describe('a random address', () => {
  /** The app in this process, so that its random https address can be looked up at the fake's edge. */
  async function running(tunnel: TunnelRig, openStores: OpenStores = memoryStores, flags: readonly string[] = ['--tunnel']) {
    const read = readConfig({ PORT: '0', LOG_LEVEL: 'error' }, flags);
    if (!read.ok) throw new Error(read.problems.join());
    const before = { ...process.env };
    Object.assign(process.env, tunnel.env);
    const app = createApp(read.config, {
      ...realDeps(read.config, createLogger('error', process.stderr)),
      openStores,
      tunnel: cloudflared({ againFromMs: 200, againToMs: 400, steadyAfterMs: 60_000, stopWithinMs: 3_000 }),
      askReach: (origin, withinMs, secret) => askHealth(tunnel.starts().at(-1)?.url === origin ? tunnel.edge : 'http://nowhere.invalid', withinMs, secret),
    });
    undo.push(async () => {
      await app.stop();
      for (const name of Object.keys(tunnel.env)) {
        const was = before[name];
        if (was === undefined) delete process.env[name];
        else process.env[name] = was;
      }
    });
    const started = await app.start();
    return { app, started };
  }

  it('P3 is what links are made from during this run, also when it is another after a fall; the address kept in the panel stays', async () => {
    const tunnel = await rig();
    const { app, started } = await running(tunnel);
    await started.reached;
    const [first] = tunnel.starts();
    expect(started.publicUrl()).toBe(first?.url);
    expect(started.reach()).toMatchObject({ state: 'reached', from: 'tunnel', url: first?.url, proxyUnheard: false, tunnel: { state: 'up', quick: true } });

    const owner = { kind: 'system', id: 'test', role: 'owner', name: 'test' } as const;
    await started.core.submit(owner, { id: 'kept', name: 'shop.reach', input: { publicUrl: 'https://kept.example' } });
    expect(started.publicUrl()).toBe(first?.url);

    process.kill(first?.pid ?? 0, 'SIGKILL');
    await until(() => tunnel.starts().length === 2 && started.publicUrl() === tunnel.starts()[1]?.url);
    expect(started.core.state.single('publicUrl')).toBe('https://kept.example');
    const pid = tunnel.starts()[1]?.pid ?? 0;
    await app.stop();
    expect(isAlive(pid)).toBe(false);
  });
  it('a service that gives none is asked again, ever more slowly, and what it said is told', async () => {
    const tunnel = await rig();
    process.env['FAKE_TUNNEL_ENDS'] = 'at-once';
    undo.push(() => void delete process.env['FAKE_TUNNEL_ENDS']);
    const { started } = await running(tunnel);
    await until(() => tunnel.starts().length >= 3);
    await until(() => started.reach().tunnel?.state === 'lost');
    expect(started.reach()).toMatchObject({
      state: 'none',
      url: null,
      tunnel: { note: expect.stringContaining('failed to unmarshal quick Tunnel') as unknown },
    });
    expect(started.publicUrl()).toBeNull();
  });
  it('is nobody’s any more in the next run', async () => {
    const tunnel = await rig();
    const stores = sqliteStores(folder(), true);
    const first = await running(tunnel, stores);
    await first.started.reached;
    expect(first.started.publicUrl()).toMatch(/^https:\/\/fake-\d+\.trycloudflare\.com$/u);
    await first.app.stop();
    const { started } = await running(tunnel, stores, []);
    await started.reached;
    expect(started.publicUrl()).toBeNull();
  });
});
