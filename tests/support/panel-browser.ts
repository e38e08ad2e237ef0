import AxeBuilder from '@axe-core/playwright';
import { chromium, type Browser, type Page } from '@playwright/test';
import type { TestServer } from './server.ts';

/** Debian's Chromium, silent towards the outside. */
export const browserLaunch = {
  executablePath: '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
    '--disable-gpu',
    '--disable-quic',
  ],
};
export const openBrowser = (): Promise<Browser> => chromium.launch(browserLaunch);

export const desktop = { width: 1440, height: 900 } as const;
export const phone = { width: 390, height: 844 } as const;

export interface PanelPage {
  readonly page: Page;
  /** What broke: page errors, console errors, requests of ours that failed. */
  readonly broken: string[];
}

/** A page of the panel's origin, logged in with a key where one is given. Nothing outside loopback is loaded. */
export async function openPanel(
  browser: Browser,
  server: TestServer,
  key: string | null,
  viewport: { readonly width: number; readonly height: number },
): Promise<PanelPage> {
  const context = await browser.newContext({ viewport, locale: 'en-IE', timezoneId: 'Europe/Dublin', reducedMotion: 'reduce', hasTouch: viewport.width < 500 });
  await context.route(/^https?:\/\/(?!127\.0\.0\.1)/u, (route) => route.abort());
  const page = await context.newPage();
  const broken: string[] = [];
  page.on('pageerror', (error) => broken.push(`error: ${error.message}`));
  page.on('console', (message) => {
    // Pictures of a real catalog stand on servers that no test may ask.
    if (message.type() === 'error' && !message.text().includes('ERR_FAILED') && !message.text().includes('401')) broken.push(`console: ${message.text()}`);
  });
  if (key !== null) {
    const answer = await context.request.post(`${server.url}/api/login`, { data: { key }, headers: { origin: server.url } });
    if (!answer.ok()) throw new Error(`log-in: ${answer.status()} ${await answer.text()}`);
  }
  return { page, broken };
}

/** What axe has to say, one line each; empty is clean. */
export async function axe(page: Page): Promise<readonly string[]> {
  // Legacy: all is run in the page itself, which no frame from elsewhere shares; the other way opens a second page each time.
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode(true)
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  return violations.flatMap((violation) =>
    violation.nodes.map((node) => `${violation.id}: ${node.target.join(' ')} · ${(node.failureSummary ?? '').split('\n').slice(1, 2).join(' ')}`),
  );
}
