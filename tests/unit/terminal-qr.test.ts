import jsQR from 'jsqr';
import { expect, it } from 'vitest';
import { terminalQr } from '../../server/terminal-qr.ts';

/** As a camera sees a terminal with light letters on a dark ground. */
function pixels(lines: readonly string[]): { readonly data: Uint8ClampedArray; readonly width: number; readonly height: number } {
  const scale = 4;
  const margin = 8;
  const columns = lines[0]?.length ?? 0;
  const width = (columns + 2 * margin) * scale;
  const height = (lines.length * 2 + 2 * margin) * scale;
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const row = Math.floor(y / scale) - margin;
      const letter = lines[Math.floor(row / 2)]?.[Math.floor(x / scale) - margin] ?? ' ';
      const isLight = letter === '█' || (row % 2 === 0 ? letter === '▀' : letter === '▄');
      data.fill(isLight ? 230 : 20, (y * width + x) * 4, (y * width + x) * 4 + 3);
      data[(y * width + x) * 4 + 3] = 255;
    }
  }
  return { data, width, height };
}

it.each(['http://192.168.1.7:4700/now', 'https://a-name-of-four-words.trycloudflare.com/now'])('a phone reads %s off the terminal', (address) => {
  const lines = terminalQr(address);
  expect(new Set(lines.map((line) => line.length)).size).toBe(1);
  const { data, width, height } = pixels(lines);
  expect(jsQR(data, width, height)?.data).toBe(address);
});
