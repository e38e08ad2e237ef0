import { performance } from 'node:perf_hooks';
import type { CommandInput, CommandName, CommandResult } from '../../server/protocol/commands.ts';
import type { Actor } from '../../server/protocol/roles.ts';
import { createClock } from '../../server/dispatch/clock.ts';
import { ownClaims, type Claims } from '../../server/dispatch/claims.ts';
import type { Clock } from '../../server/dispatch/clock-port.ts';
import type { Core, Task } from '../../server/dispatch/core.ts';
import { createCore } from '../../server/dispatch/create-core.ts';
import { createMedia } from '../../server/edges/media/media.ts';
import { memoryFiles } from '../../server/edges/media/memory-files.ts';
import type { Ledger } from '../../server/ledger/ledger.ts';
import { MemoryStore, openMemoryLedger } from '../../server/ledger/memory.ts';
import { openMemoryPeople } from '../../server/people/memory.ts';
import type { People } from '../../server/people/people.ts';
import type { Adapters } from '../../server/ports/adapters.ts';
import type { ChatStatus } from '../../server/ports/chat.ts';
import { noLog } from '../../server/ports/log.ts';
import type { Settings } from '../../server/ports/manifest.ts';
import { mailDesk } from '../../server/mail-desk.ts';
import { decide } from '../../server/shop/decide.ts';
import { startTasks, type RunningTasks } from '../../server/tasks/run-tasks.ts';
import { until } from './until.ts';
import { viewContext } from './view-rig.ts';

/** The real core and the real runner, without the rest of the house, on a clock that can jump. */
export interface JumpingClock extends Clock {
  jump(ms: number): void;
}
export function jumpingClock(ahead: number): JumpingClock {
  let skew = ahead;
  const clock = createClock(
    () => Date.now() + skew,
    () => performance.now() + skew,
  );
  return {
    ...clock,
    jump: (ms) => {
      skew += ms;
    },
  };
}

export interface RigOptions {
  readonly ledger: Ledger;
  readonly people: People;
  readonly adapters: Adapters;
  readonly clock: JumpingClock;
  /** Of one of several nodes; without, it is the only one. */
  readonly claims?: Claims;
  /** Wraps the core that the runner sees: where a test cuts in. */
  readonly seenByTasks: (core: Core) => Core;
}
export interface TaskRig {
  readonly core: Core;
  readonly people: People;
  readonly clock: JumpingClock;
  /** Newest last. */
  readonly statuses: { readonly channel: string; readonly state: ChatStatus; readonly note: string }[];
  /** The runner, started and stopped as a test likes. */
  run(): RunningTasks;
  /** As the owner; throws what was refused. */
  done<N extends CommandName>(name: N, input: CommandInput<N>): Promise<CommandResult<N>>;
  tasks(match: (task: Task) => boolean): readonly Task[];
  /** Waits until the channel is connected. */
  connected(channel: string): Promise<void>;
  stop(): Promise<void>;
}

const owner: Actor = { kind: 'key', id: 'owner', role: 'owner', name: 'Owner' };
let ids = 0;
export const freshId = (prefix: string): string => `${prefix}-${process.pid}-${Date.now().toString(36)}-${(ids += 1)}`;

export async function openRig(options: RigOptions): Promise<TaskRig> {
  const { ledger, people, adapters, clock } = options;
  const core = await createCore({
    ledger,
    people,
    clock,
    adapters,
    media: memoryFiles(),
    readers: { 'shopify-csv': () => ({ refused: { row: 1, what: 'none', blanks: {} } }) },
    publicUrl: 'https://shop.example',
    networkUrl: () => 'http://127.0.0.1:4700',
    networkFirst: false,
    isServer: true,
    decide,
    log: noLog,
  });
  const statuses: { channel: string; state: ChatStatus; note: string }[] = [];
  const running = new Set<RunningTasks>();
  const done: TaskRig['done'] = async (name, input) => {
    const outcome = await core.submit(owner, { id: freshId('rig'), name, input });
    if (!outcome.ok) throw new Error(`${name}: ${outcome.refused.refused} ${JSON.stringify(outcome.refused.details)}`);
    // Made by this command's own schema.
    return outcome.result as CommandResult<typeof name>;
  };
  return {
    core,
    people,
    clock,
    statuses,
    run: () => {
      const tasks = startTasks({
        core: options.seenByTasks(core),
        adapters,
        people,
        pictures: { media: createMedia(memoryFiles()), source: { fetch: null, pausesMs: [] } },
        presence: {
          channel: (channel, state, note) => statuses.push({ channel, state, note }),
          gone: (channel) => statuses.push({ channel, state: 'off', note: 'elsewhere' }),
        },
        claims: options.claims ?? ownClaims(),
        linkUrl: (code) => `https://shop.example/d/${code}`,
        orderUrl: (orderNumber) => `https://shop.example/order/${orderNumber}/secret`,
        publicUrl: () => 'https://shop.example',
        mark: 'rig',
        composeMail: mailDesk({ core, people, context: viewContext }).compose,
        random: () => 0.5,
        log: noLog,
      });
      running.add(tasks);
      return tasks;
    },
    done,
    tasks: (match) => [...core.state.tasks.values()].filter(match),
    connected: (channel) => until(() => statuses.filter((one) => one.channel === channel).at(-1)?.state === 'connected'),
    stop: async () => {
      for (const tasks of running) await tasks.stop();
      await core.stop();
      await ledger.close();
      await people.close();
    },
  };
}

export const memoryRig = (adapters: Adapters): Promise<TaskRig> =>
  openRig({ ledger: openMemoryLedger(new MemoryStore()), people: openMemoryPeople(), adapters, clock: jumpingClock(0), seenByTasks: (core) => core });

/** A configured shop with a show and a chat that is switched on. */
export async function setUpShop(rig: TaskRig, channel: string, settings: Settings): Promise<{ readonly showId: string }> {
  await rig.done('shop.configure', {
    name: 'Lamp stall',
    currency: 'EUR',
    locale: 'en',
    timeZone: 'Europe/Berlin',
    seller: { name: 'Ada', address: '1 Market St', email: 'ada@shop.example' },
    returnsUrl: 'https://shop.example/returns',
  });
  await rig.done('channel.save', { channel, enabled: true, delaySeconds: 0, settings: { ...settings }, templates: {} });
  return rig.done('show.plan', { title: 'Tonight', startsAt: rig.core.now(), minutes: 60 });
}

/** A drop on air; its link is due after the quiet of an undo (D6), which the clock jumps over. */
export async function fireDrop(
  rig: TaskRig,
  showId: string,
  count: number,
): Promise<{ readonly dropId: string; readonly sku: string; readonly codes: Readonly<Record<string, string>> }> {
  const { dropId, sku } = await rig.done('drop.quick', { showId, title: 'Brass lamp', price: 14_800, count, mediaId: null, minutes: 10 });
  const { links } = await rig.done('drop.fire', { dropId, expectOnAir: rig.core.state.single('onAir') });
  rig.clock.jump(3_100);
  return { dropId, sku, codes: Object.fromEntries(links.map((link) => [link.channel, link.code])) };
}
