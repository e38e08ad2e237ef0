import { randomBytes } from 'node:crypto';
import { startFakeHttp, type Answer, type Asked, type FakeHttp } from './fake-http.ts';

/**
 * Google's log-in server for limited-input devices (under /id) and YouTube's live chat (under /api), as they answer, with their units, their
 * refusals and the seven days of an app in "Testing".
 */
export interface FakeYoutube {
  readonly idUrl: string;
  readonly apiUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly asked: FakeHttp['asked'];
  /** Of the next codes, seconds; of the next tokens, too. `testingSeconds`: how long a log-in of an unpublished app lasts; null: published. */
  pace: { expiresIn: number; interval: number; tokenExpiresIn: number; testingSeconds: number | null };
  approve(code: string): void;
  deny(code: string): void;
  /** A log-in that somebody made before: what the token endpoint gave. */
  logIn(): { readonly accessToken: string; readonly refreshToken: string };
  expireTokens(): void;
  /** A week has passed in "Testing", or the owner took the right back. */
  endLogIns(): void;
  /** The stream begins, ends, or has its chat switched off. */
  stream(state: 'on' | 'off' | 'no-chat'): void;
  delivered(): readonly string[];
  viewerSays(userId: string, role: 'viewer' | 'member' | 'mod' | 'owner', text: string): void;
  /** Units left of today, and what was used. */
  units: { left: number; used: number };
  /** The next messages are refused as sent too quickly. */
  tooQuick(times: number): void;
  pollingIntervalMillis: number;
  /** When each list of messages was asked for. */
  readonly listedAt: number[];
  goDown(down: boolean): void;
  mute(on: boolean): void;
  dropConnections(): void;
  close(): Promise<void>;
}

interface Message {
  readonly id: string;
  readonly text: string;
  readonly userId: string;
  readonly role: 'viewer' | 'member' | 'mod' | 'owner';
}
const OWNER = 'UCthelampstall0000000000';
const random = (prefix: string): string => prefix + randomBytes(12).toString('hex');

