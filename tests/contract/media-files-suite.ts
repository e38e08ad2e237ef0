import { describe, expect, it } from 'vitest';
import { DAY, HOUR } from '@protocol/time.ts';
import type { MediaFiles, StoredFile } from '../../server/ports/media.ts';

export const file = (n: number): string => `${n.toString(16).padStart(32, '0')}.webp`;
export const textOf = async (stored: StoredFile | null, from: number, to: number): Promise<string | null> => {
  if (stored === null) return null;
  const chunks: Buffer[] = [];
  // What a Readable of bytes yields.
  for await (const chunk of stored.read(from, to) as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
};

/** What every place for pictures and clips promises (server/ports/media.ts). */
export function mediaFilesSuite(name: string, open: () => { readonly files: MediaFiles; remove(): void }): void {
  describe(`media files: ${name}`, () => {
    const with_ = async (work: (files: MediaFiles) => Promise<void>): Promise<void> => {
      const { files, remove } = open();
      try {
        await work(files);
      } finally {
        remove();
      }
    };
    it('what was written is read, whole and in pieces; what was not is not there', () =>
      with_(async (files) => {
        await files.write(file(1), Buffer.from('a picture'), 0);
        const stored = await files.open(file(1));
        expect([stored?.size, await textOf(stored, 0, 8), await textOf(stored, 2, 5)]).toEqual([9, 'a picture', 'pict']);
        expect(await files.open(file(2))).toBeNull();
      }));
    it('written twice it is there once, and a hundred at once are all there', () =>
      with_(async (files) => {
        await Promise.all(Array.from({ length: 100 }, (_, n) => files.write(file(n % 50), Buffer.from(`picture ${n % 50}`), 0)));
        expect(await textOf(await files.open(file(49)), 0, 9)).toBe('picture 49');
        expect(await files.sweep(() => false, 1, 1)).toBe(50);
      }));
    it('a sweep takes what is old and nobody names, and nothing else', () =>
      with_(async (files) => {
        for (const [n, at] of [[1, 0], [2, 0], [3, 20 * HOUR]] as const) await files.write(file(n), Buffer.from('x'), at); // prettier-ignore
        expect(await files.sweep((each) => each === file(1), 10 * HOUR, 34 * HOUR)).toBe(1);
        expect([(await files.open(file(1)))?.size, await files.open(file(2)), (await files.open(file(3)))?.size]).toEqual([1, null, 1]);
      }));
    it('what was named a while ago is as young as that', () =>
      with_(async (files) => {
        await files.write(file(1), Buffer.from('x'), 0);
        await files.sweep(() => true, 0, 3 * DAY);
        expect(await files.sweep(() => false, 3 * DAY - HOUR, 4 * DAY - HOUR)).toBe(0);
        expect(await files.sweep(() => false, 3 * DAY + HOUR, 4 * DAY + HOUR)).toBe(1);
      }));
    it('written again it is young again', () =>
      with_(async (files) => {
        await files.write(file(1), Buffer.from('x'), 0);
        await files.write(file(1), Buffer.from('x'), 5 * DAY);
        expect(await files.sweep(() => false, 4 * DAY, 5 * DAY)).toBe(0);
      }));
    it('sweeping what was never used is no trouble', () => with_(async (files) => expect(await files.sweep(() => false, 0, DAY)).toBe(0)));
  });
}
