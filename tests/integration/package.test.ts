import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, createWriteStream, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPromise } from 'yauzl';
import { root } from '../../scripts/surfaces.mjs';
import { ownSystem, systems } from '../../scripts/systems.mjs';
import { buildAll, freePort } from '../e2e/support/house.ts';

const run = promisify(execFile);
/** npm as node's own folder has it: the tests may have been started without npm. */
const npmPath = process.env['npm_execpath'] ?? join(dirname(process.execPath), '../lib/node_modules/npm/bin/npm-cli.js');

async function unzip(file: string, to: string): Promise<void> {
  const zip = await openPromise(file, { lazyEntries: true, autoClose: false });
  for await (const entry of zip.eachEntry()) {
    const path = join(to, entry.fileName);
    mkdirSync(dirname(path), { recursive: true });
    await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(path));
    // As every unpacker of the systems that know modes does.
    chmodSync(path, (entry.externalFileAttributes >>> 16) & 0o777);
  }
  zip.close();
}

describe('a package for people without Node', () => {
  let folder: string;
  let child: ChildProcess | null = null;
  beforeAll(async () => {
    await buildAll();
    // A name with a space, as downloads get.
    folder = mkdtempSync(join(tmpdir(), 'dropcast package '));
  });
  afterAll(async () => {
    if (child !== null && child.exitCode === null) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  it('starts from its zip by the file one double-clicks, with an empty PATH, and keeps the shop outside of itself', { timeout: 300_000 }, async () => {
    const name = ownSystem();
    if (name === null) throw new Error('no package is made for this system');
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    await run(process.execPath, ['scripts/package.mjs', name], { cwd: root, env: { ...process.env, npm_execpath: npmPath } });
    const zip = join(root, `dist/package/dropcast-${version}-${name}.zip`);
    await unzip(zip, folder);
    const unpacked = join(folder, `dropcast-${version}-${name}`);
    expect(existsSync(join(unpacked, 'Read me first.txt'))).toBe(true);

    const port = await freePort();
    const home = join(folder, 'home of somebody');
    mkdirSync(home);
    const started = spawn(join(unpacked, systems[name].start.name), [], {
      cwd: '/',
      env: { HOME: home, PATH: '', PORT: String(port) },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child = started;
    let said = '';
    started.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    started.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const url = `http://127.0.0.1:${port}`;
    await expect.poll(() => fetch(`${url}/readyz`).then((answer) => answer.status, () => 0), { timeout: 60_000 }).toBe(200); // prettier-ignore
    expect(said).toContain('/setup/');
    for (const path of ['/panel/', '/overlay/show', '/now', '/stage/show']) expect((await fetch(`${url}${path}`)).status, path).toBe(200);
    // Its own packages, those with machine code among them: the ledger is open, and a picture can be made.
    expect(existsSync(join(home, '.local/share/dropcast/ledger.db'))).toBe(true);
    expect(existsSync(join(unpacked, 'app/node_modules/sharp/package.json'))).toBe(true);
    expect(existsSync(join(unpacked, 'app/node_modules/vite'))).toBe(false);

    // The window is closed: everything that was started ends.
    const gone = new Promise<void>((resolve) => started.once('exit', () => resolve()));
    process.kill(-(started.pid ?? 0), 'SIGTERM');
    await gone;
    child = null;
    // The window's shell may be gone a moment before the shop is closed.
    await expect.poll(() => fetch(`${url}/healthz`).then(() => 'answers', () => 'gone'), { timeout: 20_000 }).toBe('gone'); // prettier-ignore
  });

  it('one file says all that differs between the systems, and each has its own', () => {
    expect(Object.keys(systems)).toEqual(['linux-x64', 'win-x64', 'darwin-arm64', 'darwin-x64']);
    for (const [name, system] of Object.entries(systems)) {
      expect(system.node, name).toMatch(/@\d+\.\d+\.\d+$/u);
      expect(system.start.text, name).toContain(system.program.replace('bin/', ''));
      // What a shell of 1989 or a bare Windows does not know would end the double-click there.
      expect(system.start.text, name).not.toMatch(/\bdirname\b|\breadlink\b|\$\(|\bpowershell\b/u);
    }
  });
});
