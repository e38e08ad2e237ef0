import { z } from 'zod';
import { chat as chatWords } from '@locales/en.json';
import { speaker, type Words } from '@protocol/words.ts';
import type { Settings } from '../../ports/manifest.ts';

const say = speaker(chatWords as Words, 'en');

/** Empty is as good as not there: a field that is cleared is sent so. */
const optional = (pattern: RegExp) =>
  z
    .string()
    .trim()
    .regex(new RegExp(`^$|${pattern.source}`, 'u'))
    .optional();
const name = optional(/^[#@]?[A-Za-z0-9_]{2,25}$/u);

const fields = z.object({
  clientId: optional(/^[A-Za-z0-9]{10,60}$/u).meta({ title: say('twitch.clientId.title'), description: say('twitch.clientId.hint'), part: 'log-in' }),
  channel: name.meta({ title: say('twitch.channel.title'), description: say('twitch.channel.hint') }),
  username: name.meta({ title: say('twitch.username.title'), description: say('twitch.username.hint'), part: 'instead' }),
  token: optional(/^(oauth:)?[A-Za-z0-9_]{3,200}$/u).meta({
    title: say('twitch.token.title'),
    description: say('twitch.token.hint'),
    secret: true,
    part: 'instead',
  }),
  plain: z
    .boolean()
    .optional()
    .meta({ title: say('twitch.plain.title'), description: say('twitch.plain.hint') }),
});
type Fields = z.output<typeof fields>;

/** Of an account that writes with a token of its own: what is still to be filled in. None where one logs in by a code. */
function missing({ clientId, channel, username, token }: Fields): readonly (keyof Fields)[] {
  const typed = { channel, username, token };
  if (clientId && !username && !token) return [];
  const bare = Object.entries(typed).flatMap(([field, value]) => (value ? [] : [field as keyof Fields]));
  return bare.length === 3 ? ['clientId'] : bare;
}

/** What the form asks for: a client id to log in by a code with, or channel, account and token. Names are taken with or without the `#` or `@` people type. */
export const twitchSettings = fields.superRefine((settings, context) => {
  for (const field of missing(settings)) context.addIssue({ code: 'custom', path: [field], message: say('twitch.missing') });
});

export interface TwitchSettings {
  /** Lower case, with `#`. */
  readonly room: string;
  readonly username: string;
  readonly token: string;
}

const bare = (text: string): string => text.replace(/^[#@]/u, '').toLowerCase();

/** Nothing is pinned, and nothing announced. */
export function isPlain(settings: Settings): boolean {
  const parsed = fields.safeParse(settings);
  return parsed.success && parsed.data.plain === true;
}

/** Of an app of the owner's own; null where none is filled in. */
export function clientIdOf(settings: Settings): string | null {
  const parsed = fields.safeParse(settings);
  return (parsed.success && parsed.data.clientId) || null;
}

/** Who writes where, once somebody is logged in by a code: in their own channel, unless the form names another. */
export function settingsOf(settings: Settings, logIn: { readonly name: string; readonly accessToken: string }): TwitchSettings {
  const parsed = fields.safeParse(settings);
  const channel = (parsed.success && parsed.data.channel) || logIn.name;
  return { room: `#${bare(channel)}`, username: bare(logIn.name), token: logIn.accessToken };
}

/** With a token that was typed. `bad` names the fields that the form would be refused for; `log-in`: it is complete, and somebody has to log in. */
export function readTwitchSettings(
  settings: unknown,
): { readonly how: 'typed'; readonly settings: TwitchSettings } | { readonly how: 'log-in' } | { readonly how: 'bad'; readonly bad: readonly string[] } {
  const parsed = twitchSettings.safeParse(settings);
  if (!parsed.success) return { how: 'bad', bad: [...new Set(parsed.error.issues.map((issue) => String(issue.path[0] ?? '')))] };
  const { channel, username, token } = parsed.data;
  if (!channel || !username || !token) return { how: 'log-in' };
  return { how: 'typed', settings: { room: `#${bare(channel)}`, username: bare(username), token } };
}
