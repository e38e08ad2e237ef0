import type { Page } from '@playwright/test';
import { axe } from '../../support/axe.ts';
import { addStyle } from './overlay-looks.ts';

/** Where the other side of a leaf lies over it, axe gives up on contrast without a word. */
const FLAT = '.leaf,.face{transform:none!important}.face[aria-hidden="true"]{display:none!important}';
/** What is paused, and what lies behind the stamp, is faint on purpose; the chat and the page say it in full. */
const FAINT = ['.dimmed .money', '.dimmed .name', '.stamped .money'];

/** What axe has to say of the overlay, one line each; empty is clean. */
export async function axeOfOverlay(page: Page): Promise<string[]> {
  await page.evaluate(addStyle, FLAT);
  const found = await axe(page, FAINT);
  await page.evaluate(() => document.head.lastElementChild?.remove());
  return found;
}
