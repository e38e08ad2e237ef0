import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { beforeAll, expect, it } from 'vitest';
import { buildIfStale } from '../../../scripts/build.mjs';

const dist = fileURLToPath(new URL('../../../dist', import.meta.url));
/** Gzipped, in kB of 1,000 bytes; fonts are files of their own that come after the first picture. */
const weight = (surface: string, name: RegExp): number =>
  readdirSync(join(dist, surface), { recursive: true, encoding: 'utf8' })
    .filter((file) => name.test(file))
    .reduce((sum, file) => sum + gzipSync(readFileSync(join(dist, surface, file))).length / 1000, 0);

beforeAll(async () => {
  await buildIfStale(['overlay', 'stage', 'page']);
});

it('the overlay weighs less than 100 kB', () => {
  expect(weight('overlay', /\.(?:js|css|html)$/u)).toBeGreaterThan(1);
  expect(weight('overlay', /\.(?:js|css|html)$/u)).toBeLessThan(100);
});

it('the stage is as light: an old tablet opens it', () => {
  expect(weight('stage', /\.(?:js|css|html)$/u)).toBeGreaterThan(1);
  expect(weight('stage', /\.(?:js|css|html)$/u)).toBeLessThan(100);
});

it("the product page's script and styles leave room for its text within 30 kB", () => {
  // What draws a draw again is loaded by whoever presses for it, long after the page.
  const loaded = /^(?!.*\bverify-).*\.(?:js|css)$/u;
  expect(weight('page', loaded)).toBeGreaterThan(1);
  expect(weight('page', loaded)).toBeLessThan(25);
});
