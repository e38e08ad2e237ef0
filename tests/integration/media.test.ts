import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { picturePath } from '@protocol/media.ts';
import { DAY, HOUR } from '@protocol/time.ts';
import { createMedia } from '../../server/edges/media/media.ts';
import { memoryFiles } from '../../server/edges/media/memory-files.ts';
import { MediaFull } from '../../server/ports/media.ts';
import { bomb, clip, jpeg, longClip, phonePhoto } from '../support/some-media.ts';
import { startServer, stockedShop, usual, type As, type TestServer } from '../support/server.ts';

interface Answer {
  readonly ok: boolean;
  readonly result?: { readonly mediaId: string; readonly url: string; readonly width: number; readonly height: number };
  readonly refusal?: { readonly code: string; readonly message: string };
}
let server: TestServer;
beforeAll(async () => {
  server = await startServer(usual);
  await stockedShop(server);
});
afterAll(() => server.stop());

async function send(
  to: TestServer,
  body: BodyInit,
  as: As,
  headers: Readonly<Record<string, string>>,
): Promise<{ readonly status: number; readonly body: Answer; readonly headers: Headers }> {
  const who: Record<string, string> = as === null ? {} : 'key' in as ? { authorization: `Bearer ${as.key}` } : { cookie: as.cookie };
  const response = await to.fetch('/api/media', { method: 'POST', headers: { ...who, ...headers }, body });
  // The shape of a refusal, or of this address's own answer.
  return { status: response.status, body: (await response.json()) as Answer, headers: response.headers };
}
const bytesOf = (buffer: Buffer): Uint8Array<ArrayBuffer> => new Uint8Array(buffer);
const upload = (buffer: Buffer) => send(server, bytesOf(buffer), server.owner, {});
const get = async (path: string): Promise<Buffer> => Buffer.from(await (await server.fetch(path)).arrayBuffer());

