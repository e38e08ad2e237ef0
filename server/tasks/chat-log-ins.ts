import { randomUUID } from 'node:crypto';
import { chat as chatWords } from '@locales/en.json';
import type { LogInState } from '@protocol/log-in.ts';
import type { Actor } from '@protocol/roles.ts';
import type { DurationMs, Instant } from '@protocol/time.ts';
import { speaker, type Words } from '@protocol/words.ts';
import type { Core } from '../dispatch/core.ts';
import type { ChatAdapter, ChatLogIn, LogInCode, LogInPolled, LogInStore } from '../ports/chat.ts';
import type { LogIns } from '../ports/log-ins.ts';
import type { Log } from '../ports/log.ts';
import type { Asker } from './ask-core.ts';
import type { StoredSettings } from './stored-settings.ts';

const say = speaker(chatWords as Words, 'en');

/** Clocks and ways to a platform differ by about this. */
const END_MS: DurationMs = 5_000;

/** Where a chat's log-in is kept, apart from its form. An empty one is none. */
export function logInStore(people: StoredSettings, channel: string): LogInStore {
  return {
    read: async () => {
      const logIn = await people.settings('log-in', channel);
      return logIn === null || Object.keys(logIn).length === 0 ? null : logIn;
    },
    write: (logIn) => people.saveSettings('log-in', channel, logIn),
  };
}

export interface ChatLogInsDeps {
  readonly core: Core;
  readonly chats: readonly ChatAdapter[];
  readonly people: StoredSettings;
  readonly asker: Asker;
  /** The chat's connection is made anew, with whoever is logged in now. */
  readonly reconnect: (channel: string) => Promise<void>;
  readonly log: Log;
}

/** A code that is shown, or was until it was good for nothing any more. */
interface Turn {
  readonly code: LogInCode;
  readonly startedAt: Instant;
  readonly expiresAt: Instant;
  readonly actor: Actor;
  note: string;
  over: Extract<LogInState, { state: 'over' }> | null;
}

/** Logs chats in by a code: asks whether it was typed for as long as it is good, whether or not the panel still looks. */
export function chatLogIns({ core, chats, people, asker, reconnect, log }: ChatLogInsDeps): LogIns {
  const turns = new Map<string, Turn>();
  /** What is said of a log-out that the platform did not hear of. */
  const notes = new Map<string, string>();
  const logInOf = (channel: string): ChatLogIn | null => chats.find(({ manifest }) => manifest.id === channel)?.logIn ?? null;

  async function state(channel: string): Promise<LogInState | null> {
    const logIn = logInOf(channel);
    if (logIn === null) return null;
    const turn = turns.get(channel);
    if (turn !== undefined) {
      const { code, startedAt, expiresAt, note } = turn;
      return turn.over ?? { state: 'waiting', code: code.code, url: code.url, startedAt, expiresAt, note };
    }
    const kept = await logInStore(people, channel).read();
    if (kept === null) return { state: 'out', note: notes.get(channel) ?? '' };
    const { name, ended } = logIn.who(kept);
    return { state: ended ? 'ended' : 'in', name };
  }

  /** Switched on or off in the name of whoever pressed; delay and wording stay. */
  async function switchTo(enabled: boolean, channel: string, actor: Actor): Promise<void> {
    const row = core.state.channels.get(channel);
    if ((row?.enabled ?? false) === enabled) return;
    const delayMs = row?.delayMs ?? (chats.find(({ manifest }) => manifest.id === channel)?.manifest.delaySeconds ?? 0) * 1_000;
    const input = { channel, enabled, delaySeconds: delayMs / 1_000, settings: {}, templates: row?.templates ?? {} };
    const answer = await asker.ask(actor, `log-in:${randomUUID()}`, 'channel.save', input, () => false);
    if (answer !== null && !answer.ok) log.warn({ channel, refused: answer.refused.refused }, 'a chat could not be switched after its log-in');
  }

  async function watch(channel: string, logIn: ChatLogIn, turn: Turn): Promise<void> {
    const isMine = (): boolean => turns.get(channel) === turn && !asker.stopped();
    while (isMine()) {
      await asker.sleep(turn.code.pollEveryMs);
      if (!isMine()) return;
      if (core.now() >= turn.expiresAt) {
        turn.over = { state: 'over', why: 'expired', note: '' };
        return;
      }
      const polled: LogInPolled = await logIn.poll((await people.settings('chat', channel)) ?? {}, turn.code);
      // Given up, or begun anew, meanwhile: what it brought is nobody's.
      if (!isMine()) return void (polled.how === 'in' && (await logIn.logOut(polled.logIn)));
      switch (polled.how) {
        case 'waiting':
          turn.note = polled.note;
          break;
        case 'over':
          // At its very end a platform may call a code unknown, as one that was declined.
          turn.over = {
            state: 'over',
            why: polled.why === 'denied' && core.now() >= turn.expiresAt - turn.code.pollEveryMs - END_MS ? 'expired' : polled.why,
            note: polled.note,
          };
          return;
        case 'in':
          await logInStore(people, channel).write(polled.logIn);
          turns.delete(channel);
          await switchTo(true, channel, turn.actor);
          await reconnect(channel);
          return;
        default: {
          const never: never = polled;
          return never;
        }
      }
    }
  }

  return {
    state,
    start: async (channel, actor) => {
      const logIn = logInOf(channel);
      if (logIn === null) return null;
      turns.delete(channel);
      notes.delete(channel);
      const started = await logIn.start((await people.settings('chat', channel)) ?? {});
      if (!started.ok) return { state: 'over', why: 'failed', note: started.note };
      const now = core.now();
      const turn: Turn = { code: started.code, startedAt: now, expiresAt: now + started.code.expiresInMs, actor, note: '', over: null };
      turns.set(channel, turn);
      void watch(channel, logIn, turn).catch((error: unknown) => {
        log.error({ err: error, channel }, 'a log-in broke');
        turn.over = { state: 'over', why: 'failed', note: say('logIn.broke') };
      });
      return state(channel);
    },
    back: (channel, query) => logInOf(channel)?.back?.(query) ?? null,
    end: async (channel, actor) => {
      const logIn = logInOf(channel);
      if (logIn === null) return null;
      // A code that is shown is only put away: whoever was logged in before stays so.
      if (turns.delete(channel)) return state(channel);
      const store = logInStore(people, channel);
      const kept = await store.read();
      if (kept !== null) {
        await switchTo(false, channel, actor);
        const { note } = await logIn.logOut(kept);
        await store.write({});
        notes.set(channel, note);
        await reconnect(channel);
      }
      return state(channel);
    },
  };
}
