import { randomUUID } from 'node:crypto';
import { PRETEND_CHAT } from '@protocol/chat-template.ts';
import type { DurationMs } from '@protocol/time.ts';
import type { Core } from '../dispatch/core.ts';
import type { Adapters } from '../ports/adapters.ts';
import type { ChatStatus } from '../ports/chat.ts';
import type { LogIns } from '../ports/log-ins.ts';
import type { Log } from '../ports/log.ts';
import type { Claims } from '../dispatch/claims.ts';
import { asker } from './ask-core.ts';
import type { StoredPairings } from './chat-lines.ts';
import { chatChannel, type ChatChannel } from './chat-channel.ts';
import { chatLogIns } from './chat-log-ins.ts';
import { mailTasks, type MailTasksDeps } from './mail-tasks.ts';
import { openTasks } from './open-tasks.ts';
import type { PayDesk } from '../ports/pay-desk.ts';
import { payDesk } from './pay-desk.ts';
import { payTasks, usualPayTimings, type StoredBuyers } from './pay-tasks.ts';
import { pictureTasks, type PictureTasksDeps } from './picture-tasks.ts';
import { pretendPosts } from './pretend-posts.ts';
import { shopTasks } from './shop-tasks.ts';
import type { StoredSettings } from './stored-settings.ts';

/** What a stopping server waits for posts under way. */
const STOP_WITHIN_MS: DurationMs = 3_000;

/** Before a shop elsewhere is asked again. */
const SHOP_PAUSE_MS: DurationMs = 1_000;

const claimOf = (channel: string): string => `chat:${channel}`;

/** Where the state of each chat is shown (V5). */
export interface ChannelPresence {
  channel(channel: string, state: ChatStatus, note: string): void;
  /** Another node holds it, and says how it is. */
  gone(channel: string): void;
}
export interface TasksDeps {
  readonly core: Core;
  readonly adapters: Adapters;
  readonly people: StoredSettings & StoredBuyers & { readonly pairings: StoredPairings };
  readonly pictures: Pick<PictureTasksDeps, 'media' | 'source'>;
  readonly claims: Claims;
  /** Null where nobody looks. */
  readonly presence: ChannelPresence | null;
  /** Address of a link's code, from PUBLIC_URL alone (P3); null where there is none to give. */
  readonly linkUrl: (code: string, showId: string | null) => string | null;
  /** The buyer's page of an order. */
  readonly orderUrl: (orderNumber: number) => string;
  /** Where providers reach the shop; null where nobody outside does. */
  readonly publicUrl: () => string | null;
  /** Of this very shop, in what providers keep for it. */
  readonly mark: string;
  /** What a mail says, and to whom. */
  readonly composeMail: MailTasksDeps['compose'];
  /** 0 to 1, for jitter. */
  readonly random: () => number;
  readonly log: Log;
}
export interface RunningTasks {
  readonly payDesk: PayDesk;
  readonly logIns: LogIns;
  stop(): Promise<void>;
}

/**
 * Does what must happen outside (E1–E5): waits for each task's time, takes it by an append, hands it
 * to its adapter and records how it ended. Adapters are data here: none is known by name.
 */
export function startTasks(deps: TasksDeps): RunningTasks {
  const { core, log } = deps;
  // Of this start, not of this machine: a restarted server must not be taken for the one that crashed.
  const node = randomUUID().slice(0, 8);
  const ask = asker(core, deps.random, log);
  const channels = new Map<string, ChatChannel>();

  const open = openTasks(core, () => pumpAll());
  const pay = payTasks({
    node,
    core,
    payments: deps.adapters.payments,
    people: deps.people,
    asker: ask,
    tasks: () => open.values(),
    orderUrl: deps.orderUrl,
    mark: deps.mark,
    timings: usualPayTimings,
    random: deps.random,
    log,
  });
  const desk = payDesk({ core, payments: deps.adapters.payments, people: deps.people, mark: deps.mark, publicUrl: deps.publicUrl, log });
  const pictures = pictureTasks({ node, core, ...deps.pictures, asker: ask, tasks: () => open.values(), random: deps.random, log });
  const mails = mailTasks({
    node,
    core,
    adapter: deps.adapters.mail ?? null,
    people: deps.people,
    asker: ask,
    tasks: () => open.values(),
    compose: deps.composeMail,
    log,
  });
  const shops = shopTasks({
    node,
    core,
    shops: deps.adapters.shops,
    people: deps.people,
    asker: ask,
    tasks: () => open.values(),
    publicUrl: deps.publicUrl,
    random: deps.random,
    pauseMs: SHOP_PAUSE_MS,
    log,
  });
  for (const adapter of deps.adapters.chats) {
    const { id } = adapter.manifest;
    channels.set(
      id,
      chatChannel({
        node,
        core,
        adapter,
        people: deps.people,
        asker: ask,
        tasks: () => open.values(),
        linkUrl: deps.linkUrl,
        status: (state, note) => {
          deps.presence?.channel(id, state, note);
          log.info({ channel: id, state }, 'chat');
        },
        holds: () => deps.claims.holds(claimOf(id)),
        gone: () => deps.presence?.gone(id),
        log,
      }),
    );
  }

  // A chat of that name that was really plugged in (the demo's) speaks for itself.
  const pretend = channels.has(PRETEND_CHAT) ? null : pretendPosts({ node, core, asker: ask, tasks: () => open.values() });

  let pumping = false;
  /** Gathered: one batch may bring several tasks, and a listener of the core should not work. */
  function pumpAll(): void {
    if (pumping) return;
    pumping = true;
    setImmediate(() => {
      pumping = false;
      if (ask.stopped()) return;
      for (const channel of channels.values()) channel.pump();
      pay.pump();
      shops.pump();
      pictures.pump();
      mails.pump();
      pretend?.pump();
    });
  }
  const offs = [
    deps.claims.onChange(() => {
      for (const channel of channels.values()) void channel.refresh();
    }),
    core.onCommitted(({ events }) => {
      for (const event of events) if (event.type === 'ChannelSaved') void channels.get(event.channel)?.refresh();
    }),
    core.onReset(() => {
      for (const channel of channels.values()) void channel.refresh();
    }),
  ];
  for (const id of channels.keys()) deps.claims.want(claimOf(id), () => core.health().ready);
  for (const channel of channels.values()) void channel.refresh();
  pumpAll();

  return {
    payDesk: desk,
    logIns: chatLogIns({
      core,
      chats: deps.adapters.chats,
      people: deps.people,
      asker: ask,
      reconnect: async (channel) => channels.get(channel)?.reconnect(),
      log,
    }),
    stop: async () => {
      for (const off of offs) off();
      open.stop();
      pay.stop();
      shops.stop();
      desk.stop();
      pictures.stop();
      mails.stop();
      // A post that is out and not recorded would come up as "unknown": it gets the time to be.
      await Promise.race([Promise.all([mails.finish(), ...[...channels.values()].map((channel) => channel.finish())]), ask.sleep(STOP_WITHIN_MS)]);
      ask.stop();
      await Promise.all([...channels.values()].map((channel) => channel.close()));
    },
  };
}
