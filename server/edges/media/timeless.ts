/** Boxes that hold boxes, on the way to those with a time in them. */
const parents: ReadonlySet<string> = new Set(['moov', 'trak', 'mdia']);
const timed: ReadonlySet<string> = new Set(['mvhd', 'tkhd', 'mdhd']);

/** An MP4 whose times of making are 0: nobody reads when it was sent, and the same clip is the same file. Changes `bytes`. */
export function timeless(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const walk = (from: number, to: number): void => {
    for (let at = from; at + 8 <= to;) {
      const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
      const short = view.getUint32(at);
      const isLong = short === 1;
      const size = isLong ? Number(view.getBigUint64(at + 8)) : short === 0 ? to - at : short;
      const head = isLong ? 16 : 8;
      if (size < head || at + size > to) return;
      if (parents.has(type)) walk(at + head, at + size);
      // Version 1 counts in 64 bits; two times follow version and flags.
      if (timed.has(type)) bytes.fill(0, at + head + 4, at + head + 4 + (bytes[at + head] === 1 ? 16 : 8));
      at += size;
    }
  };
  walk(0, bytes.length);
  return bytes;
}
