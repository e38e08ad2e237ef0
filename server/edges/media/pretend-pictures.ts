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
interface Plate {
  /** How bright the label is at each point; 0 beside it. */
  readonly label: Float32Array;
  /** How bright the sheet is there, with the label's shade on it. */
  readonly sheet: Float32Array;
}
/** A blank label with its hole: what is the same on every sheet, worked out once. */
function drawPlate(): Plate {
  const label = new Float32Array(SIDE * SIDE);
  const sheet = new Float32Array(SIDE * SIDE);
  for (let at = 0; at < SIDE * SIDE; at += 1) {
    const x = (at % SIDE) / SIDE - 0.5;
    const y = Math.floor(at / SIDE) / SIDE - 0.5;
    if (outside(x, y, 0.2, 0.28, 0.05) < 0 && Math.hypot(x, y + 0.21) > 0.028) label[at] = 0.99 - 0.04 * (y + 0.5);
    const shade = Math.min(1, Math.max(0, outside(x - 0.015, y - 0.03, 0.2, 0.28, 0.05) / 0.06));
    sheet[at] = (1.06 - 0.3 * (x + y + 1) * 0.5) * (0.78 + 0.22 * shade);
  }
  return { label, sheet };
}
let plate: Plate | null = null;

/** E5: a rehearsal, the demo and tests ask no other server; every address has a blank label on a sheet in a colour of its own. */
export const pretendPictures: FetchPicture = async (url) => {
  plate ??= drawPlate();
  // Pale, as nothing on it is to be read.
  const colour = [...createHash('sha256').update(url).digest().subarray(0, 3)].map((part) => 128 + part / 3);
  const pixels = new Uint8ClampedArray(SIDE * SIDE * 3);
  for (let at = 0; at < pixels.length; at += 1) {
    const point = Math.floor(at / 3);
    const lit = plate.label[point] ?? 0;
    pixels[at] = lit === 0 ? (colour[at % 3] ?? 0) * (plate.sheet[point] ?? 0) : (PAPER[at % 3] ?? 0) * lit;
  }
  const sharp = await loadSharp();
  const bytes = await sharp(pixels, { raw: { width: SIDE, height: SIDE, channels: 3 } })
    .png({ compressionLevel: 1 })
    .toBuffer();
  return { ok: true, bytes };
};
