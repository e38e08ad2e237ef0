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

export function openLine(options: LineOptions): Line {
  let view: View = { status: 'connecting', epoch: null, rev: -1, parts: {}, me: {}, presence: {}, silentMs: 0, bye: null, sending: 0 };
  let meRev = -1;
  let heardAt = options.clock();
  let isUp = false;
  let helloing = false;
  let closed = false;
  /** Server time minus our clock. The smallest latency seen wins: a late packet must not set the clock back. */
  let offset: number | null = null;
  let helloTimer: ReturnType<typeof setTimeout> | null = null;
  const listeners = new Set<() => void>();
  const unanswered = new Map<string, { envelope: CommandEnvelope; settle: (answer: CommandAnswer) => void; inFlight: boolean; timer: ReturnType<typeof setTimeout> | null }>();

  const change = (next: Partial<View>): void => {
    view = { ...view, ...next };
    for (const listener of listeners) listener();
  };
  const heard = (now: Instant): void => {
    heardAt = options.clock();
    const measured = now - heardAt;
    // 50 ms of slack lets a real change of the server's clock through within a few patches.
    offset = offset === null ? measured : measured > offset ? measured : Math.abs(measured - offset) > 2_000 ? measured : offset - Math.min(50, (offset - measured) * 0.02);
  };
  const adopt = (snapshot: Snapshot): void => {
    heard(snapshot.now);
    change({ status: 'live', epoch: snapshot.epoch, rev: snapshot.rev, parts: snapshot.parts, silentMs: 0 });
  };

  const hello = (): void => {
    if (helloing || closed || !isUp) return;
    helloing = true;
    wire
      .hello({ protocol: options.protocol, build: options.build, audience: options.audience, show: options.show, key: options.key })
      .then((answer) => {
        helloing = false;
        if (closed) return;
        if (!answer.ok) {
          if (answer.refusal.code === 'try-again' || answer.refusal.code === 'shop-closed') return helloLater();
          return change({ status: 'refused' });
        }
        adopt(answer);
        for (const waiting of unanswered.values()) attempt(waiting);
      })
      .catch(() => {
        // The line broke under the hello; `up` or the timer asks again.
        helloing = false;
        helloLater();
      });
  };
  const helloLater = (): void => {
    if (helloTimer !== null || closed) return;
    helloTimer = setTimeout(() => {
      helloTimer = null;
      hello();
    }, options.retryMs);
  };

  type Waiting = typeof unanswered extends Map<string, infer W> ? W : never;
  const attempt = (waiting: Waiting): void => {
    if (waiting.inFlight || closed || !isUp) return;
    waiting.inFlight = true;
    const again = (): void => {
      waiting.inFlight = false;
      if (waiting.timer !== null || closed) return;
      waiting.timer = setTimeout(() => {
        waiting.timer = null;
        if (unanswered.has(waiting.envelope.id)) attempt(waiting);
      }, options.retryMs);
    };
    wire
      .command(waiting.envelope)
      .then((answer) => {
        // "Done or not done: ask again with the same id."
        if (!answer.ok && answer.refusal.code === 'try-again') return again();
        if (!unanswered.delete(waiting.envelope.id)) return;
        change({ sending: unanswered.size });
        waiting.settle(answer);
      })
      .catch(again);
  };

  const applyTo = (patch: Patch, mine: number, parts: Parts): Parts | 'known' | 'gap' => {
    if (patch.epoch !== view.epoch) return 'gap';
    if (patch.rev <= mine) return 'known';
    if (patch.from > mine) return 'gap';
    const next: Record<string, unknown> = { ...parts };
    for (const [key, value] of Object.entries(patch.parts)) {
      if (value === null && key.includes('/')) delete next[key];
      else next[key] = value;
    }
    return next;
  };

  const wire = options.open({
    up: () => {
      isUp = true;
      helloing = false;
      hello();
    },
    down: () => {
      isUp = false;
      helloing = false;
      for (const waiting of unanswered.values()) waiting.inFlight = false;
    },
    patch: (patch) => {
      if (patch.audience === 'me' && options.audience !== 'me') {
        // The viewer's own parts come whole: there are few, and a gap in them is not worth a hello.
        if (patch.epoch === view.epoch && patch.rev < meRev) return;
        meRev = patch.rev;
        heard(patch.now);
        change({ me: { ...view.me, ...patch.parts } });
        return;
      }
      if (view.epoch === null) return;
      const next = applyTo(patch, view.rev, view.parts);
      if (next === 'gap') return hello();
      heard(patch.now);
      if (next === 'known') {
        if (view.status !== 'live') change({ status: 'live', silentMs: 0 });
        return;
      }
      change({ status: 'live', rev: patch.rev, parts: next, silentMs: 0 });
    },
    presence: (message) => change({ presence: message.parts }),
    bye: (message) => {
      change(message.retry ? { bye: message } : { bye: message, status: 'ended' });
      if (!message.retry) close();
    },
  });

  const watch = setInterval(() => {
    if (closed || view.epoch === null || view.status === 'refused' || view.status === 'ended') return;
    const silentMs = options.clock() - heardAt;
    if (silentMs < options.staleAfterMs) return;
    change({ status: 'stale', silentMs });
    // A line that is up but silent has lost its place: ask for the snapshot.
    if (isUp) hello();
  }, 500);

  const close = (): void => {
    if (closed) return;
    closed = true;
    clearInterval(watch);
    if (helloTimer !== null) clearTimeout(helloTimer);
    for (const waiting of unanswered.values()) if (waiting.timer !== null) clearTimeout(waiting.timer);
    wire.close();
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
          inFlight: false,
          timer: null,
        };
        unanswered.set(envelope.id, waiting);
        change({ sending: unanswered.size });
        attempt(waiting);
      }),
    resync: hello,
    close,
  };
}
