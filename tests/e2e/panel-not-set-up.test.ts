import type { Browser } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { desktop, openBrowser, openPanel } from '../support/panel-browser.ts';
import { startServer, stockedShop, usual, type TestServer } from '../support/server.ts';

let server: TestServer;
let browser: Browser;
beforeAll(async () => {
  server = await startServer(usual);
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

describe('before the shop is set up', () => {
  it('whoever cannot do it is told who can, and the desk comes once it is done', async () => {
    const opened = await Promise.all(
      (['producer', 'moderator'] as const).map(async (role) => openPanel(browser, server, (await server.key(role)).key, desktop)),
    );
    for (const { page } of opened) {
      await page.goto(`${server.url}/panel/desk`);
      await page.getByRole('heading', { name: 'The owner has to set the shop up first' }).waitFor();
      expect(new URL(page.url()).pathname).toBe('/panel/desk');
    }
    await stockedShop(server);
    for (const { page, broken } of opened) {
      await page.getByText('Tonight').first().waitFor();
      expect(broken).toEqual([]);
    }
  });
});
