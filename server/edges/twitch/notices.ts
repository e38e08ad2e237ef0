import { chat as chatWords } from '@locales/en.json';
import { say, type Words } from '@protocol/words.ts';
import type { Posted } from '../../ports/chat.ts';

const words: Words = chatWords;

/** A NOTICE in words for the desk: by its msg-id, else what Twitch itself says. */
export function noticeWords(msgId: string | null, text: string): string {
  const key = `notice.${msgId ?? ''}`;
  return Object.hasOwn(words, key) ? say(words, 'en', key, {}) : say(words, 'en', 'notice.other', { text: text.slice(0, 150) });
}

/** How a NOTICE that follows a message of ours decides about it; null where it is not about one. */
export function refusedPost(
  msgId: string | null,
): { readonly outcome: 'failed'; readonly receipt: 'limited' | 'dropped' } | { readonly outcome: 'unknown'; readonly receipt: 'unknown' } | null {
  switch (msgId) {
    case null:
      return null;
    // A moderator may let it through later.
    case 'msg_rejected':
      return { outcome: 'unknown', receipt: 'unknown' };
    case 'no_permission':
    case 'tos_ban':
    case 'unrecognized_cmd':
    case 'unavailable_command':
      return { outcome: 'failed', receipt: 'dropped' };
    case 'msg_ratelimit':
      return { outcome: 'failed', receipt: 'limited' };
    default:
      return msgId.startsWith('msg_') ? { outcome: 'failed', receipt: 'dropped' } : null;
  }
}

/** Codes of a message that was taken and not shown; Twitch publishes no list, so that both its spellings are known by the notices they mean. */
const dropCodes: Readonly<Record<string, string>> = {
  channel_settings: 'channel_settings',
  channel_settings_block: 'channel_settings',
  followers_only_mode: 'msg_followersonly',
  followersonly: 'msg_followersonly',
  subscribers_only_mode: 'msg_subsonly',
  subs_only_mode: 'msg_subsonly',
  emote_only_mode: 'msg_emoteonly',
  slow_mode: 'msg_slowmode',
  unique_chat_mode: 'msg_r9k',
  user_banned: 'msg_banned',
  user_timed_out: 'msg_timedout',
  rate_limited: 'msg_ratelimit',
};
/** How a message ended that was taken and not shown, with Twitch's own word for it where ours has none. */
export function droppedPost(code: string, text: string): Posted {
  const msgId = Object.hasOwn(dropCodes, code) ? (dropCodes[code] ?? code) : code;
  return { ...(refusedPost(msgId) ?? { outcome: 'failed', receipt: 'dropped' }), note: noticeWords(msgId, text === '' ? code : text) };
}

/** Log-in refusals carry no msg-id; tmi.js gives up reconnecting for good at any of them. */
export function refusedLogin(text: string): string | null {
  if (/Login authentication failed|Login unsuccessful|Error logging in/iu.test(text)) return say(words, 'en', 'notice.badLogin', {});
  if (/Improperly formatted auth/iu.test(text)) return say(words, 'en', 'notice.badToken', {});
  if (/Invalid NICK/iu.test(text)) return say(words, 'en', 'notice.badNick', {});
  return null;
}
