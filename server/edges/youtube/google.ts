import { z } from 'zod';
import type { DurationMs } from '@protocol/time.ts';
import { askServer } from '../../ports/ask-server.ts';

/** Google's log-in server for a "TV and limited input" client, and the three calls of YouTube that a chat needs. */
export interface GoogleOptions {
  /** Both end without a slash. */
  readonly idUrl: string;
  readonly apiUrl: string;
  readonly withinMs: DurationMs;
}
export const GOOGLE: GoogleOptions = { idUrl: 'https://oauth2.googleapis.com', apiUrl: 'https://www.googleapis.com/youtube/v3', withinMs: 8_000 };

/** To see the own live stream and write in its chat. The device flow gives out no narrower right. */
export const SCOPE = 'https://www.googleapis.com/auth/youtube';

/** `away`: no clear answer; `heard`: it may be done all the same. `refused`: a clear no, with Google's own word for it. */
export type GoogleAnswer<T> =
  | { readonly how: 'ok'; readonly value: T }
  | { readonly how: 'refused'; readonly status: number; readonly reason: string }
  | { readonly how: 'away'; readonly heard: boolean };

const deviceAnswer = z.object({
  device_code: z.string().min(1).max(500),
  user_code: z.string().min(1).max(40),
  // What the standard calls verification_uri.
  verification_url: z.url({ protocol: /^https?$/u }).max(500),
  expires_in: z.number().min(1).max(86_400),
  interval: z.number().min(0).max(300),
});
const tokenAnswer = z.object({
  access_token: z.string().min(1).max(4_000),
  refresh_token: z.string().min(1).max(1_000).optional(),
  expires_in: z.number().min(0),
  /** Only where the log-in itself ends: an app in "Testing" is given a week. */
  refresh_token_expires_in: z.number().min(0).optional(),
  scope: z.string().optional(),
});
const broadcastAnswer = z.object({
  items: z.array(z.object({ snippet: z.object({ title: z.string().optional(), liveChatId: z.string().min(1).max(500).optional() }) })),
});
const channelAnswer = z.object({ items: z.array(z.object({ id: z.string(), snippet: z.object({ title: z.string() }) })).optional() });
const insertAnswer = z.object({ id: z.string().min(1).max(500) });
const listAnswer = z.object({
  nextPageToken: z.string().max(2_000).optional(),
  pollingIntervalMillis: z.number().min(0).max(600_000),
  items: z.array(
    z.object({
      id: z.string(),
      snippet: z.object({ type: z.string(), displayMessage: z.string().optional(), textMessageDetails: z.object({ messageText: z.string() }).optional() }),
      authorDetails: z
        .object({
          channelId: z.string(),
          displayName: z.string().optional(),
          isChatOwner: z.boolean().optional(),
          isChatModerator: z.boolean().optional(),
          isChatSponsor: z.boolean().optional(),
        })
        .optional(),
    }),
  ),
});
const nothing = z.unknown();
/** The log-in server says `error`, as the standard has it; the API a list of errors with a reason each. */
const idComplaint = z.object({ error: z.string() });
const apiComplaint = z.object({ error: z.object({ errors: z.array(z.object({ reason: z.string() })).min(1) }) });

export type Device = z.output<typeof deviceAnswer>;
export type Tokens = z.output<typeof tokenAnswer>;
export type ChatPage = z.output<typeof listAnswer>;

export interface App {
  readonly clientId: string;
  readonly clientSecret: string;
}
export interface Google {
  device(app: App): Promise<GoogleAnswer<Device>>;
  exchange(app: App, deviceCode: string): Promise<GoogleAnswer<Tokens>>;
  refresh(app: App, refreshToken: string): Promise<GoogleAnswer<Tokens>>;
  revoke(token: string): Promise<GoogleAnswer<unknown>>;
  /** The channel of whoever is logged in; null where the account has none. */
  channel(accessToken: string): Promise<GoogleAnswer<{ readonly id: string; readonly title: string } | null>>;
  /** The chat of the stream that is on; null where none is, or it has no chat. */
  liveChat(accessToken: string): Promise<GoogleAnswer<string | null>>;
  insert(accessToken: string, liveChatId: string, text: string, withinMs: DurationMs): Promise<GoogleAnswer<string>>;
  list(accessToken: string, liveChatId: string, pageToken: string | null): Promise<GoogleAnswer<ChatPage>>;
}

