import { startFakeHttp, type Answer, type FakeHttp } from './fake-http.ts';

/** Discord's webhooks as they answer: one webhook, its bucket of 5 in 2 s, its refusals by number. */
export interface FakeDiscord extends FakeHttp {
  readonly id: string;
  readonly token: string;
  /** What stands in the channel, oldest first, as people see it there. */
  shown(): readonly string[];
  /** Messages that were changed, with their new text. */
  readonly edits: { readonly id: string; readonly text: string }[];
  /** Somebody deletes a message. */
  deleteMessage(at: number): void;
  /** What becomes of the webhook: Discord's three ways to say never again, or well. */
  become(state: 'good' | 'deleted' | 'renewed' | 'forbidden'): void;
  /** As many messages fit from now on, in as many seconds. */
  setLimit(messages: number, seconds: number): void;
  /** The next write is answered 429 by the whole application, after so many seconds. */
  slowDownOnce(seconds: number): void;
}

export async function startFakeDiscord(): Promise<FakeDiscord> {
  const id = '1180011223344556677';
  const token = 'kJ8_fake-webhook-token-of-the-lamp-stall-0123456789abcdefghijklmnop';
  const messages = new Map<string, string>();
  const edits: { id: string; text: string }[] = [];
  let state: 'good' | 'deleted' | 'renewed' | 'forbidden' = 'good';
  let limit = { messages: 5, seconds: 2 };
  let taken: number[] = [];
  let slowDown: number | null = null;
  let next = 0;

  const seen = (content: string): string => content.replaceAll(/\\([^0-9A-Za-z\s])/gu, '$1');
  const no = (status: number, code: number, message: string): Answer => ({ status, body: { message, code } });
  const wait = (seconds: number, scope: string): Answer => ({
    status: 429,
    headers: { 'retry-after': String(Math.ceil(seconds)), 'x-ratelimit-scope': scope },
    body: { message: 'You are being rate limited.', retry_after: seconds, global: false },
  });

  const fake = await startFakeHttp(({ method, path, query, body }) => {
    const [, head, hookId, hookToken, what, messageId] = path.split('/');
    if (head !== 'webhooks' || hookId !== id || state === 'deleted') return no(404, 10_015, 'Unknown Webhook');
    if (hookToken !== token || state === 'renewed') return no(401, 50_027, 'Invalid Webhook Token');
    if (method === 'GET') return { status: 200, body: { id, type: 1, name: 'Lamp stall', channel_id: '1', guild_id: '2', token } };
    if (state === 'forbidden') return no(403, 50_013, 'Missing Permissions');
    if (slowDown !== null) {
      const seconds = slowDown;
      slowDown = null;
      return wait(seconds, 'shared');
    }
    const now = Date.now();
    taken = taken.filter((at) => now - at < limit.seconds * 1_000);
    const resetAfter = taken[0] === undefined ? limit.seconds : (taken[0] + limit.seconds * 1_000 - now) / 1_000;
    if (taken.length >= limit.messages) return wait(resetAfter, 'user');
    taken.push(now);
    const headers = {
      'x-ratelimit-limit': String(limit.messages),
      'x-ratelimit-remaining': String(limit.messages - taken.length),
      'x-ratelimit-reset-after': resetAfter.toFixed(3),
      'x-ratelimit-bucket': 'fakebucket',
    };
    const content = typeof body['content'] === 'string' ? body['content'] : '';
    if (content === '') return no(400, 50_006, 'Cannot send an empty message');
    if (content.length > 2_000) return no(400, 50_035, 'Invalid Form Body');
    if (method === 'PATCH' && what === 'messages' && messageId !== undefined) {
      if (!messages.has(messageId)) return no(404, 10_008, 'Unknown Message');
      messages.set(messageId, seen(content));
      edits.push({ id: messageId, text: seen(content) });
      return { status: 200, headers, body: { id: messageId, content } };
    }
    if (method !== 'POST' || what !== undefined) return no(405, 0, '405: Method Not Allowed');
    next += 1;
    const newId = String(1_200_000_000_000_000_000n + BigInt(next));
    messages.set(newId, seen(content));
    return query.get('wait') === 'true' ? { status: 200, headers, body: { id: newId, content } } : { status: 204, headers, body: '' };
  });
  return {
    ...fake,
    id,
    token,
    shown: () => [...messages.values()],
    edits,
    deleteMessage: (at) => {
      const found = [...messages.keys()][at];
      if (found !== undefined) messages.delete(found);
    },
    become: (to) => {
      state = to;
    },
    setLimit: (most, seconds) => {
      limit = { messages: most, seconds };
      taken = [];
    },
    slowDownOnce: (seconds) => {
      slowDown = seconds;
    },
  };
}
