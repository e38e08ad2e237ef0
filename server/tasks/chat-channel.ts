import { randomUUID } from 'node:crypto';
import { chat as chatWords } from '@locales/en.json';
import { commands } from '@protocol/commands.ts';
import type { DurationMs, Instant } from '@protocol/time.ts';
import { speaker, type Words } from '@protocol/words.ts';
import { taskPriority, type Core, type Task } from '../dispatch/core.ts';
import type { ChatAdapter, ChatConnection, ChatStatus, PostAbout, Posted } from '../ports/chat.ts';
import type { Log } from '../ports/log.ts';
import type { Asker } from './ask-core.ts';
import { freeAt, freshText, keptFreeFrom, pickNext, stillCounts, type SentMessage } from './chat-budget.ts';
import { chatLines, type StoredPairings } from './chat-lines.ts';
import { chatTaskText, type ChatText } from './chat-text.ts';
import { logInStore } from './chat-log-ins.ts';
import { showNear } from './show-near.ts';
import { stockMessage } from './stock-message.ts';
import type { StoredSettings } from './stored-settings.ts';
import { tasksActor } from './system-actor.ts';

const say = speaker(chatWords as Words, 'en');
// Notes that the shop writes too are codes, put into words by the view; those of adapters are words.

/** A port's post settles within this; what does not is unknown. */
const POST_MS: DurationMs = 10_000;
/** How long a taken post is ours: the post, and room to record how it ended. */
const TAKE_MS: DurationMs = 20_000;
/** A line that waited this long for the chat to come back is old: one says what is so now instead of it. */
const STALE_MS: DurationMs = 10_000;

export interface ChatChannelDeps {
  readonly node: string;
  readonly core: Core;
  readonly adapter: ChatAdapter;
  readonly people: StoredSettings & { readonly pairings: StoredPairings };
  readonly asker: Asker;
  /** Open tasks of anyone; the channel picks its own. */
  readonly tasks: () => Iterable<Task>;
  /** Address of a link, or null where there is none to give (P3). */
  readonly linkUrl: (code: string, showId: string | null) => string | null;
  readonly status: (state: ChatStatus, note: string) => void;
  /** Whether the connection is this node's to hold; another one does, else. */
  readonly holds: () => boolean;
  readonly gone: () => void;
  readonly log: Log;
}
export interface ChatChannel {
  /** Something about tasks changed. */
  pump(): void;
  /** The channel's settings may have changed: connects, connects anew, or lets go. */
  refresh(): Promise<void>;
  /** Somebody else is logged in now, or nobody: lets go, and connects anew. */
  reconnect(): Promise<void>;
  /** Takes nothing more, and waits for a post under way to be out and recorded. */
  finish(): Promise<void>;
  close(): Promise<void>;
}

