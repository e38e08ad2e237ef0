import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withdrawConsent } from '../../server/people/consent.ts';
import type { People, Person } from '../../server/people/people.ts';

export interface PeopleWorld {
  readonly people: People;
  remove(): Promise<void>;
}
const ada: Person = {
  name: 'Ada “<b>” Løv',
  email: 'ada@example.test',
  address: { line1: '1 High St', line2: '', city: 'Bath', postcode: 'BA1 1AA', region: '', country: 'GB' },
};

/** What every store of people promises, whatever it is kept in. */
export function peopleSuite(kind: string, newWorld: () => Promise<PeopleWorld>): void {
  describe(`people contract: ${kind}`, () => {
    let world: PeopleWorld;
    let people: People;
    beforeEach(async () => {
      world = await newWorld();
      people = world.people;
    });
    afterEach(() => world.remove());

    it('L8 a person comes back by a random id that says nothing about them', async () => {
      const [one, two] = [await people.put(ada, 1), await people.put({ ...ada, address: null }, 1)];
      expect(one).not.toBe(two);
      expect(one).toMatch(/^[\w-]{22}$/u);
      expect(await people.get(one)).toEqual(ada);
      expect(await people.get(two)).toEqual({ ...ada, address: null });
      expect(await people.get('nobody')).toBeNull();
    });

    it('L8 two hundred at once are two hundred', async () => {
      const ids = await Promise.all(Array.from({ length: 200 }, (_, n) => people.put({ ...ada, name: `Ada ${n}` }, n)));
      expect(new Set(ids).size).toBe(200);
      for (const [n, id] of ids.entries()) expect((await people.get(id))?.name).toBe(`Ada ${n}`);
    });

    it('L8 somebody is found by any part of name and mail, whatever case and accents, newest first; erased they are not', async () => {
      const ids = [];
      for (let n = 0; n < 2_100; n += 1) ids.push(people.put({ ...ada, name: `Nobody ${n}`, email: `n${n}@example.test` }, n));
      await Promise.all(ids);
      const [old, young] = [await people.put(ada, 1), await people.put({ ...ada, name: 'ADA LOVELACE' }, 2)];
      const found = async (text: string, most = 10): Promise<readonly string[]> => (await people.find(text, most)).map(({ personId }) => personId);
      expect(await found('ada')).toEqual([young, old]);
      expect(await found('ada', 1)).toEqual([young]);
      expect(await found('Ada LØV')).toEqual([old]);
      expect(await found('example.test lovelace')).toEqual([young]);
      expect((await found('nobody 7', 5)).length).toBe(5);
      expect((await people.find('nobody 0 n0@', 5))[0]?.person.email).toBe('n0@example.test');
      for (const text of ['', '   ', 'zoe', '%', '_', "' OR 1=1 --"]) expect(await found(text)).toEqual([]);
      await people.erase(old);
      expect(await found('ada')).toEqual([young]);
    });

    it('L8 who has the same mail or address is found, by hashes that go with the person', async () => {
      const home = ada.address;
      const one = await people.put(ada, 1);
      const sorted = await people.put({ ...ada, email: ' ADA+drops@Example.test', address: null }, 1);
      const sister = await people.put({ ...ada, email: 'sister@example.test', address: home && { ...home, line1: '1, high st.', postcode: 'ba11aa' } }, 1);
      await people.put({ ...ada, email: 'zoe@example.test', address: null }, 1);
      expect(await people.alike(one, 10)).toEqual([{ personId: sister, by: 'address' }, { personId: sorted, by: 'mail' }]); // prettier-ignore
      expect(await people.alike(one, 1)).toHaveLength(1);
      expect(await people.alike(sister, 10)).toEqual([{ personId: one, by: 'address' }]);
      await people.erase(sister);
      expect(await people.alike(one, 10)).toEqual([{ personId: sorted, by: 'mail' }]);
      expect(await people.sweep(200, (id) => id === one)).toBe(2);
      expect(await people.alike(one, 10)).toEqual([]);
      expect(await people.alike('nobody', 10)).toEqual([]);
    });

    it('L8 erased is gone, twice is once, and somebody never known may be erased too', async () => {
      const [one, two] = [await people.put(ada, 1), await people.put(ada, 1)];
      await people.erase(one);
      await people.erase(one);
      await people.erase('never-known');
      expect(await people.get(one)).toBeNull();
      expect(await people.get(two)).toEqual(ada);
    });

    it('promise 8 consent is dated, with its wording; taken back it is no more, erased and swept it is gone', async () => {
      const home = ada.address;
      const [one, again, other, none] = [await people.put(ada, 1), await people.put({ ...ada, email: 'ADA+x@example.test' }, 1), await people.put({ ...ada, email: 'zoe@example.test', address: home }, 1), await people.put(ada, 1)];
      for (const [n, id] of [one, again, other].entries()) await people.consent(id, 'mail', 'w1', 10.5 + n);
      expect(await people.consentOf(one, 'mail')).toEqual({ channel: 'mail', wording: 'w1', at: 10, endedAt: null });
      expect(await people.consentOf(none, 'mail')).toBeNull();
      const ids = async (): Promise<readonly string[]> => (await people.consenting()).map(({ personId }) => personId);
      expect(await ids()).toEqual([other, again, one]);
      expect((await people.consenting())[0]).toMatchObject({ person: { email: 'zoe@example.test' }, consent: { wording: 'w1', at: 12 } });
      // By mail: whoever shares the address alone has given their own.
      await withdrawConsent(people, one, 20);
      expect(await ids()).toEqual([other]);
      await withdrawConsent(people, one, 30);
      expect(await people.consentOf(again, 'mail')).toEqual({ channel: 'mail', wording: 'w1', at: 11, endedAt: 20 });
      await people.consent(one, 'mail', 'w2', 40);
      expect(await ids()).toEqual([one, other]);
      await people.erase(one);
      expect(await people.consentOf(one, 'mail')).toBeNull();
      expect(await people.sweep(200, (id) => id !== other)).toBe(1);
      expect(await ids()).toEqual([]);
      expect(await people.consentOf(other, 'mail')).toBeNull();
    }); // prettier-ignore

    it('L8 an erased viewer’s handle is gone: seen again they are somebody new', async () => {
      const viewer = await people.viewerOf('twitch:1');
      await people.erase(viewer);
      expect(await people.viewerOf('twitch:1')).not.toBe(viewer);
    });

    it('L8 people that no event names are swept, once they are old enough', async () => {
      const [named, unnamed, young] = [await people.put(ada, 100), await people.put(ada, 100), await people.put(ada, 200)];
      expect(await people.sweep(200, (id) => id === named)).toBe(1);
      expect(await people.get(unnamed)).toBeNull();
      expect(await people.get(named)).toEqual(ada);
      expect(await people.get(young)).toEqual(ada);
    });

    it('L8 a chat handle is one viewer, however often and at once it is asked for', async () => {
      const ids = await Promise.all(Array.from({ length: 20 }, () => people.viewerOf('twitch:1234')));
      expect(new Set(ids).size).toBe(1);
      expect(ids[0]).not.toContain('1234');
      expect(await people.viewerOf('twitch:12345')).not.toBe(ids[0]);
    });

    it('settings are kept per kind and id, and replaced whole', async () => {
      expect(await people.settings('chat', 'a')).toBeNull();
      await people.saveSettings('chat', 'a', { token: 'x', on: true, delay: 3 });
      await people.saveSettings('payment', 'a', { key: 'y' });
      await people.saveSettings('chat', 'a', { token: 'z' });
      expect(await people.settings('chat', 'a')).toEqual({ token: 'z' });
      expect(await people.settings('payment', 'a')).toEqual({ key: 'y' });
    });

    it('P1 a session opens with its secret until it ends, by time or by hand', async () => {
      const [one, two] = [await people.openSession('host', 'Ada', 1_000, null), await people.openSession('packer', 'Bo', 1_000, null)];
      expect(one).toMatch(/^[\w-]{43}$/u);
      expect(await people.session(one, 999)).toMatchObject({ role: 'host', name: 'Ada', expiresAt: 1_000 });
      expect((await people.session(one, 1))?.sessionId).not.toBe((await people.session(two, 1))?.sessionId);
      expect((await people.session(one, 1))?.sessionId).not.toContain(one);
      expect(await people.session(one, 1_000)).toBeNull();
      await people.closeSession(two);
      expect(await people.session(two, 1)).toBeNull();
      const [mine, theirs] = [await people.openSession('owner', 'Ada', 1_000, null), await people.openSession('owner', 'Thief', 1_000, null)];
      const byKey = await people.openSession('host', 'Deck', 1_000, 'k1');
      let told = 0;
      const stop = people.onSessionsClosed(() => void (told += 1));
      await people.closeOtherSessions(mine);
      expect(told).toBe(1);
      stop();
      expect(await people.session(theirs, 1)).toBeNull();
      expect(await people.session(mine, 1)).not.toBeNull();
      expect(await people.session(byKey, 1)).not.toBeNull();
      await people.closeOtherSessions(null);
      expect(told).toBe(1);
      expect(await people.session(mine, 1)).toBeNull();
      expect(await people.session('', 1)).toBeNull();
      expect(await people.session("' OR 1=1 --", 1)).toBeNull();
    });

    it('P1 a ticket opens once, also when it is used many times at once, and not when it is late', async () => {
      const ticket = await people.makeTicket('owner', 1_000);
      const used = await Promise.all(Array.from({ length: 20 }, () => people.useTicket(ticket, 1)));
      expect(used.filter((role) => role !== null)).toEqual(['owner']);
      const late = await people.makeTicket('owner', 1_000);
      expect(await people.useTicket(late, 1_000)).toBeNull();
      expect(await people.useTicket(late, 1)).toBeNull();
      expect(await people.useTicket('guess', 1)).toBeNull();
    });

    it('P1 the passcode is the one that was set last, and none opens nothing', async () => {
      expect(await people.hasPasscode()).toBe(false);
      expect(await people.checkPasscode('')).toBe(false);
      await people.setPasscode('first of all');
      await people.setPasscode('Crème brûlée 7');
      expect(await people.hasPasscode()).toBe(true);
      const tries = ['Crème brûlée 7', 'Crème brûlée 7'.normalize('NFD'), 'crème brûlée 7', 'Crème brûlée 7 ', '', 'first of all'];
      expect(await Promise.all(tries.map((passcode) => people.checkPasscode(passcode)))).toEqual([true, true, false, false, false, false]);
    });

    it('P2 the secret is 32 bytes and stays', () => {
      expect(people.secret()).toHaveLength(32);
      expect(new Set(people.secret()).size).toBeGreaterThan(8);
      expect(people.secret()).toEqual(people.secret());
    });
  });
}
