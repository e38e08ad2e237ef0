import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { PaymentAdapter } from '../../server/ports/payment.ts';
import { startServer, usual, type TestServer } from '../support/server.ts';

/** A provider that signs its raw body and says what its body says. */
const SECRET = 'whsec';
const sign = (body: string): string => createHmac('sha256', SECRET).update(body).digest('hex');
const provider: PaymentAdapter = {
  manifest: { id: 'pretend', label: 'Pretend', settings: z.object({}), enabledByDefault: true, settles: 'page', duty: 'pay' },
  page: {
    open: () => Promise.resolve({ payUrl: 'https://pay.example/1' }),
    expire: () => Promise.resolve('expired'),
    refund: () => Promise.resolve(),
    notice: (_settings, raw, headers) => {
      const body = Buffer.from(raw).toString();
      if (headers['x-signature'] !== sign(body)) return Promise.resolve(null);
      // Our own body, signed.
      return Promise.resolve(JSON.parse(body) as { eventId: string; reference: string; status: 'paid'; amount: number });
    },
  },
  doctor: () => Promise.resolve([]),
};
let server: TestServer;
beforeAll(async () => {
  server = await startServer({ ...usual, deps: { adapters: { chats: [], payments: [provider], shops: [] } } });
});
afterAll(() => server.stop());

const notice = (body: string, signature: string): Promise<Response> =>
  server.fetch('/webhooks/pretend', { method: 'POST', headers: { 'x-signature': signature, 'content-type': 'application/json' }, body });

describe('POST /webhooks/:provider', () => {
  it('checks the signature over the raw bytes', async () => {
    const body = '{ "eventId":"evt_00000001",  "reference":"none", "status":"paid", "amount":100 }';
    expect((await notice(body, 'forged')).status).toBe(400);
    expect((await notice(body.replace('100', '1'), sign(body))).status).toBe(400);
    // Known to the letter, white space and all; of an order that is none here: not 2xx, so that it comes again.
    const right = await notice(body, sign(body));
    expect(right.status).toBe(409);
    expect(await right.json()).toMatchObject({ refusal: { code: 'no-such-order' } });
  });
  it('needs no login and takes no cookie or origin for one', async () => {
    const body = '{"eventId":"short","reference":"none","status":"paid","amount":100}';
    const response = await server.fetch('/webhooks/pretend', { method: 'POST', headers: { 'x-signature': sign(body), origin: 'https://pay.example' }, body });
    expect(response.status).toBe(409);
  });
  it('a notice that is too large is 413', async () => {
    expect((await notice('x'.repeat(400_000), 'x')).status).toBe(413);
  });
});
