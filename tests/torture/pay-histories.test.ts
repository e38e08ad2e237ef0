import { describe, expect, it } from 'vitest';
import { payHistories, type HistoryOptions, type HistoryReport } from '../support/pay-histories.ts';

const isFull = process.env['DROPCAST_FULL'] === '1';
const HISTORIES = isFull ? 10_000 : 160;
const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1_000_000_000));

async function run(
  histories: number,
  seed: number,
  provider: HistoryOptions['provider'],
): Promise<{ readonly orders: number; readonly reports: readonly HistoryReport[] }> {
  const reports: HistoryReport[] = [];
  let orders = 0;
  for (let world = 0; orders < histories; world += 1) {
    const report = await payHistories({ seed: seed + world, buyers: 50, units: 14, provider });
    reports.push(report);
    orders += report.orders;
    if (report.wrong.length > 0) break;
  }
  return { orders, reports };
}

describe('a provider and a shop that both forget, repeat themselves and die', () => {
  it(
    `H3 H4 H5 E2 L5 each of ${HISTORIES} random histories ends once: money in is an order or money back, and the stock is exact`,
    async () => {
      const truthful = await run(HISTORIES * 0.7, SEED, 'true');
      const lying = await run(HISTORIES * 0.3, SEED + 1_000_000, 'lies');
      const reports = [...truthful.reports, ...lying.reports];
      const orders = truthful.orders + lying.orders;
      const sum = (of: (report: HistoryReport) => number): number => reports.reduce((all, report) => all + of(report), 0);
      const ends = new Map<string, number>();
      for (const report of reports) for (const [how, n] of Object.entries(report.ends)) ends.set(how, (ends.get(how) ?? 0) + n);
      const notices = `${sum(({ notices: n }) => n.sent)} notices, ${sum(({ notices: n }) => n.twice)} again, ${sum(({ notices: n }) => n.lost)} lost, ${sum(({ notices: n }) => n.forged)} forged`;
      console.log(
        `payments: seed ${SEED}, ${orders} histories, ${sum(({ crashes }) => crashes)} crashes, ${sum(({ lostCalls }) => lostCalls)} calls lost, ${notices}`,
      );
      for (const [how, n] of [...ends].sort((a, b) => b[1] - a[1])) console.log(`  ${n} × ${how}`);
      expect(reports.flatMap(({ wrong }) => wrong)).toEqual([]);
      // Money that comes late is what an early release brings about, and nothing else does (H3).
      const late = ({ reports: all }: { readonly reports: readonly HistoryReport[] }): number =>
        all.flatMap(({ ends: how }) => Object.entries(how)).reduce((n, [how, times]) => n + (how.includes('late') ? times : 0), 0);
      expect(late(truthful)).toBe(0);
      expect(late(lying)).toBeGreaterThan(0);
    },
    isFull ? 3_600_000 : 120_000,
  );

  it('H4 money that nobody hears of is found missing: the check sees it', async () => {
    const { reports } = await run(60, SEED, 'deaf');
    expect(reports.flatMap(({ wrong }) => wrong).join(' ')).toMatch(/never|came in/u);
  }, 120_000);
});
