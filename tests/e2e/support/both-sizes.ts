import { join } from 'node:path';
import type { Browser } from '@playwright/test';
import { expect } from 'vitest';
import { axe } from '../../support/axe.ts';
import { desktop, openPanel, phone, type PanelPage } from '../../support/panel-browser.ts';
import type { TestServer } from '../../support/server.ts';
import { shootWhole } from '../../support/shot.ts';

/** The owner's panel on a desk and on a phone. */
export type SizedPanel = PanelPage & { readonly size: string };
export const openBoth = (browser: Browser, server: TestServer): Promise<readonly SizedPanel[]> =>
  Promise.all([desktop, phone].map(async (size) => ({ ...(await openPanel(browser, server, server.owner.key, size)), size: String(size.width) })));

/** Each as it stands: a picture where pictures are wanted; nothing for axe, nothing sideways, nothing broken. */
export async function looksWell(panels: readonly SizedPanel[], shots: string, name: string): Promise<void> {
  const wrong: string[] = [];
  for (const { page, size, broken } of panels) {
    await page.evaluate(() => document.fonts.ready);
    await shootWhole(page, join(shots, `${name}-${size}.png`));
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    wrong.push(...(await axe(page)), ...(wide > 0 ? [`scrolls ${wide} px sideways`] : []), ...broken.splice(0));
  }
  expect(wrong).toEqual([]);
}
