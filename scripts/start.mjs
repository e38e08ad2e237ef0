// node scripts/start.mjs NAME [args…]: builds what is stale, then runs dist/server/NAME.js in this process, so that signals,
// output and the exit code are its own. The lines before the first `import()` must be readable for an old Node.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

var root = new URL('..', import.meta.url);
var wanted = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'))
  .engines.node.replace('>=', '')
  .split('.')
  .map(Number);
var have = process.versions.node.split('.').map(Number);

if (have[0] < wanted[0] || (have[0] === wanted[0] && have[1] < (wanted[1] || 0))) {
  process.stderr.write('Dropcast needs Node ' + wanted.join('.') + ' or newer and this is ' + process.versions.node + ': get it from https://nodejs.org\n');
  process.exit(1);
}

const name = process.argv[2];
if (!/^[a-z][a-z-]*$/u.test(name ?? '')) {
  process.stderr.write('Say what to start: node scripts/start.mjs main\n');
  process.exit(1);
}
if (!existsSync(new URL('node_modules/vite', root))) {
  process.stderr.write('Dropcast is not installed yet: run npm ci\n');
  process.exit(1);
}

try {
  const { buildIfStale } = await import('./build.mjs');
  // A tool needs the server's code alone; only what serves pages waits for them.
  await buildIfStale(name === 'main' || name === 'demo' ? ['server', 'overlay', 'panel', 'page'] : ['server']);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

const entry = new URL(`dist/server/${name}.js`, root);
if (!existsSync(entry)) {
  process.stderr.write(`There is nothing called ${name} to start.\n`);
  process.exit(1);
}
// What the shell says wins over .env: loadEnvFile never overwrites.
const settings = fileURLToPath(new URL('.env', root));
if (existsSync(settings)) process.loadEnvFile(settings);
process.env.NODE_ENV ??= 'production'; // React and Express are several times slower in their development mode
process.setSourceMapsEnabled(true);
process.argv = [process.argv[0], fileURLToPath(entry), ...process.argv.slice(3)];
await import(pathToFileURL(fileURLToPath(entry)).href);