describe('POST /api/media', () => {
  it('a phone’s photo of 12 megapixels comes out upright, small in two sizes, and tells nothing of where it was taken', async () => {
    const photo = await phonePhoto();
    expect(photo.includes('Fruit')).toBe(true);
    const { status, body } = await upload(photo);
    expect(status).toBe(200);
    expect(body).toMatchObject({ ok: true, result: { width: 1200, height: 1600 } });
    const { mediaId = '', url = '' } = body.result ?? {};
    expect(url).toBe(picturePath(mediaId));
    const large = await get(url);
    const small = await get(`/media/${mediaId}.640.webp`);
    for (const [file, wide, high] of [[large, 1200, 1600], [small, 480, 640]] as const) {
      const { format, width, height, exif, icc, xmp, orientation } = await sharp(file).metadata();
      expect({ format, width, height, exif, icc, xmp, orientation }).toEqual({ format: 'webp', width: wide, height: high, exif: undefined, icc: undefined, xmp: undefined, orientation: undefined });
      expect(file.includes('Fruit')).toBe(false);
    } // prettier-ignore
    // Red was at the left of what the phone wrote, and is above in what a person sees.
    const at = async (top: number) => (await sharp(large).extract({ left: 600, top, width: 1, height: 1 }).raw().toBuffer()).toJSON().data;
    const [above, below] = [await at(200), await at(1400)] as const;
    expect([above[0], below[2]].every((value) => (value ?? 0) > 180)).toBe(true);
    expect([above[2], below[0]].every((value) => (value ?? 255) < 90)).toBe(true);
    expect((await upload(await phonePhoto())).body.result?.mediaId).toBe(mediaId);
  });

  it('is cacheable for ever, sniffed by nobody, and its pages can do nothing', async () => {
    const { url = '' } = (await upload(await jpeg(300, 200))).body.result ?? {};
    const response = await server.fetch(url);
    expect(response.headers.get('content-type')).toBe('image/webp');
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none';/u);
    expect(response.headers.get('set-cookie')).toBeNull();
    const again = await server.fetch(url, { headers: { 'if-none-match': response.headers.get('etag') ?? '' } });
    expect(again.status).toBe(304);
    for (const path of ['/media/none.webp', `/media/${'0'.repeat(32)}.webp`, '/media/..%2f..%2fpackage.json', '/media/%00', `/media/.${url.slice(7)}`]) {
      expect((await server.fetch(path)).status, path).toBe(404);
    }
  });

  it('a clip is wrapped anew: it plays in pieces, without its title, its place or its time', async () => {
    expect(['My bench', '53.2707', 'Apple'].filter((tag) => clip().includes(tag))).toHaveLength(3);
    const { status, body } = await upload(clip());
    expect({ status, ...body.result }).toMatchObject({ status: 200, width: 320, height: 180 });
    const url = body.result?.url ?? '';
    expect(url).toBe(`/media/${body.result?.mediaId}.mp4`);
    const whole = await get(url);
    expect(['My bench', '53.2707', 'Apple'].filter((tag) => whole.includes(tag))).toEqual([]);
    const part = await server.fetch(url, { headers: { range: 'bytes=4-7' } });
    expect({ status: part.status, range: part.headers.get('content-range'), type: part.headers.get('content-type'), text: await part.text() }).toEqual({
      status: 206,
      range: `bytes 4-7/${whole.length}`,
      type: 'video/mp4',
      text: 'ftyp',
    });
    expect((await server.fetch(url, { headers: { range: `bytes=${whole.length}-` } })).status).toBe(416);
    // Sent again a second later it is the same file: nothing in it says when.
    expect((await upload(clip())).body.result?.mediaId).toBe(body.result?.mediaId);
  });

  it('a form with a file in it is taken as well', async () => {
    const form = new FormData();
    form.append('note', 'a lamp');
    form.append('file', new Blob([bytesOf(await jpeg(40, 30))], { type: 'image/jpeg' }), 'lamp.jpg');
    const { status, body } = await send(server, form, server.owner, {});
    expect({ status, ...body.result }).toMatchObject({ status: 200, width: 40, height: 30 });
  });

  const heic = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic\0\0\0\0mif1heic'), Buffer.alloc(64)]);
  it.each<readonly [string, () => Buffer | Promise<Buffer>, number, string]>([
    ['a text', () => Buffer.from('<!doctype html><script>alert(1)</script>'), 415, 'media-kind'],
    ['a drawing that could fetch', () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="http://127.0.0.1/"/></svg>'), 415, 'media-kind'],
    ['a picture that stops in the middle', async () => (await phonePhoto()).subarray(0, 30_000), 422, 'media-broken'],
    ['a head without a picture', () => Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 0]), 422, 'media-broken'],
    ['a small file that unfolds to 10 GB', bomb, 422, 'media-pixels'],
    ['a clip of 33 seconds', longClip, 422, 'clip-long'],
    ['a clip that stops in the middle', () => clip().subarray(0, 9_000), 422, 'media-broken'],
    ['a phone’s own format that nothing here reads', () => heic, 415, 'media-heic'],
    ['nothing at all', () => Buffer.alloc(0), 400, 'malformed'],
  ])('%s is refused by its code and in words', async (_what, make, status, code) => {
    const answer = await upload(await make());
    expect({ status: answer.status, code: answer.body.refusal?.code }).toEqual({ status, code });
    expect(answer.body.refusal?.message.length).toBeGreaterThan(20);
  }); // prettier-ignore

  it('what is too large is refused before it is opened', async () => {
    const picture = await upload(Buffer.concat([await jpeg(10, 10), Buffer.alloc(26 * 1024 * 1024)]));
    expect({ status: picture.status, code: picture.body.refusal?.code }).toEqual({ status: 413, code: 'too-large' });
    expect(picture.body.refusal?.message).toContain('25 MB');
    const sent = await upload(Buffer.alloc(61 * 1024 * 1024));
    expect({ status: sent.status, code: sent.body.refusal?.code }).toEqual({ status: 413, code: 'too-large' });
  });

  it('P1 owner, host and producer may, nobody else; by a cookie only from a page of ours', async () => {
    const picture = bytesOf(await jpeg(20, 20));
    for (const role of ['host', 'producer'] as const) expect((await send(server, picture, await server.key(role), {})).status, role).toBe(200);
    for (const role of ['moderator', 'packer', 'stage', 'overlay', 'bot'] as const) {
      const { status, body } = await send(server, picture, await server.key(role), {});
      expect({ status, code: body.refusal?.code }, role).toEqual({ status: 403, code: 'not-allowed' });
    }
    expect((await send(server, picture, null, {})).status).toBe(401);
    expect((await send(server, picture, server.viewer(), { origin: server.url })).status).toBe(403);
    const login = await server.fetch('/api/login', { method: 'POST', headers: { 'content-type': 'application/json', origin: server.url }, body: JSON.stringify({ key: (await server.key('host')).key }) });
    const cookie = (login.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    expect((await send(server, picture, { cookie }, { origin: server.url })).status).toBe(200);
    expect((await send(server, picture, { cookie }, { origin: 'https://evil.example' })).status).toBe(403);
  }); // prettier-ignore

  it('too many in a minute are told to wait', async () => {
    const key = await server.key('producer');
    const codes = new Set<number>();
    for (let n = 0; n < 125; n += 1) codes.add((await send(server, Buffer.from('x'), key, {})).status);
    const { status, body, headers } = await send(server, Buffer.from('x'), key, {});
    expect([...codes]).toEqual([415, 429]);
    expect({ status, code: body.refusal?.code, after: Number(headers.get('retry-after')) > 0 }).toEqual({ status: 429, code: 'too-fast', after: true });
  });

  it('L7 a full disk is “try again”, and nothing half-written is there', async () => {
    const files = memoryFiles();
    let isFull = true;
    const media = createMedia({ ...files, write: (file, bytes, now) => (isFull ? Promise.reject(new MediaFull('no room')) : files.write(file, bytes, now)) });
    const narrow = await startServer({ ...usual, deps: { media } });
    try {
      const picture = bytesOf(await jpeg(50, 50));
      const full = await send(narrow, picture, narrow.owner, {});
      expect({ status: full.status, code: full.body.refusal?.code, after: full.headers.get('retry-after') }).toEqual({
        status: 503,
        code: 'try-again',
        after: '1',
      });
      expect(full.body.refusal?.message).toContain('no room left');
      isFull = false;
      const { body } = await send(narrow, picture, narrow.owner, {});
      expect((await narrow.fetch(body.result?.url ?? '')).status).toBe(200);
    } finally {
      await narrow.stop();
    }
  });

  it('a quick drop shows what was just sent', async () => {
    const { showId } = await stockedShop(server).catch(async () =>
      server.done('show.plan', { title: 'Two', startsAt: Date.now(), minutes: 9, reach: 'network' }, server.owner),
    );
    const { mediaId = '', url } = (await upload(await jpeg(64, 64))).body.result ?? {};
    const { sku } = await server.done('drop.quick', { showId, title: 'Quick lamp', price: 900, count: 2, mediaId, minutes: 5 }, server.owner);
    const product = [...server.started().core.state.products.values()].find((each) => each.skus.includes(sku));
    expect(product?.pictures).toEqual([url]);
  });
  it('a quick drop with a picture that is not there is refused, says what to do, and leaves nothing', async () => {
    const { showId } = await server.done('show.plan', { title: 'Three', startsAt: Date.now(), minutes: 9, reach: 'network' }, server.owner);
    const products = server.started().core.state.products.size;
    const input = { showId, title: 'Ghost lamp', price: 900, count: 2, minutes: 5 };
    const answer = await server.command('drop.quick', { ...input, mediaId: 'ab'.repeat(16) }, server.owner);
    expect(answer).toMatchObject({ ok: false, refusal: { code: 'no-such-media', message: expect.stringContaining('Choose or take it again') } });
    // A clip is no picture of a quick drop either.
    const { mediaId = '' } = (await upload(clip())).body.result ?? {};
    expect(await server.command('drop.quick', { ...input, mediaId }, server.owner)).toMatchObject({ ok: false, refusal: { code: 'no-such-media' } });
    expect(server.started().core.state.products.size).toBe(products);
  });
});

describe('what no product shows', () => {
  it('goes after a day, and not while a product shows it or may be about to', async () => {
    const files = memoryFiles();
    const media = createMedia(files);
    const kept = async (width: number) => {
      const made = await media.keep(await jpeg(width, 20), 'pictures', 'soon', 0);
      if ('refused' in made) throw new Error(made.refused);
      return made;
    };
    const [named, orphan] = [await kept(30), await kept(31)];
    const isNamed = (file: string): boolean => file.startsWith(named.mediaId);
    const there = async (url: string) => (await media.open(url.slice('/media/'.length))) !== null;
    expect(await media.sweep(isNamed, 23 * HOUR - DAY, 23 * HOUR)).toBe(0);
    // Large and small.
    expect(await media.sweep(isNamed, 25 * HOUR - DAY, 25 * HOUR)).toBe(2);
    expect([await there(named.url), await there(orphan.url)]).toEqual([true, false]);
    // Named until now: its day begins when it is not any more.
    expect(await media.sweep(() => false, 40 * HOUR - DAY, 40 * HOUR)).toBe(0);
    expect(await media.sweep(() => false, 50 * HOUR - DAY, 50 * HOUR)).toBe(2);
  });
});
