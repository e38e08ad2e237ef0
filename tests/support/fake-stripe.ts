import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Stripe from 'stripe';

/**
 * As much of Stripe as selling with Checkout meets, in memory, with its refusals: idempotency, the 30-minute rule, pages that are ended once,
 * refunds beyond what was paid, signed notices, endpoints, disputes. It runs behind a socket, or, for thousands of histories, without one.
 */
type Params = { readonly [name: string]: string | Params };
type SessionStatus = 'open' | 'complete' | 'expired';
interface FakeSession {
  readonly id: string;
  readonly created: number;
  readonly currency: string;
  readonly amount: number;
  readonly expiresAt: number;
  readonly clientReference: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly successUrl: string;
  readonly cancelUrl: string;
  readonly lines: readonly string[];
  readonly note: string;
  status: SessionStatus;
  payment: FakePayment | null;
}
interface FakePayment {
  readonly id: string;
  readonly charge: string;
  readonly amount: number;
  readonly currency: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly refunds: FakeRefund[];
  dispute: 'none' | 'open' | 'won' | 'lost';
}
interface FakeRefund {
  readonly id: string;
  readonly amount: number;
  readonly metadata: Readonly<Record<string, string>>;
  failed: boolean;
}
interface Endpoint {
  readonly id: string;
  readonly url: string;
  readonly secret: string;
  readonly events: readonly string[];
  readonly status: 'enabled' | 'disabled';
}
export interface FakeNotice {
  readonly type: string;
  readonly url: string;
  readonly raw: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}
