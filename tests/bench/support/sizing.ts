import type { Costly } from './figure.ts';
import { filledIn, type BenchFile } from './report.ts';
import { rounded } from './sums.ts';

/** A core is not planned to more than this: what is left is for the second in which everything comes at once. */
const LOAD = 0.7;
const named: Readonly<Record<Costly, readonly [string, 'µs' | 'kB']>> = {
  patch: ['a patch delivered to one viewer', 'µs'],
  claim: ['a claim over HTTP, durable', 'µs'],
  checkout: ['a whole checkout: claim, details, paid', 'µs'],
  page: ['a product page', 'µs'],
  live: ['`/live/*.json`', 'µs'],
  reconnect: ['a socket that comes (back): line, hello, first picture', 'µs'],
  viewer: ['memory of one connected viewer', 'kB'],
};
const order = Object.keys(named) as readonly Costly[];
type Costs = Readonly<Partial<Record<Costly, number>>>;
export const costsOf = (file: BenchFile): Costs => Object.fromEntries(file.figures.flatMap(({ cost }) => (cost === undefined ? [] : [[cost.of, cost.each]])));

const count = (n: number): string => Math.round(n).toLocaleString('en');
/** What one core does of it in a second, planned to LOAD. */
const perCore = (each: number): string => `${count(Number(((LOAD * 1_000_000) / each).toPrecision(2)))}/s`;

/** What each costs, and what one core of the measured machine carries. */
function costTable(costs: Costs): string {
  const rows = order.flatMap((of) => {
    const each = costs[of];
    if (each === undefined) return [];
    const [what, unit] = named[of];
    return [
      `| ${what} | ${unit === 'kB' ? `${rounded(each / 1_000)} kB` : `${rounded(each)} µs`} | ${unit === 'kB' ? `${count(1e9 / each)} in a GB` : perCore(each)} |`,
    ];
  });
  return ['| what | costs a node | one core, planned to 70 % |', '|---|---|---|', ...rows].join('\n');
}

/** Who comes when 100,000 watch; docs/scaling.md says where these come from. */
export const plan = {
  watching: 100_000,
  pages: 15_000,
  comeWithin: 30,
  patches: 20,
  quietPatches: 2,
  pressing: 5_000,
  pressWithin: 10,
  sold: 500,
  payWithin: 60,
  edges: 40,
} as const;
function planTable(costs: Costs): string {
  const { patch, claim, checkout, reconnect, live, viewer } = costs;
  if (patch === undefined || claim === undefined || checkout === undefined || reconnect === undefined || live === undefined || viewer === undefined)
    return 'Not all that the plan multiplies was measured yet.';
  const rows: readonly (readonly [string, number, number])[] = [
    [`${count(plan.pages)} open their page within ${plan.comeWithin} s of the link`, plan.pages / plan.comeWithin, reconnect],
    [`${count(plan.pages)} sockets told ${plan.patches} times a second while it sells`, plan.pages * plan.patches, patch],
    [`${count(plan.pressing)} press within ${plan.pressWithin} s`, plan.pressing / plan.pressWithin, claim],
    [`${count(plan.sold)} pay within ${plan.payWithin} s (the claim is counted above, too)`, plan.sold / plan.payWithin, checkout],
    [`a CDN’s ${plan.edges} places ask for the page and \`/live\` once a second each`, plan.edges * 2, live],
  ];
  const cores = rows.reduce((sum, [, perSecond, each]) => sum + (perSecond * each) / 1_000_000, 0);
  const quiet = (plan.pages * plan.quietPatches * patch) / 1_000_000;
  const nodes = Math.ceil(cores / LOAD);
  return [
    '| at the worst moment, all at once | a second | each | cores |',
    '|---|---|---|---|',
    ...rows.map(([what, perSecond, each]) => `| ${what} | ${count(perSecond)} | ${rounded(each)} µs | ${((perSecond * each) / 1_000_000).toFixed(2)} |`),
    `| **together** | | | **${cores.toFixed(2)}** |`,
    '',
    `That is ${nodes} ${nodes === 1 ? 'node' : 'nodes'} of one core each at 70 %, ${count(plan.pages / nodes)} sockets and ${count((plan.pages / nodes) * (viewer / 1e6))} MB of them on each; between rushes, at ${plan.quietPatches} patches a second, the same sockets take ${quiet.toFixed(2)} cores.`,
  ].join('\n');
}

/** docs/scaling.md with what these figures come to. */
export function scalingWith(page: string, file: BenchFile): string {
  const costs = costsOf(file);
  return filledIn(filledIn(page, 'costs', `${costTable(costs)}\n\nMeasured on: ${file.machine}.`), 'plan', planTable(costs));
}
