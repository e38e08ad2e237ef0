import type { Adapters } from '../ports/adapters.ts';
import { ASKED_TIMINGS } from '../ports/asked-chat.ts';
import { publicOnly } from '../ports/guarded-request.ts';
import { DISCORD_URL, discord } from './discord/discord.ts';
import { externalLink } from './external-link/external-link.ts';
import { kick } from './kick/kick.ts';
import { KICK_SERVER } from './kick/kick-server.ts';
import { later } from './later/later.ts';
import { smtp } from './smtp/smtp.ts';
import { SMTP_TIMINGS } from './smtp/talk.ts';
import { shopify } from './shopify/shopify.ts';
import { signedHook } from './signed-hook/signed-hook.ts';
import { stripe } from './stripe/stripe.ts';
import { TWITCH_HELIX } from './twitch/helix.ts';
import { TWITCH_ID_SERVER } from './twitch/id-server.ts';
import { TWITCH_TIMINGS, twitch } from './twitch/twitch.ts';
import { GOOGLE } from './youtube/google.ts';
import { YOUTUBE_TIMINGS, youtube } from './youtube/youtube.ts';

export interface AdapterOptions {
  /** Another chat server than Twitch's; null in earnest. */
  readonly twitchIrcUrl: string | null;
  /** Another id server than Twitch's; null in earnest. */
  readonly twitchIdUrl: string | null;
  /** Another API than Twitch's; null in earnest. Of another chat server without one nothing is asked of the real one. */
  readonly twitchApiUrl: string | null;
  /** Other servers than those of the platforms below; null in earnest. */
  readonly servers: ChatServers;
  readonly random: () => number;
}
export interface ChatServers {
  readonly googleId: string | null;
  readonly youtube: string | null;
  readonly discord: string | null;
  readonly kickId: string | null;
  readonly kick: string | null;
  readonly stripe: string | null;
  /** A signed webhook may lead into this machine's own network. */
  readonly hookPrivate: boolean;
}

/** The one list: a chat or a way to pay is a folder beside this file and a line in it. */
export const adapters = ({ twitchIrcUrl, twitchIdUrl, twitchApiUrl, servers, random }: AdapterOptions): Adapters => ({
  chats: [
    twitch({
      ircUrl: twitchIrcUrl,
      ids: twitchIdUrl === null ? TWITCH_ID_SERVER : { ...TWITCH_ID_SERVER, url: twitchIdUrl },
      helix: twitchApiUrl !== null ? { ...TWITCH_HELIX, url: twitchApiUrl } : twitchIrcUrl === null ? TWITCH_HELIX : null,
      timings: TWITCH_TIMINGS,
      random,
    }),
    youtube({
      google: { ...GOOGLE, idUrl: servers.googleId ?? GOOGLE.idUrl, apiUrl: servers.youtube ?? GOOGLE.apiUrl },
      timings: { ...ASKED_TIMINGS, ...YOUTUBE_TIMINGS },
      random,
    }),
    discord({ url: servers.discord ?? DISCORD_URL, timings: ASKED_TIMINGS, random }),
    kick({
      server: { ...KICK_SERVER, idUrl: servers.kickId ?? KICK_SERVER.idUrl, apiUrl: servers.kick ?? KICK_SERVER.apiUrl },
      timings: ASKED_TIMINGS,
      random,
    }),
    signedHook({ guard: servers.hookPrivate ? { ...publicOnly, alsoMayAsk: () => true } : publicOnly, timings: ASKED_TIMINGS, random }),
  ],
  payments: [later(), stripe({ url: servers.stripe, fetch, now: Date.now })],
  shops: [externalLink(), shopify({ url: null })],
  mail: smtp({ timings: SMTP_TIMINGS, ca: null }),
});
