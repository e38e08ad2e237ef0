import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PeopleBroken, PeopleUnavailable } from '../../server/people/people.ts';
import type { People } from '../../server/people/people.ts';
import { openRedis } from '../../server/redis/line.ts';
import { carelessTickets } from '../support/careless-tickets.ts';
import { newFolder } from '../support/ledger/folders.ts';
import { SETTINGS_KEY, newShop, redisNode, type PeopleNode } from '../support/redis-people.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { until } from '../support/until.ts';
import { peopleSuite } from './people-suite.ts';

let redis: TestRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.remove());

peopleSuite('redis', async () => {
  const node = await redisNode(redis, newShop());
  return { people: node.people, remove: () => node.remove() };
});

const person = { name: 'Ada Lovelace-Unmistakable', email: 'ada.unmistakable@example.test', address: null };

describe('people of several nodes', () => {
  let shop: string;
  let nodes: PeopleNode[];
  beforeEach(() => {
    shop = newShop();
    nodes = [];
  });
  afterEach(async () => {
    for (const node of nodes) await node.remove();
  });
  const join_ = async (...more: readonly [] | readonly [PeopleNode['folder'], string | null]): Promise<People> => {
    const node = await redisNode(redis, shop, more[0] ?? newFolder(), ...(more.length === 2 ? [more[1]] : []));
    nodes.push(node);
    return node.people;
  };
  const two = (): Promise<[People, People]> => Promise.all([join_(), join_()]);
  const onDisk = (): string => {
    for (;;) {
      try {
        return readdirSync(join(redis.dir, 'appendonlydir'))
          .map((name) => readFileSync(join(redis.dir, 'appendonlydir', name), 'latin1'))
          .join('\n');
      } catch (error) {
        // Written anew at this very moment: what was listed is gone, and what there is now is looked at.
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
      }
    }
  };

  it('P2 L8 nodes that start at once have one secret, one key of each day, and one viewer behind a handle', async () => {
    const all = await Promise.all([join_(), join_(), join_()]);
    expect(new Set(all.map((people) => Buffer.from(people.secret()).toString('hex'))).size).toBe(1);
    const days = await Promise.all(all.map(async (people) => Buffer.from(await people.networkKey(20_000)).toString('hex')));
    expect(new Set(days).size).toBe(1);
    expect(new Set(await Promise.all(all.map((people) => people.viewerOf('twitch:1')))).size).toBe(1);
  });

  it('P1 of one ticket, pair code or phone’s code used on two nodes in the same moment, one opens', async () => {
    const [one, other] = await two();
    for (let round = 0; round < 25; round += 1) {
      const ticket = await one.makeTicket('owner', 1_000);
      const used = await Promise.all([one, other, one, other].map((people) => people.useTicket(ticket, 1)));
      expect(used.filter((role) => role !== null)).toEqual(['owner']);
      const { code } = (await other.pairings.code(`v${round}`, 0)) ?? { code: '' };
      const paired = await Promise.all([one, other].map((people, n) => people.pairings.use(`twitch:${round}-${n}`, 'x', code, 1)));
      expect(paired.filter((each) => each !== null)).toHaveLength(1);
      expect(await one.pairings.of(`v${round}`)).toHaveLength(1);
      const { secret } = await one.phones.invite('Ana’s phone', null, 1, 400);
      const entered = await Promise.all([one, other].map((people) => people.phones.enter(secret, 2, null, 9_000)));
      expect(entered.filter((each) => each !== null)).toHaveLength(1);
    }
  });

  it('P1 without the guard both open: the race is real', async () => {
    await two();
    const line = await openRedis({ url: redis.url, prefix: shop }, 'asking');
    const ticket = await nodes[0]?.people.makeTicket('owner', 1_000);
    const careless = carelessTickets(line);
    const used = await Promise.all([careless.useTicket(ticket ?? ''), careless.useTicket(ticket ?? '')]);
    expect(used).toEqual(['owner', 'owner']);
    await line.close();
  });

  it('P1 what ends on one node opens nothing on another from then on, and lines that stand open there are told', async () => {
    const [one, other] = await two();
    let told = 0;
    other.onSessionsClosed(() => (told += 1));
    const session = await one.openSession('owner', 'Ada', 1_000, null);
    expect(await other.session(session, 1)).toMatchObject({ role: 'owner' });
    await one.closeOtherSessions(null);
    expect(await other.session(session, 1)).toBeNull();
    await until(() => told === 1);
    const { secret, phoneId } = await one.phones.invite('Ana’s phone', 's1', 1, 400);
    const entered = await other.phones.enter(secret, 2, null, 9_000);
    await other.session(entered?.session ?? '', 77);
    await until(async () => (await one.phones.list(80))[0]?.seenAt === 77);
    expect(await one.phones.revoke(phoneId)).toBe(true);
    expect(await other.session(entered?.session ?? '', 3)).toBeNull();
    await until(() => told === 2);
  });

  it('P1 a session of a key ends with its key alone, on whichever node the passcode is changed', async () => {
    const [one, other] = await two();
    await one.setPasscode('correct horse');
    expect(await other.checkPasscode('correct horse')).toBe(true);
    const [byKey, mine] = [await one.openSession('host', 'Deck', 1_000, 'k1'), await one.openSession('owner', 'Ada', 1_000, null)];
    await other.setPasscode('battery staple');
    await other.closeOtherSessions(mine);
    expect(await one.checkPasscode('correct horse')).toBe(false);
    expect(await one.session(byKey, 1)).not.toBeNull();
    expect(await one.session(mine, 1)).not.toBeNull();
  });

  it('settings that one node sealed are read on the others; with another key, or none, a node stays away and says what to do', async () => {
    const people = await join_();
    await people.saveSettings('log-in', 'twitch', { refreshToken: 'unmistakable-refresh-token' });
    expect(await (await join_()).settings('log-in', 'twitch')).toEqual({ refreshToken: 'unmistakable-refresh-token' });
    expect(onDisk()).not.toContain('unmistakable-refresh');
    const stranger = newFolder();
    await expect(redisNode(redis, shop, stranger, Buffer.alloc(32, 9).toString('base64'))).rejects.toThrow(PeopleBroken);
    await expect(redisNode(redis, shop, stranger, Buffer.alloc(32, 9).toString('base64'))).rejects.toThrow(/same SETTINGS_KEY.*redis-cli HDEL .*kept seal/u);
    await expect(redisNode(redis, shop, stranger, null)).rejects.toThrow(/no key for the settings.*same SETTINGS_KEY/u);
    expect(existsSync(join(stranger.path, 'settings.key'))).toBe(false);
    // The folder's own file is as good as the variable; so is the other way to write base64.
    writeFileSync(join(stranger.path, 'settings.key'), `${Buffer.alloc(32, 7).toString('base64')}\n`);
    expect(await (await join_(stranger, null)).settings('log-in', 'twitch')).toEqual({ refreshToken: 'unmistakable-refresh-token' });
  });

  it('a first node without a key makes its file, which the next one is given', async () => {
    const first = await join_(newFolder(), null);
    await first.saveSettings('mail', 'smtp', { password: 'x' });
    const key = readFileSync(join(nodes[0]?.folder.path ?? '', 'settings.key'), 'utf8').trim();
    expect(await (await join_(newFolder(), key)).settings('mail', 'smtp')).toEqual({ password: 'x' });
  });

  it('P1 no secret that opens something is in Redis', async () => {
    const people = await join_();
    const secrets = [await people.openSession('host', 'Unmistakable-Host', 1_000, null), await people.makeTicket('owner', 1_000), 'a passcode to find'];
    const phone = await people.phones.invite('x', null, 1, 400);
    await people.setPasscode('a passcode to find');
    const bytes = onDisk();
    for (const secret of [...secrets, phone.secret]) expect(bytes.includes(secret)).toBe(false);
    expect(bytes.includes('Unmistakable-Host')).toBe(true);
  });

  it('L8 who is erased on one node is on the list of all, and soon in no file of Redis’s', async () => {
    const [one] = await two();
    const id = await one.put(person, 1);
    expect(onDisk()).toContain('Unmistakable@'.toLowerCase());
    await one.erase(id);
    for (const { folder } of nodes) await until(() => readFileSync(join(folder.path, 'erased.txt'), 'utf8').includes(id));
    await until(() => !onDisk().includes(person.email));
  });

  it('L8 a Redis that was put back from a copy forgets again, under running nodes and started ones; what ended stays ended', async () => {
    const [one, other] = await two();
    const [erased, kept] = [await one.put(person, 1), await one.put(person, 2)];
    const viewer = await one.viewerOf('twitch:1');
    const mine = await one.openSession('owner', 'Ada', 1_000, null);
    const [session, ticket] = [await one.openSession('owner', 'Ada', 1_000, null), await one.makeTicket('owner', 1_000)];
    const putBack = await redis.remember();
    await one.erase(erased);
    await other.erase(viewer);
    await one.closeSession(session);
    await other.useTicket(ticket, 1);
    let told = 0;
    one.onSessionsClosed(() => (told += 1));
    await until(() => nodes.every(({ folder }) => [erased, viewer].every((id) => readFileSync(join(folder.path, 'erased.txt'), 'utf8').includes(id))));
    await putBack();
    const fine = async (people: People): Promise<void> => {
      expect(await people.get(erased)).toBeNull();
      expect(await people.get(kept)).toEqual(person);
      expect(await people.session(session, 1)).toBeNull();
      expect(await people.useTicket(ticket, 1)).toBeNull();
    };
    // Each line comes back in its own time.
    for (const people of [one, other]) await until(async () => (await people.get(kept).catch(() => null)) !== null);
    // Which endings were lost nobody knows: all log-ins end.
    await until(async () => told > 0 && (await one.session(mine, 1)) === null && (await one.get(erased)) === null);
    await fine(other);
    expect(await one.viewerOf('twitch:1')).not.toBe(viewer);
    const folder = nodes[0]?.folder;
    for (const node of nodes) await node.end();
    await putBack();
    await fine(await join_(folder ?? newFolder(), SETTINGS_KEY));
  });

  it('L7 without Redis all is refused as "try again" and nothing waits for ever; back again all is there', async () => {
    const [people] = await two();
    const id = await people.put(person, 1);
    const session = await people.openSession('host', 'Ada', 1_000, null);
    const ticket = await people.makeTicket('owner', 1_000);
    await redis.kill();
    const asked = [
      () => people.put(person, 1),
      () => people.get(id),
      () => people.find('ada', 5),
      () => people.alike(id, 5),
      () => people.erase(id),
      () => people.sweep(5, () => true),
      () => people.networkKey(1),
      () => people.viewerOf('twitch:9'),
      () => people.settings('chat', 'x'),
      () => people.saveSettings('chat', 'x', {}),
      () => people.openSession('host', 'x', 1_000, null),
      () => people.session(session, 1),
      () => people.closeSession(session),
      () => people.closeOtherSessions(null),
      () => people.makeTicket('owner', 1_000),
      () => people.useTicket(ticket, 1),
      () => people.setPasscode('x'),
      () => people.hasPasscode(),
      () => people.checkPasscode('x'),
      () => people.phones.invite('x', null, 1, 2),
      () => people.phones.look('x', 1),
      () => people.phones.enter('x', 1, null, 2),
      () => people.phones.list(1),
      () => people.phones.revoke('x'),
      () => people.pairings.code('v', 1),
      () => people.pairings.use('twitch:1', 'x', 'AAAAA', 1),
      () => people.pairings.viewerOf('twitch:1'),
      () => people.pairings.of('v'),
      () => people.pairings.part('twitch:1'),
      () => people.pairings.partAll('v'),
    ];
    const answers = await Promise.allSettled(asked.map((ask) => ask()));
    for (const [n, answer] of answers.entries()) expect([n, answer.status === 'rejected' && answer.reason instanceof PeopleUnavailable]).toEqual([n, true]);
    await redis.start();
    await until(async () => (await people.session(session, 1).catch(() => null)) !== null);
    expect(await people.useTicket(ticket, 1)).toBe('owner');
    // The erasure that was refused is on this node's list, and is done once Redis can.
    await until(async () => (await people.get(id)) === null);
  });
});
