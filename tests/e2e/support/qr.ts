import jsQR from 'jsqr';
import sharp from 'sharp';

/** What a camera reads from a picture (PNG or JPEG), by a decoder that shares nothing with the encoder; null where it reads nothing. */
export async function readQr(picture: Buffer): Promise<string | null> {
  const { data, info } = await sharp(picture).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return jsQR(new Uint8ClampedArray(data), info.width, info.height)?.data ?? null;
}
