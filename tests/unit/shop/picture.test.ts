import { describe, expect, it } from 'vitest';
import { clipPath, isClip, isMediaFile, isRemote, mediaIdOf, picturePath, smallOf } from '@protocol/media.ts';
import { isOpen } from '../../../server/shop/open-task.ts';
import { namedMedia, remotePictures } from '../../../server/shop/picture.ts';
import type { Task } from '../../../server/shop/state.ts';
import { Evening, STEP_BELOW } from '../../support/evening.ts';
import { ShopWorld, actorOf } from '../../support/shop-world.ts';

const owner = actorOf('owner', 'owner');
const host = actorOf('host', 'host');
const system = actorOf('system', 'tasks');
const path = picturePath('ab'.repeat(16));
const url = (n: number): string => `https://cdn.shop.example/${n}.jpg`;

function shop(): ShopWorld {
  const world = new ShopWorld(null);
  world.mustAsk('shop.configure', { name: 'Bench', currency: 'EUR', locale: 'en', timeZone: 'UTC', seller: { name: 'Ana', address: 'Galway', email: 'a@b.ie' }, returnsUrl: 'https://b.ie/r' }, owner); // prettier-ignore
  return world;
}
const save = (world: ShopWorld, pictures: readonly string[], title = 'Bag') =>
  world.mustAsk('product.save', { handle: 'bag', title, body: '', vendor: '', pictures: [...pictures], options: [], variants: [{ sku: 'A', options: [], price: 900, compareAt: null, cost: null, grams: null, onHand: 1 }] }, host); // prettier-ignore
const tasks = (world: ShopWorld): readonly Task[] => [...world.state.tasks.values()].filter((task) => task.kind === 'picture.copy');
/** The runner's two words for one picture. */
function end(world: ShopWorld, address: string, outcome: 'done' | 'failed', to: string): void {
  const task = tasks(world).find((each) => each.data['url'] === address);
  world.mustAsk('task.take', { taskId: task?.taskId ?? '', until: world.now + 1_000 }, system);
  world.mustAsk('task.close', { taskId: task?.taskId ?? '', attempt: (task?.attempt ?? 0) + 1, outcome, note: outcome === 'failed' ? 'not-there' : '', data: outcome === 'done' ? { path: to } : {} }, system); // prettier-ignore
}

describe('pictures of products', () => {
  it('each on another server is a task; its copy takes its place, and only where it still has one', () => {
    const world = shop();
    save(world, [url(1), '/sample/a.svg', url(2)]);
    expect(tasks(world).map((task) => task.data['url'])).toEqual([url(1), url(2)]);
    end(world, url(1), 'done', path);
    expect(world.state.products.get('bag')?.pictures).toEqual([path, '/sample/a.svg', url(2)]);
    expect(world.state.single('pictures')).toEqual({ open: 1, copied: 1, off: false });
    expect([remotePictures(world.state), [...namedMedia(world.state)]]).toEqual([1, ['ab'.repeat(16)]]);
    // Taken while somebody removes it from the product: its end changes nothing.
    const [task] = tasks(world);
    world.mustAsk('task.take', { taskId: task?.taskId ?? '', until: world.now + 1_000 }, system);
    save(world, [path]);
    world.mustAsk('task.close', { taskId: task?.taskId ?? '', attempt: 1, outcome: 'done', note: '', data: { path: picturePath('cd'.repeat(16)) } }, system);
    expect(world.state.products.get('bag')?.pictures).toEqual([path]);
    expect([tasks(world), world.state.single('pictures').open]).toEqual([[], 0]);
  });

  it('a copy is remembered as long as it is shown, by whatever address it is named', () => {
    const world = shop();
    save(world, [url(1)]);
    end(world, url(1), 'done', path);
    save(world, [url(1)], 'Renamed');
    expect(world.state.products.get('bag')?.pictures).toEqual([path]);
    expect(tasks(world)).toEqual([]);
    // Taken out and put in again: it may be swept by then, so that it is copied anew.
    save(world, []);
    save(world, [url(1)]);
    expect(world.state.products.get('bag')).toMatchObject({ pictures: [url(1)], copies: {} });
    expect(tasks(world)).toHaveLength(1);
  });

  it('what a task brings is a picture of ours or nothing', () => {
    const world = shop();
    save(world, [url(1)]);
    end(world, url(1), 'done', 'https://evil.example/a.webp');
    expect(world.state.products.get('bag')?.pictures).toEqual([url(1)]);
  });

  it('failed ones stay until they are tried again, replaced, or seen to', () => {
    const world = shop();
    save(world, [url(1), url(2), url(3)]);
    for (const n of [1, 2, 3]) end(world, url(n), 'failed', '');
    expect(tasks(world).map((task) => task.state)).toEqual(['failed', 'failed', 'failed']);
    world.mustAsk('picture.copy', { handle: 'bag' }, host);
    expect(world.state.single('pictures')).toEqual({ open: 3, copied: 0, off: false });
    end(world, url(1), 'failed', '');
    save(world, [url(2), url(3)]);
    expect(tasks(world).map((task) => task.data['url'])).toEqual([url(2), url(3)]);
    for (const n of [2, 3]) end(world, url(n), 'failed', '');
    world.mustAsk('task.done', { taskId: tasks(world)[0]?.taskId ?? '' }, host);
    expect([tasks(world).length, world.state.single('pictures').open]).toEqual([1, 0]);
  });

  it('any evening: what the desk calls open is what is open', () => {
    const seed = Number(process.env['DROPCAST_SEED'] ?? Math.floor(Math.random() * 2 ** 30));
    console.log(`pictures: seed ${seed}`);
    let at = seed;
    const next = (): number => (at = (Math.imul(at, 1_103_515_245) + 12_345) >>> 0);
    for (let n = 0; n < 150; n += 1) {
      const evening = new Evening(null);
      for (let step = 0; step < 40; step += 1) evening.step(next() % STEP_BELOW, null);
      const { state } = evening.world;
      const open = [...state.tasks.values()].filter((task) => task.kind === 'picture.copy' && isOpen(task)).length;
      expect(state.single('pictures').open, `evening ${n}`).toBe(open);
    }
  });
});

it('an address of ours has its parts, and nobody else’s has them', () => {
  const id = '0123456789abcdef'.repeat(2);
  expect([mediaIdOf(picturePath(id)), mediaIdOf(clipPath(id))]).toEqual([id, id]);
  for (const other of [`https://b.ie${picturePath(id)}`, '/media/bag.webp', `/media/${id}.png`, `/media/${id}.640.webp`, `${picturePath(id)}?x`, '/sample/a.svg']) {
    expect([mediaIdOf(other), smallOf(other)], other).toEqual([null, other]);
  }
  expect([smallOf(picturePath(id)), smallOf(clipPath(id))]).toEqual([`/media/${id}.640.webp`, clipPath(id)]);
  expect([`${id}.webp`, `${id}.640.webp`, `${id}.mp4`, `${id}.640.mp4`, `${id}.webp/..`, `.${id}.webp`, ''].map(isMediaFile)).toEqual([true, true, true, false, false, false, false]);
  expect([isClip(clipPath(id)), isClip('https://b.ie/A.MP4?v=2'), isClip(picturePath(id)), isRemote('HTTPS://b.ie/a.jpg'), isRemote('/media/a')]).toEqual([true, true, false, true, false]);
}); // prettier-ignore
