import type { Browser } from '@playwright/test';

/** Loaded when it is wanted: what only names the figures need not wait for it. */
export async function launched(): Promise<Browser> {
  return (await import('../../support/panel-browser.ts')).openBrowser();
}
