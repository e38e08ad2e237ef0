/** What a file says it is in its first bytes, whatever its name or its sender says. */
export type MediaKind = 'picture' | 'heic' | 'clip' | 'other';

const text = (bytes: Uint8Array, from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to));
const starts = (bytes: Uint8Array, with_: readonly number[]): boolean => with_.every((byte, at) => bytes[at] === byte);

/** Only these are ever handed to a decoder: formats that draw (SVG, PDF) or fetch are not among them. */
export function kindOf(bytes: Uint8Array): MediaKind {
  if (starts(bytes, [0xff, 0xd8, 0xff])) return 'picture';
  if (starts(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'picture';
  if (text(bytes, 0, 4) === 'RIFF' && text(bytes, 8, 12) === 'WEBP') return 'picture';
  if (text(bytes, 0, 6) === 'GIF87a' || text(bytes, 0, 6) === 'GIF89a') return 'picture';
  if (text(bytes, 4, 8) !== 'ftyp') return 'other';
  // HEIC, AVIF and MP4 are the same box inside; the brand tells.
  const brand = text(bytes, 8, 12);
  if (/^avi[fs]$/u.test(brand)) return 'picture';
  return /^(?:hei[cfmsx]|hev[cmsx]|mif1|msf1)$/u.test(brand) ? 'heic' : 'clip';
}
