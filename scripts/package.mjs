// npm run package [-- system…]: a folder and a zip per system in dist/package, with its own Node and a file to double-click. Packs for
// every system from any of them: nothing of what it packs is run.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { buildIfStale } from './build.mjs';
import { root } from './surfaces.mjs';
import { systems } from './systems.mjs';

const say = (line) => process.stdout.write(`${line}\n`);
const out = join(root, 'dist/package');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** npm as the one that runs this script, so that no system's way of finding it matters. */
function npm(args, cwd) {
  const own = process.env['npm_execpath'];
  if (own === undefined) throw new Error('Start this with npm run package: it needs to know where npm is.');
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [own, ...args, '--no-audit', '--no-fund', '--loglevel=error'], { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`npm ${args[0]} ended with ${String(code)}`))));
  });
}

function* files(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const full = join(folder, entry.name);
    if (entry.isDirectory()) yield* files(full);
    else if (entry.isFile()) yield full;
  }
}

/** Packages that the built server asks for when it runs: what only builds pages, or is built into them, stays behind. */
function neededAtRun() {
  const asked = new Set();
  for (const file of files(join(root, 'dist/server'))) {
    if (!file.endsWith('.js')) continue;
    for (const [, name] of readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*\(?\s*['"]((?:@[^/'"]+\/)?[^./'"][^/'"]*)/gu)) asked.add(name);
  }
  return Object.fromEntries(Object.entries(manifest.dependencies).filter(([name]) => asked.has(name)));
}

async function packOne(name, system, dependencies) {
  const folder = join(out, `dropcast-${manifest.version}-${name}`);
  rmSync(folder, { recursive: true, force: true });
  const app = join(folder, 'app');
  mkdirSync(app, { recursive: true });
  for (const surface of readdirSync(join(root, 'dist'))) {
    if (surface.startsWith('.') || surface === 'package') continue;
    cpSync(join(root, 'dist', surface), join(app, 'dist', surface), { recursive: true });
  }
  // The lock goes along while npm installs, so that what is packed is what was tested.
  writeFileSync(
    join(app, 'package.json'),
    JSON.stringify({ name: manifest.name, version: manifest.version, private: true, type: 'module', engines: manifest.engines, dependencies }),
  );
  cpSync(join(root, 'package-lock.json'), join(app, 'package-lock.json'));
  const target = [`--os=${system.os}`, `--cpu=${system.cpu}`, ...(system.os === 'linux' ? ['--libc=glibc'] : [])];
  await npm(['install', '--omit=dev', '--ignore-scripts', '--prefer-offline', ...target], app);
  rmSync(join(app, 'package-lock.json'), { force: true });

  const fetched = mkdtempSync(join(tmpdir(), 'dropcast-package-'));
  try {
    writeFileSync(join(fetched, 'package.json'), '{"private":true}');
    await npm(['install', system.node, '--ignore-scripts', '--prefer-offline', '--force', ...target], fetched);
    const from = join(fetched, 'node_modules', system.node.slice(0, system.node.lastIndexOf('@')));
    const program = join(folder, 'node', system.program);
    mkdirSync(join(program, '..'), { recursive: true });
    cpSync(join(from, system.program), program);
    chmodSync(program, 0o755);
    if (existsSync(join(from, 'LICENSE'))) cpSync(join(from, 'LICENSE'), join(folder, 'node', 'LICENSE'));
  } finally {
    rmSync(fetched, { recursive: true, force: true });
  }
  writeFileSync(join(folder, system.start.name), system.start.text, { mode: 0o755 });
  chmodSync(join(folder, system.start.name), 0o755);
  cpSync(join(root, 'LICENSE'), join(folder, 'LICENSE'));
  writeFileSync(join(folder, 'Read me first.txt'), readMe(system));
  return folder;
}

const readMe = (system) =>
  [
    'Dropcast: the shop that runs beside a live stream',
    '',
    `1. Double-click “${system.start.name}”. ${system.first}`,
    '2. A window with text opens and stays open, and after a moment your browser shows the shop to set up.',
    '3. To stop, close the window.',
    '',
    `Your shop is kept in ${system.keeps}, not in this folder: a newer Dropcast, unpacked beside this one, goes on with it.`,
    'Settings, if you ever need one, go into a file called .env in this folder.',
    '',
  ].join(system.os === 'win32' ? '\r\n' : '\n');

/** Written beside and moved, so that a zip by its name is whole. Programs stay programs. */
async function zipped(folder) {
  const file = `${folder}.zip`;
  const zip = new ZipFile();
  const top = folder.slice(out.length + 1);
  for (const each of files(folder)) {
    const mode = statSync(each).mode & 0o111 ? 0o100755 : 0o100644;
    zip.addFile(each, `${top}/${relative(folder, each).split(sep).join('/')}`, { mode, compressionLevel: 4 });
  }
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(`${file}.part`));
  renameSync(`${file}.part`, file);
  return file;
}
async function sumOf(file) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

const chosen = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(systems);
const unknown = chosen.filter((name) => !Object.hasOwn(systems, name));
if (unknown.length > 0) {
  process.stderr.write(`There is no package for ${unknown.join(', ')}. There are ${Object.keys(systems).join(', ')}.\n`);
  process.exit(1);
}
await buildIfStale();
const dependencies = neededAtRun();
for (const name of chosen) {
  say(`Packing ${name} …`);
  const folder = await packOne(name, systems[name], dependencies);
  const count = [...files(folder)].length;
  const file = await zipped(folder);
  writeFileSync(
    `${file}.files.txt`,
    [...files(folder)].map((each) => `${String(statSync(each).size).padStart(10)}  ${relative(folder, each).split(sep).join('/')}`).join('\n') + '\n',
  );
  say(`  ${relative(root, file)}  ${(statSync(file).size / 1e6).toFixed(1)} MB, ${String(count)} files, sha256 ${await sumOf(file)}`);
}
