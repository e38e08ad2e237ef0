import { brotliCompress, constants, gzip } from 'node:zlib';
import { promisify } from 'node:util';

const packers = {
  // What `compression` packs with, too: higher ones cost more than they save.
  br: (bytes: Buffer) => promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
  gzip: (bytes: Buffer) => promisify(gzip)(bytes),
} as const;
export type Packing = keyof typeof packers;

/** A body that many ask for: encoded and packed once, when the first asks for it so. */
export interface Packed {
  readonly text: string;
  bytes(): Buffer;
  as(packing: Packing): Promise<Buffer>;
}
/** Less is sent as it is: the same bound as `compression` has. */
export const WORTH_PACKING = 1_024;

export function packed(text: string): Packed {
  let plain: Buffer | null = null;
  const made: Partial<Record<Packing, Promise<Buffer>>> = {};
  const bytes = (): Buffer => (plain ??= Buffer.from(text));
  return { text, bytes, as: (packing) => (made[packing] ??= packers[packing](bytes())) };
}

/**
 * Which packing a request takes: null for none; undefined where it says more than names (weights, `*`), which is for who reads that in
 * full.
 */
export function packingOf(accepted: string | undefined): Packing | null | undefined {
  if (accepted === undefined) return null;
  if (!/^[a-z]+(, ?[a-z]+)*$/u.test(accepted)) return undefined;
  if (/\bbr\b/u.test(accepted)) return 'br';
  if (/\bgzip\b/u.test(accepted)) return 'gzip';
  return accepted === 'identity' ? null : undefined;
}
