import { createHash } from 'node:crypto';
import type { FetchPicture } from '../../ports/media.ts';
import { loadSharp } from './load-sharp.ts';

const SIDE = 800;

/** E5: a rehearsal, the demo and tests ask no other server; every address has a plain sheet of paper in a colour of its own. */
export const pretendPictures: FetchPicture = async (url) => {
  const [r = 0, g = 0, b = 0] = createHash('sha256').update(url).digest();
  // Pale, as nothing on it is to be read.
  const background = { r: 128 + (r >> 1), g: 128 + (g >> 1), b: 128 + (b >> 1) };
  const sharp = await loadSharp();
  const bytes = await sharp({ create: { width: SIDE, height: SIDE, channels: 3, background } })
    .png()
    .toBuffer();
  return { ok: true, bytes };
};
