import { z } from 'zod';
import { chat as chatWords } from '@locales/en.json';
import { speaker, type Words } from '@protocol/words.ts';

const say = speaker(chatWords as Words, 'en');

const name = z
  .string()
  .trim()
  .regex(/^[#@]?[A-Za-z0-9_]{2,25}$/u);

/** What the form asks for. Names are taken with or without the `#` or `@` people type. */
export const twitchSettings = z.object({
  channel: name.meta({ title: say('twitch.channel.title'), description: say('twitch.channel.hint') }),
  username: name.meta({ title: say('twitch.username.title'), description: say('twitch.username.hint') }),
  token: z
    .string()
    .trim()
    .regex(/^(oauth:)?[A-Za-z0-9_]{3,200}$/u)
    .meta({ title: say('twitch.token.title'), description: say('twitch.token.hint'), secret: true }),
});
export interface TwitchSettings {
  /** Lower case, with `#`. */
  readonly room: string;
  readonly username: string;
  readonly token: string;
}

/** null where the form would be refused; `bad` names its fields. */
export function readTwitchSettings(
  settings: unknown,
): { readonly ok: true; readonly settings: TwitchSettings } | { readonly ok: false; readonly bad: readonly string[] } {
  const parsed = twitchSettings.safeParse(settings);
  if (!parsed.success) return { ok: false, bad: [...new Set(parsed.error.issues.map((issue) => String(issue.path[0] ?? '')))] };
  const bare = (text: string): string => text.replace(/^[#@]/u, '').toLowerCase();
  return { ok: true, settings: { room: `#${bare(parsed.data.channel)}`, username: bare(parsed.data.username), token: parsed.data.token } };
}
