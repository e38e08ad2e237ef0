import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Who a token belongs to, as the id server knows. */
export interface TokenOwner {
  readonly login: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
}
/** The chat behind the API: the same as the one behind the chat's own line. */
export interface ChatBehind {
  owner(token: string): TokenOwner | null;
  userId(login: string): string;
  login(userId: string): string | null;
  isTrusted(login: string, room: string): boolean;
  /** The refusal by its msg-id, or null where it stands in the chat for all to see, its writer too. */
  say(login: string, room: string, text: string, messageId: string): string | null;
  /** False where the last one is not two seconds ago. */
  announce(login: string, room: string, text: string): boolean;
}
export interface FakeHelix {
  handle(request: IncomingMessage, response: ServerResponse): void;
  /** `POST /helix/chat/messages` and the like. */
  readonly asked: string[];
  readonly pins: { readonly room: string; readonly messageId: string; readonly seconds: number }[];
  readonly announced: { readonly room: string; readonly text: string; readonly at: number }[];
  /** The next questions are answered so instead. `hang`: it is done, and never answered; `lose`: neither. Null: as usual. */
  say(how: FakeAnswer | null): void;
}
export type FakeAnswer =
  | { readonly status: 401 | 403 | 429 | 503; readonly message: string; readonly resetInSeconds: number; readonly times: number }
  | { readonly dropped: { readonly code: string; readonly message: string } }
  | 'hang'
  | 'lose';

const errors: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
  503: 'Service Unavailable',
};
/** A minute's points for one app and one person. */
const POINTS = 800;

/** Twitch's API as a chat sees it: its answers and its refusals, with the words and headers of the real one. */
export function fakeHelix(chat: ChatBehind): FakeHelix {
  const asked: string[] = [];
  const pins: FakeHelix['pins'] = [];
  const announced: FakeHelix['announced'] = [];
  const known = new Set<string>();
  let points: { readonly minute: number; used: number } = { minute: 0, used: 0 };
  let next: FakeAnswer | null = null;
  let left = 0;

  function handle(request: IncomingMessage, response: ServerResponse): void {
    let raw = '';
    request.on('data', (chunk: Buffer) => (raw += chunk.toString('utf8')));
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://helix');
      asked.push(`${request.method} ${url.pathname}`);
      const minute = Math.floor(Date.now() / 60_000);
      if (points.minute !== minute) points = { minute, used: 0 };
      points.used += 1;
      const answer = (status: number, body: unknown, resetAt: number): void => {
        response.writeHead(status, {
          'content-type': 'application/json',
          'ratelimit-limit': String(POINTS),
          'ratelimit-remaining': String(Math.max(0, POINTS - points.used)),
          'ratelimit-reset': String(Math.ceil(resetAt / 1_000)),
        });
        response.end(body === null ? undefined : JSON.stringify(body));
      };
      const full = (minute + 1) * 60_000;
      const refuse = (status: number, message: string): void => answer(status, { error: errors[status], status, message }, full);

      const planned = next;
      if (planned === 'lose') return;
      if (planned !== null && typeof planned === 'object' && 'status' in planned) {
        left -= 1;
        if (left <= 0) next = null;
        return answer(
          planned.status,
          { error: errors[planned.status], status: planned.status, message: planned.message },
          Date.now() + planned.resetInSeconds * 1_000,
        );
      }
      if (points.used > POINTS) return refuse(429, 'Too Many Requests');
      const token = /^Bearer (\S+)$/u.exec(request.headers.authorization ?? '')?.[1];
      if (token === undefined) return refuse(401, 'OAuth token is missing');
      const owner = chat.owner(token);
      if (owner === null) return refuse(401, 'Invalid OAuth token');
      if (request.headers['client-id'] !== owner.clientId) return refuse(401, 'Client ID and OAuth token do not match');
      const needs = (scope: string): boolean => {
        if (owner.scopes.includes(scope)) return true;
        refuse(401, `Missing scope: ${scope}`);
        return false;
      };
      const me = chat.userId(owner.login);
      switch (`${request.method} ${url.pathname}`) {
        case 'GET /helix/users': {
          const login = url.searchParams.get('login') ?? owner.login;
          return answer(200, { data: [{ id: chat.userId(login), login, display_name: login }] }, full);
        }
        case 'POST /helix/chat/messages': {
          if (!needs('user:write:chat')) return;
          const body = JSON.parse(raw) as { readonly broadcaster_id?: string; readonly sender_id?: string; readonly message?: string };
          const room = chat.login(body.broadcaster_id ?? '');
          if (room === null || !body.message) return refuse(400, 'The broadcaster_id parameter is not valid.');
          if (body.sender_id !== me) return refuse(401, 'The ID in sender_id must match the user ID found in the OAuth token.');
          if (body.message.length > 500) return refuse(422, 'The message is too large.');
          if (planned !== null && typeof planned === 'object')
            return answer(200, { data: [{ message_id: '', is_sent: false, drop_reason: planned.dropped }] }, full);
          const messageId = randomUUID();
          const refused = chat.say(owner.login, room, body.message, messageId);
          if (planned === 'hang') return;
          if (refused !== null) return answer(200, { data: [{ message_id: '', is_sent: false, drop_reason: { code: refused, message: refused } }] }, full);
          known.add(messageId);
          return answer(200, { data: [{ message_id: messageId, is_sent: true, drop_reason: null }] }, full);
        }
        case 'POST /helix/chat/announcements': {
          if (!needs('moderator:manage:announcements')) return;
          const room = chat.login(url.searchParams.get('broadcaster_id') ?? '');
          if (room === null) return refuse(400, 'The broadcaster_id query parameter is required.');
          if (url.searchParams.get('moderator_id') !== me) return refuse(401, 'The ID in moderator_id must match the user ID found in the OAuth token.');
          if (!chat.isTrusted(owner.login, room)) return refuse(403, 'The user in moderator_id is not one of the broadcaster’s moderators.');
          const { message = '' } = JSON.parse(raw) as { readonly message?: string };
          if (!chat.announce(owner.login, room, message)) return refuse(429, 'The sender has exceeded the number of announcements.');
          announced.push({ room, text: message, at: Date.now() });
          if (planned === 'hang') return;
          return answer(204, null, full);
        }
        case 'PUT /helix/chat/pins': {
          if (!needs('moderator:manage:chat_messages')) return;
          const room = chat.login(url.searchParams.get('broadcaster_id') ?? '');
          const messageId = url.searchParams.get('message_id') ?? '';
          const seconds = Number(url.searchParams.get('duration_seconds'));
          if (room === null || !known.has(messageId)) return refuse(404, 'The message was not found.');
          if (!(seconds >= 30 && seconds <= 1_800)) return refuse(400, 'The duration_seconds parameter is out of range.');
          if (!chat.isTrusted(owner.login, room)) return refuse(403, 'The user in moderator_id is not one of the broadcaster’s moderators.');
          pins.push({ room, messageId, seconds });
          return answer(204, null, full);
        }
        default:
          return refuse(404, 'Not Found');
      }
    });
  }
  return {
    handle,
    asked,
    pins,
    announced,
    say: (how) => {
      next = how;
      left = how !== null && typeof how === 'object' && 'times' in how ? how.times : 0;
    },
  };
}
