import type { Adapters } from '../ports/adapters.ts';
import { later } from './later/later.ts';
import { TWITCH_ID_SERVER } from './twitch/id-server.ts';
import { TWITCH_TIMINGS, twitch } from './twitch/twitch.ts';

export interface AdapterOptions {
  /** Another chat server than Twitch's; null in earnest. */
  readonly twitchIrcUrl: string | null;
  /** Another id server than Twitch's; null in earnest. */
  readonly twitchIdUrl: string | null;
  readonly random: () => number;
}

/** The one list: a chat or a way to pay is a folder beside this file and a line in it. */
export const adapters = ({ twitchIrcUrl, twitchIdUrl, random }: AdapterOptions): Adapters => ({
  chats: [
    twitch({ ircUrl: twitchIrcUrl, ids: twitchIdUrl === null ? TWITCH_ID_SERVER : { ...TWITCH_ID_SERVER, url: twitchIdUrl }, timings: TWITCH_TIMINGS, random }),
  ],
  payments: [later()],
});
