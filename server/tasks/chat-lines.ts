import { randomUUID } from 'node:crypto';
import { withNames } from '@protocol/chat-template.ts';
import { defaultChatRules, type ChatRules } from '@protocol/chat-rules.ts';
import { commands } from '@protocol/commands.ts';
import type { Actor } from '@protocol/roles.ts';
import { SECOND, type DurationMs } from '@protocol/time.ts';
import type { Core, Task } from '../dispatch/core.ts';
import type { ChatLine } from '../ports/chat.ts';
import type { Log } from '../ports/log.ts';
import type { Asker } from './ask-core.ts';
import { chatTimers } from './chat-timers.ts';
import { lineGate } from './line-gate.ts';

/** A moderator's "!end" is asked again this long; a viewer's question is not. */
const MOD_LINE_MS: DurationMs = 10_000;
/** A name in one of our own lines; platforms' own are shorter mostly. */
const LONGEST_NAME = 30;

/** Which chat name belongs to which browser: `people` fills it. */
export interface StoredPairings {
  use(handle: string, name: string, code: string, now: number): Promise<{ readonly viewer: string; readonly left: string | null } | null>;
  viewerOf(handle: string): Promise<string | null>;
  of(viewer: string): Promise<readonly { readonly handle: string; readonly name: string }[]>;
  part(handle: string): Promise<string | null>;
}
export interface ChatLinesDeps {
  readonly channel: string;
  readonly label: string;
  readonly core: Core;
  readonly pairings: StoredPairings;
  readonly asker: Asker;
  /** Whether one can write there now: a repeating line waits for it. */
  readonly connected: () => boolean;
  readonly log: Log;
}
export interface ChatLines {
  heard(line: ChatLine): void;
  /** A task's finished text with the names of those it answers (L8: they are in no task). */
  named(task: Task, text: string, longest: number): Promise<string>;
  stop(): void;
}

/** A name as it stands in a line of ours: no address, no command, nothing that turns or breaks the line. */
const cleanName = (name: string): string =>
  name
    .replace(/[\p{C}\p{Zl}\p{Zp}\u2800:/\\.@!{}]/gu, '')
    .replace(/\s+/gu, ' ')
    .trim()
    .slice(0, LONGEST_NAME);

/** What people write in one chat: from a line to a command, and back from a viewer to a name. */
export function chatLines(deps: ChatLinesDeps): ChatLines {
  const { channel, core, pairings, asker, log } = deps;
  const actor: Actor = { kind: 'chat', id: channel, role: 'system', name: deps.label };
  const gate = lineGate();
  const timers = chatTimers();
  const rules = (): ChatRules => core.state.chatRules.get(channel) ?? defaultChatRules;
  const once = (): (() => boolean) => {
    let asked = false;
    return () => {
      const before = asked;
      asked = true;
      return before;
    };
  };

  function question(word: string, line: ChatLine): void {
    const until = core.now() + (line.mod ? MOD_LINE_MS : 0);
    const first = once();
    void asker
      .ask(actor, `line:${randomUUID()}`, 'chat.line', { channel, text: `!${word}`, mod: line.mod }, () => first() && core.now() >= until)
      .then((outcome) => {
        if (outcome !== null && !outcome.ok) log.debug({ channel, refused: outcome.refused.refused }, 'a chat line was not taken');
      });
  }
  /** What is about a person is done in the order it was typed: "!me" and then "!claim". */
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = (work: () => Promise<void>): void => {
    // A store that cannot be read now: what was typed is typed again.
    turn = turn.then(work).catch((error: unknown) => log.warn({ err: error, channel }, 'a chat line could not be followed'));
  };
  const handleOf = (line: ChatLine): string => `${channel}:${line.userId}`;

  async function pair(line: ChatLine, code: string): Promise<void> {
    const paired = await pairings.use(handleOf(line), cleanName(line.name), code, core.now());
    if (paired === null) return gate.wrongCode(line.userId, core.now());
    // The page waits for it: it is asked until it is known.
    await asker.ask(actor, `pair:${randomUUID()}`, 'chat.paired', { channel, ...paired }, () => !core.state.channels.get(channel)?.enabled);
  }
  async function part(line: ChatLine): Promise<void> {
    const viewer = await pairings.part(handleOf(line));
    if (viewer !== null) await asker.ask(actor, `part:${randomUUID()}`, 'chat.parted', { channel, viewer }, () => false);
  }
  async function claim(line: ChatLine, tag: string | null, quantity: number): Promise<void> {
    const viewer = await pairings.viewerOf(handleOf(line));
    // Not waited for: a rush becomes one batch. Not asked again either: who still wants it types it again.
    void asker.ask(actor, `claim:${randomUUID()}`, 'chat.claim', { channel, viewer, tag, quantity }, once()).then((outcome) => {
      if (outcome !== null && !outcome.ok) log.debug({ channel, refused: outcome.refused.refused }, 'a claim was not taken');
    });
  }

  async function sayAgain(): Promise<void> {
    const timer = deps.connected() ? timers.due(rules(), core.now()) : null;
    if (timer === null) return;
    const outcome = await asker.ask(actor, `timer:${randomUUID()}`, 'chat.timer', { channel, timer }, () => !deps.connected());
    const posted = outcome?.ok === true && commands['chat.timer'].result.parse(outcome.result).posted;
    timers.ended(timer, posted, core.now());
  }
  let looking = false;
  const timer = setInterval(() => {
    if (looking || asker.stopped()) return;
    looking = true;
    void sayAgain()
      .catch((error: unknown) => log.error({ err: error, channel }, 'a repeating line broke'))
      .finally(() => (looking = false));
  }, SECOND);
  timer.unref();

  return {
    heard: (line) => {
      timers.moved();
      const asked = gate.admit(line, rules(), core.now());
      if (asked === null) return;
      switch (asked.ask) {
        case 'drop':
        case 'stock':
        case 'buy':
        case 'end':
          return question(asked.ask, line);
        case 'pair':
          return inTurn(() => pair(line, asked.code));
        case 'part':
          return inTurn(() => part(line));
        case 'claim':
          return inTurn(() => claim(line, asked.tag, asked.quantity));
        default: {
          const never: never = asked;
          return never;
        }
      }
    },
    named: async (task, text, longest) => {
      const viewers = (task.data['to'] ?? '').split(' ').filter(Boolean);
      const names: string[] = [];
      for (const viewer of viewers) {
        const own = (await pairings.of(viewer)).find(({ handle }) => handle.startsWith(`${channel}:`));
        // Parted meanwhile: then nobody is named.
        if (own !== undefined && own.name !== '') names.push(`@${own.name}`);
      }
      return withNames(text, names, longest);
    },
    stop: () => clearInterval(timer),
  };
}
