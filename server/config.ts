import { existsSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { z } from 'zod';
import { server as words } from '@locales/en.json';
import { publicOrigin } from '@protocol/public-origin.ts';
import { speaker } from '@protocol/words.ts';
import type { ChatServers } from './edges/adapters.ts';
import type { TunnelWanted } from './ports/tunnel.ts';

/**
 * Environment and flags → one strict value. A variable nobody listed, or one letter off, stops the
 * start: a typo that silently becomes the default is found on the evening of the show.
 */
const say = speaker(words, 'en');

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

const hostName = /^(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*$/u;
const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,6}$/u)
    .transform(Number)
    .refine((n) => n >= least && n <= most);
/** Links are this plus a path of ours, so that nothing but an origin makes sense. */
const origin = z
  .url({ protocol: /^https?$/u })
  .max(200)
  .refine((text) => publicOrigin(text) !== null)
  .transform((text) => new URL(text).origin);

/** Of another server than a platform's own, for trying out. */
const otherServer = z
  .url({ protocol: /^https?$/u })
  .max(200)
  .transform((url) => url.replace(/\/$/u, ''))
  .optional();

/** `redis://` or `rediss://`, with the number of a database at most behind it: a word in its place would be read as number 0. */
const redisUrl = z
  .url({ protocol: /^rediss?$/u })
  .max(300)
  .refine((text) => /^\/?\d{0,3}$/u.test(new URL(text).pathname) && new URL(text).hostname !== '' && new URL(text).search === '');

/** Every variable there is; `.env.example` is made from this and compared by a test. */
export const envSchema = z.strictObject({
  HOST: z
    .string()
    .refine((text) => isIP(text) !== 0 || hostName.test(text))
    .default('127.0.0.1')
    .describe(say('env.HOST')),
  PORT: wholeNumber(0, 65_535).default(4700).describe(say('env.PORT')),
  DATA_DIR: z.string().min(1).max(500).default('./data').describe(say('env.DATA_DIR')),
  MEDIA_DIR: z.string().min(1).max(500).optional().describe(say('env.MEDIA_DIR')),
  REDIS_URL: redisUrl.optional().describe(say('env.REDIS_URL')).meta({ secret: true }),
  PUBLIC_URL: origin.optional().describe(say('env.PUBLIC_URL')),
  OWNER_PASSCODE: z.string().min(8).max(200).optional().describe(say('env.OWNER_PASSCODE')).meta({ secret: true }),
  TRUST_PROXY: wholeNumber(0, 10).default(0).describe(say('env.TRUST_PROXY')),
  REACH: z.enum(['lan', 'tunnel']).optional().describe(say('env.REACH')),
  TUNNEL_NAME: z
    .string()
    // What begins with a dash would be an option of the program that gets it.
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/u)
    .optional()
    .describe(say('env.TUNNEL_NAME')),
  TUNNEL_TOKEN: z
    .string()
    .regex(/^[A-Za-z0-9+/=_-]{20,2000}$/u)
    .optional()
    .describe(say('env.TUNNEL_TOKEN'))
    .meta({ secret: true }),
  SETTINGS_KEY: z
    .string()
    // 32 bytes.
    .regex(/^[A-Za-z0-9+/_-]{43}=?$/u)
    .optional()
    .describe(say('env.SETTINGS_KEY'))
    .meta({ secret: true }),
  COPY_PICTURES: z.enum(['yes', 'no']).default('yes').describe(say('env.COPY_PICTURES')),
  LOG_LEVEL: z.enum(logLevels).default('warn').describe(say('env.LOG_LEVEL')),
  TWITCH_IRC_URL: z
    .url({ protocol: /^wss?$/u })
    .max(200)
    .optional()
    .describe(say('env.TWITCH_IRC_URL')),
  TWITCH_ID_URL: z
    .url({ protocol: /^https?$/u })
    .max(200)
    .optional()
    .describe(say('env.TWITCH_ID_URL')),
  TWITCH_API_URL: z
    .url({ protocol: /^https?$/u })
    .max(200)
    .optional()
    .describe(say('env.TWITCH_API_URL')),
  GOOGLE_ID_URL: otherServer.describe(say('env.GOOGLE_ID_URL')),
  YOUTUBE_API_URL: otherServer.describe(say('env.YOUTUBE_API_URL')),
  DISCORD_API_URL: otherServer.describe(say('env.DISCORD_API_URL')),
  KICK_ID_URL: otherServer.describe(say('env.KICK_ID_URL')),
  KICK_API_URL: otherServer.describe(say('env.KICK_API_URL')),
  STRIPE_API_URL: otherServer.describe(say('env.STRIPE_API_URL')),
  HOOK_PRIVATE: z.enum(['yes', 'no']).default('no').describe(say('env.HOOK_PRIVATE')),
});
type EnvName = keyof typeof envSchema.shape;
export const envNames = Object.keys(envSchema.shape) as readonly EnvName[];

