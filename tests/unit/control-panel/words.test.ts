import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { log, panel } from '@locales/en.json';
import type { OrderPart, TaskKind, TaskPart } from '@protocol/parts.ts';
import { root } from '../../../scripts/surfaces.mjs';
import { isOpenTask } from '../../../control-panel/paper/tasks/open-tasks.ts';
import { taskSentence } from '../../../control-panel/paper/tasks/task-sentence.ts';
import { deliveryName, linesName } from '../../../control-panel/text/names.ts';
import { ago, fromLocalInput, toLocalInput } from '../../../control-panel/text/show-time.ts';
import { logSentence, logWho } from '../../../control-panel/text/words.ts';

beforeAll(() => void vi.stubGlobal('navigator', { language: 'en-IE' }));

const source = (folder: string): string =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/u.test(entry.name))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n');

describe('the words of the panel', () => {
  it('none stands there unused', () => {
    const code = source(join(root, 'control-panel'));
    // Keys put together from a closed set: their beginning is enough.
    const starts = [...code.matchAll(/(?:w\(|[?:] )`([a-zA-Z.]+)\$\{/gu)].map((match) => match[1] ?? '');
    const unused = Object.keys(panel).filter((key) => !code.includes(`'${key}'`) && !starts.some((start) => key.startsWith(start)));
    expect(unused).toEqual([]);
  });

  it('every line the shop writes into the log has its sentence', () => {
    const written = readFileSync(join(root, 'server/shop/log.ts'), 'utf8');
    const kinds = [...written.matchAll(/case '([A-Za-z]+)':/gu)].map((match) => match[1] ?? '');
    expect(kinds.length).toBeGreaterThan(20);
    const renamed: Readonly<Record<string, readonly string[]>> = {
      ProductsSaved: ['CatalogImported', 'ProductSaved'],
      DropPaused: ['DropPaused.host', 'DropPaused.panic', 'DropPaused.gap', 'DropPaused.lost-tail'],
      DropEnded: ['DropEnded.time', 'DropEnded.host', 'DropEnded.show', 'DropEnded.panic'],
      DropTold: ['DropSoldOut'],
      MailSaved: ['MailSaved.on', 'MailSaved.off'],
      PayDisputed: ['PayDisputed.open', 'PayDisputed.won', 'PayDisputed.lost'],
      DropRestocked: ['DropRestocked.more', 'DropRestocked.less', 'DropRestocked.found', 'DropRestocked.notFound'],
      TaskClosed: ['ChatPost.done', 'ChatPost.failed', 'ChatPost.unknown', 'ChatPost.dropped'],
    };
    const missing = kinds.flatMap((kind) => renamed[kind] ?? [kind]).filter((key) => !Object.hasOwn(log, key));
    expect(missing).toEqual([]);
  });

  it('a kind of the log without a sentence shows itself, and an actor their name', () => {
    expect(logSentence('DropFired', { title: 'Belt' })).toBe('fired Belt');
    expect(logSentence('SomethingNew', {})).toBe('SomethingNew');
    expect(logWho('system')).toBe('clock');
    expect(logWho('Ana')).toBe('Ana');
  });

  it('each kind of task says what it is and what to do', () => {
    const kinds = [
      'chat.post',
      'pay.open',
      'pay.expire',
      'pay.refund',
      'host.shortfall',
      'host.relist',
      'host.refund',
      'host.lost-tail',
      'host.clock-gap',
    ] as const satisfies readonly TaskKind[];
    for (const kind of kinds) {
      const task: TaskPart = {
        taskId: 't',
        kind,
        target: 'twitch',
        title: 'Belt',
        state: 'unknown',
        dueAt: 0,
        closedAt: null,
        note: '',
        text: null,
        uselessAt: null,
        dropId: null,
        template: null,
        receipt: null,
        onOverlay: false,
      };
      const { title, text } = taskSentence(task, 'Twitch', 'EUR');
      expect(`${title} ${text}`).not.toMatch(/[{}]|task\./u);
      expect(text.length, kind).toBeGreaterThan(10);
    }
  });

  it('E2 what ended unknown or failed waits for the host; what is under way does not', () => {
    const task = (kind: TaskPart['kind'], state: TaskPart['state']): TaskPart => ({
      taskId: 't',
      kind,
      target: 'twitch',
      title: '',
      state,
      dueAt: 0,
      closedAt: null,
      uselessAt: null,
      dropId: null,
      template: null,
      receipt: null,
      onOverlay: false,
      note: '',
      text: null,
    });
    expect(isOpenTask(task('chat.post', 'unknown'))).toBe(true);
    expect(isOpenTask(task('chat.post', 'failed'))).toBe(true);
    expect(isOpenTask(task('chat.post', 'waiting'))).toBe(false);
    expect(isOpenTask(task('host.shortfall', 'waiting'))).toBe(true);
    expect(isOpenTask(task('host.shortfall', 'done'))).toBe(false);
  });

  it('lines and places as people say them', () => {
    const lines: OrderPart['lines'] = [
      { sku: 'A', title: 'Bag · Brass', quantity: 2, price: 1, refunded: 0 },
      { sku: 'B', title: 'Belt · M', quantity: 1, price: 1, refunded: 0 },
    ];
    expect(linesName(lines, null)).toBe('Bag · Brass ×2, Belt · M');
    expect(linesName(lines, (sku) => (sku === 'A' ? 'Brass' : null))).toBe('Brass ×2, Belt · M');
    expect(deliveryName({ kind: 'pickup', pickupId: 'p', label: 'Workshop' })).toBe('pickup, Workshop');
    expect(deliveryName({ kind: 'ship', pickupId: null, label: '' })).toBe('by post');
  });

  it('times as people say them, and back from a field', () => {
    const now = Date.UTC(2026, 5, 14, 18, 0, 0);
    expect(ago(now - 300, now)).toBe('just now');
    expect(ago(now - 12_400, now)).toBe('12 s ago');
    expect(ago(now - 200_000, now)).toBe('3 min ago');
    expect(fromLocalInput(toLocalInput(now))).toBe(now);
    expect(fromLocalInput('')).toBeNull();
    expect(fromLocalInput('soon')).toBeNull();
  });
});
