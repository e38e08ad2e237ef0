import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  /** As it came in. */
  readonly raw: string;
  /** Of JSON or a form; empty where it is neither. */
  readonly body: Readonly<Record<string, unknown>>;
}
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; text as it is. */
  readonly body: unknown;
}
/** A platform's HTTP server in the hand: hears, and answers as its `answer` says, unless it is mute or away. */
export interface FakeHttp {
  readonly url: string;
  /** Everything that was asked, oldest first. */
  readonly asked: Asked[];
  /** It hears and does not answer. */
  mute(on: boolean): void;
  /** Breaks every line, and takes none for a moment. */
  dropConnections(): void;
  close(): Promise<void>;
}

const AWAY_MS = 400;

function bodyOf(raw: string, type: string): Readonly<Record<string, unknown>> {
  try {
    if (type.includes('json')) return JSON.parse(raw) as Record<string, unknown>; // a fake reads what our own client wrote
    if (type.includes('urlencoded')) return Object.fromEntries(new URLSearchParams(raw));
  } catch {
    // Not JSON: the fake says what the platform would.
  }
  return {};
}

export async function startFakeHttp(answer: (asked: Asked) => Answer): Promise<FakeHttp> {
  const sockets = new Set<Socket>();
  const asked: Asked[] = [];
  let isMute = false;
  let awayUntil = 0;
  const server: Server = createServer((request, response) => {
    let raw = '';
    request.setEncoding('utf8');
    request.on('data', (chunk) => (raw += String(chunk)));
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://fake');
      const one = {
        method: request.method ?? '',
        path: url.pathname,
        query: url.searchParams,
        headers: request.headers,
        raw,
        body: bodyOf(raw, request.headers['content-type'] ?? ''),
      };
      asked.push(one);
      const { status, headers, body } = answer(one);
      if (isMute) return;
      const isText = typeof body === 'string';
      response.writeHead(status, { 'content-type': isText ? 'text/plain' : 'application/json', ...headers });
      response.end(status === 204 ? undefined : isText ? body : JSON.stringify(body));
    });
  });
  server.on('connection', (socket) => {
    if (Date.now() < awayUntil) return socket.destroy();
    sockets.add(socket);
    socket.on('error', () => undefined); // `close` follows.
    socket.on('close', () => sockets.delete(socket));
    return undefined;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    mute: (on) => {
      isMute = on;
    },
    dropConnections: () => {
      awayUntil = Date.now() + AWAY_MS;
      for (const socket of sockets) socket.destroy();
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
