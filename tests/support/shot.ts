import type { Locator, Page } from '@playwright/test';

/** Set by `npm run shots`. A picture costs more than all that is judged beside it, so nobody takes one that nobody will look at. */
export const isDrawing = process.env['DROPCAST_SHOTS'] === '1';

/** Takes the picture that the list of shots has under this path, where pictures are wanted. */
export async function shoot(page: Page, path: string): Promise<void> {
  if (isDrawing) await page.screenshot({ path });
}

/** The whole of a page that scrolls, likewise. */
export async function shootWhole(page: Page, path: string): Promise<void> {
  if (isDrawing) await page.screenshot({ path, fullPage: true });
}

/** One piece of it, for a document. */
export async function shootPart(piece: Locator, path: string): Promise<void> {
  if (isDrawing) await piece.screenshot({ path });
}
