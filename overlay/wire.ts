import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';
import type { ClientToServer, HelloAnswer, PaintedMessage, ServerToClient } from '@protocol/socket.ts';
import type { OpenWire } from '@protocol/sync.ts';
import type { Keys } from './keys.ts';

/** A hello that is not answered by then is asked again by the line. */
const ANSWER_WITHIN_MS = 5_000;
const COME_BACK_MS = 1_000;

export interface OverlayWire {
  readonly open: OpenWire;
  /** Says what stands on the canvas. Not sent, and not kept, while the line is down. */
  painted(message: PaintedMessage): void;
  /** The socket's id on the server: a name for a source that was given none. */
  id(): string | null;
}

/** socket.io as the line of `sync.ts` wants it; `did` hears what the panel asks of this overlay. `keys` know better than the line which key is good. */
export function socketWire(did: ServerToClient['do'], keys: Keys): OverlayWire {
  let socket: Socket<ServerToClient, ClientToServer> | null = null;
  return {
    open: (events) => {
      // Websocket only: polling would find another node at every request.
      const own: Socket<ServerToClient, ClientToServer> = io('/live', { transports: ['websocket'], reconnectionDelay: 500, reconnectionDelayMax: 3_000 });
      socket = own;
      let stopped = false;
      own.on('connect', events.up);
      own.on('disconnect', (reason) => {
        events.down();
        // socket.io stays away when the server hung up; only a `bye` without retry means that.
        if (reason === 'io server disconnect') setTimeout(() => stopped || own.connect(), COME_BACK_MS);
      });
      own.on('patch', events.patch);
      own.on('presence', events.presence);
      own.on('bye', events.bye);
      own.on('do', did);
      // Said hello with at once, so that the server knows who has it and nobody is cut off when the old one ends.
      own.on('key', (key) => {
        keys.take(key);
        events.up();
      });
      return {
        hello: async (message) => {
          const ask = (): Promise<HelloAnswer> => own.timeout(ANSWER_WITHIN_MS).emitWithAck('hello', { ...message, key: keys.now() });
          const answer = await ask();
          return !answer.ok && answer.refusal.code === 'who-are-you' && keys.drop() ? ask() : answer;
        },
        command: (envelope) => own.timeout(ANSWER_WITHIN_MS).emitWithAck('command', envelope),
        close: () => {
          stopped = true;
          own.disconnect();
        },
      };
    },
    painted: (message) => {
      if (socket?.connected === true) socket.volatile.emit('painted', message);
    },
    id: () => socket?.id ?? null,
  };
}
