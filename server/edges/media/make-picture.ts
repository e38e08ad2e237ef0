import type { Sharp } from 'sharp';
import { LARGE_SIDE, MOST_MEGAPIXELS, SMALL_SIDE } from '@protocol/media.ts';
import { refuse, type Refused } from '@protocol/refusals.ts';
import { loadSharp } from './load-sharp.ts';

/** Of libvips, for one step. A photo of 50 megapixels takes 3 s here. */
const MOST_SECONDS = 30;
const MOST_PIXELS = MOST_MEGAPIXELS * 1_000_000;
const LARGE_QUALITY = 82;
const SMALL_QUALITY = 78;

export interface MadePicture {
  readonly large: Buffer;
  readonly small: Buffer;
  readonly width: number;
  readonly height: number;
}

/**
 * WebP in two sizes, upright, in sRGB, without any metadata: what is not written again cannot leak. Of a moving one the first picture.
 * Broken, and larger than `MOST_MEGAPIXELS`, is refused before anything is unfolded.
 */
export async function makePicture(bytes: Uint8Array, kind: 'picture' | 'heic'): Promise<MadePicture | Refused> {
  const sharp = await loadSharp();
  try {
    const { width, height } = await sharp(bytes, { limitInputPixels: false }).metadata();
    if (width * height > MOST_PIXELS) return refuse('media-pixels', { megapixels: Math.ceil((width * height) / 1_000_000), limit: MOST_MEGAPIXELS });
    const { data, info } = await sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: 'error' })
      .autoOrient()
      .resize({ width: LARGE_SIDE, height: LARGE_SIDE, fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .timeout({ seconds: MOST_SECONDS })
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    const again = (): Sharp => sharp(data, { raw: { width: info.width, height: info.height, channels: info.channels } });
    const large = await again().webp({ quality: LARGE_QUALITY }).toBuffer();
    const small = await again()
      .resize({ width: SMALL_SIDE, height: SMALL_SIDE, fit: 'inside', withoutEnlargement: true })
      .webp({ quality: SMALL_QUALITY })
      .toBuffer();
    return { large, small, width: info.width, height: info.height };
  } catch {
    // The library throws plain errors for whatever it cannot read. What iPhones write it reads only where it was built with a licence for it.
    return refuse(kind === 'heic' ? 'media-heic' : 'media-broken');
  }
}