export interface FakeStripeOptions {
  readonly key: string;
  /** Epoch ms. */
  readonly now: () => number;
  /** Where pages stand; the server's own address where it has one. */
  readonly base: () => string;
  /** Every notice, as it leaves. What arrives of it is the test's. */
  readonly send: (notice: FakeNotice) => void;
}
export interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const escapeHtml = (text: string): string => text.replace(/[&<>"']/gu, (sign) => `&#${sign.charCodeAt(0)};`);
const HALF_HOUR_S = 1_800;
const DAY_S = 86_400;

/** `a[b][0]=c` as Stripe writes it. */
function nested(raw: string): Params {
  const all: Record<string, unknown> = {};
  for (const [name, value] of new URLSearchParams(raw)) {
    const path = name.replaceAll(']', '').split('[');
    let here = all;
    for (const step of path.slice(0, -1)) here = (here[step] ??= {}) as Record<string, unknown>; // made a line above
    here[path.at(-1) ?? ''] = value;
  }
  return all as Params; // of strings, nested
}
const within = (value: string | Params | undefined): Params => (typeof value === 'object' ? value : {});
const text = (value: string | Params | undefined): string => (typeof value === 'string' ? value : '');
const strings = (value: string | Params | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(within(value)).flatMap(([name, one]) => (typeof one === 'string' ? [[name, one]] : [])));

export class FakeStripe {
  readonly sessions = new Map<string, FakeSession>();
  readonly endpoints = new Map<string, Endpoint>();
  readonly notices: FakeNotice[] = [];
  /** What a restricted key may not do: `checkout`, `refunds`, `webhooks`. */
  readonly forbidden = new Set<string>();
  /** How often each address was called. */
  readonly calls = new Map<string, number>();
  broken = false;
  readonly #options: FakeStripeOptions;
  readonly #answers = new Map<string, { readonly asked: string; readonly reply: Reply }>();
  #ids = 0;

  constructor(options: FakeStripeOptions) {
    this.#options = options;
  }

  /** A call of the API. */
  handle(method: string, url: URL, headers: Readonly<Record<string, string>>, raw: string): Reply {
    if (this.broken) return { status: 500, body: { error: { type: 'api_error', message: 'Out of order.' } } };
    const [kind = '', key = ''] = (headers['authorization'] ?? '').split(' ');
    if (kind !== 'Bearer' || key !== this.#options.key) return no(401, 'Invalid API Key provided: rk_test_****', 'invalid_request_error');
    const path = url.pathname.replace(/^\/v1\//u, '');
    this.calls.set(`${method} ${path.split('/').slice(0, 2).join('/')}`, (this.calls.get(`${method} ${path.split('/').slice(0, 2).join('/')}`) ?? 0) + 1);
    const need = path.startsWith('checkout') ? 'checkout' : path.startsWith('refunds') ? 'refunds' : 'webhooks';
    if (this.forbidden.has(need)) return no(403, `The provided key does not have the required permissions for ${need}.`, 'invalid_request_error');
    const again = method === 'POST' ? headers['idempotency-key'] : undefined;
    if (again === undefined) return this.#route(method, path, url.searchParams, nested(raw));
    const asked = `${path}\n${raw}`;
    const known = this.#answers.get(again);
    if (known !== undefined) {
      if (known.asked !== asked)
        return no(400, 'Keys for idempotent requests can only be used with the same parameters they were first used with.', 'idempotency_error');
      return { ...known.reply, headers: { 'idempotent-replayed': 'true' } };
    }
    const reply = this.#route(method, path, url.searchParams, nested(raw));
    // What was refused before anything was done is not kept.
    if (reply.status < 400) this.#answers.set(again, { asked, reply });
    return reply;
  }

  /** As `fetch` for a client without a socket. */
  readonly fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const url = new URL(input instanceof Request ? input.url : String(input));
    const headers = Object.fromEntries(new Headers(init?.headers).entries());
    const reply = this.handle(init?.method ?? 'GET', url, headers, typeof init?.body === 'string' ? init.body : '');
    return new Response(JSON.stringify(reply.body), { status: reply.status, headers: { 'content-type': 'application/json', ...reply.headers } });
  };

  // --- what people do there ---------------------------------------------------------------------

  /** The buyer presses the button; false where the page says it is over. */
  pay(id: string): boolean {
    const session = this.sessions.get(id);
    if (session === undefined || !this.#isOpen(session)) return false;
    session.status = 'complete';
    session.payment = {
      id: this.#id('pi'),
      charge: this.#id('ch'),
      amount: session.amount,
      currency: session.currency,
      metadata: session.metadata,
      refunds: [],
      dispute: 'none',
    };
    this.#tell('checkout.session.completed', this.#shown(session, false));
    return true;
  }
  bySession(reference: string): FakeSession | null {
    return [...this.sessions.values()].find((session) => session.metadata['reference'] === reference) ?? null;
  }
  refunded(reference: string): number {
    return sumOf(this.bySession(reference)?.payment ?? null);
  }
  /** Somebody gives money back on Stripe's own pages. */
  refundByHand(reference: string, amount: number): void {
    const payment = this.bySession(reference)?.payment;
    if (payment) this.#refund(payment, amount, {});
  }
  /** The bank sends it back. */
  failRefund(reference: string): void {
    const payment = this.bySession(reference)?.payment;
    const refund = payment?.refunds.find((one) => !one.failed);
    if (!payment || !refund) return;
    refund.failed = true;
    this.#tell('refund.failed', {
      id: refund.id,
      object: 'refund',
      amount: refund.amount,
      currency: payment.currency,
      payment_intent: payment.id,
      metadata: refund.metadata,
      status: 'failed',
    });
  }
  dispute(reference: string, state: 'open' | 'won' | 'lost'): void {
    const payment = this.bySession(reference)?.payment;
    if (!payment) return;
    payment.dispute = state;
    this.#tell(state === 'open' ? 'charge.dispute.created' : 'charge.dispute.closed', {
      id: this.#id('dp'), object: 'dispute', amount: payment.amount, currency: payment.currency, charge: payment.charge, payment_intent: payment.id, metadata: {}, status: state === 'open' ? 'needs_response' : state,
    }); // prettier-ignore
  }
  /** Ends what has run out by Stripe's own clock. */
  tick(): void {
    for (const session of this.sessions.values()) this.#isOpen(session);
  }
  /** Signed anew, as a delivery that is tried again is. */
  again(notice: FakeNotice): FakeNotice {
    const endpoint = [...this.endpoints.values()].find(({ url }) => url === notice.url);
    return endpoint === undefined ? notice : { ...notice, headers: this.#signed(notice.raw.toString('utf8'), endpoint.secret) };
  }

  // --- inside -----------------------------------------------------------------------------------

  #id(prefix: string): string {
    this.#ids += 1;
    return `${prefix}_test_${this.#ids.toString(36).padStart(12, '0')}`;
  }
  #nowS(): number {
    return Math.floor(this.#options.now() / 1_000);
  }
  #isOpen(session: FakeSession): boolean {
    if (session.status === 'open' && session.expiresAt <= this.#nowS()) {
      session.status = 'expired';
      this.#tell('checkout.session.expired', this.#shown(session, false));
    }
    return session.status === 'open';
  }
  #signed(payload: string, secret: string): Readonly<Record<string, string>> {
    const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp: this.#nowS() });
    return { 'content-type': 'application/json', 'stripe-signature': signature };
  }
  #tell(type: string, object: unknown): void {
    for (const endpoint of this.endpoints.values()) {
      if (endpoint.status !== 'enabled' || !endpoint.events.includes(type)) continue;
      const payload = JSON.stringify({ id: this.#id('evt'), object: 'event', type, created: this.#nowS(), livemode: false, data: { object } });
      const notice = { type, url: endpoint.url, raw: Buffer.from(payload), headers: this.#signed(payload, endpoint.secret) };
      this.notices.push(notice);
      this.#options.send(notice);
    }
  }
  #shown(session: FakeSession, expanded: boolean): Readonly<Record<string, unknown>> {
    const { payment } = session;
    const charge = payment === null ? null : { id: payment.charge, object: 'charge', amount_refunded: sumOf(payment), currency: payment.currency };
    return {
      id: session.id, object: 'checkout.session', created: session.created, currency: session.currency, amount_total: session.amount, expires_at: session.expiresAt, livemode: false,
      client_reference_id: session.clientReference, metadata: session.metadata, status: session.status, payment_status: payment === null ? 'unpaid' : 'paid',
      url: session.status === 'open' ? `${this.#options.base()}/c/pay/${session.id}` : null,
      payment_intent: payment === null ? null : expanded ? { id: payment.id, object: 'payment_intent', latest_charge: charge } : payment.id,
    }; // prettier-ignore
  }
  #refund(payment: FakePayment, amount: number, metadata: Readonly<Record<string, string>>): Reply {
    if (payment.dispute === 'open' || payment.dispute === 'lost')
      return no(400, `Charge ${payment.charge} has been charged back; cannot issue a refund.`, 'invalid_request_error');
    const left = payment.amount - sumOf(payment);
    if (amount > left) return no(400, `Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`, 'invalid_request_error');
    const refund = { id: this.#id('re'), amount, metadata, failed: false };
    payment.refunds.push(refund);
    this.#tell('charge.refunded', {
      id: payment.charge,
      object: 'charge',
      amount: payment.amount,
      amount_refunded: sumOf(payment),
      currency: payment.currency,
      payment_intent: payment.id,
      metadata: payment.metadata,
    });
    return { status: 200, body: { id: refund.id, object: 'refund', amount, status: 'succeeded', payment_intent: payment.id, metadata } };
  }

  #route(method: string, path: string, query: URLSearchParams, params: Params): Reply {
    const [first = '', second = '', id = '', verb = ''] = path.split('/');
    if (first === 'checkout' && second === 'sessions') {
      if (method === 'POST' && id === '') return this.#create(params);
      if (method === 'GET' && id === '') return this.#list(query);
      const session = this.sessions.get(id);
      if (session === undefined) return no(404, `No such checkout.session: ${id}`, 'invalid_request_error');
      const isOpen = this.#isOpen(session);
      if (method === 'GET') return { status: 200, body: this.#shown(session, false) };
      if (verb === 'expire') {
        if (!isOpen)
          return no(
            400,
            `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of ${session.status}.`,
            'invalid_request_error',
          );
        session.status = 'expired';
        this.#tell('checkout.session.expired', this.#shown(session, false));
        return { status: 200, body: this.#shown(session, false) };
      }
    }
    if (first === 'refunds' && method === 'POST') {
      const payment = [...this.sessions.values()].find((session) => session.payment?.id === text(params['payment_intent']))?.payment;
      if (!payment) return no(404, 'No such payment_intent', 'invalid_request_error');
      return this.#refund(payment, Number(text(params['amount'])), strings(params['metadata']));
    }
    if (first === 'refunds') {
      const all = [...this.sessions.values()].flatMap(({ payment }) =>
        payment !== null && (query.get('payment_intent') ?? payment.id) === payment.id ? payment.refunds : [],
      );
      return listed(
        all.filter(({ failed }) => !failed).map(({ id: refundId, amount, metadata }) => ({ id: refundId, object: 'refund', amount, metadata })),
        query,
      );
    }
    if (first === 'webhook_endpoints') {
      if (method === 'POST' && second === '') {
        const events = Object.values(strings(params['enabled_events']));
        if (!URL.canParse(text(params['url'])) || events.length === 0) return no(400, 'Invalid URL', 'invalid_request_error');
        const endpoint: Endpoint = { id: this.#id('we'), url: text(params['url']), secret: `whsec_${this.#id('s')}`, events, status: 'enabled' };
        this.endpoints.set(endpoint.id, endpoint);
        return { status: 200, body: { object: 'webhook_endpoint', ...endpoint } };
      }
      if (second === '')
        return listed(
          [...this.endpoints.values()].map(({ id: endpointId, url, status }) => ({ id: endpointId, object: 'webhook_endpoint', url, status })),
          query,
        );
      const endpoint = this.endpoints.get(second);
      if (endpoint === undefined) return no(404, `No such webhook endpoint: ${second}`, 'invalid_request_error');
      if (method === 'DELETE') this.endpoints.delete(second);
      return { status: 200, body: { id: second, object: 'webhook_endpoint', url: endpoint.url, status: endpoint.status, deleted: method === 'DELETE' } };
    }
    return no(404, `Unrecognized request URL (${method}: /v1/${path}).`, 'invalid_request_error');
  }

  #create(params: Params): Reply {
    const items = Object.values(within(params['line_items'])).map(within);
    const metadata = strings(params['metadata']);
    const prices = items.map((item) => ({ item, price: within(item['price_data']) }));
    const amount = prices.reduce((sum, { item, price }) => sum + Number(text(price['unit_amount'])) * Number(text(item['quantity'])), 0);
    const expiresAt = params['expires_at'] === undefined ? this.#nowS() + DAY_S : Number(text(params['expires_at']));
    if (items.length === 0 || text(params['mode']) !== 'payment') return no(400, 'Missing required param: line_items.', 'invalid_request_error');
    if (text(params['success_url']) === '') return no(400, 'Missing required param: success_url.', 'invalid_request_error');
    if (!Number.isSafeInteger(amount) || amount < 50)
      return no(400, "The Checkout Session's total amount must convert to at least 50 cents.", 'invalid_request_error', 'amount_too_small');
    if (expiresAt < this.#nowS() + HALF_HOUR_S)
      return no(400, 'The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.', 'invalid_request_error');
    if (expiresAt > this.#nowS() + DAY_S)
      return no(400, 'The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.', 'invalid_request_error');
    const isTooLong = Object.entries(metadata).some(([name, value]) => name.length > 40 || value.length > 500);
    if (Object.keys(metadata).length > 50 || isTooLong) return no(400, 'Metadata can have up to 50 keys.', 'invalid_request_error');
    const session: FakeSession = {
      id: this.#id('cs'), created: this.#nowS(), currency: text(prices[0]?.price['currency']), amount, expiresAt, clientReference: text(params['client_reference_id']), metadata, successUrl: text(params['success_url']),
      cancelUrl: text(params['cancel_url']), lines: prices.map(({ item, price }) => `${text(item['quantity'])} × ${text(within(price['product_data'])['name'])}`), note: text(within(within(params['custom_text'])['submit'])['message']),
      status: 'open', payment: null,
    }; // prettier-ignore
    this.sessions.set(session.id, session);
    return { status: 200, body: this.#shown(session, false) };
  }
  #list(query: URLSearchParams): Reply {
    const since = Number(query.get('created[gte]') ?? 0);
    const status = query.get('status');
    const payment = query.get('payment_intent');
    const expanded = [...query.keys()].some((name) => name.startsWith('expand'));
    const found = [...this.sessions.values()]
      .filter((session) => session.created >= since && (payment === null || session.payment?.id === payment))
      .filter((session) => this.#isOpen(session) || session.status !== 'open')
      .filter((session) => status === null || session.status === status)
      .reverse();
    return listed(
      found.map((session) => this.#shown(session, expanded)),
      query,
    );
  }

  /** The page itself: what a browser gets. */
  page(id: string, method: string): { readonly status: number; readonly location: string | null; readonly html: string } {
    const session = this.sessions.get(id);
    if (session === undefined || !this.#isOpen(session)) {
      if (session?.status === 'complete') return { status: 303, location: session.successUrl, html: '' };
      return {
        status: 410,
        location: null,
        html: '<!doctype html><meta name="viewport" content="width=device-width"><title>Checkout</title><h1>This checkout session has expired.</h1>',
      };
    }
    if (method === 'POST') {
      this.pay(id);
      return { status: 303, location: session.successUrl, html: '' };
    }
    const rows = session.lines.map((line) => `<li>${escapeHtml(line)}</li>`).join('');
    const amount = `${(session.amount / 100).toFixed(2)} ${session.currency.toUpperCase()}`;
    return {
      status: 200,
      location: null,
      html: `<!doctype html><meta name="viewport" content="width=device-width"><title>Checkout</title><h1>Pay ${amount}</h1><ul>${rows}</ul><p>${escapeHtml(session.note)}</p><form method="post"><button>Pay</button></form><a href="${escapeHtml(session.cancelUrl)}">Back</a>`,
    };
  }
}

const sumOf = (payment: FakePayment | null): number => (payment?.refunds ?? []).reduce((sum, refund) => sum + (refund.failed ? 0 : refund.amount), 0);
const no = (status: number, message: string, type: string, code = ''): Reply => ({
  status,
  body: { error: { type, message, ...(code === '' ? {} : { code }) } },
});
function listed(all: readonly { readonly id?: unknown }[], query: URLSearchParams): Reply {
  const after = query.get('starting_after');
  const from = after === null ? 0 : all.findIndex((one) => one.id === after) + 1;
  const limit = Number(query.get('limit') ?? 10);
  return { status: 200, body: { object: 'list', data: all.slice(from, from + limit), has_more: from + limit < all.length, url: '/v1/list' } };
}

export interface FakeStripeServer {
  readonly url: string;
  readonly fake: FakeStripe;
  close(): Promise<void>;
}
/** `isHeard`: whether notices are sent at all; they are kept in `fake.notices` either way. */
export async function startFakeStripe(key: string, now: () => number, isHeard: () => boolean): Promise<FakeStripeServer> {
  let url = '';
  const deliver = ({ url: to, raw, headers }: FakeNotice): void => {
    // A provider tries again for days; a test asks for that itself.
    if (isHeard()) void fetch(to, { method: 'POST', body: new Uint8Array(raw), headers }).catch(() => undefined);
  };
  const fake = new FakeStripe({ key, now, base: () => url, send: deliver });
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const at = new URL(request.url ?? '/', url);
      const page = /^\/c\/pay\/(\w+)$/u.exec(at.pathname)?.[1];
      if (page !== undefined) {
        const { status, location, html } = fake.page(page, request.method ?? 'GET');
        response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', ...(location === null ? {} : { location }) }).end(html);
        return;
      }
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      const reply = fake.handle(request.method ?? 'GET', at, headers, Buffer.concat(chunks).toString('utf8'));
      response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers }).end(JSON.stringify(reply.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // it listens on a port
  return {
    url,
    fake,
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
