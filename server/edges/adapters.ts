import type { Adapters } from '../ports/adapters.ts';
import { later } from './later/later.ts';
import { TWITCH_HELIX } from './twitch/helix.ts';
import { TWITCH_ID_SERVER } from './twitch/id-server.ts';
import { TWITCH_TIMINGS, twitch } from './twitch/twitch.ts';

export interface AdapterOptions {
  /** Another chat server than Twitch's; null in earnest. */
  readonly twitchIrcUrl: string | null;
  /** Another id server than Twitch's; null in earnest. */
  readonly twitchIdUrl: string | null;
  /** Another API than Twitch's; null in earnest. Of another chat server without one nothing is asked of the real one. */
  readonly twitchApiUrl: string | null;
  readonly random: () => number;
}

/** The one list: a chat or a way to pay is a folder beside this file and a line in it. */
export const adapters = ({ twitchIrcUrl, twitchIdUrl, twitchApiUrl, random }: AdapterOptions): Adapters => ({
  chats: [
    twitch({
      ircUrl: twitchIrcUrl,
      ids: twitchIdUrl === null ? TWITCH_ID_SERVER : { ...TWITCH_ID_SERVER, url: twitchIdUrl },
      helix: twitchApiUrl !== null ? { ...TWITCH_HELIX, url: twitchApiUrl } : twitchIrcUrl === null ? TWITCH_HELIX : null,
      timings: TWITCH_TIMINGS,
      random,
    }),
  ],
  payments: [later()],
});
