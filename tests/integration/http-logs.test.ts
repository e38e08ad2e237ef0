import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { headersOf, startServer, stockedShop, usual, type TestServer } from '../support/server.ts';

const canary = 'CANARYcanary0123456789ab';
let server: TestServer;
beforeAll(async () => {
  server = await startServer({ ...usual, env: { LOG_LEVEL: 'trace' } });
  await stockedShop(server);
});
afterAll(() => server.stop());

describe('P2 the log of a whole evening', () => {
  it('holds no key, cookie, ticket, capability, passcode or mail, and every answer has its line', async () => {
    const key = `dc_canary.${canary}`;
    const paths = [
      `/hold/h1.${canary}`,
      `/order/1043/${canary}`,
      `/setup/${canary}`,
      `/edition/${canary}`,
      `/phone/${canary}`,
      `/d/abc?ref=/order/1/${canary}`,
      `/overlay/s1?key=${canary}`,
      `/nowhere/hold/${canary}`,
    ];
    for (const path of paths) {
      await server.fetch(path, {
        headers: { authorization: `Bearer ${key}`, cookie: `dc_session=${canary}; dc_viewer=v.${canary}`, referer: `https://x/order/1/${canary}` },
      });
      await server.fetch(path, {
        method: 'POST',
        headers: { origin: server.url, 'content-type': 'application/x-www-form-urlencoded' },
        body: `token=${canary}`,
      });
    }
    await server.fetch('/api/login', { method: 'POST', headers: headersOf(null, server.url), body: JSON.stringify({ passcode: canary }) });
    await server.fetch('/api/login', { method: 'POST', headers: headersOf(null, server.url), body: JSON.stringify({ key }) });
    await server.fetch('/api/passcode', { method: 'POST', headers: headersOf(server.owner, server.url), body: JSON.stringify({ passcode: canary }) });
    await server.command(
      'checkout.start',
      {
        holdId: 'none',
        provider: 'later',
        contact: { name: canary, email: `${canary}@mail.example` },
        delivery: { kind: 'pickup', pickupId: 'none' },
        with: null,
      },
      server.viewer(),
    );
    await server.command(
      'channel.save',
      { channel: 'twitch', enabled: false, delaySeconds: 5, settings: { token: `oauth:${canary}` }, templates: {} },
      server.owner,
    );
    const all = server.logged.join('');
    expect(all).not.toContain(canary);
    expect(all).not.toContain(server.owner.key);
    expect(all).not.toContain(new URL(server.started().setUpUrl ?? 'http://x/none').pathname.split('/')[2] ?? 'none');
    const answered = server.logged.map((line) => JSON.parse(line) as { msg: string }).filter(({ msg }) => msg === 'answered');
    expect(answered.length).toBeGreaterThanOrEqual(2 * paths.length);
  });
});
