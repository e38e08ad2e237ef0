import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { startFakeTwitch } from '../support/fake-twitch.ts';
import { buildScript, startChild, type Child } from '../support/ledger/children.ts';
import { newFolder } from '../support/ledger/folders.ts';
import type { KillPoint } from '../support/tasks/kill-points.ts';

const isFull = process.env['DROPCAST_FULL'] === '1';
/** Of these, half die at the append itself and half on the way into the chat. */
const BETWEEN = isFull ? 100 : 10;
const ELSEWHERE = isFull ? 10 : 1;

/** Each round starts a process; on a busy machine that is seconds. */
const TIMEOUT_MS = isFull ? 3_600_000 : 300_000;

/** What may be true after each death: how often the link stands in the chat, and what the desk says of it. */
const allowed: Readonly<Record<Exclude<KillPoint, 'none'>, readonly `${'done' | 'unknown'} ${0 | 1}`[]>> = {
  'before-take': ['done 1'],
  taking: ['done 1', 'unknown 0', 'unknown 1'],
  taken: ['unknown 0'],
  'before-post': ['unknown 0'],
  sent: ['unknown 0', 'unknown 1', 'done 1'],
  echoed: ['unknown 1'],
  closing: ['unknown 1', 'done 1'],
  closed: ['done 1'],
  'any-time': ['unknown 0', 'unknown 1', 'done 1'],
};

describe('killed while posting', () => {
  const children: Child[] = [];
  // By their own ids; those that ended are gone already.
  afterAll(() => children.forEach((child) => child.kill()));

  it(
    `E1 E2 the link appears once or the desk says "unknown", never twice (${BETWEEN} kills between append and post)`,
    async () => {
      const script = await buildScript(join(import.meta.dirname, '../support/tasks/child.ts'));
      const fake = await startFakeTwitch(20);
      const folder = newFolder();
      // A moderator's budget: what is tested here is once, not how fast.
      fake.mods.add('lampbot');
      try {
        const plan: Exclude<KillPoint, 'none'>[] = [];
        for (let i = 0; i < BETWEEN; i += 1) plan.push(i % 2 === 0 ? 'taken' : 'before-post');
        for (let i = 0; i < ELSEWHERE; i += 1) plan.push('before-take', 'taking', 'sent', 'echoed', 'closing', 'closed', 'any-time');

        const tally = new Map<string, number>();
        let before: { readonly point: Exclude<KillPoint, 'none'>; readonly code: string } | null = null;
        for (const [round, point] of [...plan, 'none' as const].entries()) {
          const child = startChild(script, point, folder.path, fake.url, round * 60_000);
          children.push(child);
          const settled = JSON.parse((await child.until('settled ')).slice('settled '.length)) as Readonly<Record<string, string>>;
          if (before !== null) {
            const { code } = before;
            const times = fake.delivered.filter((message) => message.text.includes(`/d/${code}`)).length;
            const found = `${settled[code]} ${times}`;
            expect(allowed[before.point], `killed at ${before.point} in round ${round - 1}`).toContain(found);
            tally.set(`${before.point}: ${found}`, (tally.get(`${before.point}: ${found}`) ?? 0) + 1);
          }
          const { signal, code: exit, stderr } = await child.ended;
          if (point === 'none') {
            expect(exit, stderr).toBe(0);
          } else {
            expect(signal, stderr).toBe('SIGKILL');
            const fired = child.lines.find((line) => line.startsWith('fired '));
            if (fired === undefined) throw new Error(`round ${round} died before it fired`);
            before = { point, code: fired.slice('fired '.length) };
          }
        }
        for (const [found, times] of [...tally].sort()) console.log(`  ${times} × ${found}`);
        const posted = fake.delivered.map((message) => message.text);
        expect(new Set(posted).size).toBe(posted.length);
      } finally {
        await fake.close();
        folder.remove();
        script.remove();
      }
    },
    TIMEOUT_MS,
  );
});
