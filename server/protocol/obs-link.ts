import type { ObsFound, ObsTrouble } from './obs.ts';
import type { DurationMs } from './time.ts';

/**
 * One connection to OBS, kept up: what obs-websocket-js leaves out is a time-out for calls and for connecting, and coming back. The
 * library is handed in, so that the server, the panel and the terminal share this and none brings the other's half.
 */

/** How OBS answered. `no-answer`: it was sent, and nobody knows whether it was done. `not-sent`: it was not done. */
export type ObsAnswer =
  | { readonly ok: true; readonly data: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly why: 'refused'; readonly code: number; readonly comment: string }
  | { readonly ok: false; readonly why: 'no-answer' | 'not-sent' };
export type ObsData = Readonly<Record<string, unknown>>;

export interface ObsLink {
  /** Settles within the call's time. Never rejects. */
  call(request: string, data: ObsData): Promise<ObsAnswer>;
  /** Nothing is told any more. */
  close(): void;
}
export interface ObsLinkEvents {
  up(): void;
  /** Also while it never was up: why not. It comes back by itself. */
  down(trouble: ObsTrouble): void;
  event(name: string, data: ObsData): void;
}

/** What of obs-websocket-js is used. */
export interface ObsSocket {
  connect(url: string, password: string | undefined, options: { readonly eventSubscriptions: number }): Promise<unknown>;
  call(request: string, data: ObsData): Promise<unknown>;
  disconnect(): Promise<void>;
  onAny(listener: (name: string, data: unknown) => void): void;
}

/** obs-websocket-js's own, whose requests are typed by name; ours come over a wire. */
interface LibrarySocket {
  connect(url: string, password?: string, options?: { readonly eventSubscriptions: number }): Promise<unknown>;
  call(request: never, data?: never): Promise<unknown>;
  disconnect(): Promise<void>;
  emit(name: never, ...data: never[]): boolean;
}
export function obsSocketOf(socket: LibrarySocket): ObsSocket {
  return {
    connect: (url, password, options) => socket.connect(url, password, options),
    // Which requests are made stands in obs-bridge.ts; OBS itself refuses what it does not know.
    call: (request, data) => socket.call(request as never, data as never),
    disconnect: () => socket.disconnect(),
    onAny: (listener) => {
      // The one seam at which every event passes, whatever OBS calls it.
      const emit = socket.emit.bind(socket);
      socket.emit = (name: string, ...data: never[]) => {
        listener(name, data[0]);
        return emit(name as never, ...data);
      };
    },
  };
}

const CONNECT_WITHIN_MS: DurationMs = 4_000;
const CALL_WITHIN_MS: DurationMs = 4_000;
const BACK_FROM_MS: DurationMs = 500;
const BACK_TO_MS: DurationMs = 3_000;
/** OBS counts wrong passwords against nobody, but its owner reads of each in its log. */
const BACK_REFUSED_MS: DurationMs = 15_000;
/** General, config, scenes, inputs, outputs and scene items. */
const SUBSCRIBED = 1 | 2 | 4 | 8 | 64 | 128;
/** Events that somebody acts on; the others stay where they are. */
export const obsEvents: ReadonlySet<string> = new Set([
  'CurrentProgramSceneChanged',
  'SceneListChanged',
  'CurrentSceneCollectionChanged',
  'StreamStateChanged',
  'RecordStateChanged',
  'ReplayBufferStateChanged',
  'SceneItemEnableStateChanged',
  'SceneItemCreated',
  'SceneItemRemoved',
  'InputCreated',
  'InputRemoved',
  'InputNameChanged',
  'InputSettingsChanged',
  'ExitStarted',
]);

const CLOSED_QUIT = 1001;
const CLOSED_PASSWORD = 4009;
const CLOSED_OLD = 4010;
const CLOSED_KICKED = 4011;

const codeOf = (error: unknown): number | null => (typeof error === 'object' && error !== null && 'code' in error ? Number(error.code) : null);
const isData = (value: unknown): value is ObsData => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Rejects with `late` where it takes longer. */
const late = Symbol('late');
function within<T>(ms: DurationMs, work: Promise<T>): Promise<T | typeof late> {
  let timer: ReturnType<typeof setTimeout>;
  return Promise.race([
    work.finally(() => clearTimeout(timer)),
    new Promise<typeof late>((resolve) => {
      timer = setTimeout(() => resolve(late), ms);
    }),
  ]);
}
/** Nobody waits for a goodbye that a frozen OBS never says. */
const letGo = (socket: ObsSocket): void => {
  socket.disconnect().catch(() => undefined);
};

export interface ObsLinkOptions {
  readonly make: () => ObsSocket;
  readonly address: string;
  readonly password: string;
  /** Why this surface may not speak to OBS at all; null where it may, or that is not known. */
  readonly barred: () => Promise<ObsTrouble | null>;
}

