import { chromium, type Browser, type Page } from '@playwright/test';
import type { TestServer } from './server.ts';

/** Nothing outside is asked. Not by Playwright's routes: while there is one, a browser keeps no file and compiles all of them for each page anew. */
export const onlyHere = 'MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1';
/** Debian's Chromium without its own windows and bars, which no test looks at and which cost as much again; silent towards the outside. */
export const browserLaunch = {
  executablePath: '/usr/bin/chromium-headless-shell',
  args: [
    '--no-sandbox',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
    '--disable-gpu',
    '--disable-quic',
    `--host-resolver-rules=${onlyHere}`,
  ],
};
/** The same with everything around the page: where a person's settings of the browser itself are what is tried. */
export const wholeBrowserLaunch = { ...browserLaunch, executablePath: '/usr/bin/chromium' };
export const openBrowser = (): Promise<Browser> => chromium.launch(browserLaunch);

export const desktop = { width: 1440, height: 900 } as const;
export const phone = { width: 390, height: 844 } as const;

export interface PanelPage {
  readonly page: Page;
  /** What broke: page errors, console errors, requests of ours that failed. */
  readonly broken: string[];
}

/** A page of the panel's origin, logged in with a key where one is given. */
export async function openPanel(
  browser: Browser,
  server: TestServer,
  key: string | null,
  viewport: { readonly width: number; readonly height: number },
): Promise<PanelPage> {
  const context = await browser.newContext({ viewport, locale: 'en-IE', timezoneId: 'Europe/Dublin', reducedMotion: 'reduce', hasTouch: viewport.width < 500 });
  const page = await context.newPage();
  const broken: string[] = [];
  page.on('pageerror', (error) => broken.push(`error: ${error.message}`));
  page.on('console', (message) => {
    // Pictures of a real catalog stand on servers that no test may ask.
    if (message.type() === 'error' && !message.text().includes('ERR_NAME_NOT_RESOLVED') && !message.text().includes('401'))
      broken.push(`console: ${message.text()}`);
  });
  if (key !== null) {
    const answer = await context.request.post(`${server.url}/api/login`, { data: { key }, headers: { origin: server.url } });
    if (!answer.ok()) throw new Error(`log-in: ${answer.status()} ${await answer.text()}`);
  }
  return { page, broken };
}
