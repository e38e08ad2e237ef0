/** One box of an MP4: what it is, where its contents begin and where it ends. */
interface Box {
  readonly type: string;
  readonly body: number;
  readonly end: number;
}
/** The boxes between two places. Ends with null where one reaches further than there are bytes. */
function* boxesIn(bytes: Uint8Array, from: number, to: number): Generator<Box | null> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = from; at < to;) {
    if (at + 8 > to) {
      yield null;
      return;
    }
    const short = view.getUint32(at);
    const isLong = short === 1 && at + 16 <= to;
    // 0: to the end of the file.
    const size = isLong ? Number(view.getBigUint64(at + 8)) : short === 0 ? to - at : short;
    const head = isLong ? 16 : 8;
    if (size < head || at + size > to) {
      yield null;
      return;
    }
    yield { type: String.fromCharCode(...bytes.subarray(at + 4, at + 8)), body: at + head, end: at + size };
    at += size;
  }
}

/** False for a file whose end did not arrive: what is there could be played, and the rest would be missed on the evening. */
export const isWhole = (bytes: Uint8Array): boolean => [...boxesIn(bytes, 0, bytes.length)].every((box) => box !== null);

/** Boxes that hold boxes, on the way to those with a time in them. */
const parents: ReadonlySet<string> = new Set(['moov', 'trak', 'mdia']);
const timed: ReadonlySet<string> = new Set(['mvhd', 'tkhd', 'mdhd']);

/** An MP4 whose times of making are 0: nobody reads when it was sent, and the same clip is the same file. Changes `bytes`. */
export function timeless(bytes: Uint8Array): Uint8Array {
  const walk = (from: number, to: number): void => {
    for (const box of boxesIn(bytes, from, to)) {
      if (box === null) return;
      if (parents.has(box.type)) walk(box.body, box.end);
      // Version 1 counts in 64 bits; two times follow version and flags.
      if (timed.has(box.type)) bytes.fill(0, box.body + 4, box.body + 4 + (bytes[box.body] === 1 ? 16 : 8));
    }
  };
  walk(0, bytes.length);
  return bytes;
}
