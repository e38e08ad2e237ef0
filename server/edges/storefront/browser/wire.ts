import { io, type Socket } from 'socket.io-client';
import type { ClientToServer, HelloAnswer, ServerToClient } from '@protocol/socket.ts';
import type { CommandAnswer } from '@protocol/commands.ts';
import type { OpenWire } from '@protocol/sync.ts';

/** An answer that never comes must not hold the line for ever: it is asked again with the same id. */
const ANSWER_WITHIN_MS = 8_000;

/** socket.io as the line wants it. Loaded after the first paint: it is more than all the rest of the page together. */
export const openWire: OpenWire = (events) => {
  const socket: Socket<ServerToClient, ClientToServer> = io('/live', {
    transports: ['websocket'],
    reconnectionDelay: 500,
    reconnectionDelayMax: 5_000,
    randomizationFactor: 0.5,
  });
  socket.on('connect', events.up);
  socket.on('disconnect', events.down);
  socket.on('patch', events.patch);
  socket.on('presence', events.presence);
  socket.on('bye', events.bye);
  return {
    // What the server answers is typed by the protocol and made by its schemas.
    hello: (message) => socket.timeout(ANSWER_WITHIN_MS).emitWithAck('hello', message) as Promise<HelloAnswer>,
    command: (envelope) => socket.timeout(ANSWER_WITHIN_MS).emitWithAck('command', envelope) as Promise<CommandAnswer>,
    close: () => void socket.close(),
  };
};
