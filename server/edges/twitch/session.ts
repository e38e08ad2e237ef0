import { randomUUID } from 'node:crypto';
import { Client, type ChatUserstate } from 'tmi.js';
import type { DurationMs } from '@protocol/time.ts';
import type { ChatLevel, ChatLine, Posted } from '../../ports/chat.ts';
import { noticeWords, refusedLogin, refusedPost } from './notices.ts';
import type { TwitchSettings } from './settings.ts';

/**
 * One log-in with one tmi.js client, from its first byte to its last. A session never comes back:
 * tmi.js turns its own reconnecting off for good at a bad log-in and reports some ends twice, so
 * that the connection above makes a new one each time.
 */
export interface SessionEvents {
  /** Also after each message: somebody may have made the bot a moderator meanwhile. */
  standing(standing: Standing): void;
  /** `own`: by the account that is logged in, whoever held the pen. */
  line(line: ChatLine, messageId: string | null, own: boolean): void;
  /** An announcement by the account that is logged in. */
  announced(text: string, messageId: string | null): void;
  /** A notice that is not about a post of ours, in words. */
  notice(note: string): void;
  /** Once, whatever ends it first. `refused`: the log-in was, in words. */
  ended(how: { readonly refused: string | null; readonly joined: boolean; readonly opened: boolean }): void;
}
export interface Standing {
  readonly role: 'broadcaster' | 'moderator' | 'plain';
  /** Seconds between two messages that the channel asks of those who are not moderators. */
  readonly slowSeconds: number;
  /** The channel's id; null until Twitch said it. */
  readonly roomId: string | null;
}
export interface SessionTimings {
  /** From the first byte to being in the channel. */
  readonly joinWithinMs: DurationMs;
  /** From a message to Twitch's echo of it. */
  readonly echoWithinMs: DurationMs;
  /** After the echo, for a refusal that follows it. */
  readonly settleMs: DurationMs;
  /** Silence after which the line is tried, and then the time it has to answer. */
  readonly quietMs: DurationMs;
}
export const SESSION_TIMINGS: SessionTimings = { joinWithinMs: 15_000, echoWithinMs: 6_000, settleMs: 200, quietMs: 15_000 };

/** What no words are needed for: the caller has them. */
export type PostEnd =
  | Posted
  | { readonly outcome: 'unknown'; readonly note: null; readonly why: 'cut-off' | 'no-answer' }
  | { readonly outcome: 'failed'; readonly note: null; readonly why: 'not-connected' };

export interface Session {
  post(text: string): Promise<PostEnd>;
  close(): void;
}

/** As the parser of tmi.js leaves it: a tag without value is `true`. */
interface RawMessage {
  readonly command: string;
  readonly params: readonly string[];
  readonly tags: Readonly<Record<string, string | true>>;
}
const tag = (message: RawMessage, name: string): string | null => {
  const value = message.tags[name];
  return typeof value === 'string' ? value : null;
};

interface Pending {
  readonly nonce: string;
  readonly end: (how: PostEnd) => void;
  echoed: boolean;
  messageId: string | null;
}

