import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const repository = fileURLToPath(new URL('../../..', import.meta.url));
let tree = '';
const put = (path: string, text: string): void => {
  mkdirSync(dirname(join(tree, path)), { recursive: true });
  writeFileSync(join(tree, path), text);
};
const built = (surface: string): string => readFileSync(join(tree, 'dist', surface, 'build.json'), 'utf8');

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}
/** Runs a script of the tree; `onOut` sees its output as it comes. */
function run(args: readonly string[], onOut: (text: string, kill: (signal: NodeJS.Signals) => void) => void = () => undefined): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: tree, env: { ...process.env, NODE_ENV: '' } });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
      onOut(out, (signal) => child.kill(signal));
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, out, err }));
  });
}

/** A tree with this repository's scripts and packages, and small sources of its own. */
beforeEach(() => {
  tree = mkdtempSync(join(tmpdir(), 'dropcast-build-'));
  for (const path of ['scripts', 'package.json', 'package-lock.json', 'tsconfig.json']) cpSync(join(repository, path), join(tree, path), { recursive: true });
  symlinkSync(join(repository, 'node_modules'), join(tree, 'node_modules'));
  put('locales/en.json', '{"overlay":{"left":"{n} left"}}');
  put('server/protocol/name.ts', `export const name: string = 'Dropcast';`);
  put(
    'server/main.ts',
    `import { name } from '@protocol/name.ts'; process.on('SIGTERM', () => process.exit(3)); setInterval(() => 0, 1000); process.stdout.write(name + ' is up');`,
  );
  put('server/cli/key.ts', `process.stdout.write(JSON.stringify(process.argv.slice(2))); process.exitCode = 7;`);
  put('overlay/index.html', `<!doctype html><title>o</title><script type="module" src="./main.ts"></script>`);
  put('overlay/main.ts', `import { overlay } from '@locales/en.json'; document.title = overlay.left;`);
});
afterEach(() => rmSync(tree, { recursive: true, force: true }));

describe('npm run build', () => {
  it('builds what has sources, once for two that start together, and nothing again until a source changes', async () => {
    const both = await Promise.all([run(['scripts/build.mjs']), run(['scripts/build.mjs'])]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect((both[0].err + both[1].err).match(/^Built server/gmu)).toHaveLength(1);
    expect(both[0].out + both[1].out).toBe('');
    expect(existsSync(join(tree, 'dist/panel'))).toBe(false);

    expect((await run(['scripts/build.mjs'])).err).toBe('');
    const before = { overlay: built('overlay'), server: built('server') };
    put('overlay/main.ts', `document.title = 'other';`);
    expect((await run(['scripts/build.mjs'])).err).toMatch(/^Built overlay[^\n]*\n$/u);
    expect(built('overlay')).not.toBe(before.overlay);
    expect(built('server')).toBe(before.server);
  });

  it('leaves the last good build where a source cannot be read, says so, and builds the others', async () => {
    await run(['scripts/build.mjs']);
    const before = built('server');
    put('server/main.ts', `import { gone } from './gone.ts';`);
    put('overlay/main.ts', `document.title = 'newer';`);
    const broken = await run(['scripts/build.mjs']);
    expect(broken.code).toBe(1);
    expect(broken.err).toContain('Could not build server');
    expect(broken.err).toContain('Built overlay');
    expect(built('server')).toBe(before);
  });

  it('takes over from a build that was killed', async () => {
    put('dist/.lock', '999999999');
    put('dist/.next-server-999999999/main.js', 'half');
    expect((await run(['scripts/build.mjs', 'server'])).code).toBe(0);
    expect(readdirSync(join(tree, 'dist'))).toEqual(['server']);
  });
});

describe('npm start', () => {
  it('builds, starts, hands a signal on and ends with the code of the server', async () => {
    const ended = await run(['scripts/start.mjs', 'main'], (out, kill) => {
      if (out.includes('is up')) kill('SIGTERM');
    });
    expect(ended).toMatchObject({ out: 'Dropcast is up', code: 3 });
  });

  it('hands a tool its arguments, keeps its output clean, and ends with its code', async () => {
    expect(await run(['scripts/start.mjs', 'key', '--role', 'host'])).toMatchObject({ out: '["--role","host"]', code: 7 });
  });

  it('says in one sentence that the Node is too old, that there is nothing of that name, that nothing is installed', async () => {
    const manifest = JSON.parse(readFileSync(join(tree, 'package.json'), 'utf8')) as { engines: { node: string } };
    expect(await run(['scripts/start.mjs', 'nothing'])).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('There is nothing called nothing to start.') as string,
    });
    rmSync(join(tree, 'node_modules'));
    expect(await run(['scripts/start.mjs', 'main'])).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^Dropcast is not installed yet: run npm ci\n$/u) as string,
    });
    put('package.json', JSON.stringify({ ...manifest, engines: { node: '>=99.1' } }));
    expect(await run(['scripts/start.mjs', 'main'])).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringMatching(/^Dropcast needs Node 99\.1 or newer and this is [^\n]*\n$/u) as string,
    });
  });
});
