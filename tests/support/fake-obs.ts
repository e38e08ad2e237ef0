import { createHash } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';

/**
 * As much of obs-websocket 5 as a connection needs, and the ways in which one ends that a real OBS shows only by being broken. What
 * the shop does in OBS is tested in a real one (tests/obs).
 */
export interface FakeObs {
  readonly address: string;
  /** Requests it got, in order. */
  readonly asked: readonly string[];
  /** Answers nothing any more, like a frozen one; until told otherwise. */
  silent(is: boolean): void;
  /** Ends every connection with this code. */
  hangUp(code: number): void;
  tell(eventType: string, eventData: object): void;
  connections(): number;
  close(): Promise<void>;
}
const hash = (text: string): string => createHash('sha256').update(text).digest('base64');

/** `refuses`: the close code of whoever comes in, or null. A request named `Fail<code>` is answered with that code. */
export async function fakeObs(password: string, refuses: number | null): Promise<FakeObs> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => 'obswebsocket.json' });
  await new Promise((resolve) => server.once('listening', resolve));
  const asked: string[] = [];
  let isSilent = false;
  const send = (socket: WebSocket, op: number, d: object): void => {
    if (!isSilent) socket.send(JSON.stringify({ op, d }));
  };
  server.on('connection', (socket) => {
    send(socket, 0, {
      obsWebSocketVersion: '5.1.0',
      rpcVersion: 1,
      ...(password === '' ? {} : { authentication: { challenge: 'challenge', salt: 'salt' } }),
    });
    socket.on('message', (raw: Buffer) => {
      const { op, d } = JSON.parse(raw.toString()) as {
        readonly op: number;
        readonly d: { readonly authentication?: string; readonly requestType: string; readonly requestId: string };
      };
      if (op === 1) {
        if (refuses !== null) return socket.close(refuses);
        if (password !== '' && d.authentication !== hash(hash(`${password}salt`) + 'challenge')) return socket.close(4009);
        return send(socket, 2, { negotiatedRpcVersion: 1 });
      }
      asked.push(d.requestType);
      const code = Number(/^Fail(\d+)$/u.exec(d.requestType)?.[1] ?? 100);
      send(socket, 7, {
        requestType: d.requestType,
        requestId: d.requestId,
        requestStatus: { result: code === 100, code, comment: 'why' },
        responseData: { of: d.requestType },
      });
    });
  });
  return {
    // It listens on a port, so it has such an address.
    address: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    silent: (is) => void (isSilent = is),
    hangUp: (code) => {
      for (const socket of server.clients) {
        if (code === 1006) socket.terminate();
        else socket.close(code);
      }
    },
    tell: (eventType, eventData) => {
      for (const socket of server.clients) send(socket, 5, { eventType, eventIntent: 1, eventData });
    },
    connections: () => server.clients.size,
    close: async () => {
      for (const socket of server.clients) socket.terminate();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
