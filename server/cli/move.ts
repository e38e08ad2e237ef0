import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { server as words } from '@locales/en.json';
import { speaker } from '@protocol/words.ts';
import { askAsOwner } from '../ask-as-owner.ts';
import { runTool, type CommandLine } from '../command-line.ts';
import { listBackups } from '../disk/backups.ts';
import { NoParcel, packParcel, unpackParcel } from '../disk/parcel.ts';
import { LEDGER_FILE } from '../ledger/broken.ts';
import { START } from '../ledger/ledger.ts';
import { sqliteStores } from '../stores.ts';
import { refusalSentence } from '../views/refusal-words.ts';

const say = speaker(words, 'en');
const complain = (line: string): 1 => {
  process.stderr.write(`${line}\n`);
  return 1;
};
const inMegabytes = (bytes: number): string => (bytes / 1_000_000).toFixed(1);

/** `npm run move -- --out shop.dropcast` here, `npm run move -- --in shop.dropcast` there. */
runTool(['out', 'in'], async (line) => {
  const { out, in: from } = line.options;
  if (out !== undefined && from === undefined) return pack(line, resolve(out));
  if (from !== undefined && out === undefined) return unpack(line, resolve(from));
  return complain(say('move.usage'));
});

/** Locks the shop for selling first, beside a running server too, and packs what then no longer changes. */
async function pack({ config, print }: CommandLine, file: string): Promise<number> {
  if (config.redisUrl !== null) return complain(say('move.nodes'));
  if (existsSync(file)) return complain(say('move.exists', { file }));
  if (!existsSync(join(config.dataDir, LEDGER_FILE))) return complain(say('move.noShop', { folder: config.dataDir }));
  return askAsOwner(config, 'shop.move', {}, async (answer) => {
    if (!answer.ok) return complain(say('move.refused', { why: refusalSentence(answer.refused, 'en') }));
    const at = new Date();
    await answer.stores.backup(at);
    const newest = listBackups(config.dataDir)[0];
    if (newest === undefined) return complain(say('move.noShop', { folder: config.dataDir }));
    try {
      const bytes = await packParcel(file, { ...newest, key: join(config.dataDir, 'settings.key'), media: config.mediaDir }, at);
      print(say('move.packed', { file, size: inMegabytes(bytes) }));
    } catch (error) {
      return complain(say('move.notPacked', { file, why: error instanceof Error ? error.message : String(error) }));
    }
    print(say('move.then', { file }));
    print(say('move.back'));
    return 0;
  });
}

async function unpack({ config, print }: CommandLine, file: string): Promise<number> {
  if (config.redisUrl !== null) return complain(say('move.nodes'));
  if (await hasShop(config.dataDir)) return complain(say('move.hasShop', { folder: config.dataDir }));
  try {
    await unpackParcel(file, config.dataDir);
  } catch (error) {
    if (error instanceof NoParcel) return complain(say(`move.${error.why}`, { file }));
    return complain(say('move.notUnpacked', { folder: config.dataDir, why: error instanceof Error ? error.message : String(error) }));
  }
  print(say('move.unpacked', { folder: config.dataDir }));
  print(say('move.start'));
  return 0;
}

/** A server that was only started to look at it has a ledger, and nobody's shop in it. */
async function hasShop(dataDir: string): Promise<boolean> {
  if (!existsSync(join(dataDir, LEDGER_FILE))) return false;
  const { ledger, people } = await sqliteStores(dataDir, false)();
  try {
    for await (const batch of ledger.readAfter(START)) if (batch.events.some((event) => event.type === 'ShopConfigured')) return true;
    return false;
  } finally {
    await people.close();
    await ledger.close();
  }
}
