import { io, type Socket } from 'socket.io-client';
import { buildId } from '@protocol/build-id.ts';
import type { CommandAnswer } from '@protocol/commands.ts';
import { PROTOCOL, STALE_AFTER_MS } from '@protocol/limits.ts';
import type { ClientToServer, HelloAnswer, ServerToClient } from '@protocol/socket.ts';
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
const openSocket = (events: Parameters<OpenWire>[0], opened: (socket: LiveSocket) => void): ReturnType<OpenWire> => {
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
    // socket.io does not come back by itself from a close the server asked for; a restart is one.
    if (reason === 'io server disconnect') setTimeout(() => socket.connect(), 1_000);
  });
  socket.on('patch', (patch) => events.patch(patch));
  socket.on('presence', (message) => events.presence(message));
  socket.on('bye', (message) => events.bye(message));
  return {
    // What the server answers is typed by the protocol and made by its schemas.
    hello: (message) => socket.timeout(5_000).emitWithAck('hello', message) as Promise<HelloAnswer>,
    command: (envelope) => socket.timeout(ANSWER_WITHIN_MS).emitWithAck('command', envelope) as Promise<CommandAnswer>,
    close: () => {
      socket.disconnect();
    },
  };
};

export interface PanelLine extends Line {
  /** How long the way there and back takes now; null while the line is down or answers too late to matter. */
  echo(): Promise<DurationMs | null>;
}
/** Longer than that it is not late but lost. */
const ECHO_WITHIN_MS = 5_000;

/** The panel's one line to the server; the session cookie says who we are. */
export function openPanelLine(): PanelLine {
  let socket: LiveSocket | null = null;
  const line = openLine({
    audience: 'panel',
    show: null,
    key: null,
    build: buildId,
    protocol: PROTOCOL,
    open: (events) =>
      openSocket(events, (opened) => {
        socket = opened;
      }),
    clock: () => performance.now(),
    newId: newCommandId,
    staleAfterMs: STALE_AFTER_MS,
    retryMs: RETRY_MS,
  });
  return {
    ...line,
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
