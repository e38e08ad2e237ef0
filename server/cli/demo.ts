import { join } from 'node:path';
import closeWithGrace from 'close-with-grace';
import { nanoid } from 'nanoid';
import { server as words } from '@locales/en.json';
import { DAY } from '@protocol/time.ts';
import { speaker } from '@protocol/words.ts';
import { createApp, StartRefused } from '../app.ts';
import { box } from '../box.ts';
import { configReport, environment, readConfig } from '../config.ts';
import { later } from '../edges/later/later.ts';
import { createMedia } from '../edges/media/media.ts';
import { memoryFiles } from '../edges/media/memory-files.ts';
import { pretendPictures } from '../edges/media/pretend-pictures.ts';
import { createLogger } from '../logger.ts';
import { pretendToAsk } from '../reach.ts';
import { realDeps } from '../real-deps.ts';
import { rootAbove } from '../root.ts';
import { memoryStores } from '../stores.ts';
import { startEvening } from './demo/evening.ts';
import { pretendChat } from './demo/pretend-chat.ts';
import { pretendMail } from './demo/pretend-mail.ts';
import { seeded } from './demo/seeded.ts';

const say = speaker(words, 'en');
const usualSeed = 14;

/** `npm run demo [-- --seed N]`: a shop in the middle of its evening. Memory and pretend edges alone: DATA_DIR is never opened (E5). */
async function demo(): Promise<void> {
  const args = process.argv.slice(2);
  const at = args.indexOf('--seed');
  const seed = at >= 0 && /^\d{1,9}$/u.test(args[at + 1] ?? '') ? Number(args[at + 1]) : usualSeed;
  const read = readConfig(environment(process.cwd(), process.env), at >= 0 ? args.toSpliced(at, 2) : args);
  if (!read.ok) {
    process.stderr.write(`${configReport(read.problems)}\n`);
    process.exit(1);
  }
  // E5: nobody from outside is led into a pretended shop, and its own address is not called.
  if (args.includes('--tunnel')) {
    process.stderr.write(`${say('demo.noTunnel')}\n`);
    process.exit(1);
  }
  const config = { ...read.config, tunnel: null, publicUrl: read.config.publicUrl ?? `http://localhost:${read.config.port}` };
  const log = createLogger(config.logLevel, process.stderr);
  const chat = pretendChat(say('demo.chat'), (text) => process.stdout.write(`${say('demo.posted', { text })}\n`));
  const mail = pretendMail((subject) => process.stdout.write(`${say('demo.mailed', { subject })}\n`));
  const app = createApp(config, {
    ...realDeps(config, log),
    openStores: memoryStores,
    media: createMedia(memoryFiles()),
    pictures: { fetch: pretendPictures, pausesMs: [] },
    askReach: pretendToAsk,
    obs: null,
    adapters: { chats: [chat.adapter], payments: [later()], shops: [], mail },
    sampleDir: join(rootAbove(import.meta.url), 'server', 'cli', 'demo', 'pictures'),
  });
  let stopEvening = (): void => undefined;
  closeWithGrace({ delay: 5_000 }, async () => {
    stopEvening();
    await app.stop();
  });
  try {
    const started = await app.start();
    // A passcode for an hour's look would only be in the way: the link logs in, and nothing asks for one.
    await started.people.setPasscode(nanoid());
    const setUp = `${started.local}/setup/${await started.people.makeTicket('owner', started.core.now() + DAY)}`;
    const key = await started.core.submit(
      { kind: 'session', id: 'demo', role: 'owner', name: 'demo' },
      { id: 'demo-overlay', name: 'key.create', input: { role: 'overlay', name: 'OBS' } },
    );
    stopEvening = (await startEvening(started.core, chat, seeded(seed))).stop;
    // The result of key.create, made from its schema.
    const overlayKey = key.ok ? (key.result as { readonly key: string }).key : '';
    process.stdout.write(
      `${box({ panel: `${started.local}/panel/`, setUp: [setUp], overlay: `${started.local}/overlay/now#key=${overlayKey}`, dock: `${started.local}/dock`, shop: `${started.local}/now`, network: [], publicUrl: null, qr: null, note: null, redis: null, ssh: null })}\n${say('demo.note', { seed: String(seed) })}\n`,
    );
  } catch (error) {
    if (!(error instanceof StartRefused)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
void demo();
