import { randomBytes } from 'node:crypto';
import type { RequestListener } from 'node:http';
import type { TokenOwner } from './fake-twitch-helix.ts';

/** Twitch's id server as a public client sees it: its answers and its refusals, word for word. Codes and tokens are good once, as there. */
export interface FakeIds {
  readonly listener: RequestListener;
  /** The one app it knows, of type Public. */
  readonly clientId: string;
  /** `POST /oauth2/token` and the like, addresses as they came in. */
  readonly asked: string[];
  /** Codes that were shown, newest last. */
  readonly codes: string[];
  /** Of the next codes, seconds. */
  pace: { expiresIn: number; interval: number; tokenExpiresIn: number; scopes: readonly string[] };
  /** A person types the code at twitch.tv/activate, logged in as `login`, and presses one of two buttons. */
  approve(code: string, login: string): void;
  deny(code: string): void;
  /** Whether somebody may log in to the chat with this password. */
  takes(pass: string): boolean;
  /** Was given out here, good or not. */
  isOurs(pass: string): boolean;
  /** Whose an access token is; of one that was typed, what its name says: `full…` may do all, another only chat. Null where it is good no more. */
  owner(token: string): TokenOwner | null;
  /** Access tokens that are good now, of anybody. */
  good(): readonly string[];
  /** A token that was typed is good no more. */
  withdraw(token: string): void;
  /** Every access token given out so far runs out. */
  expireTokens(): void;
  /** The owner disconnects the app on Twitch's page, or changes the password. */
  disconnectApp(): void;
  /** Answers nothing but 503. */
  goDown(down: boolean): void;
}

interface Code {
  readonly userCode: string;
  readonly expiresAt: number;
  login: string | null;
  over: boolean;
}
interface Token {
  readonly login: string;
  readonly scopes: readonly string[];
  readonly expiresAt: number;
}
/** Whose the tokens are that are typed into a form. */
const typedLogin = 'lampbot';
const random = (prefix: string): string => prefix + randomBytes(12).toString('hex');

