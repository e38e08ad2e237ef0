import type { CommandAnswer, CommandEnvelope, CommandInput, CommandName, CommandResult } from './commands.ts';
import type { Parts } from './parts.ts';
import type { Audience } from './roles.ts';
import type { ByeMessage, HelloAnswer, HelloMessage, Patch, PresenceMessage, Snapshot } from './socket.ts';
import type { DurationMs, Instant } from './time.ts';

/**
 * The browser half of V1: one piece for overlay, panel, stage and product page. It knows nothing of
 * React, of the DOM or of socket.io; `open` hands it a wire. It holds the last parts, notices gaps
 * and staleness, keeps the server's clock, and sends a command with the same id until answered.
 */

/** What a wire must do: socket.io-client's socket fits, wrapped in five lines by each app. */
export interface Wire {
  hello(message: HelloMessage): Promise<HelloAnswer>;
  command(envelope: CommandEnvelope): Promise<CommandAnswer>;
  close(): void;
}
export interface WireEvents {
  up(): void;
  down(): void;
  patch(patch: Patch): void;
  presence(message: PresenceMessage): void;
  bye(message: ByeMessage): void;
}
export type OpenWire = (events: WireEvents) => Wire;

/**
 * connecting: nothing heard yet · live: heard within 5 s · stale: silent for longer, parts still
 * shown but said to be old · refused: the key is not good · ended: the server said not to come back.
 */
export type LineStatus = 'connecting' | 'live' | 'stale' | 'refused' | 'ended';

export interface View {
  readonly status: LineStatus;
  readonly epoch: string | null;
  readonly rev: number;
  readonly parts: Parts;
  /** Parts of the viewer's own audience, where a cookie is known. */
  readonly me: Parts;
  readonly presence: Parts;
  /** Age of what is shown, while stale; 0 while live. */
  readonly silentMs: DurationMs;
  readonly bye: ByeMessage | null;
  /** Commands sent and not yet answered. */
  readonly sending: number;
}

export interface LineOptions {
  readonly audience: Audience;
  readonly show: string | null;
  readonly key: string | null;
  readonly build: string;
  readonly protocol: number;
  readonly open: OpenWire;
  /** Milliseconds that never go backwards: `performance.now`. */
  readonly clock: () => number;
  readonly newId: () => string;
  readonly staleAfterMs: DurationMs;
  /** Between two tries of an unanswered command, and of a hello. */
  readonly retryMs: DurationMs;
}

export interface Line {
  view(): View;
  /** The server's time, now. Ticks between patches; 0 until the first hello. */
  now(): Instant;
  /** Called after every change of `view()`; returns what stops it. */
  subscribe(listener: () => void): () => void;
  /** Resolves with the answer, however long the line is down: the id stays the same, so it is done once. */
  send<N extends CommandName>(name: N, input: CommandInput<N>): Promise<CommandAnswer<CommandResult<N>>>;
  /** Asks for the whole snapshot again. */
  resync(): void;
  close(): void;
}

/** A hello that is not answered within this is asked again: the answer may have died with its line. */
const HELLO_ANSWERED_MS: DurationMs = 5_000;
/** A command too; longer, since one that needs an outside answer takes up to 10 s (E3). */
const COMMAND_ANSWERED_MS: DurationMs = 12_000;
/** How often silence is looked for. */
const WATCH_EVERY_MS: DurationMs = 500;
/** A clock that reads this much behind for this long was really set back; one late packet was not. */
const CLOCK_BEHIND_MS: DurationMs = 2_000;
const CLOCK_BEHIND_FOR_MS: DurationMs = 5_000;

interface Waiting {
  readonly envelope: CommandEnvelope;
  readonly settle: (answer: CommandAnswer) => void;
  /** Counts the tries: what an earlier one still says about the line is old news. */
  attempt: number;
  inFlight: boolean;
  timer: ReturnType<typeof setTimeout> | null;
}

/** While a hello is under way, what is told meanwhile waits for its answer: more than this is not worth it. */
const MOST_EARLY = 1_000;