export function google({ idUrl, apiUrl, withinMs }: GoogleOptions): Google {
  async function call<T>(schema: z.ZodType<T>, url: string, request: RequestInit, within: DurationMs): Promise<GoogleAnswer<T>> {
    const answer = await askServer(url, request, within);
    if (answer.how === 'away') return answer;
    const { status, body } = answer;
    if (status >= 200 && status < 300) {
      const read = schema.safeParse(body ?? {});
      return read.success ? { how: 'ok', value: read.data } : { how: 'away', heard: true };
    }
    if (status >= 500) return { how: 'away', heard: true };
    const api = apiComplaint.safeParse(body);
    const id = idComplaint.safeParse(body);
    const reason = api.success ? (api.data.error.errors[0]?.reason ?? '') : id.success ? id.data.error : '';
    // A redirect, or a page in between that is none of Google's.
    if (reason === '' && status !== 401 && status !== 403 && status !== 429) return { how: 'away', heard: false };
    return { how: 'refused', status, reason: reason.slice(0, 60) };
  }
  const post = <T>(schema: z.ZodType<T>, path: string, form: Readonly<Record<string, string>>): Promise<GoogleAnswer<T>> =>
    call(schema, `${idUrl}/${path}`, { method: 'POST', body: new URLSearchParams(form) }, withinMs);
  const get = <T>(schema: z.ZodType<T>, accessToken: string, path: string, query: Readonly<Record<string, string>>): Promise<GoogleAnswer<T>> =>
    call(schema, `${apiUrl}/${path}?${new URLSearchParams(query).toString()}`, { headers: { authorization: `Bearer ${accessToken}` } }, withinMs);
  const map = <A, B>(answer: GoogleAnswer<A>, to: (value: A) => B): GoogleAnswer<B> => (answer.how === 'ok' ? { how: 'ok', value: to(answer.value) } : answer);

  return {
    device: ({ clientId }) => post(deviceAnswer, 'device/code', { client_id: clientId, scope: SCOPE }),
    exchange: (app, deviceCode) =>
      post(tokenAnswer, 'token', {
        client_id: app.clientId,
        client_secret: app.clientSecret,
        device_code: deviceCode,
        grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      }),
    refresh: (app, refreshToken) =>
      post(tokenAnswer, 'token', { client_id: app.clientId, client_secret: app.clientSecret, refresh_token: refreshToken, grant_type: 'refresh_token' }),
    revoke: (token) => post(nothing, 'revoke', { token }),
    channel: async (accessToken) =>
      map(await get(channelAnswer, accessToken, 'channels', { part: 'snippet', mine: 'true' }), ({ items }) => {
        const [first] = items ?? [];
        return first === undefined ? null : { id: first.id, title: first.snippet.title };
      }),
    liveChat: async (accessToken) =>
      map(
        await get(broadcastAnswer, accessToken, 'liveBroadcasts', { part: 'snippet', broadcastStatus: 'active', broadcastType: 'all' }),
        ({ items }) => items.find(({ snippet }) => snippet.liveChatId !== undefined)?.snippet.liveChatId ?? null,
      ),
    insert: async (accessToken, liveChatId, text, within) => {
      const request = {
        method: 'POST',
        headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
        body: JSON.stringify({ snippet: { liveChatId, type: 'textMessageEvent', textMessageDetails: { messageText: text } } }),
      };
      return map(await call(insertAnswer, `${apiUrl}/liveChat/messages?part=snippet`, request, within), ({ id }) => id);
    },
    list: (accessToken, liveChatId, pageToken) =>
      get(listAnswer, accessToken, 'liveChat/messages', {
        liveChatId,
        part: 'id,snippet,authorDetails',
        maxResults: '500',
        ...(pageToken === null ? {} : { pageToken }),
      }),
  };
}
