import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { root } from '../../../scripts/surfaces.mjs';

/** The decoder, which shares nothing with the encoder; a script that puts itself on the window. */
export const qrDecoder = join(root, 'node_modules/jsqr/dist/jsQR.js');

/** Runs in a page that has the decoder. `base64`: of a PNG. Null where it reads nothing. */
export async function decodeQr(base64: string): Promise<string | null> {
  const picture = new Image();
  picture.src = `data:image/png;base64,${base64}`;
  await picture.decode();
  const canvas = document.createElement('canvas');
  canvas.width = picture.width;
  canvas.height = picture.height;
  const context = canvas.getContext('2d');
  if (context === null) return null;
  context.drawImage(picture, 0, 0);
  const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height);
  // jsQR puts itself on the window.
  const { jsQR } = window as unknown as { jsQR: (data: Uint8ClampedArray, width: number, height: number) => { data: string } | null };
  return jsQR(data, width, height)?.data ?? null;
}

/** From the pixels of a screenshot, in a blank page beside it: the page's own policy loads no picture from elsewhere. */
export async function readQr(page: Page, image: Buffer): Promise<string | null> {
  const other = await page.context().newPage();
  await other.addScriptTag({ path: qrDecoder });
  const read = await other.evaluate(decodeQr, image.toString('base64'));
  await other.close();
  return read;
}
