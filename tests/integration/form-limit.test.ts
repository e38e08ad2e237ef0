import { expect, it } from 'vitest';
import { generousLimits } from '../../server/edges/http/http-deps.ts';
import { startServer, usual } from '../support/server.ts';

it('a buyer’s forms are counted like commands: the fourth in a moment gets a page in words, and nothing is lost', async () => {
  const server = await startServer({ ...usual, deps: { limits: { ...generousLimits, perViewer: 3 } } });
  const { cookie } = server.viewer();
  const statuses: number[] = [];
  let last = '';
  for (let i = 0; i < 4; i += 1) {
    const response = await server.fetch('/d/abcde/hold', {
      method: 'POST',
      headers: { cookie, origin: server.url, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'a=1',
    });
    statuses.push(response.status);
    last = await response.text();
    if (response.status === 429) expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
  }
  expect(statuses.slice(0, 3)).not.toContain(429);
  expect(statuses[3]).toBe(429);
  expect(last).toContain('Nothing is lost');
  await server.stop();
});
