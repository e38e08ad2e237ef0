import { performance } from 'node:perf_hooks';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PanelParts, PicturesPart } from '@protocol/parts.ts';
import { MINUTE } from '@protocol/time.ts';
import { createClock } from '../../server/dispatch/clock.ts';
import { fetchPicture } from '../../server/edges/media/fetch-picture.ts';
import type { Media } from '../../server/ports/media.ts';
import { startPictureHost, type PictureHost } from '../support/picture-host.ts';
import { firedDrop, startServer, stockedShop, until as untilAt, usual, type TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';

let host: PictureHost;
beforeAll(async () => {
  host = await startPictureHost();
});
afterAll(() => host.close());

/** A file as a shop exports it: one product with these pictures, or as many as there are lists. */
const csv = (...products: readonly (readonly string[])[]): string =>
  ['Handle,Title,Variant SKU,Variant Price,Image Src,Image Position', ...products.flatMap((pictures, n) => pictures.map((url, at) => (at === 0 ? `p${n},Product ${n},SKU-${n},9.00,${url},1` : `p${n},,,,${url},${at + 1}`)))].join('\n'); // prettier-ignore
const bring = (server: TestServer, ...products: readonly (readonly string[])[]) =>
  server.done('catalog.import', { format: 'shopify-csv', csv: csv(...products), dryRun: false }, server.owner);
async function parts(server: TestServer): Promise<Pick<PanelParts, 'pictures' | 'tasks' | 'products' | 'catalog'>> {
  const response = await server.fetch('/api/state/panel', { headers: { authorization: `Bearer ${server.owner.key}` } });
  // Built by the views from the types of the parts.
  return ((await response.json()) as { readonly parts: PanelParts }).parts;
}
async function settled(server: TestServer): Promise<PicturesPart> {
  await until(() => server.started().core.state.single('pictures').open === 0);
  return (await parts(server)).pictures;
}
const picturesOf = (server: TestServer, handle: string): readonly string[] => server.started().core.state.products.get(handle)?.pictures ?? [];
const source = (from: PictureHost) => ({ fetch: fetchPicture(from.limits), pausesMs: [20, 50] });

describe('pictures of an import', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer({ ...usual, deps: { pictures: source(host) } });
    await stockedShop(server);
  });
  afterAll(() => server.stop());
  const at = (path: string): string => `${host.url}${path}`;

  it('the good ones are copied, without where they were taken; each of the others is named with what ails it', async () => {
    const bad = [
      '/gone.jpg',
      '/closed.jpg',
      '/huge.jpg',
      '/page.jpg',
      '/drawing.svg',
      '/cut.jpg',
      '/slow.jpg',
      '/to-cloud.jpg',
      '/to-this-machine.jpg',
      '/round.jpg',
    ].map(at);
    await bring(server, [at('/good.jpg'), at('/to-good.jpg'), at('/flaky.jpg')], bad);
    // What is not copied yet is shown from where it stands.
    expect(picturesOf(server, 'p1')).toEqual(bad);
    const part = await settled(server);
    expect(part).toMatchObject({ open: 0, copied: 3, failed: 10, remote: 10 });
    expect(Object.fromEntries(part.failures.map(({ url, why }) => [url.slice(host.url.length), why]))).toEqual({
      '/gone.jpg': 'not-there',
      '/closed.jpg': 'not-allowed',
      '/huge.jpg': 'too-large',
      '/page.jpg': 'not-a-picture',
      '/drawing.svg': 'not-a-picture',
      '/cut.jpg': 'broken',
      '/slow.jpg': 'slow',
      '/to-cloud.jpg': 'private',
      '/to-this-machine.jpg': 'private',
      '/round.jpg': 'redirects',
    });
    expect(part.failures[0]).toMatchObject({ handle: 'p1', title: 'Product 1' });
    // Three addresses, one picture: it is shown once.
    const [copied, ...more] = picturesOf(server, 'p0');
    expect([copied, more.length]).toEqual([expect.stringMatching(/^\/media\/[a-f0-9]{32}\.webp$/u), 0]);
    const file = Buffer.from(await (await server.fetch(copied ?? '')).arrayBuffer());
    const { width, exif } = await sharp(file).metadata();
    expect({ width, exif }).toEqual({ width: 900, exif: undefined });
    // What came and went is no list on the desk.
    expect((await parts(server)).tasks).toEqual([]);
    expect((await parts(server)).catalog.find((row) => row.handle === 'p0')?.picture).toBe(copied?.replace('.webp', '.640.webp'));
  });

  it('what passes is tried again, what does not is not', () => {
    const times = (path: string): number => host.asked.filter((each) => each === path).length;
    expect({ flaky: times('/flaky.jpg'), gone: times('/gone.jpg'), slow: times('/slow.jpg') }).toEqual({ flaky: 3, gone: 1, slow: 3 });
  });

  it('the same file again changes nothing, asks nobody, and a form that was open meanwhile loses no copy', async () => {
    const before = host.asked.length;
    const again = await bring(server, [at('/good.jpg'), at('/to-good.jpg'), at('/flaky.jpg')]);
    expect(again.differences.map(({ kind }) => kind)).toEqual(['same']);
    const copied = picturesOf(server, 'p0');
    await server.done(
      'product.save',
      { handle: 'p0', title: 'Renamed', body: '', vendor: '', pictures: [at('/good.jpg')], options: [], variants: [{ sku: 'SKU-0', options: [], price: 900, compareAt: null, cost: null, grams: null, onHand: 0 }] },
      server.owner,
    ); // prettier-ignore
    expect(picturesOf(server, 'p0')).toEqual(copied);
    expect(host.asked).toHaveLength(before);
  });

  it('“try again” asks for all that failed; a picture that its product shows no more is nobody’s failure', async () => {
    await bring(server, [], [], [at('/later.jpg'), at('/gone-too.jpg')]);
    expect((await settled(server)).failures.filter(({ handle }) => handle === 'p2')).toHaveLength(2);
    host.mend();
    expect(await server.done('picture.copy', { handle: 'p2' }, server.owner)).toEqual({ pictures: 2 });
    const part = await settled(server);
    expect(part).toMatchObject({ copied: 1, failed: 11 });
    expect(picturesOf(server, 'p2')).toEqual([expect.stringMatching(/^\/media\//u), at('/gone-too.jpg')]);
    const product = (pictures: string[]) => ({ handle: 'p2', title: 'Product 2', body: '', vendor: '', pictures, options: [], variants: [{ sku: 'SKU-2', options: [], price: 900, compareAt: null, cost: null, grams: null, onHand: 0 }] }); // prettier-ignore
    await server.done('product.save', product([picturesOf(server, 'p2')[0] ?? '']), server.owner);
    expect((await parts(server)).pictures.failures.filter(({ handle }) => handle === 'p2')).toEqual([]);
    expect(await server.done('picture.copy', { handle: 'p2' }, server.owner)).toEqual({ pictures: 0 });
  });

  it('the doctor says how many stand elsewhere', async () => {
    const response = await server.fetch('/api/doctor', { headers: { authorization: `Bearer ${server.owner.key}` } });
    const { lines } = (await response.json()) as { readonly lines: readonly { readonly ok: boolean; readonly what: string }[] };
    expect(lines.find(({ what }) => what.includes('picture'))).toEqual(expect.objectContaining({ ok: false, what: '10 pictures stand on other servers' }));
  });
});

describe('the guard', () => {
  const ask = (names: Readonly<Record<string, readonly string[]>>, asked: string[]) =>
    fetchPicture({
      ...host.limits,
      resolve: (name) => {
        asked.push(name);
        const addresses = names[name] ?? [];
        return addresses.length === 0 ? Promise.reject(new Error('ENOTFOUND')) : Promise.resolve(addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));
      },
    }); // prettier-ignore
  const port = (): string => new URL(host.url).port;

  it('asks a name once and goes where it was told, so that the second answer of a rebinding name is never heard', async () => {
    const asked: string[] = [];
    const fetched = await ask({ 'shop.example': ['127.0.0.1'] }, asked)(`http://shop.example:${port()}/good.jpg`);
    expect([fetched.ok, asked]).toEqual([true, ['shop.example']]);
  });
  it.each<readonly [string, readonly string[]]>([
    ['a private address among public ones', ['1.1.1.1', '10.0.0.1']],
    ['this machine', ['127.0.0.2']],
    ['what a cloud tells a machine about itself', ['169.254.169.254']],
    ['IPv6’s own networks', ['fd00::1']],
  ])('does not ask %s', async (_what, addresses) => {
    const before = host.asked.length;
    expect(await ask({ 'shop.example': addresses }, [])(`http://shop.example:${port()}/good.jpg`)).toEqual({ ok: false, why: 'private', again: false });
    expect(host.asked).toHaveLength(before);
  });
  it.each(['http://127.0.0.1:1/a.jpg', 'http://127.1/a.jpg', 'http://0x7f000001/a.jpg', 'http://2130706433/a.jpg', 'http://[::1]/a.jpg', 'http://[::ffff:10.0.0.1]/a.jpg', 'http://localhost/a.jpg'])(
    'does not ask %s',
    async (url) => expect(await fetchPicture(host.limits)(url)).toEqual({ ok: false, why: 'private', again: false }),
  ); // prettier-ignore
  it('other schemes, log-ins in the address, and what is no address are not asked', async () => {
    for (const url of [
      'file:///etc/passwd',
      'ftp://1.1.1.1/a.jpg',
      `http://ada:secret@127.0.0.1:${port()}/good.jpg`,
      'not an address',
      `http://1.1.1.1/${'x'.repeat(3_000)}`,
    ]) {
      expect(await fetchPicture(host.limits)(url), url).toEqual({ ok: false, why: 'answer', again: false });
    }
    expect(await ask({}, [])('http://nowhere.example/a.jpg')).toEqual({ ok: false, why: 'no-host', again: true });
  });
});

