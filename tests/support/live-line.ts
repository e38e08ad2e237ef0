import { io, type Socket } from 'socket.io-client';
import { PROTOCOL, STALE_AFTER_MS } from '@protocol/limits.ts';
import type { ClientToServer, HelloMessage, ServerToClient } from '@protocol/socket.ts';
import { openLine, type Line } from '@protocol/sync.ts';

/** One reader of a running server: the browser half of the sync over a real socket, and how many patches it took. */
export interface LiveLine {
  readonly line: Line;
  patches(): number;
  close(): void;
}
let ids = 0;
export function liveLine(url: string, audience: HelloMessage['audience'], key: string | null): LiveLine {
  let patches = 0;
  const line = openLine({
    audience,
    show: null,
    key,
    build: 'test',
    protocol: PROTOCOL,
    clock: () => performance.now(),
    newId: () => `live-${process.pid}-${(ids += 1)}`,
    staleAfterMs: STALE_AFTER_MS,
    retryMs: 200,
    open: (events) => {
      const socket: Socket<ServerToClient, ClientToServer> = io(`${url}/live`, { transports: ['websocket'], extraHeaders: { origin: url }, forceNew: true });
      socket.on('connect', () => events.up());
      socket.on('disconnect', () => events.down());
      socket.on('patch', (patch) => {
        if (Object.keys(patch.parts).length > 0) patches += 1;
        events.patch(patch);
      });
      socket.on('presence', (message) => events.presence(message));
      socket.on('bye', (message) => events.bye(message));
      return {
        hello: (message) => socket.timeout(5_000).emitWithAck('hello', message),
        command: (envelope) => socket.timeout(5_000).emitWithAck('command', envelope),
        close: () => void socket.disconnect(),
      };
    },
  });
  return { line, patches: () => patches, close: () => line.close() };
}
