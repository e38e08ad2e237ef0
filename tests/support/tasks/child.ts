import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Core } from '../../../server/dispatch/core.ts';
import { TWITCH_ID_SERVER } from '../../../server/edges/twitch/id-server.ts';
import { twitch, TWITCH_TIMINGS } from '../../../server/edges/twitch/twitch.ts';
import { openSqliteLedger } from '../../../server/ledger/sqlite.ts';
import { openSqlitePeople } from '../../../server/people/sqlite.ts';
import type { ChatAdapter } from '../../../server/ports/chat.ts';
import { fireDrop, jumpingClock, openRig, setUpShop } from '../task-rig.ts';
import { until } from '../until.ts';
import { isKillPoint } from './kill-points.ts';

/**
 * A shop on disk that fires a drop and dies at a chosen point of posting its link:
 * `child.mjs <point> <dataDir> <chat url> <ms ahead>`. First it settles what the one before it left,
 * and says how: `settled {code: state}`. The clock is ahead, so that what was taken then is given up.
 */
const say = (...words: readonly string[]): void => void writeSync(1, `${words.join(' ')}\n`);
const die = (): void => void process.kill(process.pid, 'SIGKILL');
const soon = (): void => void sleep(Math.random() * 6).then(die);

const [point = '', dataDir = '', url = '', ahead = '0'] = process.argv.slice(2);
if (!isKillPoint(point)) throw new Error(`no such point: ${point}`);
let armed = false;
const at = (here: string): boolean => armed && point === here;

const real = twitch({ ircUrl: url, ids: TWITCH_ID_SERVER, helix: null, timings: { ...TWITCH_TIMINGS, settleMs: 10 }, random: () => 0.5 });
const adapter: ChatAdapter = {
  ...real,
  connect: (settings, events, logIn) => {
    const connection = real.connect(settings, events, logIn);
    return {
      ...connection,
      post: async (text, about) => {
        if (at('before-post')) die();
        const posting = connection.post(text, about);
        if (at('sent')) soon();
        const posted = await posting;
        if (at('echoed')) die();
        return posted;
      },
    };
  },
};
/** The runner's view of the core, with a knife in it. */
const cut = (core: Core): Core => ({
  ...core,
  get state() {
    return core.state;
  },
  submit: async (actor, envelope) => {
    if (envelope.name === 'task.take' && at('before-take')) die();
    if (envelope.name === 'task.take' && at('taking')) soon();
    if (envelope.name === 'task.close' && at('closing')) soon();
    const outcome = await core.submit(actor, envelope);
    if (envelope.name === 'task.close' && at('closed')) die();
    return outcome;
  },
});

const ledger = await openSqliteLedger({ dataDir, exclusive: true, hooks: null });
const people = await openSqlitePeople({ dataDir, exclusive: true });
const rig = await openRig({ ledger, people, adapters: { chats: [adapter], payments: [], shops: [] }, clock: jumpingClock(Number(ahead)), seenByTasks: cut });
const isNew = rig.core.state.single('shop') === null;
const showId = isNew
  ? (await setUpShop(rig, 'twitch', { channel: 'lampstall', username: 'lampbot', token: 'oauth:good' })).showId
  : (rig.core.state.single('showId') ?? '');
// The instant of the append, in this very process.
rig.core.onCommitted(({ events }) => {
  if (at('taken') && events.some((event) => event.type === 'TaskTaken')) die();
});
rig.run();
await rig.connected('twitch');
// The line of the firing, or the one that catches up for it: a link that waited through a restart is dropped for a line of how things are now.
const lines = () => rig.tasks((task) => task.kind === 'chat.post');
await until(() => lines().every((task) => task.state !== 'waiting' && task.state !== 'taken'));
const said = lines().filter((task) => task.state !== 'dropped');
say('settled', JSON.stringify(Object.fromEntries(said.map((task) => [task.data['code'] ?? '', task.state]))));

if (point === 'none') {
  await rig.stop();
} else {
  armed = true;
  const { codes } = await fireDrop(rig, showId, 3);
  say('fired', codes['twitch'] ?? '');
  if (point === 'any-time') await sleep(Math.random() * 150).then(die);
}
