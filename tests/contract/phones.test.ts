import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openMemoryPeople } from '../../server/people/memory.ts';
import type { People } from '../../server/people/people.ts';
import type { Phones } from '../../server/people/phones.ts';
import { openSqlitePeople } from '../../server/people/sqlite.ts';
import { newFolder } from '../support/ledger/folders.ts';
import { carelessPhones } from '../support/careless-phones.ts';
import { newShop, redisNode } from '../support/redis-people.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';

let server: TestRedis;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.remove());

const stores = {
  memory: () => Promise.resolve({ people: openMemoryPeople(), remove: () => Promise.resolve() }),
  redis: async () => {
    const { people, remove } = await redisNode(server, newShop());
    return { people, remove };
  },
  sqlite: async () => {
    const folder = newFolder();
    return { people: await openSqlitePeople({ dataDir: folder.path, exclusive: true }), remove: () => Promise.resolve(folder.remove()) };
  },
};

describe.each(Object.entries(stores))('phones: %s', (_kind, open) => {
  let people: People;
  let phones: Phones;
  let remove: () => Promise<void>;
  beforeEach(async () => {
    ({ people, remove } = await open());
    ({ phones } = people);
  });
  afterEach(async () => {
    await people.close();
    await remove();
  });
  const invited = () => phones.invite('Ana’s phone', 'show1', 100, 400);

  it('P1 a code looks as often as it likes and lets in once, as producer, until its time', async () => {
    const { phoneId, secret } = await invited();
    expect(secret).toMatch(/^[\w-]{22}$/u);
    for (let looks = 0; looks < 3; looks += 1)
      expect(await phones.look(secret, 200)).toMatchObject({ phoneId, name: 'Ana’s phone', showId: 'show1', codeUntil: 400 });
    const entered = await phones.enter(secret, 200, 'http://10.0.0.5:4700', 9_000);
    expect(entered?.phone).toMatchObject({ phoneId, origin: 'http://10.0.0.5:4700', inSince: 200, until: 9_000, codeUntil: null });
    expect(await people.session(entered?.session ?? '', 201)).toMatchObject({
      sessionId: phoneId,
      role: 'producer',
      name: 'Ana’s phone',
      keyId: null,
      phone: { showId: 'show1', madeAt: 100 },
    });
    expect(await people.session(entered?.session ?? '', 9_000)).toBeNull();
    expect(await phones.look(secret, 201)).toBeNull();
    expect(await phones.enter(secret, 201, null, 9_000)).toBeNull();
  });

  it('P1 a code that is late, guessed or taken back lets nobody in', async () => {
    const { secret, phoneId } = await invited();
    expect(await phones.enter(secret, 400, null, 9_000)).toBeNull();
    expect(await phones.look(secret, 400)).toBeNull();
    expect(await phones.enter('guess', 200, null, 9_000)).toBeNull();
    expect(await phones.enter("' OR 1=1 --", 200, null, 9_000)).toBeNull();
    expect(await phones.revoke(phoneId)).toBe(true);
    expect(await phones.enter(secret, 200, null, 9_000)).toBeNull();
    expect(await phones.list(200)).toEqual([]);
  });

  it('P1 of twenty presses at once exactly one gets in', async () => {
    const { secret } = await invited();
    const all = await Promise.all(Array.from({ length: 20 }, () => phones.enter(secret, 200, null, 9_000)));
    expect(all.filter((each) => each !== null)).toHaveLength(1);
    expect(await phones.list(200)).toHaveLength(1);
  });

  it('P1 without the guard two presses at once both get in: the race is real', async () => {
    const careless = carelessPhones(people);
    const { secret } = await careless.invite('Ana’s phone', null, 100, 400);
    const all = await Promise.all([careless.enter(secret, 200, null, 9_000), careless.enter(secret, 200, null, 9_000)]);
    expect(all.filter((each) => each !== null)).toHaveLength(2);
  });

  it('P1 a revoked phone is out, and who keeps lines open is told; an id that is no phone’s ends nobody', async () => {
    let told = 0;
    const stop = people.onSessionsClosed(() => (told += 1));
    const desk = await people.openSession('owner', 'Ana', 9_000, null);
    const deskId = (await people.session(desk, 1))?.sessionId ?? '';
    expect(await phones.revoke(deskId)).toBe(false);
    expect(await people.session(desk, 1)).not.toBeNull();
    expect(told).toBe(0);
    const { secret, phoneId } = await invited();
    const entered = await phones.enter(secret, 200, null, 9_000);
    expect(await phones.revoke(phoneId)).toBe(true);
    expect(await people.session(entered?.session ?? '', 201)).toBeNull();
    expect(told).toBe(1);
    expect(await phones.revoke(phoneId)).toBe(false);
    stop();
  });

  it('P1 a new passcode ends phones and their codes too, and no desk’s key', async () => {
    const [first, second] = [await invited(), await invited()];
    const entered = await phones.enter(first.secret, 200, null, 9_000);
    const byKey = await people.openSession('host', 'Deck', 9_000, 'k1');
    const mine = await people.openSession('owner', 'Ana', 9_000, null);
    await people.closeOtherSessions(mine);
    expect(await people.session(entered?.session ?? '', 201)).toBeNull();
    expect(await phones.enter(second.secret, 201, null, 9_000)).toBeNull();
    expect(await phones.list(201)).toEqual([]);
    expect(await people.session(byKey, 201)).not.toBeNull();
    expect(await people.session(mine, 201)).not.toBeNull();
  });

  it('V5 the list says who is in and when they were last seen; who logged out is not on it', async () => {
    const [waits, comes] = [await invited(), await phones.invite('Bo’s phone', null, 150, 450)];
    const entered = await phones.enter(comes.secret, 200, 'http://10.0.0.5:4700', 9_000);
    expect((await phones.list(210)).map(({ phoneId, inSince, seenAt }) => [phoneId, inSince, seenAt])).toEqual([
      [comes.phoneId, 200, 200],
      [waits.phoneId, null, null],
    ]);
    await people.session(entered?.session ?? '', 333);
    expect((await phones.list(340))[0]?.seenAt).toBe(333);
    expect((await phones.list(420)).map(({ phoneId }) => phoneId)).toEqual([comes.phoneId]);
    await people.closeSession(entered?.session ?? '');
    expect(await phones.list(421)).toEqual([]);
    await people.sweep(10_000, () => true);
    expect(await phones.list(0)).toEqual([]);
  });
});
