import type { Socket as TcpSocket } from 'node:net';
import type { WebSocket } from 'ws';
import type { LiveNamespace, LiveSocket } from './socket-deps.ts';

/** A message for a whole room: as socket.io would have encoded it, and as it stands on the wire. Made once, however many read it. */
export interface Frame {
  readonly text: string;
  readonly wire: Buffer;
}

/** For /metrics. */
export interface OutboxCounts {
  /** Rooms' frames encoded. */
  readonly frames: number;
  /** The same by audience: a viewer's own room is one of thousands. */
  readonly byAudience: Readonly<Record<string, number>>;
  /** Frames handed to sockets: each once per reader. */
  readonly delivered: number;
  readonly bytes: number;
  /** Of those delivered, how many went the way of socket.io: a line that is not plainly open, or has something of its own waiting. */
  readonly handedOn: number;
}

/**
 * Writes a room's frame straight to the TCP socket of each reader: socket.io spends half of what a delivery costs on a packet, a queue
 * and a callback for each of them. What is put between two flushes reaches a socket as one buffer. Answers, `bye` and the like still
 * go by socket.io; both ways end in the same TCP socket, whose writes are whole frames in the order they were made.
 */
export interface Outbox {
  put(room: string, event: 'patch', json: string): Frame;
  flush(): void;
  counts(): OutboxCounts;
}

export function createOutbox(nsp: LiveNamespace): Outbox {
  const members = membersOf(nsp);
  let waiting = new Map<string, Frame>();
  let frames = 0;
  const byAudience: Record<string, number> = {};
  let delivered = 0;
  let bytes = 0;
  let handedOn = 0;

  const deliver = (socket: LiveSocket, first: Frame, more: readonly Frame[] | undefined): void => {
    const all = more === undefined ? null : [...more, first];
    delivered += all?.length ?? 1;
    const line = plainLine(socket);
    if (line === null) {
      handedOn += all?.length ?? 1;
      for (const frame of all ?? [first]) socket.conn.write(frame.text);
      return;
    }
    const wire = all === null ? first.wire : Buffer.concat(all.map((frame) => frame.wire));
    bytes += wire.length;
    line.write(wire);
  };
  const flush = (): void => {
    if (waiting.size === 0) return;
    const rooms = [...waiting].map(([room, frame]) => ({ frame, sockets: members.of(room) }));
    waiting = new Map();
    const [first] = rooms;
    if (rooms.length === 1 && first !== undefined) {
      for (const socket of first.sockets) deliver(socket, first.frame, undefined);
      return;
    }
    // The crowd's room is walked once, and not copied: only who is in a small room too gets a list.
    const crowd = rooms.reduce((most, room) => (room.sockets.length > most.sockets.length ? room : most));
    const others = new Map<LiveSocket, Frame[]>();
    for (const room of rooms) {
      if (room === crowd) continue;
      for (const socket of room.sockets) {
        const own = others.get(socket);
        if (own === undefined) others.set(socket, [room.frame]);
        else own.push(room.frame);
      }
    }
    for (const socket of crowd.sockets) {
      const own = others.get(socket);
      deliver(socket, crowd.frame, own);
      if (own !== undefined) others.delete(socket);
    }
    for (const [socket, own] of others) {
      const last = own.pop();
      if (last !== undefined) deliver(socket, last, own.length === 0 ? undefined : own);
    }
  };
  return {
    put: (room, event, json) => {
      // Two messages of one audience keep their order.
      if (waiting.has(room)) flush();
      const frame = frameOf(`2${nsp.name},["${event}",${json}]`);
      waiting.set(room, frame);
      frames += 1;
      const audience = room.split(' ', 1)[0] ?? '';
      byAudience[audience] = (byAudience[audience] ?? 0) + 1;
      return frame;
    },
    flush,
    counts: () => ({ frames, byAudience: { ...byAudience }, delivered, bytes, handedOn }),
  };
}

const TEXT_AND_LAST = 0x81;
/** Longer payloads say their length in two bytes, and those beyond 16 bits in eight. */
const SHORT = 125;
const IN_TWO_BYTES = 126;
const IN_EIGHT_BYTES = 127;

/** An unmasked text frame (RFC 6455, 5.2) with engine.io's `4` for a message in front. */
function frameOf(text: string): Frame {
  const length = Buffer.byteLength(text) + 1;
  const head = length <= SHORT ? 2 : length <= 0xffff ? 4 : 10;
  const wire = Buffer.allocUnsafe(head + length);
  wire[0] = TEXT_AND_LAST;
  if (head === 2) wire[1] = length;
  else if (head === 4) {
    wire[1] = IN_TWO_BYTES;
    wire.writeUInt16BE(length, 2);
  } else {
    wire[1] = IN_EIGHT_BYTES;
    wire.writeBigUInt64BE(BigInt(length), 2);
  }
  wire.write('4', head);
  wire.write(text, head + 1);
  return { text, wire };
}

/** What of `ws` is asked here and stands in none of its types; a test fails if they move. */
type OpenWebSocket = WebSocket & { readonly _socket?: TcpSocket; readonly _sender?: { readonly _state?: number; readonly _queue?: readonly unknown[] } };

/** The TCP socket of a line that is a plain open websocket with nothing of socket.io waiting in front of it; else null. */
function plainLine(socket: LiveSocket): TcpSocket | null {
  const { conn } = socket;
  if (conn.readyState !== 'open' || conn.transport.name !== 'websocket') return null;
  // Private to engine.io: what waits there was said before and goes first.
  const queued = (conn as unknown as { readonly writeBuffer?: readonly unknown[] }).writeBuffer;
  if (queued === undefined || queued.length > 0) return null;
  const ws = (conn.transport as unknown as { readonly socket?: OpenWebSocket }).socket;
  // Compressing, ws holds frames back, and ours would overtake them.
  if (ws === undefined || ws.readyState !== ws.OPEN || ws.extensions !== '' || ws._sender?._state !== 0 || ws._sender._queue?.length !== 0) return null;
  const line = ws._socket;
  return line === undefined || !line.writable ? null : line;
}

/** The sockets of a room as a list that is made anew only after somebody came or went: 10,000 look-ups by name are a tenth of a delivery. */
function membersOf(nsp: LiveNamespace): { of(room: string): readonly LiveSocket[] } {
  const lists = new Map<string, readonly LiveSocket[]>();
  const forget = (room: string): void => void lists.delete(room);
  nsp.adapter.on('join-room', forget);
  nsp.adapter.on('leave-room', forget);
  return {
    of: (room) => {
      const known = lists.get(room);
      if (known !== undefined) return known;
      const list = [...(nsp.adapter.rooms.get(room) ?? [])].flatMap((id) => nsp.sockets.get(id) ?? []);
      if (list.length > 0) lists.set(room, list);
      return list;
    },
  };
}
