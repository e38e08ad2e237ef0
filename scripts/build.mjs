// node scripts/build.mjs [surface…] [--force]: builds what is stale into dist/<surface>. Speaks on stderr only, so that a tool
// started through it (npm run key) keeps its own output clean.
import { createHash } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { alias, root, surfaces } from './surfaces.mjs';

const dist = join(root, 'dist');
const tools = ['package-lock.json', 'tsconfig.json', 'scripts/surfaces.mjs', 'scripts/build.mjs'];
const say = (line) => process.stderr.write(`${line}\n`);

function* files(path) {
  if (!existsSync(path)) return;
  for (const entry of readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const full = join(path, entry.name);
    if (entry.isDirectory()) yield* files(full);
    else if (!entry.name.endsWith('.tmp')) yield full;
  }
}

/** Content, not mtimes: a fresh clone and a checkout of an old branch change every mtime and nothing else. */
function buildId(surface) {
  const hash = createHash('sha256').update(process.version.split('.')[0]);
  for (const file of [...tools.map((tool) => join(root, tool)), ...surface.sources.flatMap((folder) => [...files(join(root, folder))])]) {
    hash.update(relative(root, file).split(sep).join('/')).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex').slice(0, 12);
}

function builtId(name) {
  const stamp = join(dist, name, 'build.json');
  return existsSync(stamp) ? JSON.parse(readFileSync(stamp, 'utf8')).build : null;
}

const isStale = (name) => Object.keys(surfaces[name].entries()).length > 0 && builtId(name) !== buildId(surfaces[name]);

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** One build at a time, however many processes start at once; the lock of a killed build is taken over. */
async function locked(work) {
  mkdirSync(dist, { recursive: true });
  const lock = join(dist, '.lock');
  for (let waited = false; ;) {
    try {
      const handle = openSync(lock, 'wx');
      writeFileSync(handle, String(process.pid));
      closeSync(handle);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    let owner = NaN;
    try {
      owner = Number(readFileSync(lock, 'utf8'));
    } catch {
      continue; // released between the two calls: try again
    }
    if (owner > 0 && !isAlive(owner)) rmSync(lock, { force: true });
    else if (!waited) {
      waited = true;
      say('Waiting for another build …');
    }
    await sleep(150);
  }
  try {
    for (const left of readdirSync(dist)) {
      const pid = Number(/^\.(?:next|old)-.*-(\d+)$/u.exec(left)?.[1]);
      if (pid > 0 && !isAlive(pid)) rmSync(join(dist, left), { recursive: true, force: true });
    }
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

async function buildOne(name) {
  const surface = surfaces[name];
  const build = buildId(surface);
  const next = join(dist, `.next-${name}-${process.pid}`);
  const old = join(dist, `.old-${name}-${process.pid}`);
  const { build: vite, mergeConfig } = await import('vite');
  const began = performance.now();
  const env = process.env.NODE_ENV;
  process.env.NODE_ENV = 'production'; // a test's child would otherwise bundle React's development build
  try {
    await vite(
      mergeConfig(await surface.config(), {
        configFile: false,
        logLevel: 'warn',
        resolve: { alias },
        define: { __BUILD__: JSON.stringify(build) },
        // A font or picture inlined as data: is one that the pages' policies refuse.
        build: { outDir: next, emptyOutDir: true, assetsInlineLimit: 0, rolldownOptions: { input: surface.entries() } },
      }),
    );
  } finally {
    if (env === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = env;
  }
  writeFileSync(join(next, 'build.json'), `${JSON.stringify({ build })}\n`);
  // Built beside and moved: a reader never sees half a surface, and a failed build leaves the last good one.
  if (existsSync(join(dist, name))) renameSync(join(dist, name), old);
  renameSync(next, join(dist, name));
  rmSync(old, { recursive: true, force: true });
  say(`Built ${name} in ${((performance.now() - began) / 1000).toFixed(1)} s (${build})`);
}

/** Builds those of `names` that are stale. Throws after the others were built if one failed; the message names each. */
export async function buildIfStale(names = Object.keys(surfaces), force = false) {
  if (!force && !names.some(isStale)) return;
  await locked(async () => {
    const failed = [];
    for (const name of names) {
      if (!force && !isStale(name)) continue;
      try {
        await buildOne(name);
      } catch (error) {
        failed.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    if (failed.length > 0) throw new Error(`Could not build ${failed.join('\n')}`);
  });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const args = process.argv.slice(2);
  const names = args.filter((arg) => !arg.startsWith('--'));
  const unknown = names.filter((name) => !(name in surfaces));
  if (unknown.length > 0) {
    say(`No such surface: ${unknown.join(', ')}. There are ${Object.keys(surfaces).join(', ')}.`);
    process.exit(1);
  }
  try {
    await buildIfStale(names.length > 0 ? names : Object.keys(surfaces), args.includes('--force'));
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    process.exit(1);
  }
}