export async function startFakeYoutube(): Promise<FakeYoutube> {
  const clientId = '1234567890-lampstall.apps.googleusercontent.com';
  const clientSecret = 'GOCSPX-fakesecretofthelamp';
  const codes = new Map<string, { readonly userCode: string; readonly expiresAt: number; state: 'open' | 'yes' | 'no' | 'used' }>();
  const access = new Map<string, number>();
  const refresh = new Map<string, number>();
  let chat: { readonly id: string; readonly messages: Message[] } | null = null;
  let hasChat = true;
  let isDown = false;
  let quick = 0;
  const listedAt: number[] = [];
  const all: Message[] = [];

  const idNo = (status: number, error: string): Answer => ({ status, body: { error, error_description: `raw words of ${error}` } });
  const apiNo = (status: number, reason: string): Answer => ({
    status,
    body: { error: { code: status, message: `<b>raw</b> ${reason}`, errors: [{ message: `raw ${reason}`, domain: 'youtube.liveChat', reason }] } },
  });
  const give = (withRefresh: boolean): Record<string, unknown> => {
    const accessToken = random('ya29.');
    access.set(accessToken, Date.now() + fake.pace.tokenExpiresIn * 1_000);
    const body: Record<string, unknown> = {
      access_token: accessToken,
      expires_in: fake.pace.tokenExpiresIn,
      scope: 'https://www.googleapis.com/auth/youtube',
      token_type: 'Bearer',
    };
    if (!withRefresh) return body;
    const token = random('1//');
    const lasts = fake.pace.testingSeconds;
    refresh.set(token, lasts === null ? Number.MAX_SAFE_INTEGER : Date.now() + lasts * 1_000);
    return { ...body, refresh_token: token, ...(lasts === null ? {} : { refresh_token_expires_in: lasts }) };
  };
  function id({ path, body }: Asked): Answer {
    if (isDown) return { status: 503, body: 'down' };
    const of = (name: string): string => (typeof body[name] === 'string' ? body[name] : '');
    if (path === '/id/revoke') {
      if (!refresh.delete(of('token')) && !access.delete(of('token'))) return idNo(400, 'invalid_token');
      access.clear();
      return { status: 200, body: {} };
    }
    if (of('client_id') !== clientId) return idNo(401, 'invalid_client');
    if (path === '/id/device/code') {
      const device = random('AH-1');
      const userCode = `${randomBytes(2).toString('hex').toUpperCase()}-${randomBytes(2).toString('hex').toUpperCase()}`;
      codes.set(device, { userCode, expiresAt: Date.now() + fake.pace.expiresIn * 1_000, state: 'open' });
      const { expiresIn: expires_in, interval } = fake.pace;
      return { status: 200, body: { device_code: device, user_code: userCode, verification_url: 'https://www.google.com/device', expires_in, interval } };
    }
    if (path !== '/id/token') return { status: 404, body: 'not found' };
    if (of('client_secret') !== clientSecret) return idNo(401, 'invalid_client');
    if (of('grant_type') === 'refresh_token') {
      const until = refresh.get(of('refresh_token'));
      if (until === undefined || until <= Date.now()) return idNo(400, 'invalid_grant');
      return { status: 200, body: give(false) };
    }
    const code = codes.get(of('device_code'));
    if (code === undefined || code.state === 'used') return idNo(400, 'invalid_grant');
    if (code.state === 'no') return idNo(403, 'access_denied');
    if (code.expiresAt <= Date.now()) return idNo(400, 'expired_token');
    if (code.state === 'open') return idNo(428, 'authorization_pending');
    code.state = 'used';
    return { status: 200, body: give(true) };
  }

  function api({ method, path, query, headers, body }: Asked): Answer {
    const token = String(headers.authorization ?? '').replace('Bearer ', '');
    if ((access.get(token) ?? 0) <= Date.now()) return apiNo(401, 'authError');
    const isInsert = path === '/api/liveChat/messages' && method === 'POST';
    const cost = path === '/api/liveChat/messages' ? (isInsert ? 50 : 5) : 1;
    if (fake.units.left < cost) return apiNo(403, 'quotaExceeded');
    fake.units = { left: fake.units.left - cost, used: fake.units.used + cost };
    if (path === '/api/channels') return { status: 200, body: { items: [{ id: OWNER, snippet: { title: 'The lamp stall' } }] } };
    if (path === '/api/liveBroadcasts')
      return { status: 200, body: { items: chat === null ? [] : [{ snippet: { title: 'Tonight', ...(hasChat ? { liveChatId: chat.id } : {}) } }] } };
    if (path !== '/api/liveChat/messages') return { status: 404, body: 'not found' };
    if (isInsert) {
      const snippet = body['snippet'] as { readonly liveChatId: string; readonly textMessageDetails: { readonly messageText: string } }; // our own client's
      if (snippet.liveChatId !== chat?.id) return apiNo(403, 'liveChatEnded');
      if (!hasChat) return apiNo(403, 'liveChatDisabled');
      if (quick > 0) {
        quick -= 1;
        return apiNo(403, 'rateLimitExceeded');
      }
      const text = snippet.textMessageDetails.messageText;
      if (text.length > 200) return apiNo(400, 'messageTextInvalid');
      const message: Message = { id: random('LCC.'), text, userId: OWNER, role: 'owner' };
      chat.messages.push(message);
      all.push(message);
      return { status: 200, body: { kind: 'youtube#liveChatMessage', id: message.id } };
    }
    listedAt.push(Date.now());
    if (query.get('liveChatId') !== chat?.id) return apiNo(403, 'liveChatEnded');
    if (!hasChat) return apiNo(403, 'liveChatDisabled');
    const from = Number(query.get('pageToken') ?? '0');
    const items = chat.messages.slice(from).map(({ id: messageId, text, userId, role }) => ({
      id: messageId,
      snippet: { type: 'textMessageEvent', displayMessage: text, textMessageDetails: { messageText: text } },
      authorDetails: {
        channelId: userId,
        displayName: `viewer ${userId}`,
        isChatOwner: role === 'owner',
        isChatModerator: role === 'mod',
        isChatSponsor: role === 'member',
      },
    }));
    return { status: 200, body: { nextPageToken: String(chat.messages.length), pollingIntervalMillis: fake.pollingIntervalMillis, items } };
  }

  const http = await startFakeHttp((one) => (one.path.startsWith('/id/') ? id(one) : api(one)));
  const fake: FakeYoutube = {
    idUrl: `${http.url}/id`,
    apiUrl: `${http.url}/api`,
    clientId,
    clientSecret,
    asked: http.asked,
    pace: { expiresIn: 1_800, interval: 5, tokenExpiresIn: 3_599, testingSeconds: null },
    approve: (code) => {
      for (const row of codes.values()) if (row.userCode === code) row.state = 'yes';
    },
    deny: (code) => {
      for (const row of codes.values()) if (row.userCode === code) row.state = 'no';
    },
    logIn: () => {
      const given = give(true);
      return { accessToken: String(given['access_token']), refreshToken: String(given['refresh_token']) };
    },
    expireTokens: () => access.clear(),
    endLogIns: () => {
      access.clear();
      refresh.clear();
    },
    stream: (state) => {
      hasChat = state !== 'no-chat';
      if (state === 'no-chat' && chat !== null) return;
      chat = state === 'off' ? null : { id: random('chat-'), messages: [] };
    },
    delivered: () => all.map(({ text }) => text),
    viewerSays: (userId, role, text) => void chat?.messages.push({ id: random('LCC.'), text, userId, role }),
    units: { left: 10_000, used: 0 },
    tooQuick: (times) => {
      quick = times;
    },
    pollingIntervalMillis: 50,
    listedAt,
    goDown: (down) => {
      isDown = down;
    },
    mute: http.mute,
    dropConnections: http.dropConnections,
    close: http.close,
  };
  fake.stream('on');
  return fake;
}