/** One chat: its connection, its queue, its budget. Posts are tried once (E2). */
export function chatChannel(deps: ChatChannelDeps): ChatChannel {
  const { core, adapter, asker, log } = deps;
  const channel = adapter.manifest.id;
  const lines = chatLines({
    channel,
    label: adapter.manifest.label,
    core,
    pairings: deps.people.pairings,
    asker,
    connected: () => connection !== null && state === 'connected',
    log,
  });

  let connection: ChatConnection | null = null;
  /** The settings it was made from, to see whether they changed. Never logged. */
  let madeFrom: string | null = null;
  let state: ChatStatus = 'off';
  /** One post at a time; only a link does not wait for another one to be answered. */
  let busy = false;
  let linkBusy = false;
  /** Since when it is connected without a break, while it was not yet told what it missed. */
  let backSince: Instant | null = null;
  /** The posts under way, if any. */
  const current = new Set<Promise<void>>();
  let timer: NodeJS.Timeout | null = null;
  let refreshing: Promise<void> = Promise.resolve();
  let closed = false;
  /** Another node has been posting: what the platform counts is in the ledger, and not here. */
  let wasElsewhere = false;
  /** Tasks whose end is being recorded: the state does not show it yet. */
  const closing = new Set<string>();

  const enabled = (): boolean => core.state.channels.get(channel)?.enabled ?? adapter.manifest.enabledByDefault;
  const panicking = (): boolean => core.state.single('panicAt') !== null;
  const limits = () => connection?.limits() ?? adapter.manifest.limits;
  const textOf = (task: Pick<Task, 'data' | 'dropId' | 'taskId'>): ChatText => {
    try {
      const drop = task.dropId === null ? undefined : core.state.drops.get(task.dropId);
      return chatTaskText(
        task.data,
        core.state.channels.get(channel)?.templates ?? {},
        core.state.single('shop'),
        (code) => deps.linkUrl(code, drop?.showId ?? null),
        adapter.manifest.limits.longest,
      );
    } catch (error) {
      // One text that cannot be made must not end the process, now and at every start after: its task fails, and says so.
      log.error({ err: error, channel, taskId: task.taskId }, 'a text could not be made');
      return { ok: false, note: say('note.unmade') };
    }
  };

  let sent: SentMessage[] = sentBefore();
  /** After a restart the platform still counts what was posted before it. */
  function sentBefore(): SentMessage[] {
    const now = core.now();
    const before: SentMessage[] = [];
    for (const task of core.state.tasks.values()) {
      if (task.kind !== 'chat.post' || task.target !== channel) continue;
      // Of a post that was under way nobody knows when it went out: now is the latest.
      const at: Instant | null = task.state === 'taken' ? now : task.state === 'waiting' || task.state === 'dropped' ? null : task.closedAt;
      if (at === null) continue;
      const text = textOf(task);
      const message = { at, text: text.ok ? text.text : '' };
      if (stillCounts(adapter.manifest.limits, message, now)) before.push(message);
    }
    return before;
  }

  function setStatus(next: ChatStatus, note: string): void {
    if (next !== 'connected') backSince = null;
    else if (state !== 'connected') backSince = core.now();
    state = next;
    deps.status(next, note);
    pump();
  }

  async function close(task: Task, attempt: number, outcome: Posted['outcome'] | 'dropped', note: string, posted: Posted | null = null): Promise<void> {
    closing.add(task.taskId);
    const answer = await asker.ask(
      tasksActor,
      `close:${deps.node}:${task.taskId}:${attempt}`,
      'task.close',
      { taskId: task.taskId, attempt, outcome, note: note.slice(0, 200), data: posted === null ? {} : postedData(posted) },
      () => false,
    );
    if (answer !== null && !answer.ok) log.warn({ channel, taskId: task.taskId, outcome, refused: answer.refused.refused }, 'how a post ended was not taken');
    closing.delete(task.taskId);
  }

  /** E2: what waited for the chat to come back is summarised, not replayed. */
  async function catchUp(before: Instant): Promise<void> {
    const gone = connection;
    const answer = await asker.ask(tasksActor, `catch-up:${deps.node}:${randomUUID()}`, 'chat.catch-up', { channel, before }, () => connection !== gone);
    if (answer !== null && !answer.ok) log.warn({ channel, refused: answer.refused.refused }, 'what a chat missed was not summarised');
  }

  async function post(task: Task, text: string, via: ChatConnection): Promise<void> {
    const until = core.now() + TAKE_MS;
    // The id is this node's and this try's own: with a shared one every node would be told that it had won.
    const taken = await asker.ask(
      tasksActor,
      `take:${deps.node}:${task.taskId}:${randomUUID()}`,
      'task.take',
      { taskId: task.taskId, until },
      () => core.now() >= until,
    );
    if (taken === null || !taken.ok) return;
    const { attempt } = commands['task.take'].result.parse(taken.result);
    // The election may have taken its time: what was true before it is asked again.
    const now = core.now();
    if (now > until - POST_MS) return close(task, attempt, 'failed', say('note.slowLedger'));
    if (task.uselessAt !== null && task.uselessAt <= now) return close(task, attempt, 'dropped', 'too-late');
    if (panicking()) return close(task, attempt, 'dropped', 'panic');
    if (asker.stopped()) return;
    const named = await lines.named(task, text, adapter.manifest.limits.longest);
    const message = { at: now, text: named };
    sent.push(message);
    const posted = await postWithin(via, named, aboutOf(task, now), log);
    // Counted from when it was certainly there: the platform's window is then never fuller than ours.
    sent = sent.map((other) => (other === message ? { at: core.now(), text: named } : other));
    log.info({ channel, taskId: task.taskId, receipt: posted.receipt }, 'posted');
    await close(task, attempt, posted.outcome, posted.note, posted);
  }

  /** What a message is beside its text: the link is worth most, and a chat that can changes its earlier line of the same drop. */
  function aboutOf(task: Task, now: Instant): PostAbout {
    let earlier: string | null = null;
    if (task.dropId !== null) {
      // Closed ones stand in the order in which they ended.
      for (const other of core.state.tasks.values())
        if (other.kind === 'chat.post' && other.target === channel && other.dropId === task.dropId && other.messageId !== null) earlier = other.messageId;
    }
    const kind = task.priority === taskPriority.link ? 'pinned' : task.priority === taskPriority.news ? 'announcement' : 'plain';
    return { kind, subject: task.dropId, earlier, usefulForMs: task.uselessAt === null ? null : Math.max(0, task.uselessAt - now) };
  }

  /** One of two lanes at work: whatever becomes of it, the next one is looked for. */
  function begin(isLink: boolean, work: Promise<void>, taskId: string | null): void {
    if (isLink) linkBusy = true;
    else busy = true;
    const mine = work
      .catch((error: unknown) => log.error({ err: error, channel, taskId }, 'a post broke'))
      .then(() => {
        if (isLink) linkBusy = false;
        else busy = false;
        current.delete(mine);
        // Not at once: where the state does not show our own append yet, this would spin.
        wake(core.now() + 20);
      });
    current.add(mine);
  }

  const stock = adapter.manifest.capabilities.edits
    ? stockMessage({
        core,
        channel,
        textOf: (data, dropId) => textOf({ data, dropId, taskId: 'stock' }),
        freeAt: (now) =>
          connection === null || state !== 'connected' || !enabled() || panicking() || busy || linkBusy
            ? null
            : freeAt(limits(), sent, taskPriority.count, now),
        change: async (text, about) => {
          if (connection === null || asker.stopped()) return false;
          sent.push({ at: core.now(), text });
          return (await postWithin(connection, text, about, log)).outcome === 'done';
        },
        log,
      })
    : null;

  function dropAll(note: string): void {
    for (const task of deps.tasks()) {
      if (task.kind === 'chat.post' && task.target === channel && task.state === 'waiting' && !closing.has(task.taskId))
        void close(task, task.attempt, 'dropped', note);
    }
  }

  function pump(): void {
    if (closed || asker.stopped()) return;
    if (timer !== null) clearTimeout(timer);
    timer = null;
    // While panicking the shop drops what is queued (D9); nothing is posted and nothing closed here.
    if (panicking()) return;
    if (!enabled()) return dropAll(say('note.channelOff'));
    if (linkBusy || connection === null || state !== 'connected') return;
    const now = core.now();
    sent = sent.filter((message) => stillCounts(limits(), message, now));
    const waiting: Task[] = [];
    for (const task of deps.tasks()) {
      if (
        task.kind === 'chat.post' &&
        task.target === channel &&
        task.state === 'waiting' &&
        !closing.has(task.taskId) &&
        (task.uselessAt === null || task.uselessAt > now)
      ) {
        // Where a message is dear, a count is not worth one.
        if (task.priority === taskPriority.count && !limits().answers) void close(task, task.attempt, 'dropped', say('note.sparing'));
        else waiting.push(task);
      }
    }
    if (backSince !== null && !busy) {
      const before = backSince - STALE_MS;
      backSince = null;
      if (waiting.some((task) => task.dueAt <= before)) {
        // Nothing goes out before it is known what is so: not a link either.
        linkBusy = true;
        return begin(
          false,
          catchUp(before).finally(() => {
            linkBusy = false;
          }),
          null,
        );
      }
    }
    const picked = pickNext(busy ? waiting.filter((task) => task.priority === taskPriority.link) : waiting, limits(), sent, now);
    for (const task of picked.replaced) void close(task, task.attempt, 'dropped', 'newer-count');
    if (picked.task !== null) {
      const { task } = picked;
      const text = textOf(task);
      const fresh = text.ok ? freshText(limits(), sent, text.text, now) : null;
      if (!text.ok || fresh !== null) {
        const work = text.ok && fresh !== null ? post(task, fresh, connection) : close(task, task.attempt, 'failed', text.ok ? '' : text.note);
        begin(task.priority === taskPriority.link, work, task.taskId);
        // A link that falls due meanwhile does not wait for it.
        if (task.priority !== taskPriority.link) wake(keptFreeFrom(limits(), waiting, now)?.until ?? now + 1_000);
        return;
      }
      // Said too often within the platform's time: in a second one of the repetitions may be old enough.
      wake(now + 1_000);
      return;
    }
    if (picked.wakeAt !== null) wake(picked.wakeAt);
  }

  /** Timers run on this machine's clock and the ledger's may differ: looked at again at least each second. */
  function wake(at: Instant): void {
    if (closed) return;
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(pump, Math.min(1_000, Math.max(5, at - core.now())));
  }

  async function letGo(): Promise<void> {
    const old = connection;
    connection = null;
    madeFrom = null;
    await old?.close();
  }

  async function look(): Promise<void> {
    if (closed) return;
    if (!enabled()) {
      await letGo();
      return setStatus('off', say('status.off'));
    }
    if (!deps.holds()) {
      await letGo();
      state = 'off';
      backSince = null;
      wasElsewhere = true;
      return deps.gone();
    }
    const stored = await deps.people.settings('chat', channel);
    const parsed = adapter.manifest.settings.safeParse(stored ?? {});
    if (!parsed.success) {
      await letGo();
      return setStatus('not-set-up', say('status.notSetUp'));
    }
    const settings = stored ?? {};
    const from = JSON.stringify(settings);
    if (closed || (connection !== null && madeFrom === from)) return;
    await letGo();
    if (wasElsewhere) sent = sentBefore();
    wasElsewhere = false;
    state = 'connecting';
    let mine: ChatConnection | null = null;
    mine = adapter.connect(
      settings,
      {
        status: (next, note) => {
          if (connection === mine) setStatus(next, note);
        },
        line: (line) => {
          if (connection === mine) lines.heard(line);
        },
        show: () => showNear(core.state, core.now()),
      },
      logInStore(deps.people, channel),
    );
    connection = mine;
    madeFrom = from;
    deps.status('connecting', say('status.connecting'));
  }

  const next = (work: () => Promise<void>): Promise<void> => {
    refreshing = refreshing.then(work).catch((error: unknown) => log.error({ err: error, channel }, 'a chat could not be set up'));
    return refreshing;
  };
  return {
    pump,
    refresh: () => next(look),
    reconnect: () => next(() => letGo().then(look)),
    finish: () => {
      closed = true;
      return Promise.all(current).then(() => undefined);
    },
    close: async () => {
      closed = true;
      lines.stop();
      stock?.stop();
      if (timer !== null) clearTimeout(timer);
      await refreshing;
      await letGo();
    },
  };
}

/** As the task's record keeps it. */
const postedData = (posted: Posted): Readonly<Record<string, string>> => ({
  receipt: posted.receipt,
  ...(posted.outcome === 'done' && posted.messageId !== null ? { messageId: posted.messageId.slice(0, 200) } : {}),
});

/** The port promises to settle and never to reject; a promise from outside is not leant on. */
async function postWithin(via: ChatConnection, text: string, about: PostAbout, log: Log): Promise<Posted> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Posted>((resolve) => {
    timer = setTimeout(() => resolve({ outcome: 'unknown', receipt: 'unknown', note: say('note.noAnswer') }), POST_MS);
  });
  try {
    return await Promise.race([via.post(text, about), late]);
  } catch (error) {
    log.error({ err: error }, 'a chat adapter broke its promise');
    return { outcome: 'unknown', receipt: 'unknown', note: say('note.crashed') };
  } finally {
    clearTimeout(timer);
  }
}
