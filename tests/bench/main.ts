import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rootAbove } from '../../server/root.ts';
import { figures } from './figures.ts';
import { endAll, ownTemporaries } from './support/at-end.ts';
import { stopChildren } from './support/children.ts';
import { commitName, inFile, lineOf, machineName, merged, pageWith, type BenchFile, type FigureInFile } from './support/report.ts';
import { scalingWith } from './support/sizing.ts';
import { PAIRS } from './support/sums.ts';

/** npm run bench [-- figure…] [--quick]: exit 1 only where something broke; a limit that is missed is a result. */
const root = rootAbove(import.meta.url);
const jsonPath = join(root, 'docs/bench.json');
const pagePath = join(root, 'docs/bench.md');
const scalingPath = join(root, 'docs/scaling.md');
const say = (text: string): void => void process.stdout.write(`${text}\n`);

const args = process.argv.slice(2);
const isQuick = args.includes('--quick');
const names = figures.map(({ name }) => name);
const wanted = args.filter((arg) => !arg.startsWith('--'));
const unknown = [...wanted.filter((name) => !names.includes(name)), ...args.filter((arg) => arg.startsWith('--') && arg !== '--quick')];
if (unknown.length > 0) {
  say(`There is no ${unknown.join(', ')}. There are:`);
  for (const { name, about } of figures) say(`  ${name.padEnd(16)} ${about}`);
  process.exit(1);
}

const commit = commitName(root);
const machine = machineName();
say(`${machine}, commit ${commit}${isQuick ? '; three pairs each, nothing is written down' : ''}`);
/** Whatever hangs is broken, and the next one has its turn. */
const MOST_MS = 8 * 60_000;
async function withinTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | null = null;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('it took too long')), MOST_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    if (timer !== null) clearTimeout(timer);
  }
}
const measured: FigureInFile[] = [];
const broken: string[] = [];
let isStopping = false;
ownTemporaries();
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    isStopping = true;
    void stopChildren()
      .then(endAll)
      .finally(() => process.exit(130));
  });

for (const figure of figures) {
  if (isStopping || (wanted.length > 0 && !wanted.includes(figure.name))) continue;
  const began = performance.now();
  try {
    const lines = (await withinTime(figure.run(isQuick ? 3 : PAIRS))).map((line) => inFile(figure.name, line, commit));
    for (const line of lines) say(lineOf(line));
    measured.push(...lines);
  } catch (error) {
    if (isStopping) break;
    broken.push(figure.name);
    say(`BROKEN  ${figure.name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
  await stopChildren();
  say(`        (${figure.name}: ${((performance.now() - began) / 1_000).toFixed(0)} s)`);
}

await endAll();

if (!isQuick && measured.length > 0) {
  // Ours, written below.
  const before = existsSync(jsonPath) ? (JSON.parse(readFileSync(jsonPath, 'utf8')) as BenchFile).figures : [];
  const file: BenchFile = { figures: merged(before, measured, names), machine, commit };
  writeFileSync(jsonPath, `${JSON.stringify(file, null, 2)}\n`);
  writeFileSync(pagePath, pageWith(readFileSync(pagePath, 'utf8'), file));
  writeFileSync(scalingPath, scalingWith(readFileSync(scalingPath, 'utf8'), file));
  say('Written to docs/bench.json, docs/bench.md and docs/scaling.md.');
}
const missed = measured.filter(({ ok }) => !ok).length;
say(
  `${measured.length - missed} of ${measured.length} as they should be, ${missed} missed, ${broken.length} broken${broken.length === 0 ? '' : `: ${broken.join(', ')}`}.`,
);
if (broken.length > 0) process.exitCode = 1;
