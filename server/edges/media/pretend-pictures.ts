import { createHash } from 'node:crypto';
import type { FetchPicture } from '../../ports/media.ts';
import { loadSharp } from './load-sharp.ts';

const SIDE = 480;
const PAPER = [251, 246, 236];

/** How far a point is outside of a box with round corners around the middle, in parts of the side; negative inside. */
function outside(x: number, y: number, halfWide: number, halfHigh: number, round: number): number {
  const dx = Math.abs(x) - halfWide + round;
  const dy = Math.abs(y) - halfHigh + round;
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - round;
}
/** Of a blank label with its hole, and the shade under it, on a sheet of this colour. */
function shadeAt(x: number, y: number, sheet: readonly number[]): readonly number[] {
  const lit = 1.06 - 0.3 * (x + y + 1) * 0.5;
  const isLabel = outside(x, y, 0.2, 0.28, 0.05) < 0 && Math.hypot(x, y + 0.21) > 0.028;
  if (isLabel) return PAPER.map((part) => part * (0.99 - 0.04 * (y + 0.5)));
  const shade = Math.min(1, Math.max(0, outside(x - 0.015, y - 0.03, 0.2, 0.28, 0.05) / 0.06));
  return sheet.map((part) => part * lit * (0.78 + 0.22 * shade));
}

/** E5: a rehearsal, the demo and tests ask no other server; every address has a blank label on a sheet in a colour of its own. */
export const pretendPictures: FetchPicture = async (url) => {
  // Pale, as nothing on it is to be read.
  const sheet = [...createHash('sha256').update(url).digest().subarray(0, 3)].map((part) => 128 + part / 3);
  const pixels = new Uint8ClampedArray(SIDE * SIDE * 3);
  for (let at = 0; at < SIDE * SIDE; at += 1) pixels.set(shadeAt((at % SIDE) / SIDE - 0.5, Math.floor(at / SIDE) / SIDE - 0.5, sheet), at * 3);
  const sharp = await loadSharp();
  const bytes = await sharp(pixels, { raw: { width: SIDE, height: SIDE, channels: 3 } })
    .png()
    .toBuffer();
  return { ok: true, bytes };
};
