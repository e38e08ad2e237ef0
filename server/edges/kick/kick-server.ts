import { z } from 'zod';
import type { DurationMs } from '@protocol/time.ts';
import { askServer } from '../../ports/ask-server.ts';

/** Kick's log-in server and the two calls of its public API that writing needs. */
export interface KickServerOptions {
  /** Both end without a slash. */
  readonly idUrl: string;
  readonly apiUrl: string;
  readonly withinMs: DurationMs;
}
export const KICK_SERVER: KickServerOptions = { idUrl: 'https://id.kick.com', apiUrl: 'https://api.kick.com', withinMs: 8_000 };

/** To know who is logged in, and to write. */
export const SCOPES = ['user:read', 'chat:write'] as const;

/** `away`: no clear answer; `heard`: it may be done all the same. `refused`: a clear no. */
export type KickAnswer<T> =
  | { readonly how: 'ok'; readonly value: T }
  | { readonly how: 'refused'; readonly status: number; readonly retryAfterMs: DurationMs | null; readonly reason: string }
  | { readonly how: 'away'; readonly heard: boolean };

const tokenAnswer = z.object({
  access_token: z.string().min(1).max(2_000),
  refresh_token: z.string().min(1).max(2_000),
  // Documented as a text, and seen as a number.
  expires_in: z.coerce.number().min(0),
  scope: z.string().optional(),
});
const userAnswer = z.object({ data: z.array(z.object({ user_id: z.number().int(), name: z.string().min(1).max(100) })).min(1) });
const chatAnswer = z.object({ data: z.object({ is_sent: z.boolean(), message_id: z.string().max(200).optional() }) });
const nothing = z.unknown();
const complaint = z.object({ error: z.string() });

export type Tokens = z.output<typeof tokenAnswer>;
export interface User {
  readonly id: number;
  readonly name: string;
}
export interface App {
  readonly clientId: string;
  readonly clientSecret: string;
}
export interface Message {
  readonly text: string;
  /** Written in this channel by the account itself; null: by the app's bot, in the channel of the account. */
  readonly channel: number | null;
}
export interface KickServer {
  exchange(app: App, redirect: string, code: string, verifier: string): Promise<KickAnswer<Tokens>>;
  refresh(app: App, refreshToken: string): Promise<KickAnswer<Tokens>>;
  revoke(token: string): Promise<KickAnswer<unknown>>;
  user(accessToken: string): Promise<KickAnswer<User>>;
  post(accessToken: string, message: Message, withinMs: DurationMs): Promise<KickAnswer<{ readonly isSent: boolean; readonly messageId: string | null }>>;
  /** Where a person allows it; a browser is sent there. */
  authorizeUrl(app: App, redirect: string, state: string, challenge: string): string;
}

export function kickServer({ idUrl, apiUrl, withinMs }: KickServerOptions): KickServer {
  async function call<T>(schema: z.ZodType<T>, url: string, request: RequestInit, within: DurationMs): Promise<KickAnswer<T>> {
    const answer = await askServer(url, request, within);
    if (answer.how === 'away') return answer;
    const { status, body, headers } = answer;
    if (status >= 200 && status < 300) {
      const read = schema.safeParse(body ?? {});
      return read.success ? { how: 'ok', value: read.data } : { how: 'away', heard: true };
    }
    if (status >= 500) return { how: 'away', heard: true };
    const said = complaint.safeParse(body);
    const wait = Number(headers.get('retry-after') ?? '');
    const retryAfterMs = Number.isFinite(wait) && wait > 0 ? Math.ceil(wait * 1_000) : null;
    return { how: 'refused', status, retryAfterMs, reason: (said.success ? said.data.error : '').slice(0, 60) };
  }
  const token = (form: Readonly<Record<string, string>>): Promise<KickAnswer<Tokens>> =>
    call(tokenAnswer, `${idUrl}/oauth/token`, { method: 'POST', body: new URLSearchParams(form) }, withinMs);
  const bearer = (accessToken: string): Readonly<Record<string, string>> => ({ authorization: `Bearer ${accessToken}` });
  return {
    exchange: ({ clientId, clientSecret }, redirect, code, verifier) =>
      token({ grant_type: 'authorization_code', client_id: clientId, client_secret: clientSecret, redirect_uri: redirect, code, code_verifier: verifier }),
    refresh: ({ clientId, clientSecret }, refreshToken) =>
      token({ grant_type: 'refresh_token', client_id: clientId, client_secret: clientSecret, refresh_token: refreshToken }),
    // In the address, because Kick reads it from nowhere else.
    revoke: (secret) =>
      call(
        nothing,
        `${idUrl}/oauth/revoke?${new URLSearchParams({ token: secret, token_hint_type: 'refresh_token' }).toString()}`,
        { method: 'POST' },
        withinMs,
      ),
    user: async (accessToken) => {
      const answer = await call(userAnswer, `${apiUrl}/public/v1/users`, { headers: bearer(accessToken) }, withinMs);
      if (answer.how !== 'ok') return answer;
      const [first] = answer.value.data;
      return first === undefined ? { how: 'away', heard: true } : { how: 'ok', value: { id: first.user_id, name: first.name } };
    },
    post: async (accessToken, { text, channel }, within) => {
      const body = JSON.stringify(channel === null ? { content: text, type: 'bot' } : { content: text, type: 'user', broadcaster_user_id: channel });
      const request = { method: 'POST', headers: { ...bearer(accessToken), 'content-type': 'application/json' }, body };
      const answer = await call(chatAnswer, `${apiUrl}/public/v1/chat`, request, within);
      return answer.how === 'ok' ? { how: 'ok', value: { isSent: answer.value.data.is_sent, messageId: answer.value.data.message_id ?? null } } : answer;
    },
    authorizeUrl: ({ clientId }, redirect, state, challenge) =>
      `${idUrl}/oauth/authorize?${new URLSearchParams({
        response_type: 'code',
        client_id: clientId,
        redirect_uri: redirect,
        scope: SCOPES.join(' '),
        code_challenge: challenge,
        code_challenge_method: 'S256',
        state,
      }).toString()}`,
  };
}
