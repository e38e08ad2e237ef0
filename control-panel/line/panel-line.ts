import { io, type Socket } from 'socket.io-client';
import { buildId } from '@protocol/build-id.ts';
import type { CommandAnswer } from '@protocol/commands.ts';
import { PROTOCOL, STALE_AFTER_MS } from '@protocol/limits.ts';
import type { BridgeAnswer, ClientToServer, HelloAnswer, ServerToClient } from '@protocol/socket.ts';
import type { FromBridge, ToBridge } from '@protocol/obs-bridge.ts';
import type { ObsAnswer, ObsData } from '@protocol/obs-link.ts';
import { openLine, type Line, type OpenWire } from '@protocol/sync.ts';
import type { DurationMs } from '@protocol/time.ts';

/** An unanswered command is asked again after this, with the same id. */
const RETRY_MS = 1_500;
/** An answer that takes longer is taken for lost: a task may take 10 s (E3). */
const ANSWER_WITHIN_MS = 12_000;

/** Plain http on a LAN is no secure context and has no `crypto.randomUUID`. */
export function newCommandId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

type LiveSocket = Socket<ServerToClient, ClientToServer>;
const openSocket = (events: Parameters<OpenWire>[0], opened: (socket: LiveSocket) => void, greeted: (isGreeted: boolean) => void): ReturnType<OpenWire> => {
  const socket: LiveSocket = io('/live', {
    transports: ['websocket'],
    withCredentials: true,
    reconnectionDelay: 300,
    reconnectionDelayMax: 2_000,
    timeout: 5_000,
  });
  opened(socket);
  socket.on('connect', () => events.up());
  socket.on('disconnect', (reason) => {
    events.down();
    greeted(false);
    // socket.io does not come back by itself from a close the server asked for; a restart is one.
    if (reason === 'io server disconnect') setTimeout(() => socket.connect(), 1_000);
  });
  socket.on('patch', (patch) => events.patch(patch));
  socket.on('presence', (message) => events.presence(message));
  socket.on('bye', (message) => events.bye(message));
  return {
    // What the server answers is typed by the protocol and made by its schemas.
    hello: async (message) => {
      const answer = (await socket.timeout(5_000).emitWithAck('hello', message)) as HelloAnswer;
      if (answer.ok) greeted(true);
      return answer;
    },
    command: (envelope) => socket.timeout(ANSWER_WITHIN_MS).emitWithAck('command', envelope) as Promise<CommandAnswer>,
    close: () => {
      socket.disconnect();
    },
  };
};

export interface PanelLine extends Line {
  /** How long the way there and back takes now; null while the line is down or answers too late to matter. */
  echo(): Promise<DurationMs | null>;
  readonly bridge: BridgeWire;
}
/** What a bridge to OBS needs of the line (protocol/obs-bridge.ts). */
export interface BridgeWire {
  /** Null where it was taken, else why not, in words. Rejects where the line broke. */
  say(message: FromBridge): Promise<string | null>;
  /** Returns what stops it. `up` is told at once where the line stands already. */
  listen(to: BridgeEnd): () => void;
}
export interface BridgeEnd {
  up(): void;
  down(): void;
  told(message: ToBridge): void;
  call(request: string, data: ObsData): Promise<ObsAnswer>;
}
/** Longer than that it is not late but lost. */
const ECHO_WITHIN_MS = 5_000;
const BRIDGE_HEARD_MS = 10_000;

/** The panel's one line to the server; the session cookie says who we are. */
export function openPanelLine(): PanelLine {
  let socket: LiveSocket | null = null;
  let isGreeted = false;
  let end: BridgeEnd | null = null;
  const line = openLine({
    audience: 'panel',
    show: null,
    key: null,
    build: buildId,
    protocol: PROTOCOL,
    open: (events) =>
      openSocket(
        events,
        (opened) => {
          socket = opened;
          opened.on('bridge', (message) => end?.told(message));
          opened.on('obs', (request, data, answer) => {
            if (end === null) answer({ ok: false, why: 'not-sent' });
            else void end.call(request, data).then(answer);
          });
        },
        (is) => {
          isGreeted = is;
          if (is) end?.up();
          else end?.down();
        },
      ),
    clock: () => performance.now(),
    newId: newCommandId,
    staleAfterMs: STALE_AFTER_MS,
    retryMs: RETRY_MS,
  });
  return {
    ...line,
    bridge: {
      say: async (message) => {
        if (socket === null) throw new Error('no line');
        // As hello's, of this shape by the protocol.
        const answer = (await socket.timeout(BRIDGE_HEARD_MS).emitWithAck('bridge', message)) as BridgeAnswer;
        return answer.ok ? null : answer.refusal.message;
      },
      listen: (to) => {
        end = to;
        if (isGreeted) to.up();
        return () => {
          if (end === to) end = null;
        };
      },
    },
    echo: async () => {
      if (socket?.connected !== true) return null;
      const asked = performance.now();
      try {
        await socket.timeout(ECHO_WITHIN_MS).emitWithAck('echo');
        return performance.now() - asked;
      } catch {
        // No answer in time: the line says by itself that it is silent.
        return null;
      }
    },
  };
}
