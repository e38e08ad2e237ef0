import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { root } from '../../../scripts/surfaces.mjs';

/** By a decoder that shares nothing with the encoder, from the pixels of a screenshot; null where it reads nothing. */
export async function readQr(page: Page, image: Buffer): Promise<string | null> {
  const other = await page.context().newPage();
  await other.addScriptTag({ path: join(root, 'node_modules/jsqr/dist/jsQR.js') });
  const read = await other.evaluate(async (base64) => {
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
  }, image.toString('base64'));
  await other.close();
  return read;
}
