import type { People } from '../../server/people/people.ts';
import type { Phones } from '../../server/people/phones.ts';

/** The guard taken off, for showing that the race it guards against is there: looks first, and lets in once a second one has looked too. */
export function carelessPhones(people: People): Phones {
  const { phones } = people;
  const looked: (() => void)[] = [];
  const bothLooked = (): Promise<void> =>
    new Promise((resolve) => {
      looked.push(resolve);
      if (looked.length === 2) for (const go of looked.splice(0)) go();
    });
  return {
    invite: (name, showId, now, codeUntil) => phones.invite(name, showId, now, codeUntil),
    look: (secret, now) => phones.look(secret, now),
    list: (now) => phones.list(now),
    revoke: (phoneId) => phones.revoke(phoneId),
    enter: async (secret, now, origin, until) => {
      const phone = await phones.look(secret, now);
      if (phone === null) return null;
      await bothLooked();
      const session = await people.openSession('producer', phone.name, until, null);
      await phones.enter(secret, now, origin, until);
      return { phone, session };
    },
  };
}
