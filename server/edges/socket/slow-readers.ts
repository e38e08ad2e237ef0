import type { WebSocket } from 'ws';
import { MAX_BEHIND_BYTES } from '@protocol/socket.ts';
import type { LiveSocket } from './socket-deps.ts';

/**
 * 50 stuck sockets cost 1.6 GB where nobody looked, 32 MB with this cap (FACTS). What one big message
 * takes is on top: a catalog of a thousand variants must not cut everybody who asked for it.
 */
export interface SlowReaders {
  /** A message of this size was sent to this socket. */
  sent(socket: LiveSocket, bytes: number): void;
  /** Sockets that are too far behind, each told once. */
  tooSlow(sockets: Iterable<LiveSocket>): readonly LiveSocket[];
  forget(socket: LiveSocket): void;
}

export function createSlowReaders(): SlowReaders {
  const biggest = new Map<string, number>();
  const told = new Set<string>();
  return {
    sent: (socket, bytes) => {
      // The biggest, not the sum: a reader that takes nothing at all must still be cut.
      if (bytes > (biggest.get(socket.id) ?? 0)) biggest.set(socket.id, bytes);
    },
    tooSlow: (sockets) => {
      const slow: LiveSocket[] = [];
      for (const socket of sockets) {
        const behind = behindOf(socket);
        if (behind === 0) biggest.delete(socket.id);
        else if (behind > MAX_BEHIND_BYTES + (biggest.get(socket.id) ?? 0) && !told.has(socket.id)) {
          told.add(socket.id);
          slow.push(socket);
        }
      }
      return slow;
    },
    forget: (socket) => {
      biggest.delete(socket.id);
      told.delete(socket.id);
    },
  };
}

/** Bytes (of ASCII; characters otherwise) handed to the socket and not yet to the kernel. */
export function behindOf(socket: LiveSocket): number {
  // Neither library tells from outside; a test with a stuck reader fails if they move.
  const waiting: unknown = Reflect.get(socket.conn, 'writeBuffer');
  let behind = rawOf(socket)?.bufferedAmount ?? 0;
  if (!Array.isArray(waiting)) return behind;
  for (const packet of waiting as readonly { readonly data?: unknown }[]) if (typeof packet.data === 'string') behind += packet.data.length;
  return behind;
}

/** Closes without waiting for the reader: what it has not read is let go at once. */
export function cut(socket: LiveSocket): void {
  rawOf(socket)?.terminate();
}

function rawOf(socket: LiveSocket): Pick<WebSocket, 'bufferedAmount' | 'terminate'> | null {
  const raw: unknown = Reflect.get(socket.conn.transport, 'socket');
  return typeof raw === 'object' && raw !== null && 'bufferedAmount' in raw && 'terminate' in raw ? (raw as WebSocket) : null;
}
