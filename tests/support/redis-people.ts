import { openRedisPeople } from '../../server/people/redis.ts';
import type { People } from '../../server/people/people.ts';
import { openRedis } from '../../server/redis/line.ts';
import { newFolder, type Folder } from './ledger/folders.ts';
import type { TestRedis } from './redis.ts';

/** Given to every node of a test. */
export const SETTINGS_KEY = Buffer.alloc(32, 7).toString('base64url');

export interface PeopleNode {
  readonly people: People;
  readonly folder: Folder;
  /** Ends the node; its folder stays. */
  end(): Promise<void>;
  remove(): Promise<void>;
}
let shops = 0;
/** A prefix that no other test of this Redis has. */
export const newShop = (): string => `{shop${(shops += 1)}}:`;

export async function redisNode(
  redis: TestRedis,
  prefix: string,
  folder: Folder = newFolder(),
  settingsKey: string | null = SETTINGS_KEY,
): Promise<PeopleNode> {
  const line = await openRedis({ url: redis.url, prefix }, 'asking');
  try {
    const people = await openRedisPeople({ line, dataDir: folder.path, settingsKey, exclusive: true });
    const end = async (): Promise<void> => {
      await people.close();
      await line.close();
    };
    return {
      people,
      folder,
      end,
      remove: async () => {
        await end();
        folder.remove();
      },
    };
  } catch (error) {
    await line.close();
    throw error;
  }
}
