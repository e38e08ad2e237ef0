import { createServer } from 'node:http';
import type { AddressInfo, Socket as TcpSocket } from 'node:net';
import { Server } from 'socket.io';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createOutbox, type Outbox } from '../../server/edges/socket/outbox.ts';
import type { LiveNamespace, LiveSocket } from '../../server/edges/socket/socket-deps.ts';
import { until } from '../support/until.ts';

const http = createServer();
const server = new Server(http, { transports: ['websocket'], perMessageDeflate: false });
// The outbox asks nothing of the events' types.
const nsp = server.of('/live') as unknown as LiveNamespace;
let outbox: Outbox;
let port = 0;

beforeAll(async () => {
  outbox = createOutbox(nsp);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  port = (http.address() as AddressInfo).port;
});
afterAll(async () => {
  await server.close();
});

interface Reader {
  readonly there: LiveSocket;
  /** The last argument of each event, in the order they came. */
  readonly heard: unknown[];
  close(): void;
}
async function reader(rooms: readonly string[]): Promise<Reader> {
  const coming = new Promise<LiveSocket>((resolve) => nsp.once('connection', resolve));
  const client = io(`http://127.0.0.1:${port}/live`, { transports: ['websocket'], forceNew: true, reconnection: false });
  const heard: unknown[] = [];
  client.onAny((_event, ...args: unknown[]) => void heard.push(args.at(-1)));
  const there = await coming;
  for (const room of rooms) await there.join(room);
  await until(() => client.connected);
  return { there, heard, close: () => void client.disconnect() };
}
/** As ws has it: the line that everything of this socket ends in. */
const lineOf = ({ there }: Reader): TcpSocket => (there.conn.transport as unknown as { readonly socket: { readonly _socket: TcpSocket } }).socket._socket;
const say = (room: string, value: unknown): void => void outbox.put(room, 'patch', JSON.stringify(value));

describe('what a room is told', () => {
  it('arrives as socket.io would have sent it, however long, by the short way', async () => {
    const one = await reader(['sizes']);
    const raw = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`);
    const texts: string[] = [];
    raw.on('message', (data: Buffer) => void texts.push(data.toString()));
    const coming = new Promise<LiveSocket>((resolve) => nsp.once('connection', resolve));
    await new Promise((resolve) => raw.once('open', resolve));
    raw.send('40/live,');
    await (await coming).join('sizes');
    const before = outbox.counts();
    // Around the lengths at which a frame's head grows, and letters of two, three and four bytes.
    const said = [0, 1, 95, 96, 97, 98, 99, 100, 101, 102, 103, 104, 65_500, 65_508, 65_509, 65_510, 65_511, 65_512, 65_513, 65_600, 300_000].map((n) =>
      'x'.repeat(n),
    );
    said.push('é'.repeat(60), '€ 🎉 \u2028 "\\');
    for (const text of said) {
      say('sizes', text);
      outbox.flush();
    }
    await until(() => one.heard.length === said.length && texts.filter((text) => text.startsWith('42')).length === said.length);
    expect(one.heard).toEqual(said);
    expect(texts.filter((text) => text.startsWith('42'))).toEqual(said.map((text) => `42/live,${JSON.stringify(['patch', text])}`));
    const after = outbox.counts();
    // Where the insides of ws or engine.io move, everything still arrives, by the long way: that must be seen here.
    expect({ frames: after.frames - before.frames, delivered: after.delivered - before.delivered, handedOn: after.handedOn }).toEqual({
      frames: said.length,
      delivered: 2 * said.length,
      handedOn: 0,
    });
    one.close();
    raw.close();
  });

  it('keeps its order among what socket.io sends on the same line, also when that has to queue', async () => {
    const one = await reader(['mixed']);
    const said: number[] = [];
    for (let n = 0; n < 400; n += 1) {
      said.push(n);
      // Several of socket.io's in one turn: the second one waits inside engine.io, and ours must not overtake it.
      if (n % 4 < 2) one.there.emit('patch', n as never);
      else {
        say('mixed', n);
        outbox.flush();
      }
      if (n % 7 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await until(() => one.heard.length === said.length);
    expect(one.heard).toEqual(said);
    expect(outbox.counts().handedOn).toBeGreaterThan(0);
    one.close();
  });

  it('reaches a socket as one buffer for each flush, in however many rooms it is', async () => {
    const both = await reader(['crowd', 'me 1', 'me 2']);
    const only = await reader(['crowd']);
    const other = await reader(['me 2']);
    const writes = new Map<Reader, number>();
    for (const each of [both, only, other]) {
      const line = lineOf(each);
      const write = line.write.bind(line) as (...args: readonly unknown[]) => boolean;
      Object.assign(line, {
        write: (...args: readonly unknown[]) => {
          writes.set(each, (writes.get(each) ?? 0) + 1);
          return write(...args);
        },
      });
    }
    for (const room of ['me 1', 'crowd', 'me 2', 'nobody']) say(room, room);
    outbox.flush();
    expect([writes.get(both), writes.get(only), writes.get(other)]).toEqual([1, 1, 1]);
    // A second message to the same room is not put in front of, nor lost behind, the first.
    say('crowd', 'first');
    say('crowd', 'second');
    outbox.flush();
    await until(() => both.heard.length === 5 && only.heard.length === 3 && other.heard.length === 1);
    expect([...both.heard.slice(0, 3)].sort()).toEqual(['crowd', 'me 1', 'me 2']);
    expect(both.heard.slice(3)).toEqual(['first', 'second']);
    expect(only.heard).toEqual(['crowd', 'first', 'second']);
    for (const each of [both, only, other]) each.close();
  });

  it('goes to nobody who left, is closing or broke, and to all the others', async () => {
    const stays = await reader(['door']);
    const leaves = await reader(['door']);
    const closes = await reader(['door']);
    const breaks = await reader(['door']);
    await leaves.there.leave('door');
    closes.there.conn.close();
    lineOf(breaks).destroy();
    say('door', 1);
    outbox.flush();
    await until(() => stays.heard.length === 1);
    await until(() => nsp.adapter.rooms.get('door')?.size === 1);
    say('door', 2);
    outbox.flush();
    await until(() => stays.heard.length === 2);
    expect([leaves.heard, closes.heard, breaks.heard]).toEqual([[], [], []]);
    stays.close();
    leaves.close();
  });
});
