import { QUIET_MODULES, qrPath } from '@protocol/qr-path.ts';
import { encode } from 'uqr';
import type { Canvas } from './canvas.ts';

/** At 1080, quiet zone included (LOOK); and what the stub has room for at its drawn size. */
export const SMALLEST_QR = 220;
export const LARGEST_QR = 264;

export interface Qr {
  /** Modules a side, quiet zone included. */
  readonly modules: number;
  /** SVG path of the dark modules, one unit each. */
  readonly path: string;
}

/**
 * The smallest code that holds the text, with the strongest correction that still fits it: on a
 * compressed stream big modules are worth more than spare ones.
 */
export function qrOf(text: string): Qr {
  const { data, size } = encode(text, { ecc: 'L', boostEcc: true, border: QUIET_MODULES });
  return { modules: size, path: qrPath(data) };
}

/**
 * Side in real pixels: whole ones a module, so that every edge is sharp, and as large as there is room. However small the
 * shop wants its ticket, the code is never smaller than cameras read it.
 */
export function qrSide(modules: number, { pixel, scale }: Pick<Canvas, 'pixel' | 'scale'>): number {
  const least = Math.ceil((SMALLEST_QR * pixel) / modules);
  return Math.max(1, least, Math.floor((LARGEST_QR * pixel * scale) / modules)) * modules;
}
