import { encode } from 'uqr';

/** Light around the code, in modules: fewer, and phones miss it on a terminal full of letters. */
const QUIET = 2;

/**
 * A QR code of half blocks, two rows of modules a line. Drawn light on dark, as terminals mostly are: phones read both. Lines of one
 * width, without colours, since a service's log has none.
 */
export function terminalQr(text: string): readonly string[] {
  const { data, size } = encode(text, { ecc: 'L', border: QUIET });
  const isLight = (x: number, y: number): boolean => data[y]?.[x] !== true;
  const lines: string[] = [];
  for (let y = 0; y < size; y += 2) {
    let line = '';
    for (let x = 0; x < size; x += 1) {
      const below = y + 1 < size && isLight(x, y + 1);
      line += isLight(x, y) ? (below ? '█' : '▀') : below ? '▄' : ' ';
    }
    lines.push(line);
  }
  return lines;
}
