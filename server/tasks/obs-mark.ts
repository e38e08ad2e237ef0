import sharp from 'sharp';

/** How far a colour may be from what was painted: JPEG, a colour space and a stream's range each move it a little. */
const NEAR = 70;
/** Fewer pixels in a row are no block of ours but an edge. */
const LEAST_WIDE = 4;
/** As many rows agree, or it was chance. */
const LEAST_ROWS = 3;

/** `rrggbb` four times, as numbers. */
export function coloursOf(text: string): readonly (readonly number[])[] {
  return [0, 1, 2, 3].map((n) => [0, 2, 4].map((at) => Number.parseInt(text.slice(n * 6 + at, n * 6 + at + 2), 16)));
}

/** Whether the overlay's mark (overlay/mark.ts) stands in a picture, wherever and at whatever size. */
export async function hasMark(picture: Uint8Array, colours: string): Promise<boolean> {
  const { data, info } = await sharp(picture).removeAlpha().toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
  return findMark(data, info.width, info.height, colours);
}
/** `pixels`: three bytes each, row by row. */
export function findMark(pixels: Uint8Array, width: number, height: number, colours: string): boolean {
  // Two blocks of one colour side by side are one.
  const wanted = coloursOf(colours);
  const blocks = wanted.filter((colour, n) => n === 0 || colour.join() !== wanted[n - 1]?.join());
  let rows = 0;
  for (let y = 0; y < height; y += 1) {
    rows = isInRow(pixels, y * width, width, blocks) ? rows + 1 : 0;
    if (rows >= LEAST_ROWS) return true;
  }
  return false;
}
function isInRow(pixels: Uint8Array, from: number, width: number, blocks: readonly (readonly number[])[]): boolean {
  const isNear = (at: number, colour: readonly number[]): boolean =>
    [0, 1, 2].every((channel) => Math.abs((pixels[at * 3 + channel] ?? 0) - (colour[channel] ?? 0)) <= NEAR);
  /** How many pixels of this colour stand from `x` on. */
  const run = (x: number, colour: readonly number[]): number => {
    let wide = 0;
    while (x + wide < width && isNear(from + x + wide, colour)) wide += 1;
    return wide;
  };
  const [first] = blocks;
  if (first === undefined) return false;
  for (let start = 0; start < width; start += 1) {
    if (!isNear(from + start, first)) continue;
    let x = start;
    let found = 0;
    for (const colour of blocks) {
      let wide = run(x, colour);
      // Between two blocks some pixels are a little of both.
      for (let skip = 0; wide < LEAST_WIDE && found > 0 && skip < 3; skip += 1) wide = run((x += 1), colour);
      if (wide < LEAST_WIDE) break;
      found += 1;
      x += wide;
    }
    if (found === blocks.length) return true;
    start += Math.max(0, run(start, first) - 1);
  }
  return false;
}