describe('a thousand pictures', () => {
  it('are one line on the desk, and a sale does not wait for them', async () => {
    let asked = 0;
    const path = `/media/${'ab'.repeat(16)}.webp`;
    const media: Media = {
      keep: () => Promise.resolve({ mediaId: 'ab'.repeat(16), url: path, width: 1, height: 1 }),
      open: () => Promise.resolve(null),
      sweep: () => Promise.resolve(0),
    };
    const fetch = async () => {
      asked += 1;
      await new Promise((resolve) => setTimeout(resolve, 1));
      return asked % 10 === 0 ? ({ ok: false, why: 'not-there', again: false } as const) : ({ ok: true, bytes: new Uint8Array(1) } as const);
    };
    const server = await startServer({ ...usual, deps: { media, pictures: { fetch, pausesMs: [] } } });
    try {
      const { showId } = await stockedShop(server);
      await bring(server, ...Array.from({ length: 200 }, (_, p) => Array.from({ length: 5 }, (_each, n) => `https://shop.example/${p}/${n}.jpg`)));
      const first = await parts(server);
      expect(first.tasks).toEqual([]);
      const { dropId, opensAt } = await firedDrop(server, showId, 10);
      await untilAt(server, opensAt);
      await server.done('hold.place', { dropId, lines: [{ sku: 'LAMP-BRASS', quantity: 1 }] }, server.viewer());
      await server.done('drop.end', { dropId }, server.owner);
      const part = await settled(server);
      expect([part.copied + part.failed, part.failures.length, part.remote]).toEqual([1_000, 50, part.failed]);
      expect(JSON.stringify(part).length).toBeLessThan(10_000);
      expect(server.started().core.state.tasks.size).toBe(part.failed);
    } finally {
      await server.stop();
    }
  });
});

