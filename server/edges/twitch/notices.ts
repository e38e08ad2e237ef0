import { chat as chatWords } from '@locales/en.json';
import { say, type Words } from '@protocol/words.ts';

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

/** Log-in refusals carry no msg-id; tmi.js gives up reconnecting for good at any of them. */
export function refusedLogin(text: string): string | null {
  if (/Login authentication failed|Login unsuccessful|Error logging in/iu.test(text)) return say(words, 'en', 'notice.badLogin', {});
  if (/Improperly formatted auth/iu.test(text)) return say(words, 'en', 'notice.badToken', {});
  if (/Invalid NICK/iu.test(text)) return say(words, 'en', 'notice.badNick', {});
  return null;
}