export interface Config {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Absolute. */
  readonly dataDir: string;
  /** Absolute: pictures and clips. */
  readonly mediaDir: string;
  /** The Redis that several nodes share; null: this machine is the only one, and has SQLite. */
  readonly redisUrl: string | null;
  /** From the environment; the address set in the panel counts where this is null. */
  readonly publicUrl: string | null;
  readonly ownerPasscode: string | null;
  /** How many proxies in front are believed. */
  readonly trustProxy: number;
  /** `--lan`: this evening is for this network. */
  readonly lan: boolean;
  /** `--open`: whoever double-clicked wants to see something. */
  readonly open: boolean;
  /** `--tunnel`: a program beside the server holds a tunnel open; `fixed`: its name or token, null for a random address. */
  readonly tunnel: { readonly fixed: TunnelWanted['fixed'] } | null;
  /** What every node on one Redis seals settings with; null: the data folder's own key file. */
  readonly settingsKey: string | null;
  /** Pictures that stand on other servers are copied to this one. */
  readonly copyPictures: boolean;
  readonly logLevel: LogLevel;
  readonly twitchIrcUrl: string | null;
  readonly twitchIdUrl: string | null;
  readonly twitchApiUrl: string | null;
  /** Other servers than those of YouTube, Discord, Kick and Stripe, and whether a signed webhook may lead into this network. */
  readonly chatServers: ChatServers;
}
export type ConfigRead = { readonly ok: true; readonly config: Config } | { readonly ok: false; readonly problems: readonly string[] };

const knownFlags = ['--lan', '--tunnel', '--open'] as const;

/** Letters to change to get from one name to the other. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      next.push(Math.min((next[j - 1] ?? 0) + 1, (row[j] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/**
 * The setting a foreign variable was probably meant to be. A short name (PORT, HOST) has too many
 * innocent neighbours (HOME, PORTS) in everybody's environment: there only the case may differ.
 */
export function meant(name: string): EnvName | null {
  const upper = name.toUpperCase().replace(/^DROPCAST_/u, '');
  for (const known of envNames) {
    if (upper === known) return known;
    if (known.length >= 8 && distance(upper, known) <= 2) return known;
  }
  return null;
}

const shown = (value: string): string => (value.length > 60 ? `${value.slice(0, 57)}…` : value);

