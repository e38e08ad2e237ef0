import { createHmac, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

/** A provider with a hosted page: sessions, one button to pay, expiry, refunds, signed notices. Kept in memory. */
const sessionBody = z.object({
  reference: z.string(),
  total: z.int(),
  currency: z.string(),
  lines: z.array(z.object({ title: z.string(), quantity: z.int(), price: z.int() })),
  returnUrl: z.string(),
  metadata: z.record(z.string(), z.string()),
});
const referenceBody = z.object({ reference: z.string() });
const refundBody = z.object({ reference: z.string(), amount: z.int() });

export interface ToySession {
  readonly reference: string;
  readonly total: number;
  readonly currency: string;
  readonly lines: readonly { readonly title: string; readonly quantity: number; readonly price: number }[];
  readonly returnUrl: string;
  readonly metadata: Readonly<Record<string, string>>;
  state: 'open' | 'paid' | 'expired';
  refunded: number;
}
export interface Notice {
  readonly raw: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}
export interface ToyPaymentServer {
  readonly url: string;
  readonly sessions: ReadonlyMap<string, ToySession>;
  /** Every notice, whether it reached the shop or not. */
  readonly notices: Notice[];
  /** Answers nothing but 500 while on. */
  breakDown(on: boolean): void;
  /** Sends a notice once more, as providers do. */
  sendAgain(notice: Notice): Promise<void>;
  close(): Promise<void>;
}

const escapeHtml = (text: string): string => text.replace(/[&<>"']/gu, (sign) => `&#${sign.charCodeAt(0)};`);
const readBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};
export const sign = (secret: string, at: number, raw: Uint8Array): string =>
  `t=${at},v1=${createHmac('sha256', secret).update(`${at}.`).update(raw).digest('hex')}`;

/** `notifyUrl` is where notices go; null keeps them here only. */
export async function startToyPayment(apiKey: string, signingSecret: string, notifyUrl: () => string | null): Promise<ToyPaymentServer> {
  const sessions = new Map<string, ToySession>();
  const answers = new Map<string, { readonly status: number; readonly body: unknown }>();
  const notices: Notice[] = [];
  let broken = false;

  const deliver = async (notice: Notice): Promise<void> => {
    const url = notifyUrl();
    if (url === null) return;
    // A provider tries again for days; a test asks for it with `sendAgain`.
    await fetch(url, { method: 'POST', body: new Uint8Array(notice.raw), headers: notice.headers }).catch(() => undefined);
  };
  const tell = async (session: ToySession, status: 'paid' | 'expired' | 'refunded', amount: number): Promise<void> => {
    const raw = Buffer.from(JSON.stringify({ id: `evt_${randomUUID().replaceAll('-', '')}`, reference: session.reference, status, amount }));
    const notice = { raw, headers: { 'content-type': 'application/json', 'toy-signature': sign(signingSecret, Math.floor(Date.now() / 1000), raw) } };
    notices.push(notice);
    await deliver(notice);
  };

  const api = async (path: string, body: unknown): Promise<{ readonly status: number; readonly body: unknown }> => {
    if (path === '/sessions') {
      const session = sessionBody.parse(body);
      const known = sessions.get(session.reference);
      if (known !== undefined) return { status: 409, body: { error: `session ${session.reference} is ${known.state}` } };
      sessions.set(session.reference, { ...session, state: 'open', refunded: 0 });
      return { status: 200, body: { url: `${url}/pay/${session.reference}` } };
    }
    if (path === '/expire') {
      const { reference } = referenceBody.parse(body);
      const session = sessions.get(reference);
      if (session?.state === 'paid') return { status: 200, body: { state: 'paid' } };
      if (session === undefined) {
        sessions.set(reference, { reference, total: 0, currency: '', lines: [], returnUrl: '', metadata: {}, state: 'expired', refunded: 0 });
      } else if (session.state === 'open') {
        session.state = 'expired';
        await tell(session, 'expired', session.total);
      }
      return { status: 200, body: { state: 'expired' } };
    }
    if (path === '/refund') {
      const { reference, amount } = refundBody.parse(body);
      const session = sessions.get(reference);
      if (session?.state !== 'paid' || session.refunded + amount > session.total) return { status: 409, body: { error: 'nothing to give back' } };
      session.refunded += amount;
      await tell(session, 'refunded', session.refunded);
      return { status: 200, body: {} };
    }
    return { status: 404, body: { error: 'no such thing' } };
  };

  const server = createServer((request, response) => {
    void (async () => {
      const body = await readBody(request);
      const path = request.url ?? '/';
      const json = (status: number, value: unknown): void => {
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
      };
      if (broken) return json(500, { error: 'out of order' });
      const paying = /^\/pay\/([A-Za-z0-9_-]+)$/u.exec(path);
      if (paying) {
        const session = sessions.get(paying[1] ?? '');
        if (session?.state !== 'open') {
          response.writeHead(410, { 'content-type': 'text/html; charset=utf-8' }).end('<!doctype html><title>Over</title><p>This page is over.</p>');
          return;
        }
        if (request.method === 'POST') {
          session.state = 'paid';
          await tell(session, 'paid', session.total);
          response.writeHead(303, { location: session.returnUrl }).end();
          return;
        }
        const rows = session.lines.map((line) => `<li>${line.quantity} × ${escapeHtml(line.title)}</li>`).join('');
        response
          .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
          .end(
            `<!doctype html><title>Toy pay</title><ul>${rows}</ul><p>${session.total} ${escapeHtml(session.currency)}</p><form method="post"><button>Pay now</button></form>`,
          );
        return;
      }
      if (request.headers.authorization !== `Bearer ${apiKey}`) return json(401, { error: 'wrong key' });
      // As real ones do: the same key again is the same answer, whatever happened meanwhile.
      const key = `${path} ${String(request.headers['idempotency-key'] ?? randomUUID())}`;
      const answer = answers.get(key) ?? (await api(path, JSON.parse(body)));
      answers.set(key, answer);
      json(answer.status, answer.body);
    })().catch(() => response.writeHead(400).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    sessions,
    notices,
    breakDown: (on) => {
      broken = on;
    },
    sendAgain: deliver,
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