async function tryToConnect(
  options: ObsLinkOptions,
  heard: (name: string, data: ObsData) => void,
  closed: (code: number | null) => void,
): Promise<{ readonly socket: ObsSocket } | { readonly trouble: ObsTrouble }> {
  const socket = options.make();
  let wantsPassword = false;
  let greeted = false;
  let isOpen = false;
  socket.onAny((name, data) => {
    if (name === 'Hello') {
      greeted = true;
      wantsPassword = isData(data) && data['authentication'] !== undefined;
    } else if (name === 'ConnectionClosed') {
      if (isOpen) closed(codeOf(data));
    } else if (isOpen && obsEvents.has(name)) heard(name, isData(data) ? data : {});
  });
  try {
    const connected = await within(
      CONNECT_WITHIN_MS,
      socket.connect(options.address, options.password === '' ? undefined : options.password, { eventSubscriptions: SUBSCRIBED }),
    );
    if (connected !== late) {
      isOpen = true;
      return { socket };
    }
    letGo(socket);
    // Where a browser asks its user first, nothing happens meanwhile.
    return { trouble: (await options.barred()) ?? 'silent' };
  } catch (error) {
    const code = codeOf(error);
    if (code === CLOSED_PASSWORD) return { trouble: wantsPassword && options.password === '' ? 'no-password' : 'password' };
    if (code === CLOSED_OLD) return { trouble: 'old' };
    const said = error instanceof Error ? error.message : '';
    // It answers, and is no websocket, or none of OBS's.
    if (/Unexpected server response|subprotocol|hang up|WRONG_VERSION/u.test(said)) return { trouble: 'not-obs' };
    if (greeted) return { trouble: 'lost' };
    return { trouble: (await options.barred()) ?? 'unreachable' };
  }
}

/** Connects, and again whenever it breaks, until closed. */
export function openObsLink(options: ObsLinkOptions, events: ObsLinkEvents): ObsLink {
  let socket: ObsSocket | null = null;
  let isClosed = false;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let back = BACK_FROM_MS;
  /** Settles what waits for an answer of a connection that is gone. */
  const waiting = new Set<() => void>();

  const later = (ms: DurationMs): void => {
    if (isClosed) return;
    timer = setTimeout(() => void attempt(), ms);
  };
  function broke(own: ObsSocket, trouble: ObsTrouble): void {
    if (socket !== own) return;
    socket = null;
    letGo(own);
    for (const settle of [...waiting]) settle();
    if (isClosed) return;
    events.down(trouble);
    back = BACK_FROM_MS;
    later(back);
  }
  async function attempt(): Promise<void> {
    let own: ObsSocket | null = null;
    let closedEarly: number | null | undefined;
    const how = await tryToConnect(
      options,
      (name, data) => {
        if (!isClosed && socket === own) events.event(name, data);
      },
      (code) => {
        const trouble: ObsTrouble = code === CLOSED_QUIT ? 'quit' : code === CLOSED_KICKED ? 'kicked' : 'lost';
        if (own === null) closedEarly = code;
        else broke(own, trouble);
      },
    );
    if (isClosed) return 'socket' in how ? letGo(how.socket) : undefined;
    if ('trouble' in how || closedEarly !== undefined) {
      const trouble = 'trouble' in how ? how.trouble : 'lost';
      events.down(trouble);
      const isRefused = trouble === 'password' || trouble === 'no-password' || trouble === 'kicked' || trouble === 'old';
      later(isRefused ? BACK_REFUSED_MS : back);
      back = Math.min(BACK_TO_MS, back * 2);
      return;
    }
    own = how.socket;
    socket = own;
    back = BACK_FROM_MS;
    events.up();
  }
  void attempt();

  return {
    call: async (request, data) => {
      const own = socket;
      if (own === null) return { ok: false, why: 'not-sent' };
      let settle = (): void => undefined;
      const gone = new Promise<typeof late>((resolve) => {
        settle = () => resolve(late);
        waiting.add(settle);
      });
      try {
        const answered = await Promise.race([within(CALL_WITHIN_MS, own.call(request, data)), gone]);
        if (answered !== late) return { ok: true, data: isData(answered) ? answered : {} };
        // A frozen OBS never answers anything again on this line: a new one is tried until it thaws.
        broke(own, 'silent');
        return { ok: false, why: 'no-answer' };
      } catch (error) {
        const code = codeOf(error);
        if (code !== null) return { ok: false, why: 'refused', code, comment: error instanceof Error ? error.message : '' };
        // The line broke under it, before it was sent.
        return { ok: false, why: 'not-sent' };
      } finally {
        waiting.delete(settle);
      }
    },
    close: () => {
      isClosed = true;
      if (timer !== null) clearTimeout(timer);
      const own = socket;
      socket = null;
      for (const settle of [...waiting]) settle();
      if (own !== null) letGo(own);
    },
  };
}

/** Looks once whether OBS is there, without a password. */
export async function findObs(options: Omit<ObsLinkOptions, 'password'>): Promise<ObsFound> {
  const how = await tryToConnect(
    { ...options, password: '' },
    () => undefined,
    () => undefined,
  );
  if ('socket' in how) {
    letGo(how.socket);
    return { ok: true, address: options.address, password: false };
  }
  return how.trouble === 'no-password' ? { ok: true, address: options.address, password: true } : { ok: false, trouble: how.trouble };
}

/** Connects once with what is set, and lets go again. `browser`: it has browser sources. */
export async function lookAtObs(
  options: ObsLinkOptions,
): Promise<{ readonly ok: true; readonly browser: boolean } | { readonly ok: false; readonly trouble: ObsTrouble }> {
  const how = await tryToConnect(
    options,
    () => undefined,
    () => undefined,
  );
  if ('trouble' in how) return { ok: false, trouble: how.trouble };
  try {
    const kinds = await within(CALL_WITHIN_MS, how.socket.call('GetInputKindList', { unversioned: true }));
    if (kinds === late) return { ok: false, trouble: 'silent' };
    const list = isData(kinds) ? kinds['inputKinds'] : null;
    return { ok: true, browser: Array.isArray(list) && list.includes('browser_source') };
  } catch {
    // It broke off under the question.
    return { ok: false, trouble: 'lost' };
  } finally {
    letGo(how.socket);
  }
}
