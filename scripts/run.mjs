// Builds what is stale, then runs dist/server/NAME.js in this process, so that signals, output and the exit code are its own.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './surfaces.mjs';

function refuse(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

/** A tool needs the server's code alone; only what serves pages waits for them. */
const surfacesOf = (name) => (name === 'main' || name === 'demo' ? ['server', 'overlay', 'panel', 'page'] : ['server']);

export async function run(name, args) {
  if (name === undefined || !/^[a-z][a-z-]*$/u.test(name)) refuse('Say what to start: node scripts/start.mjs main');
  if (!existsSync(join(root, 'node_modules/vite'))) refuse('Dropcast is not installed yet: run npm ci');
  try {
    const { buildIfStale } = await import('./build.mjs');
    await buildIfStale(surfacesOf(name));
  } catch (error) {
    refuse(error instanceof Error ? error.message : String(error));
  }
  const entry = join(root, 'dist/server', `${name}.js`);
  if (!existsSync(entry)) refuse(`There is nothing called ${name} to start.`);
  process.env.NODE_ENV ||= 'production'; // React and Express are several times slower in their development mode
  process.setSourceMapsEnabled(true);
  process.argv = [process.argv[0], entry, ...args];
  await import(pathToFileURL(entry).href);
}