/** All that is wrong is named at once; nothing is read but what is handed in. `flags`: what stands behind the script's name. */
export function readConfig(env: Readonly<Record<string, string | undefined>>, flags: readonly string[]): ConfigRead {
  const problems: string[] = [];
  const given: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    // `NAME=` in a file or a service's settings means "not set".
    if (value === undefined || value === '') continue;
    if (Object.hasOwn(envSchema.shape, name)) {
      given[name] = value;
      continue;
    }
    const near = meant(name);
    if (near !== null) problems.push(say('config.unknown', { name, near }));
    else if (/^DROPCAST_/iu.test(name)) problems.push(say('config.unknownAlone', { name }));
  }
  const near = knownFlags.map((name) => `${name}. ${say(`flag.${name.slice(2) as 'lan' | 'tunnel' | 'open'}`)}`).join(' ');
  for (const flag of flags) if (!knownFlags.some((known) => known === flag)) problems.push(say('config.unknownFlag', { name: flag, near }));
  // Whoever starts by a double-click has no place for a flag.
  const lan = flags.includes('--lan') || given['REACH'] === 'lan';
  const tunnel = flags.includes('--tunnel') || given['REACH'] === 'tunnel';

  const parsed = envSchema.safeParse(given);
  if (!parsed.success) {
    const bad = new Set(parsed.error.issues.map((issue) => String(issue.path[0])));
    for (const name of envNames) {
      if (!bad.has(name)) continue;
      const schema = envSchema.shape[name];
      const about = schema.description ?? '';
      const secret = schema.meta()?.['secret'] === true;
      problems.push(secret ? say('config.badSecret', { name, about }) : say('config.bad', { name, value: shown(given[name] ?? ''), about }));
    }
  }
  if (!parsed.success || problems.length > 0) return { ok: false, problems };
  const read = parsed.data;
  const fixed = read.TUNNEL_TOKEN !== undefined ? { token: read.TUNNEL_TOKEN } : read.TUNNEL_NAME !== undefined ? { name: read.TUNNEL_NAME } : null;
  // A random address and a fixed one cannot both be where buyers go.
  if (tunnel && fixed === null && read.PUBLIC_URL !== undefined) return { ok: false, problems: [say('config.tunnelName', { url: read.PUBLIC_URL })] };
  // Each node would clear away the address that another one's tunnel lends.
  if (tunnel && read.REDIS_URL !== undefined) return { ok: false, problems: [say('config.tunnelNodes')] };
  return {
    ok: true,
    config: {
      host: lan ? '0.0.0.0' : read.HOST,
      port: read.PORT,
      dataDir: resolve(read.DATA_DIR),
      mediaDir: resolve(read.MEDIA_DIR ?? join(read.DATA_DIR, 'media')),
      redisUrl: read.REDIS_URL ?? null,
      publicUrl: read.PUBLIC_URL ?? null,
      ownerPasscode: read.OWNER_PASSCODE ?? null,
      // Whoever comes by the tunnel comes from a program on this computer, which says for whom.
      trustProxy: tunnel && given['TRUST_PROXY'] === undefined ? 1 : read.TRUST_PROXY,
      lan,
      open: flags.includes('--open'),
      tunnel: tunnel ? { fixed } : null,
      settingsKey: read.SETTINGS_KEY ?? null,
      copyPictures: read.COPY_PICTURES === 'yes',
      logLevel: read.LOG_LEVEL,
      twitchIrcUrl: read.TWITCH_IRC_URL ?? null,
      twitchIdUrl: read.TWITCH_ID_URL?.replace(/\/$/u, '') ?? null,
      twitchApiUrl: read.TWITCH_API_URL?.replace(/\/$/u, '') ?? null,
      chatServers: {
        googleId: read.GOOGLE_ID_URL ?? null,
        youtube: read.YOUTUBE_API_URL ?? null,
        discord: read.DISCORD_API_URL ?? null,
        kickId: read.KICK_ID_URL ?? null,
        kick: read.KICK_API_URL ?? null,
        stripe: read.STRIPE_API_URL ?? null,
        hookPrivate: read.HOOK_PRIVATE === 'yes',
      },
    },
  };
}

/**
 * The environment with `.env` of the folder under it. In a file of our own every unknown name is a
 * typo, so there they carry our prefix and are reported.
 */
export function environment(folder: string, env: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string | undefined>> {
  const path = join(folder, '.env');
  if (!existsSync(path)) return env;
  const file = Object.fromEntries(
    Object.entries(parseEnv(readFileSync(path, 'utf8'))).map(([name, value]) => [
      Object.hasOwn(envSchema.shape, name) || meant(name) !== null ? name : `DROPCAST_${name}`,
      value,
    ]),
  );
  return { ...file, ...env };
}

/** What a start without a chance prints: a head, then each problem on its line. */
export const configReport = (problems: readonly string[]): string =>
  [say('config.head', { n: problems.length }), ...problems.map((problem) => `  ${problem}`)].join('\n');

/** The text of `.env.example`. */
export function envExample(): string {
  const blocks = envNames.map((name) => {
    const schema = envSchema.shape[name];
    const fallback = schema.safeParse(undefined);
    const value = fallback.success && fallback.data !== undefined ? String(fallback.data) : '';
    return `# ${schema.description ?? ''}\n# ${name}=${value}`;
  });
  return `# ${say('env.file')}\n\n${blocks.join('\n\n')}\n`;
}
