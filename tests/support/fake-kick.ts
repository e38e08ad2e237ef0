import { createHash, randomBytes } from 'node:crypto';
import { startFakeHttp, type Answer, type Asked, type FakeHttp } from './fake-http.ts';

/** Kick's log-in server (under /id) and its public API (under /api): PKCE, refresh tokens that are good once, and messages that are taken or not. */
export interface FakeKick {
  readonly idUrl: string;
  readonly apiUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** As the owner filled it in at Kick. */
  redirect: string;
  readonly asked: FakeHttp['asked'];
  /** What the browser of somebody who was sent to `url` comes back with. */
  allow(url: string): Readonly<Record<string, string>>;
  deny(url: string): Readonly<Record<string, string>>;
  logIn(): { readonly accessToken: string; readonly refreshToken: string };
  expireTokens(): void;
  /** Bodies of what stands in the chat. */
  readonly messages: Readonly<Record<string, unknown>>[];
  delivered(): readonly string[];
  /** The next messages are answered like this. */
  answerNext(answers: readonly ('too-fast' | 'not-sent' | 'forbidden')[]): void;
  goDown(down: boolean): void;
  mute(on: boolean): void;
  dropConnections(): void;
  close(): Promise<void>;
}

const random = (prefix: string): string => prefix + randomBytes(12).toString('hex');
const USER = { user_id: 4711, name: 'lampstall', email: 'never@shown.example' };

export async function startFakeKick(): Promise<FakeKick> {
  const clientId = '01FAKEAPPOFTHELAMPSTALL';
  const clientSecret = 'fakesecretofthelampstall';
  const codes = new Map<string, { readonly challenge: string; readonly redirect: string }>();
  const access = new Set<string>();
  const refresh = new Set<string>();
  const messages: Readonly<Record<string, unknown>>[] = [];
  let next: ('too-fast' | 'not-sent' | 'forbidden')[] = [];
  let isDown = false;

  const no = (status: number, error: string): Answer => ({ status, body: { error, message: `<b>raw</b> ${error}` } });
  const give = (): { readonly accessToken: string; readonly refreshToken: string } => {
    const given = { accessToken: random('NTK'), refreshToken: random('YZR') };
    access.add(given.accessToken);
    refresh.add(given.refreshToken);
    return given;
  };
  const tokens = (): Answer => {
    const { accessToken, refreshToken } = give();
    return {
      status: 200,
      body: { access_token: accessToken, token_type: 'Bearer', refresh_token: refreshToken, expires_in: '7200', scope: 'user:read chat:write' },
    };
  };
  function id({ path, query, body }: Asked): Answer {
    if (isDown) return { status: 503, body: 'down' };
    if (path === '/id/oauth/revoke') {
      refresh.delete(query.get('token') ?? '');
      access.clear();
      return { status: 200, body: 'OK' };
    }
    // Whoever is sent here is logged in at Kick, and allows it.
    if (path === '/id/oauth/authorize') {
      const back = new URL(query.get('redirect_uri') ?? fake.redirect);
      back.search = new URLSearchParams(fake.allow(`http://fake${path}?${query.toString()}`)).toString();
      return { status: 302, headers: { location: back.href }, body: '' };
    }
    if (path !== '/id/oauth/token') return { status: 404, body: 'not found' };
    const of = (name: string): string => (typeof body[name] === 'string' ? body[name] : '');
    if (of('client_id') !== clientId || of('client_secret') !== clientSecret) return no(401, 'invalid_client');
    if (of('grant_type') === 'refresh_token') return refresh.delete(of('refresh_token')) ? tokens() : no(400, 'invalid_grant');
    const code = codes.get(of('code'));
    codes.delete(of('code'));
    const isTheirs = code?.redirect === of('redirect_uri') && code.challenge === createHash('sha256').update(of('code_verifier')).digest('base64url');
    return isTheirs ? tokens() : no(400, 'invalid_grant');
  }
  function api({ path, headers, body }: Asked): Answer {
    if (!access.has(String(headers.authorization ?? '').replace('Bearer ', ''))) return no(401, 'Unauthorized');
    if (path === '/api/public/v1/users') return { status: 200, body: { data: [USER], message: 'OK' } };
    if (path !== '/api/public/v1/chat') return { status: 404, body: 'not found' };
    const how = next.shift();
    if (how === 'too-fast') return { status: 429, headers: { 'retry-after': '1' }, body: { message: 'Too Many Requests' } };
    if (how === 'forbidden') return no(403, 'Forbidden');
    if (how === 'not-sent') return { status: 200, body: { data: { is_sent: false, message_id: '' }, message: 'OK' } };
    const content = typeof body['content'] === 'string' ? body['content'] : '';
    if (content === '' || content.length > 500) return no(400, 'Bad Request');
    messages.push(body);
    return { status: 200, body: { data: { is_sent: true, message_id: random('msg-') }, message: 'OK' } };
  }

  const http = await startFakeHttp((one) => (one.path.startsWith('/id/') ? id(one) : api(one)));
  const fake: FakeKick = {
    idUrl: `${http.url}/id`,
    apiUrl: `${http.url}/api`,
    clientId,
    clientSecret,
    redirect: 'http://localhost:4700/api/chats/kick/log-in/back',
    asked: http.asked,
    allow: (url) => {
      const query = new URL(url).searchParams;
      const code = random('ND');
      if (query.get('client_id') === clientId && query.get('code_challenge_method') === 'S256' && query.get('redirect_uri') === fake.redirect)
        codes.set(code, { challenge: query.get('code_challenge') ?? '', redirect: fake.redirect });
      return { code, state: query.get('state') ?? '' };
    },
    deny: (url) => ({ error: 'access_denied', state: new URL(url).searchParams.get('state') ?? '' }),
    logIn: give,
    expireTokens: () => access.clear(),
    messages,
    delivered: () => messages.map(({ content }) => String(content)),
    answerNext: (answers) => {
      next = [...answers];
    },
    goDown: (down) => {
      isDown = down;
    },
    mute: http.mute,
    dropConnections: http.dropConnections,
    close: http.close,
  };
  return fake;
}
