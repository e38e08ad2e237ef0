// npm run shots [-- docs] [-- --kept]: every surface in every state at every width as a picture in shots/, with a contact sheet; `docs` makes
// those that the documents show, `--kept` takes what was drawn last. Whatever is missing or blank fails, by its name.
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { tsImport } from 'tsx/esm/api';
import { buildIfStale } from './build.mjs';
import { root } from './surfaces.mjs';
import { bin, runNode } from './tools.mjs';

const { shots, drawnBy, forDocs } = await tsImport('../tests/shots/list.ts', import.meta.url);
/** A picture in a document is looked at on a phone, too. */
const MOST_BYTES = 150_000;
const args = process.argv.slice(2);
const drawn = join(root, 'test-results');
const say = (line) => process.stdout.write(`${line}\n`);
const wrong = [];

if (!args.includes('--kept')) {
  // Yesterday's picture would hide that today's is missing.
  for (const { file } of shots) rmSync(join(drawn, file), { force: true });
  await buildIfStale();
  const code = await runNode(bin('vitest', 'vitest'), ['run', '--project', 'e2e', '--project', 'shots', ...drawnBy], { DROPCAST_SHOTS: '1' });
  if (code !== 0) wrong.push('A test that draws them failed; what it found stands above.');
}

/** What is wrong with a picture; null where it shows something. */
async function judged(file) {
  const path = join(drawn, file);
  if (!existsSync(path)) return 'is missing';
  const { channels } = await sharp(path).stats();
  return channels.every(({ stdev }) => stdev < 1) ? 'is blank' : null;
}

if (args.includes('docs')) {
  const folder = join(root, 'docs/pictures');
  for (const [name, { file, width, height }] of Object.entries(forDocs)) {
    const fault = await judged(file);
    if (fault !== null) wrong.push(`${name} (${file}) ${fault}`);
    else {
      const fitted = await sharp(join(drawn, file)).resize({ width, withoutEnlargement: true }).toBuffer({ resolveWithObject: true });
      const seen = { left: 0, top: 0, width: fitted.info.width, height: Math.min(fitted.info.height, height) };
      const picture = await sharp(fitted.data).extract(seen).png({ palette: true, quality: 82, effort: 8 }).toBuffer();
      if (picture.length > MOST_BYTES) wrong.push(`${name} takes ${String(picture.length)} bytes, at most ${String(MOST_BYTES)}`);
      else writeFileSync(join(folder, `${name}.png`), picture);
    }
  }
} else {
  const folder = join(root, 'shots');
  rmSync(folder, { recursive: true, force: true });
  const sheet = new Map();
  for (const { surface, state, width, file } of shots) {
    const name = `${surface} · ${state} · ${String(width)}`;
    const fault = await judged(file);
    if (fault !== null) {
      wrong.push(`${name} ${fault}`);
      continue;
    }
    const to = `${surface}/${state}-${String(width)}.png`;
    mkdirSync(dirname(join(folder, to)), { recursive: true });
    cpSync(join(drawn, file), join(folder, to));
    const group = `${surface} · ${String(width)} px`;
    sheet.set(group, [...(sheet.get(group) ?? []), `<a href="${to}"><img loading="lazy" src="${to}" alt=""><span>${state}</span></a>`]);
  }
  mkdirSync(folder, { recursive: true });
  const groups = [...sheet].map(([group, pictures]) => `<h2>${group}</h2><div>${pictures.join('')}</div>`).join('');
  const style = 'body{font:15px sans-serif;background:#ddd}div{display:flex;flex-wrap:wrap;gap:12px}a{color:#111}img{display:block;height:300px}';
  writeFileSync(join(folder, 'index.html'), `<!doctype html><meta charset="utf-8"><title>Shots</title><style>${style}</style>${groups}\n`);
  say(`${String(shots.length - wrong.length)} of ${String(shots.length)} pictures: ${join('shots', 'index.html')}`);
}

for (const line of wrong) say(line);
process.exitCode = wrong.length === 0 ? 0 : 1;
