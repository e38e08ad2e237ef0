import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CODE_SIGNS } from '@protocol/chat-grammar.ts';
import { MINUTE } from '@protocol/time.ts';
import { openMemoryPeople } from '../../server/people/memory.ts';
import { CODE_LIVES } from '../../server/people/pairings.ts';
import type { People } from '../../server/people/people.ts';
import { newShop, redisNode } from '../support/redis-people.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';

let server: TestRedis;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.remove());

const stores = {
  memory: () => {
    const people = openMemoryPeople();
    return Promise.resolve({ people, remove: () => people.close() });
  },
  redis: () => redisNode(server, newShop()),
};

describe.each(Object.entries(stores))('chat names that belong to browsers: %s', (_kind, open) => {
  let people: People;
  let remove: () => Promise<void>;
  beforeEach(async () => {
    ({ people, remove } = await open());
  });
  afterEach(() => remove());

  it('a code is short, of signs that look like nothing else, and the same for a browser while it is good', async () => {
    const { pairings } = people;
    const first = await pairings.code('v1', 1_000);
    expect(first?.code).toMatch(new RegExp(`^[${CODE_SIGNS}]{5}$`, 'u'));
    expect(first?.expiresAt).toBe(1_000 + CODE_LIVES);
    expect(await pairings.code('v1', 2_000)).toEqual(first);
    expect((await pairings.code('v2', 2_000))?.code).not.toBe(first?.code);
    // Too little of it is left to be typed.
    const later = await pairings.code('v1', 1_000 + CODE_LIVES - MINUTE);
    expect(later?.code).not.toBe(first?.code);
    expect(await pairings.use('twitch:1', 'ana', first?.code ?? '', 1_000 + CODE_LIVES - MINUTE)).toBeNull();
  });

  it('a code is good once, for the first who types it, and not when it is too old', async () => {
    const { pairings } = people;
    const { code } = (await pairings.code('v1', 0)) ?? { code: '' };
    const used = await Promise.all(Array.from({ length: 20 }, (_, n) => pairings.use(`twitch:${n}`, `n${n}`, code, 1)));
    expect(used.filter((each) => each !== null)).toEqual([{ viewer: 'v1', left: null }]);
    expect(await pairings.of('v1')).toHaveLength(1);
    const other = (await pairings.code('v2', 0)) ?? { code: '' };
    expect(await pairings.use('twitch:99', 'z', other.code, CODE_LIVES)).toBeNull();
    expect(await pairings.viewerOf('twitch:99')).toBeNull();
  });

  it('a chat name has one browser and a browser one name of each chat; the browser that was left is named', async () => {
    const { pairings } = people;
    const pair = async (handle: string, name: string, viewer: string) => pairings.use(handle, name, (await pairings.code(viewer, 0))?.code ?? '', 1);
    await pair('twitch:1', 'ana', 'v1');
    await pair('youtube:U1', 'Ana A', 'v1');
    expect(await pairings.of('v1')).toEqual([
      { handle: 'twitch:1', name: 'ana' },
      { handle: 'youtube:U1', name: 'Ana A' },
    ]);
    expect(await pair('twitch:2', 'ben', 'v1')).toEqual({ viewer: 'v1', left: null });
    expect((await pairings.of('v1')).map(({ name }) => name).sort()).toEqual(['Ana A', 'ben']);
    expect(await pairings.viewerOf('twitch:1')).toBeNull();
    expect(await pair('twitch:2', 'ben', 'v2')).toEqual({ viewer: 'v2', left: 'v1' });
    expect(await pair('twitch:2', 'ben', 'v2')).toEqual({ viewer: 'v2', left: null });
    // A bot that speaks for that name reserves in the same browser.
    expect(await people.viewerOf('twitch:2')).toBe('v2');
  });

  it('L8 parted from either side, or erased, nothing of the name is left', async () => {
    const { pairings } = people;
    const pair = async (handle: string, viewer: string) => pairings.use(handle, 'x', (await pairings.code(viewer, 0))?.code ?? '', 1);
    await pair('twitch:1', 'v1');
    expect(await pairings.part('twitch:1')).toBe('v1');
    expect(await pairings.part('twitch:1')).toBeNull();
    await pair('twitch:1', 'v1');
    await pair('youtube:1', 'v1');
    expect([...(await pairings.partAll('v1'))].sort()).toEqual(['twitch:1', 'youtube:1']);
    expect(await pairings.of('v1')).toEqual([]);
    await pair('twitch:1', 'v1');
    await people.erase('v1');
    expect(await pairings.viewerOf('twitch:1')).toBeNull();
    expect(await people.viewerOf('twitch:1')).not.toBe('v1');
  });
});
