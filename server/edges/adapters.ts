import type { Adapters } from '../ports/adapters.ts';
import { later } from './later/later.ts';
import { twitch, TWITCH_TIMINGS } from './twitch/twitch.ts';

export interface AdapterOptions {
  /** `TWITCH_IRC_URL`: another chat server than Twitch's own; null in earnest. */
  readonly twitchIrcUrl: string | null;
  /** 0 to 1, for jitter. */
  readonly random: () => number;
}

/** The one list: a chat or a way to pay is a folder beside this file and a line in it. */
export const adapters = ({ twitchIrcUrl, random }: AdapterOptions): Adapters => ({
  chats: [twitch({ ircUrl: twitchIrcUrl, timings: TWITCH_TIMINGS, random })],
  payments: [later()],
});