describe('while something is on sale', () => {
  it('one picture is asked for at a time: buyers come first', async () => {
    let here = 0;
    let most = 0;
    const fetch = async () => {
      here += 1;
      most = Math.max(most, here);
      await new Promise((resolve) => setTimeout(resolve, 15));
      here -= 1;
      return { ok: false, why: 'not-there', again: false } as const;
    };
    const server = await startServer({ ...usual, deps: { pictures: { fetch, pausesMs: [] } } });
    try {
      const { showId } = await stockedShop(server);
      const some = (from: number): readonly string[] => Array.from({ length: 8 }, (_, n) => `https://shop.example/${from + n}.jpg`);
      await bring(server, some(0));
      await settled(server);
      expect(most).toBe(4);
      await firedDrop(server, showId, 5);
      most = 0;
      await bring(server, some(0), some(100));
      await settled(server);
      expect(most).toBe(1);
    } finally {
      await server.stop();
    }
  });
});

describe('E2 a server that went away in the middle', () => {
  it('takes up what it had begun, and its copies are there after it', async () => {
    let skew = 0;
    const clock = () =>
      createClock(
        () => Date.now() + skew,
        () => performance.now() + skew,
      );
    let isSilent = true;
    const real = fetchPicture(host.limits);
    const fetch = (url: string) => (isSilent && url.includes('second') ? new Promise<never>(() => undefined) : real(url));
    const server = await startServer({ ...usual, kept: 'disk', deps: { clock: clock(), pictures: { fetch, pausesMs: [] } } });
    try {
      await stockedShop(server);
      await bring(server, [`${host.url}/good.jpg?first`, `${host.url}/good.jpg?second`]);
      await until(() => picturesOf(server, 'p0')[0]?.startsWith('/media/') === true);
      const [copied = ''] = picturesOf(server, 'p0');
      isSilent = false;
      skew = 5 * MINUTE;
      await server.restart();
      expect((await server.fetch(copied)).status).toBe(200);
      expect(await settled(server)).toMatchObject({ failed: 0, remote: 0 });
      expect(picturesOf(server, 'p0')).toEqual([copied]);
    } finally {
      await server.stop();
    }
  });

  it('COPY_PICTURES=no leaves them where they are, and nothing waits', async () => {
    const server = await startServer({ ...usual, deps: { pictures: { fetch: null, pausesMs: [] } } });
    try {
      await stockedShop(server);
      await bring(server, [`${host.url}/good.jpg?left`]);
      expect(await settled(server)).toEqual({ open: 0, copied: 0, off: true, remote: 1, failed: 0, failures: [] });
      expect(picturesOf(server, 'p0')).toEqual([`${host.url}/good.jpg?left`]);
      expect(host.asked).not.toContain('/good.jpg?left');
    } finally {
      await server.stop();
    }
  });
});
