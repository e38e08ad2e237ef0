import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

/**
 * A websocket client that does what a crowd of 10,000 needs and no more: text frames, whole, and pings. A real one (`ws`) takes as much
 * of the machine as the server that is measured.
 */
export interface Wire {
  send(text: string): void;
  destroy(): void;
}
export interface WireEvents {
  open(wire: Wire): void;
  /** A view of what was read: gone when the call returns. */
  text(wire: Wire, payload: Buffer): void;
  /** Also where it never opened. */
  closed(wire: Wire): void;
}
const TEXT = 1;
const CLOSE = 8;
const PING = 9;
const PONG = 10;

/** A client's frames are masked; with a key of zeros what is masked is what it was. */
function frame(opcode: number, payload: Buffer): Buffer {
  const long = payload.length > 125;
  const head = Buffer.alloc(long ? 8 : 6);
  head[0] = 0x80 | opcode;
  head[1] = 0x80 | (long ? 126 : payload.length);
  if (long) head.writeUInt16BE(payload.length, 2);
  return Buffer.concat([head, payload]);
}

export function openWire(port: number, path: string, headers: readonly string[], events: WireEvents): Wire {
  const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true });
  let rest: Buffer | null = null;
  let isOpen = false;
  const wire: Wire = {
    send: (text) => void socket.write(frame(TEXT, Buffer.from(text))),
    destroy: () => void socket.destroy(),
  };
  const asks = [`GET ${path} HTTP/1.1`, `Host: 127.0.0.1:${port}`, 'Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Version: 13', `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`, ...headers]; // prettier-ignore
  socket.write(`${asks.join('\r\n')}\r\n\r\n`);

  const read = (chunk: Buffer): void => {
    let at = 0;
    while (chunk.length - at >= 2) {
      const opcode = (chunk[at] ?? 0) & 0x0f;
      let length = (chunk[at + 1] ?? 0) & 0x7f;
      let from = at + 2;
      if (length === 126) {
        if (chunk.length - at < 4) break;
        length = chunk.readUInt16BE(at + 2);
        from += 2;
      } else if (length === 127) {
        if (chunk.length - at < 10) break;
        length = Number(chunk.readBigUInt64BE(at + 2));
        from += 8;
      }
      if (chunk.length - from < length) break;
      const payload = chunk.subarray(from, from + length);
      if (opcode === TEXT) events.text(wire, payload);
      else if (opcode === PING) socket.write(frame(PONG, payload));
      else if (opcode === CLOSE) socket.end();
      at = from + length;
    }
    rest = at === chunk.length ? null : Buffer.from(chunk.subarray(at));
  };
  socket.on('data', (chunk) => {
    let whole: Buffer = rest === null ? chunk : Buffer.concat([rest, chunk]);
    rest = null;
    if (!isOpen) {
      const end = whole.indexOf('\r\n\r\n');
      if (end < 0) {
        rest = whole;
        return;
      }
      if (!whole.toString('latin1', 0, 12).endsWith(' 101')) return void socket.destroy();
      isOpen = true;
      whole = whole.subarray(end + 4);
      events.open(wire);
    }
    if (whole.length > 0) read(whole);
  });
  socket.on('error', () => socket.destroy());
  socket.on('close', () => events.closed(wire));
  return wire;
}
