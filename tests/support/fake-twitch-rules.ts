/**
 * What Twitch counts of an account, whichever way its messages come in: so many in 30 s, not the same twice, an announcement in 2 s.
 * Whoever writes more than the first is not heard for half an hour.
 */
export interface TwitchRules {
  /** The refusal by its msg-id, or null where it stands in the chat. */
  take(nick: string, room: string, text: string, isTrusted: boolean): string | null;
  announce(nick: string, room: string): boolean;
  /** Accounts that were not heard for having written too much, and since when. */
  readonly muted: ReadonlyMap<string, number>;
}
const WINDOW_MS = 30_000;
const MUTE_MS = 30 * 60_000;
const ANNOUNCE_MS = 2_000;

/** `limit`: of an account that is nobody special. `mutes`: for half an hour, or only while the window is full. */
export function twitchRules(limit: number, mutes: boolean): TwitchRules {
  const sent = new Map<string, number[]>();
  const last = new Map<string, { readonly text: string; readonly at: number }>();
  const announced = new Map<string, number>();
  const muted = new Map<string, number>();
  return {
    muted,
    take: (nick, room, text, isTrusted) => {
      const now = Date.now();
      const since = muted.get(nick);
      if (since !== undefined && now - since < MUTE_MS) return 'msg_ratelimit';
      const window = (sent.get(nick) ?? []).filter((at) => now - at < WINDOW_MS);
      sent.set(nick, window);
      if (window.length >= (isTrusted ? 100 : limit)) {
        if (mutes) muted.set(nick, now);
        return 'msg_ratelimit';
      }
      const key = `${nick} ${room}`;
      const before = last.get(key);
      if (!isTrusted && before !== undefined && before.text === text && now - before.at < WINDOW_MS) return 'msg_duplicate';
      window.push(now);
      last.set(key, { text, at: now });
      return null;
    },
    announce: (nick, room) => {
      const now = Date.now();
      const before = announced.get(`${nick} ${room}`);
      if (before !== undefined && now - before < ANNOUNCE_MS) return false;
      announced.set(`${nick} ${room}`, now);
      return true;
    },
  };
}
