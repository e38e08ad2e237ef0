import type { RedisLine } from '../../server/redis/line.ts';
import { hashOf } from '../../server/people/ids.ts';

/** The guard taken off, for showing that the race it guards against is there: looks first, and deletes once a second one has looked too. */
export function carelessTickets(line: RedisLine): { useTicket(secret: string): Promise<string | null> } {
  const key = line.key('people:ticket');
  const looked: (() => void)[] = [];
  const bothLooked = (): Promise<void> =>
    new Promise((resolve) => {
      looked.push(resolve);
      if (looked.length === 2) for (const go of looked.splice(0)) go();
    });
  return {
    useTicket: async (secret) => {
      const ticket = await line.ask((redis) => redis.hget(key, hashOf(secret)));
      if (ticket === null) return null;
      await bothLooked();
      await line.ask((redis) => redis.hdel(key, hashOf(secret)));
      // Written by `makeTicket`.
      return (JSON.parse(ticket) as { readonly role: string }).role;
    },
  };
}
