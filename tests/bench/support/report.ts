import { execFileSync } from 'node:child_process';
import { cpus, release, totalmem, type } from 'node:os';
import type { Cost, Line } from './figure.ts';
import { isMet, rounded, type Sense } from './sums.ts';

export interface FigureInFile {
  readonly name: string;
  readonly value: number;
  readonly limit: number | null;
  readonly ok: boolean;
  readonly unit: string;
  readonly sense: Sense;
  readonly ours: string;
  readonly peer: string;
  /** `npm run bench -- <figure>` measures it again. */
  readonly figure: string;
  readonly commit: string;
  readonly cost?: Cost;
}
export interface BenchFile {
  readonly figures: readonly FigureInFile[];
  readonly machine: string;
  /** Of the last run; a figure that was left out then carries its own. */
  readonly commit: string;
}

export const inFile = (figure: string, line: Line, commit: string): FigureInFile => ({
  name: line.name,
  value: rounded(line.value),
  limit: line.limit,
  ok: isMet(line.value, line.limit, line.sense),
  unit: line.unit,
  sense: line.sense,
  ours: line.ours,
  peer: line.peer,
  figure,
  commit,
  ...(line.cost === undefined ? {} : { cost: { of: line.cost.of, each: rounded(line.cost.each) } }),
});

/** What was measured now over what was measured before, in the order of the table. */
export function merged(before: readonly FigureInFile[], now: readonly FigureInFile[], order: readonly string[]): readonly FigureInFile[] {
  const again = new Set(now.map(({ figure }) => figure));
  return [...before.filter(({ figure }) => !again.has(figure) && order.includes(figure)), ...now].toSorted(
    (a, b) => order.indexOf(a.figure) - order.indexOf(b.figure),
  );
}

const shown = (value: number): string => (Math.abs(value) >= 1_000 ? value.toLocaleString('en') : String(value));
const valueOf = ({ value, unit }: FigureInFile): string => (unit === '×' ? `${shown(value)} ×` : `${shown(value)} ${unit}`);
const limitOf = ({ limit, unit, sense }: FigureInFile): string =>
  limit === null ? 'stated' : `${sense === 'at most' ? '≤' : '≥'} ${shown(limit)}${unit === '×' ? ' ×' : ` ${unit}`}`;
const verdictOf = ({ ok, limit }: FigureInFile): string => (limit === null ? '' : ok ? 'met' : '**missed**');

/** The table of docs/bench.md. */
export const tableOf = (figures: readonly FigureInFile[]): string =>
  ['| figure | measured | limit | | ours | peer in the same run |', '|---|---|---|---|---|---|', ...figures.map((one) => `| ${one.name} | ${valueOf(one)} | ${limitOf(one)} | ${verdictOf(one)} | ${one.ours} | ${one.peer} |`)].join('\n'); // prettier-ignore

/** For a terminal. */
export const lineOf = (one: FigureInFile): string =>
  `${(one.limit === null ? 'stated' : one.ok ? 'ok' : 'missed').padEnd(7)} ${one.name.padEnd(52)} ${valueOf(one).padStart(14)}   ${limitOf(one).padEnd(14)} ours ${one.ours} · peer ${one.peer}`;

/** The page with this text where its name is. Throws where the place is gone. */
export function filledIn(page: string, name: string, text: string): string {
  const start = `<!-- ${name}: written by npm run bench -->`;
  const end = `<!-- end of ${name} -->`;
  const [head, rest] = page.split(start);
  const [, tail] = (rest ?? '').split(end);
  if (head === undefined || tail === undefined) throw new Error(`the page has no place for ${name}`);
  return `${head}${start}\n\n${text}\n\n${end}${tail}`;
}
/** docs/bench.md with these figures. */
export function pageWith(page: string, file: BenchFile): string {
  const commits = [...new Set(file.figures.map(({ commit }) => commit))];
  return filledIn(page, 'figures', `${tableOf(file.figures)}\n\nMeasured on: ${file.machine}. Commit ${commits.join(', ')}.`);
}

export function machineName(): string {
  const all = cpus();
  return `${all.length} × ${all[0]?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GB, ${type()} ${release().split('-')[0] ?? ''}, Node ${process.versions.node}`;
}
export function commitName(folder: string): string {
  try {
    const git = (...args: string[]): string => execFileSync('git', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    return `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain', '--', 'server', 'overlay') === '' ? '' : ' and what was not committed'}`;
  } catch {
    // Unpacked from a zip, there is none to name.
    return 'unknown';
  }
}
