import type { DurationMs } from '@protocol/time.ts';

/** How long a message of ours is told from what others write. */
const KEPT_MS: DurationMs = 60_000;

export interface OwnLine {
  /** The platform told its id, or null where it has none. */
  is(messageId: string | null): void;
  /** Whether it stood in the chat we read, within the time. */
  seen(withinMs: DurationMs): Promise<boolean>;
}
/** What we sent by another way than the line we read by: there it comes back, as what anybody wrote. */
export interface OwnLines {
  expect(text: string): OwnLine;
  /** True where it is one of ours. */
  heard(text: string, messageId: string | null): boolean;
}

export function ownLines(): OwnLines {
  const lines: { readonly text: string; readonly at: number; id: string | null; isSeen: boolean; tell: (() => void) | null }[] = [];
  return {
    expect: (text) => {
      const now = Date.now();
      while (lines[0] !== undefined && now - lines[0].at > KEPT_MS) lines.shift();
      const line: (typeof lines)[number] = { text: text.trim(), at: now, id: null, isSeen: false, tell: null };
      lines.push(line);
      return {
        is: (messageId) => {
          line.id = messageId;
        },
        seen: (withinMs) =>
          new Promise((resolve) => {
            if (line.isSeen || withinMs <= 0) return resolve(line.isSeen);
            const timer = setTimeout(() => {
              line.tell = null;
              resolve(false);
            }, withinMs);
            line.tell = () => {
              clearTimeout(timer);
              resolve(true);
            };
          }),
      };
    },
    heard: (text, messageId) => {
      // It may come back before the answer that tells its id: then the text has to do.
      const line =
        lines.find((each) => !each.isSeen && messageId !== null && each.id === messageId) ??
        lines.find((each) => !each.isSeen && (each.id === null || messageId === null) && each.text === text.trim());
      if (line === undefined) return false;
      line.isSeen = true;
      line.tell?.();
      return true;
    },
  };
}
