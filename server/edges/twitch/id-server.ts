import { z } from 'zod';
import type { DurationMs } from '@protocol/time.ts';

/**
 * Twitch's id server, as far as a public client needs it: five documented calls by fetch. A library would put the tokens into the
 * address, where proxies log them, waits without end, and can be pointed at another server only for the whole process at once.
 */
export interface IdServerOptions {
  /** Ends without a slash. */
  readonly url: string;
  readonly withinMs: DurationMs;
}
export const TWITCH_ID_SERVER: IdServerOptions = { url: 'https://id.twitch.tv/oauth2', withinMs: 8_000 };

/** To read the chat and to write in it: without these there is nothing to do. */
export const NEEDED_SCOPES = ['chat:read', 'chat:edit'] as const;
/** To write with an answer for each message, to announce, and to pin (Twitch has no narrower right for that). */
export const sendScope = 'user:write:chat';
export const announceScope = 'moderator:manage:announcements';
export const pinScope = 'moderator:manage:chat_messages';
export const SCOPES = [...NEEDED_SCOPES, sendScope, announceScope, pinScope] as const;

/** `away`: no clear answer, ask again later. `refused`: a clear no, with Twitch's own word for it. */
export type IdAnswer<T> = { readonly how: 'ok'; readonly value: T } | { readonly how: 'refused'; readonly message: string } | { readonly how: 'away' };

const deviceAnswer = z.object({
  device_code: z.string().min(1).max(500),
  user_code: z.string().min(1).max(40),
  verification_uri: z.url({ protocol: /^https?$/u }).max(500),
  expires_in: z.number().min(1).max(86_400),
  interval: z.number().min(0).max(300),
});
const tokenAnswer = z.object({
  access_token: z.string().min(1).max(500),
  refresh_token: z.string().min(1).max(500),
  expires_in: z.number().min(0),
});
const validAnswer = z.object({
  client_id: z.string().min(1).max(100),
  login: z.string().min(1).max(60),
  user_id: z.string().min(1).max(60),
  scopes: z.array(z.string()).nullable(),
});
const nothing = z.unknown();
/** Twitch says `message`, and what follows the standard says `error`. */
const complaint = z.object({ message: z.string().optional(), error: z.string().optional() });

export type Device = z.output<typeof deviceAnswer>;
export type Tokens = z.output<typeof tokenAnswer>;
export type Valid = z.output<typeof validAnswer>;

export interface IdServer {
  device(clientId: string): Promise<IdAnswer<Device>>;
  exchange(clientId: string, deviceCode: string): Promise<IdAnswer<Tokens>>;
  refresh(clientId: string, refreshToken: string): Promise<IdAnswer<Tokens>>;
  validate(accessToken: string): Promise<IdAnswer<Valid>>;
  revoke(clientId: string, accessToken: string): Promise<IdAnswer<unknown>>;
}

export function idServer({ url, withinMs }: IdServerOptions): IdServer {
  async function call<T>(schema: z.ZodType<T>, path: string, request: RequestInit): Promise<IdAnswer<T>> {
    let response: Response;
    let body: unknown;
    try {
      // Nobody else is to get a token: a redirect is no answer.
      response = await fetch(`${url}/${path}`, { ...request, redirect: 'error', signal: AbortSignal.timeout(withinMs) });
      const text = await response.text();
      body = text === '' ? {} : JSON.parse(text);
    } catch {
      // No way there, too late, or somebody else's page: all of it means to ask again.
      return { how: 'away' };
    }
    if (response.ok) {
      const read = schema.safeParse(body);
      return read.success ? { how: 'ok', value: read.data } : { how: 'away' };
    }
    // Too many questions, or trouble of their own.
    if (response.status === 429 || response.status >= 500) return { how: 'away' };
    const said = complaint.safeParse(body);
    return { how: 'refused', message: (said.success ? (said.data.message ?? said.data.error ?? '') : '').slice(0, 150) };
  }
  const post = <T>(schema: z.ZodType<T>, path: string, form: Readonly<Record<string, string>>): Promise<IdAnswer<T>> =>
    call(schema, path, { method: 'POST', body: new URLSearchParams(form) });
  return {
    device: (clientId) => post(deviceAnswer, 'device', { client_id: clientId, scopes: SCOPES.join(' ') }),
    exchange: (clientId, deviceCode) =>
      post(tokenAnswer, 'token', {
        client_id: clientId,
        scopes: SCOPES.join(' '),
        device_code: deviceCode,
        grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      }),
    refresh: (clientId, refreshToken) => post(tokenAnswer, 'token', { client_id: clientId, grant_type: 'refresh_token', refresh_token: refreshToken }),
    validate: (accessToken) => call(validAnswer, 'validate', { headers: { authorization: `OAuth ${accessToken}` } }),
    revoke: (clientId, accessToken) => post(nothing, 'revoke', { client_id: clientId, token: accessToken }),
  };
}