export function openLine(options: LineOptions): Line {
  let view: View = { status: 'connecting', epoch: null, rev: -1, parts: {}, me: {}, presence: {}, silentMs: 0, bye: null, sending: 0 };
  let meRev = -1;
  let heardAt = options.clock();
  /** When something was last heard that the server vouched for. */
  let freshAt: number | null = null;
  let wire: Wire | null = null;
  let isUp = false;
  /** This connection's hello was answered: before that a command would only be told "who are you". */
  let isGreeted = false;
  /** Which hello is under way; null for none. */
  let hailing: number | null = null;
  let hails = 0;
  let isClosed = false;
  /** Server time minus our clock. The smallest latency seen wins: a late packet must not set the clock back. */
  let offset: number | null = null;
  /** Since when every packet said that the server's clock is far behind what we think, and the most it said. */
  let behind: { readonly since: number; readonly most: number } | null = null;
  let helloTimer: ReturnType<typeof setTimeout> | null = null;
  const listeners = new Set<() => void>();
  const unanswered = new Map<string, Waiting>();
  /** Patches that overtook the answer to our hello: an answer is a promise, and settles a little later than it arrives. */
  let early: Patch[] = [];
  const limits = new Set<ReturnType<typeof setTimeout>>();

  /** Rejects where the answer has not come in time. The wire may have its own limit; we do not rely on it. */
  const within = async <T>(ms: DurationMs, ask: () => Promise<T>): Promise<T> => {
    let limit: ReturnType<typeof setTimeout> | null = null;
    try {
      return await Promise.race([
        ask(),
        new Promise<never>((_resolve, reject) => {
          limit = setTimeout(() => reject(new Error('no answer in time')), ms);
          limits.add(limit);
        }),
      ]);
    } finally {
      if (limit !== null) {
        clearTimeout(limit);
        limits.delete(limit);
      }
    }
  };

  const change = (next: Partial<View>): void => {
    view = { ...view, ...next };
    for (const listener of [...listeners]) listener();
  };

  const keepTime = (now: Instant): void => {
    const measured = now - heardAt;
    if (offset === null || measured >= offset) {
      offset = measured;
      behind = null;
    } else if (offset - measured <= CLOCK_BEHIND_MS) {
      // Creeps after a clock that runs slower than ours, by less than anyone sees.
      offset -= Math.min(50, (offset - measured) * 0.02);
      behind = null;
    } else if (behind === null) behind = { since: heardAt, most: measured };
    else if (heardAt - behind.since < CLOCK_BEHIND_FOR_MS) behind = { since: behind.since, most: Math.max(behind.most, measured) };
    else {
      offset = Math.max(behind.most, measured);
      behind = null;
    }
  };
  /** `isStale`: the server is there, and says itself that what it has may be old (L7). Then the silence goes on. */
  const heard = (now: Instant, isStale: boolean): Partial<View> => {
    const before = heardAt;
    heardAt = options.clock();
    keepTime(now);
    // A line that is full delivers old news without ever being silent: what counts is when it was true.
    const late = Math.max(0, heardAt + (offset ?? 0) - now);
    if (!isStale) {
      freshAt = heardAt - late;
      return late < options.staleAfterMs ? { status: 'live', silentMs: 0 } : { status: 'stale', silentMs: late };
    }
    // What was never heard fresh is as old as the line.
    return { status: 'stale', silentMs: heardAt - (freshAt ?? before) };
  };

  // --- hello ------------------------------------------------------------------------------------

  const hello = (): void => {
    if (hailing !== null || isClosed || !isUp || wire === null) return;
    if (helloTimer !== null) clearTimeout(helloTimer);
    helloTimer = null;
    const mine = (hails += 1);
    hailing = mine;
    const own = wire;
    within(HELLO_ANSWERED_MS, () =>
      own.hello({
        protocol: options.protocol,
        build: options.build,
        audience: options.audience,
        show: options.show,
        key: options.key,
        ...(view.epoch === null ? {} : { seen: { epoch: view.epoch, rev: view.rev } }),
      }),
    ).then(
      (answer) => {
        // Of a line that broke since: its snapshot may be older than what the next one said.
        if (hailing !== mine || isClosed) return;
        hailing = null;
        if (answer.ok) return greeted(answer);
        early = [];
        const comesBack = answer.refusal.code === 'try-again' || answer.refusal.code === 'shop-closed' || answer.refusal.code === 'too-fast';
        if (comesBack) helloLater();
        else change({ status: 'refused' });
      },
      () => {
        if (hailing !== mine || isClosed) return;
        // The line broke under the hello, or the answer was lost; `up` or the timer asks again.
        hailing = null;
        early = [];
        helloLater();
      },
    );
  };
  const helloLater = (): void => {
    if (helloTimer !== null || isClosed) return;
    helloTimer = setTimeout(() => {
      helloTimer = null;
      hello();
    }, options.retryMs);
  };
  const greeted = (snapshot: Snapshot): void => {
    isGreeted = true;
    const status = heard(snapshot.now, snapshot.stale === true);
    // Another node may be a little behind the one we came from: what we have seen is not taken back.
    if (snapshot.epoch === view.epoch && snapshot.rev < view.rev) change({ ...status, bye: null });
    else {
      if (snapshot.epoch !== view.epoch) meRev = -1;
      change({ ...status, epoch: snapshot.epoch, rev: snapshot.rev, parts: snapshot.parts, bye: null });
    }
    const overtook = early;
    early = [];
    for (const patch of overtook) onPatch(patch);
    for (const waiting of [...unanswered.values()]) attempt(waiting);
  };

  // --- commands -----------------------------------------------------------------------------------

  const attempt = (waiting: Waiting): void => {
    if (waiting.inFlight || isClosed || !isGreeted || wire === null) return;
    if (waiting.timer !== null) clearTimeout(waiting.timer);
    waiting.timer = null;
    waiting.inFlight = true;
    const mine = (waiting.attempt += 1);
    const again = (): void => {
      if (waiting.attempt !== mine || isClosed || !unanswered.has(waiting.envelope.id)) return;
      waiting.inFlight = false;
      waiting.timer = setTimeout(() => {
        waiting.timer = null;
        attempt(waiting);
      }, options.retryMs);
    };
    const own = wire;
    within(COMMAND_ANSWERED_MS, () => own.command(waiting.envelope)).then((answer) => {
      // "Done or not done: ask again with the same id."
      if (!answer.ok && answer.refusal.code === 'try-again') return again();
      // socket.io keeps what was sent over a line that was dying, and sends it over the next one before its hello.
      if (!answer.ok && answer.refusal.code === 'who-are-you' && waiting.attempt !== mine) return;
      // Any other answer is an answer, by whichever try it came.
      if (!unanswered.delete(waiting.envelope.id)) return;
      if (waiting.timer !== null) clearTimeout(waiting.timer);
      change({ sending: unanswered.size });
      waiting.settle(answer);
    }, again);
  };

  // --- patches ------------------------------------------------------------------------------------

  const onPatch = (patch: Patch): void => {
    if (isClosed) return;
    const isMine = patch.audience === 'me' && options.audience !== 'me';
    const fits = patch.epoch === view.epoch && (isMine || patch.rev <= view.rev || patch.from <= view.rev);
    if (!fits) {
      hello();
      if (hailing !== null && early.length < MOST_EARLY) early.push(patch);
      return;
    }
    if (isMine) return onMine(patch);
    const status = heard(patch.now, patch.stale === true);
    if (patch.rev > view.rev) change({ ...status, rev: patch.rev, parts: applied(patch, view.parts) });
    else if (status.status !== view.status || status.status === 'stale') change(status);
  };
  /** The viewer's own parts come whole: there are few, and a gap in them is not worth a hello. */
  const onMine = (patch: Patch): void => {
    if (patch.rev < meRev) return;
    meRev = patch.rev;
    change({ ...heard(patch.now, patch.stale === true), me: { ...view.me, ...patch.parts } });
  };

  wire = options.open({
    up: () => {
      if (isClosed) return;
      isUp = true;
      isGreeted = false;
      hailing = null;
      early = [];
      hello();
    },
    down: () => {
      isUp = false;
      isGreeted = false;
      hailing = null;
      for (const waiting of unanswered.values()) {
        // The answer cannot come any more by this line; the next hello tries again.
        waiting.attempt += 1;
        waiting.inFlight = false;
      }
    },
    patch: onPatch,
    presence: (message) => {
      if (!isClosed) change({ presence: message.parts });
    },
    bye: (message) => {
      if (isClosed) return;
      change(message.retry ? { bye: message } : { bye: message, status: 'ended' });
      if (!message.retry) close();
    },
  });
  // A wire that came up while it was being opened.
  hello();

  const watch = setInterval(() => {
    if (isClosed || view.epoch === null || view.status === 'refused') return;
    const silentMs = options.clock() - (freshAt ?? heardAt);
    if (silentMs < options.staleAfterMs) return;
    change({ status: 'stale', silentMs });
    // A line that is up but silent has lost its place: ask for the snapshot.
    if (isUp && options.clock() - heardAt >= options.staleAfterMs) helloLater();
  }, WATCH_EVERY_MS);

  const close = (): void => {
    if (isClosed) return;
    isClosed = true;
    clearInterval(watch);
    if (helloTimer !== null) clearTimeout(helloTimer);
    for (const limit of limits) clearTimeout(limit);
    limits.clear();
    early = [];
    const left = [...unanswered.values()];
    unanswered.clear();
    for (const waiting of left) {
      if (waiting.timer !== null) clearTimeout(waiting.timer);
      // Done or not done: nobody is here any more to ask.
      waiting.settle({ ok: false, refusal: { code: 'try-again', message: '', details: {} } });
    }
    if (left.length > 0) change({ sending: 0 });
    wire?.close();
  };

  return {
    view: () => view,
    now: () => (offset === null ? 0 : Math.round(options.clock() + offset)),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    send: <N extends CommandName>(name: N, input: CommandInput<N>) =>
      new Promise<CommandAnswer<CommandResult<N>>>((resolve) => {
        const envelope: CommandEnvelope = { id: options.newId(), name, input };
        const waiting: Waiting = {
          envelope,
          // The result was made by the schema of this very command on the other side.
          settle: (answer) => resolve(answer as CommandAnswer<CommandResult<N>>),
          attempt: 0,
          inFlight: false,
          timer: null,
        };
        if (isClosed) return waiting.settle({ ok: false, refusal: { code: 'try-again', message: '', details: {} } });
        unanswered.set(envelope.id, waiting);
        change({ sending: unanswered.size });
        attempt(waiting);
      }),
    resync: hello,
    close,
  };
}

/** Whole values: one that is null is gone where its key comes and goes (`drop/…`), and null where it is always there. */
function applied(patch: Patch, parts: Parts): Parts {
  const next: Record<string, unknown> = { ...parts };
  for (const [key, value] of Object.entries(patch.parts)) {
    if (value === null && key.includes('/')) delete next[key];
    else next[key] = value;
  }
  return next;
}