/** `url` of another server than Twitch's own, or null. */
export function openSession(url: string | null, settings: TwitchSettings, timings: SessionTimings, events: SessionEvents): Session {
  const silent = (): void => undefined;
  const server = url === null ? null : new URL(url);
  const client = new Client({
    options: { skipUpdatingEmotesets: true, skipMembership: true },
    connection:
      server === null
        ? { secure: true, reconnect: false }
        : {
            server: server.hostname,
            port: server.port === '' ? (server.protocol === 'wss:' ? 443 : 80) : Number(server.port),
            secure: server.protocol === 'wss:',
            reconnect: false,
          },
    identity: { username: settings.username, password: settings.token },
    channels: [],
    // It logs every line of chat, names included.
    logger: { info: silent, warn: silent, error: silent },
  });

  let over = false;
  let opened = false;
  let joined = false;
  let refused: string | null = null;
  let pending: Pending | null = null;
  let slowSeconds = 0;
  let roomId: string | null = null;
  // Nobody need look at a badge to know whose channel it is.
  let role: Standing['role'] = settings.room === `#${settings.username}` ? 'broadcaster' : 'plain';
  let heardAt = Date.now();
  let asked = false;

  const end = (): void => {
    if (over) return;
    over = true;
    clearTimeout(joinTimer);
    clearInterval(quietTimer);
    pending?.end({ outcome: 'unknown', note: null, why: 'cut-off' });
    hangUp(client);
    events.ended({ refused, joined, opened });
  };
  const joinTimer = setTimeout(end, timings.joinWithinMs);
  // tmi.js asks once a minute only: a dead line would be found after the drop.
  const quietTimer = setInterval(
    () => {
      const quiet = Date.now() - heardAt;
      if (asked && quiet >= timings.quietMs) return end();
      if (!asked && joined && quiet >= timings.quietMs) {
        asked = true;
        heardAt = Date.now();
        void sendRaw('PING :dropcast');
      }
    },
    Math.max(50, timings.quietMs / 5),
  );

  /** True where the line was handed to an open socket. */
  function sendRaw(line: string): Promise<boolean> {
    return client.raw(line).then(
      () => true,
      // It rejects with a string where the socket is closed; what ended it is reported by `disconnected`.
      () => false,
    );
  }

  function heard(message: RawMessage): void {
    heardAt = Date.now();
    asked = false;
    const here = message.params[0]?.toLowerCase() === settings.room;
    if (message.command === 'USERSTATE' && here) {
      const badges = `,${tag(message, 'badges') ?? ''}`;
      role =
        badges.includes(',broadcaster/') || settings.room === `#${settings.username}`
          ? 'broadcaster'
          : tag(message, 'mod') === '1' || badges.includes(',moderator/') || tag(message, 'user-type') === 'mod'
            ? 'moderator'
            : 'plain';
      if (!joined) {
        joined = true;
        clearTimeout(joinTimer);
      }
      events.standing({ role, slowSeconds, roomId });
      const nonce = tag(message, 'client-nonce');
      // The echo of our message; where Twitch sends no nonce back, only one message is under way.
      if (pending !== null && !pending.echoed && (nonce === null || nonce === pending.nonce)) {
        pending.echoed = true;
        pending.messageId = tag(message, 'id');
        const mine = pending;
        setTimeout(() => mine.end({ outcome: 'done', receipt: 'sent', note: '', messageId: mine.messageId }), timings.settleMs);
      }
    } else if (message.command === 'ROOMSTATE' && here) {
      const slow = tag(message, 'slow');
      if (slow !== null && /^\d+$/u.test(slow)) slowSeconds = Number(slow);
      roomId = tag(message, 'room-id') ?? roomId;
      if (joined) events.standing({ role, slowSeconds, roomId });
    } else if (message.command === 'NOTICE') {
      const text = message.params[1] ?? '';
      const msgId = tag(message, 'msg-id');
      const login = msgId === null && !joined ? refusedLogin(text) : null;
      const outcome = refusedPost(msgId);
      if (login !== null) {
        refused = login;
        end();
      } else if (outcome !== null && here && pending !== null) pending.end({ ...outcome, note: noticeWords(msgId, text) });
      else events.notice(noticeWords(msgId, text));
    } else if (message.command === 'USERNOTICE' && here) {
      if (tag(message, 'msg-id') === 'announcement' && tag(message, 'login') === settings.username)
        events.announced(message.params[1] ?? '', tag(message, 'id'));
    } else if (message.command === 'RECONNECT') {
      // Twitch is about to hang up. The client would come back by itself, beside the new one.
      end();
    }
  }

  const said = (channel: string, who: ChatUserstate, text: string, self: boolean): void => {
    if (over || self || channel.toLowerCase() !== settings.room) return;
    // tmi.js turns a tag of "1" into true.
    const raw: unknown = who['user-id'];
    const userId = raw === true ? '1' : typeof raw === 'string' ? raw : '';
    const level = levelOf(who);
    const line = { userId, name: who['display-name'] ?? who.username ?? '', level, text, mod: level === 'mod' || level === 'owner' };
    events.line(line, who.id ?? null, who.username === settings.username);
  };

  guardParser(client, end);
  client.on('raw_message', (message) => {
    // Typed loosely by tmi.js; these are the fields its parser always fills.
    if (!over) heard(message as unknown as RawMessage);
  });
  client.on('message', said);
  client.on('cheer', (channel, who, text) => said(channel, who, text, false));
  client.on('logon', () => {
    opened = true;
  });
  client.on('connected', () => void sendRaw(`JOIN ${settings.room}`));
  client.on('disconnected', end);
  // Rejects with a string, beside `disconnected`.
  client.connect().catch(end);

  return {
    post: async (text) => {
      if (over || !joined) return { outcome: 'failed', note: null, why: 'not-connected' };
      const nonce = randomUUID().replaceAll('-', '');
      return new Promise<PostEnd>((settle) => {
        const timer = setTimeout(() => mine.end({ outcome: 'unknown', note: null, why: 'no-answer' }), timings.echoWithinMs);
        const mine: Pending = {
          nonce,
          echoed: false,
          messageId: null,
          end: (how) => {
            clearTimeout(timer);
            if (pending === mine) pending = null;
            settle(how);
          },
        };
        pending = mine;
        // Not `say()`: it cannot carry the nonce that tells our echo from another's, and splits long texts.
        void sendRaw(`@client-nonce=${nonce} PRIVMSG ${settings.room} :${text}`).then((sent) => {
          if (!sent) mine.end({ outcome: 'failed', note: null, why: 'not-connected' });
        });
      });
    },
    close: () => {
      over = true;
      clearTimeout(joinTimer);
      clearInterval(quietTimer);
      pending?.end({ outcome: 'unknown', note: null, why: 'cut-off' });
      hangUp(client);
    },
  };
}

function levelOf(who: ChatUserstate): ChatLevel {
  if (who.badges?.broadcaster !== undefined) return 'owner';
  if (who.mod === true || who.badges?.moderator !== undefined) return 'mod';
  return who.subscriber === true || who.badges?.subscriber !== undefined || who.badges?.founder !== undefined ? 'member' : 'viewer';
}

/** The parser of tmi.js throws on some lines, inside a socket's listener: that would end the whole shop. */
function guardParser(client: Client, broken: () => void): void {
  // Not in its types: the method that each received line goes through.
  const inner = client as unknown as { handleMessage: (message: unknown) => void };
  const handle = inner.handleMessage.bind(client);
  inner.handleMessage = (message) => {
    try {
      handle(message);
    } catch {
      // A line nobody understands leaves the client in a state nobody knows: a new session starts clean.
      broken();
    }
  };
}

/** Closes without waiting for the other side: a dead line would keep its socket for half a minute. */
function hangUp(client: Client): void {
  client.removeAllListeners();
  // Told to reconnect by Twitch, it would come back by itself, with our name, beside the next session.
  client.connect = () => new Promise(() => undefined);
  // Not in its types: the socket, null when closed. Node's own WebSocket has no `terminate`.
  const socket = (client as unknown as { ws: { terminate?: () => void; close: () => void } | null }).ws;
  client.disconnect().catch(() => undefined); // It rejects where the socket is closed already.
  if (socket?.terminate) socket.terminate();
}
