import { chat as chatWords } from '@locales/en.json';
import { SECOND, type DurationMs } from '@protocol/time.ts';
import { speaker, type Words } from '@protocol/words.ts';
import type { PostAbout, Posted, PostKind } from '../../ports/chat.ts';
import { bareToken, type Rights } from './accounts.ts';
import type { Bearer, Helix, HelixAnswer } from './helix.ts';
import { announceScope, pinScope, sendScope } from './id-server.ts';
import { droppedPost, noticeWords } from './notices.ts';
import { ownLines, type OwnLine } from './own-lines.ts';
import type { TwitchSettings } from './settings.ts';

const say = speaker(chatWords as Words, 'en');

/** A post settles within ten seconds; what cannot be answered by then is not begun. */
const ALL_WITHIN_MS: DurationMs = 9 * SECOND;
/** Told to wait this long, we do, and ask once more; longer, the host is told. */
const WAIT_AT_MOST_MS: DurationMs = 2 * SECOND;
/** Twitch takes one in 2 s; we use four fifths of it. */
const ANNOUNCE_EVERY_MS: DurationMs = 2_500;
const PIN_MS: DurationMs = 30 * 60 * SECOND;

/** Who posts, with all that is needed to do it here. */
export interface Sender {
  readonly settings: TwitchSettings;
  readonly rights: Rights;
}
/** Null where this account or its token cannot. */
export const senderOf = (account: { readonly settings: TwitchSettings; readonly rights: Rights | null } | null): Sender | null =>
  account !== null && account.rights !== null && account.rights.scopes.has(sendScope) ? { settings: account.settings, rights: account.rights } : null;

export interface HelixPostsOptions {
  readonly helix: Helix;
  /** An answer is waited for this long. */
  readonly answerMs: DurationMs;
  /** How long a message is waited for in the chat we read. */
  readonly seenMs: DurationMs;
  /** The broadcaster, or a moderator; asked at each message. */
  readonly isTrusted: () => boolean;
  readonly isReading: () => boolean;
  /** The channel's id as the chat's own line says it; null where it did not. */
  readonly roomId: () => string | null;
  /** Nothing is pinned, and nothing announced. */
  readonly plain: boolean;
  /** A new token for one that is over; null where there is none to have. */
  readonly renew: (token: string) => Promise<Sender | null>;
}
/** `open`: nothing was said this way, and another may be tried; `posted` is what is so without one. */
export type HelixPosted = { readonly how: 'ended'; readonly posted: Posted } | { readonly how: 'open'; readonly posted: Posted };
export interface HelixPosts {
  post(sender: Sender, text: string, about: PostAbout): Promise<HelixPosted>;
  /** A line by our own account: true where it is a message of ours. */
  heard(text: string, messageId: string | null): boolean;
}

