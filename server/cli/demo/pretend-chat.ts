import { z } from 'zod';
import type { ChatAdapter, ChatEvents, ChatLimits } from '../../ports/chat.ts';

const limits: ChatLimits = { messages: 20, windowMs: 30_000, gapMs: 1_000, longest: 500, sameTextMs: 30_000, answers: true };

export interface PretendChat {
  readonly adapter: ChatAdapter;
  /** Somebody writes a line. */
  say(userId: string, text: string): void;
}

/** E5: a chat that reaches nobody. `label` is what the desk calls it; `heard` gets what the bot posts. */
export function pretendChat(label: string, heard: (text: string) => void): PretendChat {
  let events: ChatEvents | null = null;
  return {
    say: (userId, text) => events?.line({ userId, name: '', level: 'viewer', text, mod: false }),
    adapter: {
      manifest: {
        id: 'pretend',
        label,
        settings: z.object({}),
        enabledByDefault: false,
        limits,
        capabilities: { reads: true, links: true, kinds: ['plain'], edits: false, typed: true },
        delaySeconds: 4,
        latencies: [],
      },
      allowance: null,
      logIn: null,
      connect: (_settings, into) => {
        events = into;
        setImmediate(() => into.status('connected', ''));
        return {
          post: (text) => {
            heard(text);
            return Promise.resolve({ outcome: 'done', receipt: 'sent', note: '', messageId: null });
          },
          limits: () => limits,
          close: () => {
            events = null;
            return Promise.resolve();
          },
        };
      },
      doctor: () => Promise.resolve([]),
    },
  };
}
