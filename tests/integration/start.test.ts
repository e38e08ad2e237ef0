import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openSqliteLedger } from '../../server/ledger/sqlite.ts';
import { freshId } from '../support/server.ts';
import { buildServer, startChild, type Child } from '../support/child.ts';

/** The start, the stop and the tools, in processes of their own. */
beforeAll(buildServer, 300_000);
const children: Child[] = [];
const folders: string[] = [];
const servers: Server[] = [];
afterEach(async () => {
  for (const child of children.splice(0)) {
    child.process.kill('SIGKILL');
    await child.ended;
  }
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'dropcast-start-'));
  folders.push(made);
  return made;
};
const run = (name: string, args: readonly string[], env: Record<string, string>): Child => {
  const child = startChild(name, args, { LOG_LEVEL: 'warn', ...env });
  children.push(child);
  return child;
};
async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
/** Running, and where. */
async function running(env: Record<string, string>, args: readonly string[] = []): Promise<{ child: Child; url: string; port: number }> {
  const port = await freePort();
  const child = run('main', args, { PORT: String(port), ...env });
  await child.says('╰');
  return { child, port, url: `http://127.0.0.1:${port}` };
}
async function newKey(env: Record<string, string>, role = 'host'): Promise<string> {
  const tool = run('key', ['--role', role, '--name', 'deck'], env);
  expect(await tool.ended, tool.stderr()).toBe(0);
  return tool.stdout().trim().split('\n').at(-1) ?? '';
}
const say = (url: string, key: string, text: string): Promise<Response> =>
  fetch(`${url}/api/commands`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ id: freshId(), name: 'stage.say', input: { text } }),
  });

describe('a start', () => {
  it('stops with all bad settings named', async () => {
    const child = run('main', ['--wide'], { PORT: 'x', PUBLIC_ULR: 'https://a.example', TRUST_PROXY: '-1', DATA_DIR: folder() });
    expect(await child.ended).toBe(1);
    for (const name of ['PORT', 'PUBLIC_ULR', 'TRUST_PROXY', '--wide']) expect(child.stderr()).toContain(name);
    expect(child.stdout()).toBe('');
  });
  it('says who has the port, ends with 1, and takes no other', async () => {
    const other = createServer((socket) => socket.destroy());
    servers.push(other);
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const child = run('main', [], { PORT: String(port), DATA_DIR: folder() });
    expect(await child.ended).toBe(1);
    expect(child.stderr()).toContain(String(port));
    if (process.platform === 'linux') expect(child.stderr()).toContain(String(process.pid));
    expect(child.stdout()).toBe('');
  });
  it('prints one box, with the set-up link, and over SSH the line that brings it near', async () => {
    const { child, port } = await running({ DATA_DIR: folder(), SSH_CONNECTION: '203.0.113.7 50000 203.0.113.9 22' });
    expect(child.stdout()).toContain(`http://localhost:${port}/panel/`);
    expect(child.stdout()).toMatch(/\/setup\/[\w-]{20,}/u);
    expect(child.stdout()).toMatch(new RegExp(`ssh -L ${port}:127\\.0\\.0\\.1:${port} \\S+@203\\.0\\.113\\.9`, 'u'));
    child.process.kill('SIGTERM');
    expect(await child.ended).toBe(0);
  });
  it('P1 prints no key, whichever there are: output is kept in logs', async () => {
    const env = { DATA_DIR: folder() };
    const key = await newKey(env, 'overlay');
    const { child } = await running(env);
    expect(child.stdout()).not.toContain(key);
    expect(child.stdout()).not.toMatch(/#key=|dc_/u);
    expect(child.stdout()).toMatch(/\/setup\/[\w-]{20,}/u);
  });
  it('a second one is told that the first is running, or that the folder is taken', async () => {
    const dataDir = folder();
    const { port } = await running({ DATA_DIR: dataDir });
    const samePort = run('main', [], { PORT: String(port), DATA_DIR: folder() });
    expect(await samePort.ended).toBe(1);
    expect(samePort.stderr()).toContain(`http://localhost:${port}/panel/`);
    const sameFolder = run('main', [], { PORT: '0', DATA_DIR: dataDir });
    expect(await sameFolder.ended).toBe(1);
    expect(sameFolder.stderr()).toContain(dataDir);
    expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);
  });
});

describe('a stop', () => {
  it('saves the snapshot; what was acknowledged is there afterwards, also after SIGKILL', async () => {
    const dataDir = folder();
    const env = { DATA_DIR: dataDir };
    const key = await newKey(env);
    const first = await running(env);
    expect((await say(first.url, key, 'before the stop')).status).toBe(200);
    first.child.process.kill('SIGTERM');
    expect(await first.child.ended).toBe(0);
    const ledger = await openSqliteLedger({ dataDir, exclusive: false, hooks: null });
    expect((await ledger.loadSnapshot())?.place).toEqual(await ledger.head());
    await ledger.close();

    const second = await running(env);
    const answer = (await (await say(second.url, key, 'before the crash')).json()) as { seq: number };
    second.child.process.kill('SIGKILL');
    expect(await second.child.ended).toBe('SIGKILL');
    const third = await running(env);
    const stage = (await (await fetch(`${third.url}/api/state/stage`, { headers: { authorization: `Bearer ${key}` } })).json()) as {
      rev: number;
      parts: { say: { text: string } };
    };
    expect(stage.parts.say.text).toBe('before the crash');
    expect(stage.rev).toBeGreaterThanOrEqual(answer.seq);
  });
});

describe('tools', () => {
  it('key works beside a running server: the last line opens what its role may, at once', async () => {
    const env = { DATA_DIR: folder() };
    const { url } = await running(env);
    const key = await newKey(env, 'producer');
    expect(key).toMatch(/^dc_[\w-]+\.[\w-]{22}$/u);
    expect((await say(url, key, 'hello')).status).toBe(200);
    expect((await fetch(`${url}/api/doctor`, { headers: { authorization: `Bearer ${key}` } })).status).toBe(403);
  });
  it('key asks for what is missing, and knows no role “viewer”', async () => {
    for (const args of [[], ['--role', 'host'], ['--role', 'viewer', '--name', 'x'], ['--name'], ['host']]) {
      const tool = run('key', args, { DATA_DIR: folder() });
      expect(await tool.ended, args.join(' ')).toBe(1);
      expect(tool.stderr()).not.toBe('');
      expect(tool.stdout()).toBe('');
    }
  });
  it('audit-ledger and doctor run beside a server; the doctor ends with 1 where something is to be mended', async () => {
    const env = { DATA_DIR: folder() };
    const { url, port } = await running(env);
    expect((await say(url, await newKey(env), 'hello')).status).toBe(200);
    const audit = run('audit-ledger', [], env);
    expect(await audit.ended, audit.stderr()).toBe(0);
    expect(audit.stdout()).toMatch(/\d+ events in \d+ batches/u);
    const unreachable = run('doctor', [], { ...env, PORT: String(port), PUBLIC_URL: 'http://127.0.0.1:9' });
    expect(await unreachable.ended).toBe(1);
    expect(unreachable.stdout()).toContain('http://127.0.0.1:9');
    const reachable = run('doctor', [], { ...env, PORT: String(port), PUBLIC_URL: url });
    expect(await reachable.ended, reachable.stdout()).toBe(0);
    expect(reachable.stdout()).toContain(url);
    expect(reachable.stdout()).toContain(String(port));
  });
});