const allScopes: readonly string[] = ['chat:edit', 'chat:read', 'user:write:chat', 'moderator:manage:announcements', 'moderator:manage:chat_messages'];
/** As Twitch does it: a number that stays with the name. */
export const userIdOf = (name: string): string =>
  String(Array.from(name.replace(/^#/u, '')).reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7));

export function fakeIds(): FakeIds {
  const codes = new Map<string, Code>();
  const access = new Map<string, Token>();
  const refresh = new Map<string, string>();
  const given = new Set<string>();
  const withdrawn = new Set<string>();
  const asked: string[] = [];
  const shown: string[] = [];
  const clientId = 'fakeappofthelampstall1234567';
  let isDown = false;
  const ids: FakeIds = {
    clientId,
    asked,
    codes: shown,
    pace: { expiresIn: 1_800, interval: 5, tokenExpiresIn: 14_000, scopes: allScopes },
    approve: (code, login) => {
      for (const row of codes.values()) if (row.userCode === code) row.login = login;
    },
    deny: (code) => {
      for (const row of codes.values()) if (row.userCode === code) row.over = true;
    },
    takes: (pass) => {
      const token = access.get(pass.replace(/^oauth:/u, ''));
      return token !== undefined && token.expiresAt > Date.now();
    },
    owner: (token) => {
      const kept = access.get(token);
      if (kept !== undefined) return kept.expiresAt > Date.now() ? { login: kept.login, clientId, scopes: kept.scopes } : null;
      if (given.has(token) || withdrawn.has(token) || token === 'bad') return null;
      return { login: typedLogin, clientId, scopes: token.startsWith('full') ? allScopes : ['chat:edit', 'chat:read'] };
    },
    withdraw: (token) => void withdrawn.add(token),
    isOurs: (pass) => given.has(pass.replace(/^oauth:/u, '')),
    good: () => [...access].filter(([, token]) => token.expiresAt > Date.now()).map(([name]) => name),
    expireTokens: () => access.clear(),
    disconnectApp: () => {
      access.clear();
      refresh.clear();
    },
    goDown: (down) => {
      isDown = down;
    },
    listener: (request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
      request.on('end', () => {
        asked.push(`${request.method} ${request.url}`);
        const url = new URL(request.url ?? '/', 'http://id');
        // Twitch takes them from either place.
        const form = new URLSearchParams([...url.searchParams, ...new URLSearchParams(body)]);
        const answer = (status: number, value: unknown): void => {
          response.writeHead(status, { 'content-type': 'application/json' });
          response.end(JSON.stringify(value));
        };
        const refuse = (status: number, message: string): void => answer(status, { status, message });
        const tokensFor = (login: string): void => {
          const token = random('at');
          const next = random('rt');
          access.set(token, { login, scopes: ids.pace.scopes, expiresAt: Date.now() + ids.pace.tokenExpiresIn * 1_000 });
          refresh.set(next, login);
          given.add(token);
          answer(200, { access_token: token, expires_in: ids.pace.tokenExpiresIn, refresh_token: next, scope: ids.pace.scopes, token_type: 'bearer' });
        };
        if (isDown) return refuse(503, 'Service Unavailable');
        const isClient = form.get('client_id') === clientId;
        switch (`${request.method} ${url.pathname}`) {
          case 'POST /oauth2/device': {
            if (!isClient) return refuse(400, 'invalid client');
            if (!form.get('scopes')) return refuse(400, 'missing scope');
            const userCode = randomBytes(20)
              .toString('base64')
              .replace(/[^A-Z]/gu, '')
              .padEnd(8, 'K')
              .slice(0, 8);
            const deviceCode = random('dc');
            codes.set(deviceCode, { userCode, expiresAt: Date.now() + ids.pace.expiresIn * 1_000, login: null, over: false });
            shown.push(userCode);
            return answer(200, {
              device_code: deviceCode,
              expires_in: ids.pace.expiresIn,
              interval: ids.pace.interval,
              user_code: userCode,
              verification_uri: `https://www.twitch.tv/activate?public=true&device-code=${userCode}`,
            });
          }
          case 'POST /oauth2/token': {
            if (!isClient) return refuse(400, 'invalid client');
            if (form.get('grant_type') === 'refresh_token') {
              const login = refresh.get(form.get('refresh_token') ?? '');
              if (login === undefined) return answer(400, { error: 'Bad Request', status: 400, message: 'Invalid refresh token' });
              refresh.delete(form.get('refresh_token') ?? '');
              return tokensFor(login);
            }
            if (form.get('grant_type') !== 'urn:ietf:params:oauth:grant-type:device_code') return refuse(400, 'invalid grant type');
            const code = codes.get(form.get('device_code') ?? '');
            // Used, denied, run out or never heard of: the same word.
            if (code === undefined || code.over || code.expiresAt <= Date.now()) return refuse(400, 'invalid device code');
            if (code.login === null) return refuse(400, 'authorization_pending');
            code.over = true;
            return tokensFor(code.login);
          }
          case 'GET /oauth2/validate': {
            const given = /^OAuth (\S+)$/u.exec(request.headers.authorization ?? '')?.[1] ?? '';
            const owner = ids.owner(given);
            if (owner === null) return refuse(401, 'invalid access token');
            const expiresIn = Math.round(((access.get(given)?.expiresAt ?? Date.now()) - Date.now()) / 1_000);
            return answer(200, { client_id: clientId, login: owner.login, scopes: owner.scopes, user_id: userIdOf(owner.login), expires_in: expiresIn });
          }
          case 'POST /oauth2/revoke': {
            if (!isClient) return refuse(404, 'client does not exist');
            if (!access.delete(form.get('token') ?? '')) return refuse(400, 'Invalid token');
            // The whole authorisation goes with it.
            refresh.clear();
            response.writeHead(200).end();
            return;
          }
          default:
            return refuse(404, 'Not Found');
        }
      });
    },
  };
  return ids;
}
