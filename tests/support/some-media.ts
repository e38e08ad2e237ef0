import { readFileSync } from 'node:fs';
import sharp from 'sharp';

const data = (name: string): Buffer => readFileSync(new URL(`data/media/${name}`, import.meta.url));

/** Two seconds of H.264 from a browser's encoder, with a title, a maker and a place in its tags. */
export const clip = (): Buffer => data('clip.mp4');
/** 33 seconds. */
export const longClip = (): Buffer => data('long.mp4');

/** Where and with what a phone took it: what must not get out. */
export const place = {
  IFD0: { Make: 'Fruit', Model: 'Phone 15' },
  IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '53/1 16/1 14/1', GPSLongitudeRef: 'W', GPSLongitude: '9/1 3/1 24/1' },
};

/**
 * 12 megapixels as a phone writes them: lying on its side, with a flag that says so. Upright it is 3024 × 4032 with red above and blue
 * below.
 */
export async function phonePhoto(): Promise<Buffer> {
  const [width, height] = [4032, 3024];
  const half = (background: string) =>
    sharp({ create: { width: width / 2, height, channels: 3, background } })
      .png()
      .toBuffer();
  // Turned a quarter clockwise for showing (6): what is left of the stored picture is above.
  return sharp({ create: { width, height, channels: 3, background: '#888888' } })
    .composite([
      { input: await half('#e02020'), left: 0, top: 0 },
      { input: await half('#2020e0'), left: width / 2, top: 0 },
    ])
    .withExif({ ...place, IFD0: { ...place.IFD0, Orientation: '6' } })
    .withMetadata({ orientation: 6 })
    .jpeg({ quality: 85 })
    .toBuffer();
}
export const jpeg = (width: number, height: number): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: '#b98a5e' } }).withExif(place).jpeg().toBuffer(); // prettier-ignore

/** A small file that says it unfolds to more than any machine has: 60,000 × 60,000 grey dots. */
export function bomb(): Buffer {
  const chunk = (type: string, body: Buffer): Buffer => {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(body.length, 0);
    head.write(type, 4, 'latin1');
    const crc = Buffer.alloc(4);
    crc.writeUInt32BE(crc32(Buffer.concat([head.subarray(4), body])), 0);
    return Buffer.concat([head, body, crc]);
  };
  const header = Buffer.from([0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60, 8, 0, 0, 0, 0]);
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), chunk('IHDR', header), chunk('IDAT', Buffer.from('789c030000000001', 'hex')), chunk('IEND', Buffer.alloc(0))]); // prettier-ignore
}
function crc32(bytes: Buffer): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