/** Messages by Twitch's API: each has an answer, and most come back in the chat we read. */
export function helixPosts({ helix, answerMs, seenMs, isTrusted, isReading, roomId, plain, renew }: HelixPostsOptions): HelixPosts {
  const own = ownLines();
  const rooms = new Map<string, string>();
  let announcedAt = Number.NEGATIVE_INFINITY;

  const ended = (posted: Posted): HelixPosted => ({ how: 'ended', posted });
  const failed = (receipt: 'limited' | 'dropped' | 'unsent', note: string): Posted => ({ outcome: 'failed', receipt, note });

  /** As much as was asked for and this account may. */
  function kindFor(asked: PostKind, { rights }: Sender): PostKind {
    if (plain || !isTrusted() || asked === 'plain') return 'plain';
    if (asked === 'pinned' && rights.scopes.has(pinScope)) return 'pinned';
    return rights.scopes.has(announceScope) && Date.now() - announcedAt >= ANNOUNCE_EVERY_MS ? 'announcement' : 'plain';
  }
  const isSeen = (line: OwnLine): Promise<boolean> => line.seen(isReading() ? seenMs : 0);

  async function post(first: Sender, text: string, about: PostAbout): Promise<HelixPosted> {
    const startedAt = Date.now();
    const hasTimeFor = (ms: DurationMs): boolean => Date.now() - startedAt + ms <= ALL_WITHIN_MS;
    let sender = first;
    let isRenewed = false;
    /** Once more with a new token where this one is over: nothing was said with it. */
    async function ask<T>(question: (bearer: Bearer) => Promise<HelixAnswer<T>>): Promise<HelixAnswer<T>> {
      const answer = await question({ clientId: sender.rights.clientId, token: bareToken(sender.settings) });
      if (answer.how !== 'token' || isRenewed) return answer;
      isRenewed = true;
      const renewed = await renew(bareToken(sender.settings));
      if (renewed === null || !hasTimeFor(answerMs)) return answer;
      sender = renewed;
      return question({ clientId: sender.rights.clientId, token: bareToken(sender.settings) });
    }
    async function findRoom(): Promise<string | HelixPosted> {
      const { room: name, username } = sender.settings;
      const known = name === `#${username}` ? sender.rights.userId : (roomId() ?? rooms.get(name));
      if (known !== undefined) return known;
      const found = await ask((bearer) => helix.channelId(bearer, name.slice(1)));
      if (found.how === 'token') return ended(failed('unsent', say('status.tokenOver')));
      if (found.how !== 'ok' || found.value === null) return { how: 'open', posted: failed('unsent', say('note.notConnected')) };
      rooms.set(name, found.value);
      return found.value;
    }

    const room = await findRoom();
    if (typeof room !== 'string') return room;
    const { userId } = sender.rights;
    const kind = kindFor(about.kind, sender);
    const line = own.expect(text);
    if (kind === 'announcement') {
      announcedAt = Date.now();
      const answer = await ask((bearer) => helix.announce(bearer, room, userId, text));
      if (answer.how === 'ok') return ended({ outcome: 'done', receipt: (await isSeen(line)) ? 'seen' : 'sent', note: '', messageId: null });
      if (answer.how === 'away') return ended(await afterSilence(line));
      // It was not said: what cannot be announced is said plainly.
      if (!hasTimeFor(answerMs)) return ended(failed('unsent', say('note.notConnected')));
    }
    let answer = await ask((bearer) => helix.send(bearer, room, userId, text));
    if (answer.how === 'limited' && answer.againInMs <= WAIT_AT_MOST_MS && hasTimeFor(answer.againInMs + answerMs)) {
      await new Promise((resolve) => setTimeout(resolve, answer.how === 'limited' ? answer.againInMs : 0));
      answer = await ask((bearer) => helix.send(bearer, room, userId, text));
    }
    switch (answer.how) {
      case 'ok': {
        const messageId = answer.value;
        line.is(messageId);
        const pinned =
          kind === 'pinned' && messageId !== null && hasTimeFor(answerMs)
            ? await ask((bearer) => helix.pin(bearer, room, userId, messageId, about.usefulForMs ?? PIN_MS))
            : null;
        return ended({ outcome: 'done', receipt: (await isSeen(line)) ? 'seen' : 'sent', note: pinNote(pinned), messageId });
      }
      case 'dropped':
        return ended(droppedPost(answer.code, answer.message));
      case 'limited':
        return ended(failed('limited', say('note.limited', { seconds: Math.max(1, Math.ceil(answer.againInMs / SECOND)) })));
      case 'refused':
        return ended(failed('dropped', noticeWords(null, answer.message)));
      case 'away':
        return ended(await afterSilence(line));
      case 'forbidden':
        return { how: 'open', posted: failed('dropped', noticeWords(null, answer.message)) };
      case 'token':
        return ended(failed('unsent', say('status.tokenOver')));
      case 'unreached':
        return { how: 'open', posted: failed('unsent', say('note.notConnected')) };
      default: {
        const never: never = answer;
        return never;
      }
    }
  }
  /** No answer, and it may be out (E2): if it stands in the chat, it is. */
  async function afterSilence(line: OwnLine): Promise<Posted> {
    return (await isSeen(line))
      ? { outcome: 'done', receipt: 'seen', note: '', messageId: null }
      : { outcome: 'unknown', receipt: 'unknown', note: say('note.noAnswer') };
  }
  return { post, heard: own.heard };
}

function pinNote(pinned: HelixAnswer<null> | null): string {
  if (pinned === null || pinned.how === 'ok') return '';
  const why =
    pinned.how === 'forbidden' || pinned.how === 'token'
      ? say('note.pinForbidden')
      : pinned.how === 'refused' && pinned.message !== ''
        ? noticeWords(null, pinned.message)
        : say('note.pinAway');
  return say('note.notPinned', { why });
}
