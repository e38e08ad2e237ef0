import { connect as connectTcp, type Socket } from 'node:net';
import { z } from 'zod';
import type { ChatAdapter, ChatConnection, ChatEvents, ChatLimits, Posted } from '../../../server/ports/chat.ts';
import type { Settings } from '../../../server/ports/manifest.ts';

const limits: ChatLimits = { messages: 30, windowMs: 10_000, gapMs: 50, longest: 200, sameTextMs: 0, answers: true };
const settingsSchema = z.object({
  port: z.int().min(1).max(65_535).meta({ title: 'Port', description: 'Where the toy listens on this machine.' }),
  password: z.string().min(1).meta({ title: 'Password', description: 'Any word.', secret: true }),
});

/** A second chat, written only against the port: proof that adding one is a folder and a line in the list. */
export function toyChat(answerWithinMs: number): ChatAdapter {
  return {
    manifest: {
      id: 'toy-chat',
      label: 'Toy chat',
      settings: settingsSchema,
      enabledByDefault: false,
      limits,
      capabilities: { reads: true, links: true, kinds: ['plain'], edits: false, typed: true },
      delaySeconds: 3,
      latencies: [],
    },
    allowance: null,
    logIn: null,
    connect: (settings, events) => connect(answerWithinMs, settings, events),
    doctor: (settings) => {
      const ok = settingsSchema.safeParse(settings ?? {}).success;
      return Promise.resolve([
        { ok: settings === null || ok, what: ok ? 'Toy chat: set up' : 'Toy chat: not set up', mend: ok ? '' : 'Fill in the form under Channels.' },
      ]);
    },
  };
}

function connect(answerWithinMs: number, raw: Settings, events: ChatEvents): ChatConnection {
  const parsed = settingsSchema.safeParse(raw);
  let closed = false;
  let socket: Socket | null = null;
  let isIn = false;
  let next = 0;
  let retry: NodeJS.Timeout | undefined;
  const waiting = new Map<string, (posted: Posted) => void>();

  const open = (port: number, password: string): void => {
    events.status('connecting', 'Connecting');
    let refused = false;
    let rest = '';
    const mine = connectTcp(port, '127.0.0.1');
    socket = mine;
    mine.setEncoding('utf8');
    mine.write(`LOGIN ${password}\n`);
    mine.on('data', (chunk) => {
      rest += String(chunk);
      const lines = rest.split('\n');
      rest = lines.pop() ?? '';
      for (const line of closed ? [] : lines) {
        const [verb, first = '', second = '', ...text] = line.split(' ');
        if (verb === 'IN') {
          isIn = true;
          events.status('connected', first === 'mod' ? 'Connected as moderator' : 'Connected');
        } else if (verb === 'NO') {
          refused = true;
        } else if (verb === 'OK') {
          waiting.get(first)?.({ outcome: 'done', receipt: 'sent', note: '', messageId: first });
        } else if (verb === 'LINE') {
          events.line({ userId: first, name: `Viewer ${first}`, level: second === 'mod' ? 'mod' : 'viewer', text: text.join(' '), mod: second === 'mod' });
        }
      }
    });
    mine.on('error', () => undefined); // `close` follows.
    mine.on('close', () => {
      isIn = false;
      for (const settle of waiting.values()) settle({ outcome: 'unknown', receipt: 'unknown', note: 'The line broke: look in the chat.' });
      if (closed) return;
      events.status(refused ? 'refused' : 'lost', refused ? 'The password is wrong.' : 'Connection lost, trying again');
      retry = setTimeout(() => open(port, password), 100);
    });
  };
  queueMicrotask(() => {
    if (closed) return;
    if (parsed.success) open(parsed.data.port, parsed.data.password);
    else events.status('not-set-up', 'Fill in the form');
  });

  return {
    post: (text) => {
      const mine = socket;
      if (mine === null || !isIn || closed) return Promise.resolve({ outcome: 'failed', receipt: 'unsent', note: 'Not connected.' });
      if (text.length > limits.longest || /[\r\n]/u.test(text) || text.trim() === '')
        return Promise.resolve({ outcome: 'failed', receipt: 'unsent', note: 'The text does not fit.' });
      const id = String((next += 1));
      return new Promise((resolve) => {
        const timer = setTimeout(() => settle({ outcome: 'unknown', receipt: 'unknown', note: 'No answer: look in the chat.' }), answerWithinMs);
        const settle = (posted: Posted): void => {
          clearTimeout(timer);
          waiting.delete(id);
          resolve(posted);
        };
        waiting.set(id, settle);
        mine.write(`SAY ${id} ${text}\n`);
      });
    },
    limits: () => limits,
    close: () => {
      closed = true;
      clearTimeout(retry);
      socket?.destroy();
      return Promise.resolve();
    },
  };
}
