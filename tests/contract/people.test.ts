import { copyFileSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openMemoryPeople } from '../../server/people/memory.ts';
import { PeopleBroken } from '../../server/people/people.ts';
import type { People } from '../../server/people/people.ts';
import { openSqlitePeople } from '../../server/people/sqlite.ts';
import { openSqlite } from '../../server/disk/sqlite.ts';
import { collect } from '../support/ledger/collect.ts';
import { newFolder } from '../support/ledger/folders.ts';
import type { Folder } from '../support/ledger/folders.ts';
import { peopleSuite } from './people-suite.ts';

peopleSuite('memory', () => {
  const people = openMemoryPeople();
  return Promise.resolve({ people, remove: () => people.close() });
});
peopleSuite('sqlite', async () => {
  const folder = newFolder();
  const people = await openSqlitePeople({ dataDir: folder.path, exclusive: true });
  return {
    people,
    remove: async () => {
      await people.close();
      folder.remove();
    },
  };
});

describe('people on disk', () => {
  let folder: Folder;
  let opened: People[];
  beforeEach(() => {
    folder = newFolder();
    opened = [];
  });
  afterEach(async () => {
    for (const people of opened) await people.close();
    folder.remove();
  });
  const file = (name: string): string => join(folder.path, name);
  const open = async (exclusive = true): Promise<People> => {
    const people = await openSqlitePeople({ dataDir: folder.path, exclusive });
    opened.push(people);
    return people;
  };
  /** Everything this process left in the folder, as it lies on the disk. */
  const allBytes = (): Buffer => Buffer.concat(readdirSync(folder.path).map((name) => readFileSync(file(name))));
  const person = { name: 'Ada Lovelace-Unmistakable', email: 'ada.unmistakable@example.test', address: null };

  it('what settings hold is nowhere on the disk to be read, and not in a copy of the store; its key is a file of its own', async () => {
    const people = await open();
    await people.saveSettings('log-in', 'twitch', { refreshToken: 'unmistakable-refresh-token' });
    await people.saveSettings('chat', 'twitch', { token: 'unmistakable-typed-token' });
    await people.backup(file('copy'));
    await people.close();
    expect(allBytes().toString('latin1')).not.toContain('unmistakable');
    expect(statSync(file('settings.key')).mode & 0o777).toBe(0o600);
    const again = await open();
    expect(await again.settings('log-in', 'twitch')).toEqual({ refreshToken: 'unmistakable-refresh-token' });
    // A tool beside it reads them, too; one kind's does not open as another's.
    const tool = await open(false);
    expect(await tool.settings('chat', 'twitch')).toEqual({ token: 'unmistakable-typed-token' });
    expect(await tool.settings('payment', 'twitch')).toBeNull();
    await tool.close();
    await again.close();
    // With the key of another shop they are as good as never saved, and can be saved anew.
    rmSync(file('settings.key'));
    const elsewhere = await open();
    expect(await elsewhere.settings('log-in', 'twitch')).toBeNull();
    await elsewhere.saveSettings('log-in', 'twitch', { refreshToken: 'new' });
    expect(await elsewhere.settings('log-in', 'twitch')).toEqual({ refreshToken: 'new' });
  });

  it('settings that an older Dropcast left there plainly are read, and sealed at the next start', async () => {
    const people = await open();
    await people.saveSettings('log-in', 'twitch', { refreshToken: 'x' });
    await people.close();
    const db = openSqlite(file('people.db'));
    db.prepare('UPDATE settings SET json = ?').run(JSON.stringify({ refreshToken: 'unmistakable-old-token' }));
    db.close();
    const tool = await open(false);
    expect(await tool.settings('log-in', 'twitch')).toEqual({ refreshToken: 'unmistakable-old-token' });
    await tool.close();
    const server = await open();
    expect(await server.settings('log-in', 'twitch')).toEqual({ refreshToken: 'unmistakable-old-token' });
    await server.close();
    expect(allBytes().toString('latin1')).not.toContain('unmistakable');
  });

  it('L8 all is there after a restart, in files of this account alone', async () => {
    const people = await open();
    const id = await people.put(person, 1);
    const viewer = await people.viewerOf('twitch:1');
    const session = await people.openSession('host', 'Ada', 1_000, null);
    await people.setPasscode('correct horse');
    await people.saveSettings('chat', 'twitch', { token: 't' });
    const secret = people.secret();
    await people.close();
    for (const name of readdirSync(folder.path)) expect([name, statSync(file(name)).mode & 0o777]).toEqual([name, 0o600]);
    const again = await open();
    expect(await again.get(id)).toEqual(person);
    expect(await again.viewerOf('twitch:1')).toBe(viewer);
    expect(await again.session(session, 1)).toMatchObject({ role: 'host' });
    expect(await again.checkPasscode('correct horse')).toBe(true);
    expect(await again.settings('chat', 'twitch')).toEqual({ token: 't' });
    expect(again.secret()).toEqual(secret);
  });

  it('P1 no secret that opens something stands in the files', async () => {
    const people = await open();
    const secrets = [await people.openSession('host', 'Ada', 1_000, null), await people.makeTicket('owner', 1_000), 'a passcode to find'];
    await people.setPasscode('a passcode to find');
    const bytes = allBytes();
    for (const secret of secrets) expect(bytes.includes(secret)).toBe(false);
    expect(bytes.includes('Ada')).toBe(true);
  });

  it('L8 what is erased is not in any file any more, nor in its log', async () => {
    const people = await open();
    const id = await people.put(person, 1);
    expect(allBytes().includes('Unmistakable')).toBe(true);
    await people.erase(id);
    expect(allBytes().includes('nmistakable')).toBe(false);
    expect(readFileSync(file('erased.txt'), 'utf8')).toContain(id);
  });

  it('L8 a people file put back from a backup forgets again, and its old log-ins stay ended', async () => {
    const people = await open();
    const [erased, kept] = [await people.put(person, 1), await people.put(person, 1)];
    const viewer = await people.viewerOf('twitch:1');
    const [session, ticket] = [await people.openSession('host', 'Ada', 1_000, null), await people.makeTicket('owner', 1_000)];
    await people.backup(file('restore.people.db'));
    await people.erase(erased);
    await people.erase(viewer);
    await people.closeSession(session);
    await people.useTicket(ticket, 1);
    await people.close();
    await collect();
    const again = await open();
    expect(await again.get(erased)).toBeNull();
    expect(await again.get(kept)).toEqual(person);
    expect(await again.viewerOf('twitch:1')).not.toBe(viewer);
    expect(await again.session(session, 1)).toBeNull();
    expect(await again.useTicket(ticket, 1)).toBeNull();
    expect(readdirSync(folder.path)).not.toContain('restore.people.db');
  });

  it('L8 copied by hand over the old file it forgets again too; and a lost list is made again from the file', async () => {
    const people = await open();
    const erased = await people.put(person, 1);
    await people.backup(file('copy'));
    await people.erase(erased);
    await people.close();
    await collect();
    rmSync(file('people.db-wal'), { force: true });
    copyFileSync(file('copy'), file('people.db'));
    const again = await open();
    expect(await again.get(erased)).toBeNull();
    await again.close();
    await collect();
    rmSync(file('erased.txt'));
    await (await open()).close();
    expect(readFileSync(file('erased.txt'), 'utf8')).toContain(erased);
  });

  it('L8 a line of the list that a crash cut short spoils no other', async () => {
    const people = await open();
    const [one, two] = [await people.put(person, 1), await people.put(person, 1)];
    await people.backup(file('copy'));
    await people.erase(one);
    writeFileSync(file('erased.txt'), `${readFileSync(file('erased.txt'), 'utf8')}cut-sho`);
    await people.erase(two);
    await people.close();
    await collect();
    rmSync(file('people.db-wal'), { force: true });
    copyFileSync(file('copy'), file('people.db'));
    const again = await open();
    expect([await again.get(one), await again.get(two)]).toEqual([null, null]);
  });

  it('L9 a people file that cannot be read is refused in words and copied aside', async () => {
    await (await open()).close();
    await collect();
    writeFileSync(file('people.db'), 'a shopping list\n'.repeat(999));
    await expect(open()).rejects.toThrow(PeopleBroken);
    await expect(open()).rejects.toThrow(/cannot be read.*\n.*broken.*\n.*no backup/u);
    expect(readdirSync(file('broken'))).toHaveLength(1);
  });

  it('L2 two processes’ worth of handles on the file agree', async () => {
    const [server, key] = [await open(), await open(false)];
    const id = await key.put(person, 1);
    expect(await server.get(id)).toEqual(person);
    expect(await key.viewerOf('twitch:1')).toBe(await server.viewerOf('twitch:1'));
    expect(key.secret()).toEqual(server.secret());
  });
});
