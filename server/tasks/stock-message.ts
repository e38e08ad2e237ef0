import { sumCounts } from '@protocol/ticks.ts';
import { SECOND, type DurationMs, type Instant } from '@protocol/time.ts';
import type { Core, Task } from '../dispatch/core.ts';
import type { PostAbout } from '../ports/chat.ts';
import type { Log } from '../ports/log.ts';
import type { ChatText } from './chat-text.ts';

/** A count that changes more often than this is a blur, and each change is a request. */
const EVERY_MS: DurationMs = 4 * SECOND;

export interface StockMessageDeps {
  readonly core: Core;
  readonly channel: string;
  readonly textOf: (data: Readonly<Record<string, string>>, dropId: string) => ChatText;
  /** When a change may go out without taking the room of a line; null while nothing may. */
  readonly freeAt: (now: Instant) => Instant | null;
  /** Whether it is out. */
  readonly change: (text: string, about: PostAbout) => Promise<boolean>;
  readonly log: Log;
}
export interface StockMessage {
  stop(): void;
}

/**
 * A chat that changes its own message shows the stock as it moves: the message of each live drop is painted anew, seldom, from the
 * state. A picture of what is so, like the overlay's, and so no task: what was missed is made good by the next change.
 */
export function stockMessage({ core, channel, textOf, freeAt, change, log }: StockMessageDeps): StockMessage {
  const shown = new Map<string, string>();
  let timer: NodeJS.Timeout | null = null;
  let working = false;
  let isStopped = false;

  /** The newest line about a drop that stands in the chat; null while one is on its way, which brings the count itself. */
  function standing(dropId: string): Task | null {
    let newest: Task | null = null;
    for (const task of core.state.tasks.values()) {
      if (task.kind !== 'chat.post' || task.target !== channel || task.dropId !== dropId) continue;
      if (task.state === 'taken' || (task.state === 'waiting' && task.dueAt <= core.now())) return null;
      if (task.messageId !== null) newest = task;
    }
    return newest;
  }

  async function paint(): Promise<void> {
    const live = core.state.single('liveDrops');
    for (const dropId of shown.keys()) if (!live.includes(dropId)) shown.delete(dropId);
    for (const dropId of live) {
      const drop = core.state.drops.get(dropId);
      const line = standing(dropId);
      const now = core.now();
      if (drop === undefined || drop.state !== 'live' || line === null || drop.endsAt === null || drop.endsAt <= now) continue;
      const { left, held, sold } = sumCounts(drop.lines);
      // Sold out is said by a line of its own, and stands.
      if (left + held === 0) continue;
      const text = textOf({ ...line.data, template: 'drop', left: String(left), held: String(held), sold: String(sold) }, dropId);
      // Before the first change the line says what is so.
      const before = shown.get(dropId) ?? (Number(line.data['left']) === left ? (text.ok ? text.text : '') : null);
      if (!text.ok || text.text === before) continue;
      const at = freeAt(now);
      if (at === null || at > now) return later(at === null ? EVERY_MS : at - now);
      const about: PostAbout = { kind: 'plain', subject: dropId, earlier: line.messageId, usefulForMs: drop.endsAt - now };
      if (await change(text.text, about)) shown.set(dropId, text.text);
      else return later(EVERY_MS);
    }
  }
  function later(ms: DurationMs): void {
    if (timer !== null || isStopped) return;
    timer = setTimeout(() => {
      timer = null;
      if (working || isStopped) return;
      working = true;
      void paint()
        .catch((error: unknown) => log.error({ err: error, channel }, 'a message could not show the stock'))
        .then(() => {
          working = false;
        });
    }, ms);
  }
  const offs = [core.onCommitted(() => (core.state.single('liveDrops').length > 0 ? later(EVERY_MS) : undefined)), core.onReset(() => shown.clear())];
  return {
    stop: () => {
      isStopped = true;
      if (timer !== null) clearTimeout(timer);
      for (const off of offs) off();
    },
  };
}
