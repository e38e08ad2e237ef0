import { z } from 'zod';
import type { ChatAdapter, ChatEvents, ChatLimits, Posted } from '../../server/ports/chat.ts';

/** A chat played by the test: connected at once, every post kept, answered as told. */
export interface HandChat {
  readonly adapter: ChatAdapter;
  readonly posts: string[];
  /** Connections that are open. */
  readonly open: Set<ChatEvents>;
  /** How the next posts end; a function may wait. */
  answer: (text: string) => Promise<Posted>;
  limits: ChatLimits;
  say(text: string, mod: boolean): void;
}

/** The simplest answer: it is out. */
export const isOut: Posted = { outcome: 'done', receipt: 'sent', note: '', messageId: null };

export const wideLimits: ChatLimits = { messages: 1_000, windowMs: 1_000, gapMs: 0, longest: 500, sameTextMs: 0, answers: true };

export function handChat(id: string): HandChat {
  const posts: string[] = [];
  const open = new Set<ChatEvents>();
  const chat: HandChat = {
    posts,
    open,
    answer: () => Promise.resolve(isOut),
    limits: wideLimits,
    say: (text, mod) => open.forEach((events) => events.line({ userId: '7', name: 'Viewer7', level: mod ? 'mod' : 'viewer', text, mod })),
    adapter: {
      manifest: {
        id,
        label: 'Hand chat',
        settings: z.object({ word: z.string().min(1) }),
        enabledByDefault: false,
        limits: wideLimits,
        capabilities: { reads: true, links: true, kinds: ['plain'], edits: false, typed: true },
        delaySeconds: 0,
        latencies: [],
      },
      allowance: null,
      logIn: null,
      connect: (_settings, events) => {
        open.add(events);
        queueMicrotask(() => events.status('connected', 'Connected'));
        return {
          post: (text) => {
            posts.push(text);
            return chat.answer(text);
          },
          limits: () => chat.limits,
          close: () => {
            open.delete(events);
            return Promise.resolve();
          },
        };
      },
      doctor: () => Promise.resolve([]),
    },
  };
  return chat;
}
