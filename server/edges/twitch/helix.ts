import { z } from 'zod';
import type { DurationMs } from '@protocol/time.ts';
import { askServer } from '../../ports/ask-server.ts';

/** Twitch's API as far as a chat needs it: say something, announce it, pin it, and find a channel by its name. */
export interface HelixOptions {
  /** Ends without a slash. */
  readonly url: string;
  readonly withinMs: DurationMs;
}
export const TWITCH_HELIX: HelixOptions = { url: 'https://api.twitch.tv/helix', withinMs: 4_000 };

/** Who asks, and with what right. */
export interface Bearer {
  readonly clientId: string;
  readonly token: string;
}
/**
 * `dropped`: taken and not shown, with Twitch's word for why. `limited`: asked too much. `token`: it is good no more. `forbidden`: this
 * account or token may not. `refused`: the request is none. `unreached`: nobody can have heard it. `away`: no clear answer, it may be done.
 */
export type HelixAnswer<T> =
  | { readonly how: 'ok'; readonly value: T }
  | { readonly how: 'dropped'; readonly code: string; readonly message: string }
  | { readonly how: 'limited'; readonly againInMs: DurationMs }
  | { readonly how: 'token' | 'unreached' | 'away' }
  | { readonly how: 'forbidden' | 'refused'; readonly message: string };

const sentAnswer = z.object({
  data: z
    .array(
      z.object({
        message_id: z.string().max(200).nullish(),
        is_sent: z.boolean(),
        drop_reason: z.object({ code: z.string().max(100), message: z.string().max(500) }).nullish(),
      }),
    )
    .length(1),
});
const usersAnswer = z.object({ data: z.array(z.object({ id: z.string().min(1).max(60), login: z.string() })) });
const complaint = z.object({ message: z.string() });

export interface Helix {
  /** The id of the message. */
  send(bearer: Bearer, room: string, sender: string, text: string): Promise<HelixAnswer<string | null>>;
  /** It has no id, and the answer says only that it was taken. */
  announce(bearer: Bearer, room: string, sender: string, text: string): Promise<HelixAnswer<null>>;
  /** For 30 s to 30 minutes; what was pinned before no longer is. */
  pin(bearer: Bearer, room: string, sender: string, messageId: string, forMs: DurationMs): Promise<HelixAnswer<null>>;
  /** The id of a channel; null where there is none of that name. */
  channelId(bearer: Bearer, login: string): Promise<HelixAnswer<string | null>>;
}

const PIN_SECONDS = { least: 30, most: 1_800 } as const;

export function helix({ url, withinMs }: HelixOptions): Helix {
  async function ask<T>(bearer: Bearer, method: string, path: string, body: unknown, read: (body: unknown) => HelixAnswer<T>): Promise<HelixAnswer<T>> {
    const headers: Record<string, string> = { authorization: `Bearer ${bearer.token}`, 'client-id': bearer.clientId };
    if (body !== null) headers['content-type'] = 'application/json';
    const answer = await askServer(`${url}${path}`, { method, headers, ...(body === null ? {} : { body: JSON.stringify(body) }) }, withinMs);
    if (answer.how === 'away') return { how: answer.heard ? 'away' : 'unreached' };
    const { status } = answer;
    if (status >= 200 && status < 300) return read(answer.body);
    const said = complaint.safeParse(answer.body);
    const message = said.success ? said.data.message.slice(0, 150) : '';
    switch (status) {
      case 401:
        // A token without the right is answered like one that is over; renewing it would bring the same.
        return /scope/iu.test(message) ? { how: 'forbidden', message } : { how: 'token' };
      case 403:
        return { how: 'forbidden', message };
      case 429:
        return { how: 'limited', againInMs: resetOf(answer.headers) };
      default:
        // A redirect, or trouble of their own: it may be done.
        return status >= 400 && status < 500 ? { how: 'refused', message } : { how: 'away' };
    }
  }
  const query = (fields: Readonly<Record<string, string>>): string => new URLSearchParams(fields).toString();
  const nothing = (): HelixAnswer<null> => ({ how: 'ok', value: null });

  return {
    send: (bearer, room, sender, text) =>
      ask(bearer, 'POST', '/chat/messages', { broadcaster_id: room, sender_id: sender, message: text }, (body) => {
        const read = sentAnswer.safeParse(body);
        const [row] = read.success ? read.data.data : [];
        if (row === undefined) return { how: 'away' };
        if (row.is_sent) return { how: 'ok', value: row.message_id || null };
        return { how: 'dropped', code: row.drop_reason?.code ?? '', message: row.drop_reason?.message ?? '' };
      }),
    announce: (bearer, room, sender, text) =>
      ask(bearer, 'POST', `/chat/announcements?${query({ broadcaster_id: room, moderator_id: sender })}`, { message: text }, nothing),
    pin: (bearer, room, sender, messageId, forMs) => {
      const seconds = Math.min(PIN_SECONDS.most, Math.max(PIN_SECONDS.least, Math.round(forMs / 1_000)));
      const fields = { broadcaster_id: room, moderator_id: sender, message_id: messageId, duration_seconds: String(seconds) };
      return ask(bearer, 'PUT', `/chat/pins?${query(fields)}`, null, nothing);
    },
    channelId: (bearer, login) =>
      ask(bearer, 'GET', `/users?${query({ login })}`, null, (body) => {
        const read = usersAnswer.safeParse(body);
        return read.success ? { how: 'ok', value: read.data.data[0]?.id ?? null } : { how: 'away' };
      }),
  };
}

/** Until the bucket is full again, as the header says in seconds of the clock; a second where it says nothing. */
function resetOf(headers: Headers): DurationMs {
  const at = Number(headers.get('ratelimit-reset') ?? Number.NaN) * 1_000;
  return Number.isFinite(at) ? Math.max(0, at - Date.now()) : 1_000;
}
