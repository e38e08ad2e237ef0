import { expect, it } from 'vitest';
import { kindOf } from '../../../../server/edges/media/kind-of.ts';
import { isWhole, timeless } from '../../../../server/edges/media/mp4-boxes.ts';
import { oneAtATime } from '../../../../server/edges/media/one-at-a-time.ts';

const ftyp = (brand: string): Buffer => Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from(`ftyp${brand}\0\0\0\0`)]);

it.each<readonly [string, Buffer]>([
  ['picture', Buffer.from([0xff, 0xd8, 0xff, 0xe1])],
  ['picture', Buffer.from('89504e470d0a1a0a', 'hex')],
  ['picture', Buffer.from('RIFF\0\0\0\0WEBPVP8 ')],
  ['picture', Buffer.from('GIF89a')],
  ['picture', ftyp('avif')],
  ['heic', ftyp('heic')],
  ['heic', ftyp('mif1')],
  ['clip', ftyp('isom')],
  ['clip', ftyp('qt  ')],
  ['other', Buffer.from('RIFF\0\0\0\0WAVE')],
  ['other', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
  ['other', Buffer.from('%PDF-1.7')],
  ['other', Buffer.from('II*\0')],
  ['other', Buffer.from('BM')],
  ['other', Buffer.alloc(0)],
])('a file is %s by its first bytes', (kind, bytes) => expect(kindOf(bytes)).toBe(kind));

it('an MP4 is whole when its boxes end where it does; its times become 0, whatever their width', () => {
  const box = (type: string, body: Buffer): Buffer => {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(body.length + 8);
    head.write(type, 4);
    return Buffer.concat([head, body]);
  };
  const times = (version: number, width: number): Buffer => Buffer.concat([Buffer.from([version, 0, 0, 0]), Buffer.alloc(2 * width, 9), Buffer.alloc(4, 7)]);
  const file = Buffer.concat([box('ftyp', Buffer.from('isom')), box('moov', Buffer.concat([box('mvhd', times(0, 4)), box('trak', box('tkhd', times(1, 8)))]))]);
  expect([isWhole(file), isWhole(file.subarray(0, -1)), isWhole(Buffer.concat([file, Buffer.alloc(3)]))]).toEqual([true, false, false]);
  expect(timeless(Buffer.from(file))).not.toContain(9);
  expect(timeless(Buffer.from(file)).filter((byte) => byte === 7)).toHaveLength(8);
});

it('what somebody waits for goes before what is copied in the background, and one goes at a time', async () => {
  const turns = oneAtATime();
  const done: string[] = [];
  let at = 0;
  const work = (name: string) => async (): Promise<void> => {
    at += 1;
    expect(at).toBe(1);
    await new Promise((resolve) => setImmediate(resolve));
    at -= 1;
    done.push(name);
  };
  const failing = turns.run('later', () => Promise.reject(new Error('broken')));
  const all = [turns.run('later', work('copy 1')), turns.run('later', work('copy 2')), turns.run('soon', work('upload'))];
  await expect(failing).rejects.toThrow('broken');
  await Promise.all(all);
  expect(done).toEqual(['upload', 'copy 1', 'copy 2']);
});
