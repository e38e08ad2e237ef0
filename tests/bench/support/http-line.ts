import { connect, type Socket } from 'node:net';

/** One kept-alive connection that asks one thing at a time: fetch and node's agent take more of the machine than the servers measured. */
export interface HttpLine {
  readonly port: number;
  ask(request: Buffer): Promise<HttpAnswer>;
  close(): void;
}
export interface HttpAnswer {
  readonly status: number;
  readonly head: string;
  readonly body: Buffer;
}

/** The bytes of a request. `body`: null for none. */
export function requestOf(method: string, path: string, headers: readonly string[], body: string | null): Buffer {
  const lines = [`${method} ${path} HTTP/1.1`, 'Host: 127.0.0.1', ...headers];
  if (body !== null) lines.push('Content-Type: application/json', `Content-Length: ${Buffer.byteLength(body)}`);
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body ?? ''}`);
}

export function openHttpLine(port: number): Promise<HttpLine> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true });
    let rest: Buffer = Buffer.alloc(0);
    let waiting: { readonly resolve: (answer: HttpAnswer) => void; readonly reject: (error: Error) => void } | null = null;
    const answered = (): void => {
      const end = rest.indexOf('\r\n\r\n');
      if (end < 0 || waiting === null) return;
      const head = rest.toString('latin1', 0, end);
      const status = Number(head.slice(9, 12));
      const length = status === 304 ? 0 : Number(/content-length: *(\d+)/iu.exec(head)?.[1] ?? NaN);
      if (Number.isNaN(length)) return void socket.destroy(new Error(`an answer without a length: ${head}`));
      if (rest.length < end + 4 + length) return;
      const body = rest.subarray(end + 4, end + 4 + length);
      rest = rest.subarray(end + 4 + length);
      const one = waiting;
      waiting = null;
      one.resolve({ status, head, body });
    };
    socket.on('data', (chunk: Buffer) => {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      answered();
    });
    let why: Error | null = null;
    socket.on('error', (error) => {
      why = error;
      reject(error);
    });
    socket.on('close', () => waiting?.reject(why ?? new Error('the connection was closed before the answer')));
    socket.on('connect', () =>
      resolve({
        port,
        ask: (request) =>
          new Promise((done, failed) => {
            waiting = { resolve: done, reject: failed };
            socket.write(request);
          }),
        close: () => void socket.destroy(),
      }),
    );
  });
}
