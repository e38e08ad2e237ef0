import { setTimeout as sleep } from 'node:timers/promises';
import type { AddressInfo } from 'node:net';
import * as ws from 'ws';

// Not in its types: what `send` itself does with each message, to be done once for all.
const { Sender } = ws as unknown as { readonly Sender: { frame(data: Buffer, options: object): readonly Buffer[] } };
interface Sending {
  readonly _sender: { sendFrame(list: readonly Buffer[]): void };
}

/** The peer of everything on sockets: `ws` alone. */
export function rawWsCalls() {
  let server: ws.WebSocketServer | null = null;
  let answer = '';
  let left = 1_000_000_000;
  const wall = (): number => performance.timeOrigin + performance.now();
  return {
    /** Answers every message with JSON from memory, or with `hello` where one is set. */
    open: async (): Promise<number> => {
      const own = new ws.WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false, backlog: 4_096 });
      own.on('connection', (socket) => {
        socket.on('message', (raw: Buffer) => {
          if (answer !== '') return socket.send(answer);
          const asked = JSON.parse(raw.toString()) as { readonly id: string };
          left -= 1;
          socket.send(JSON.stringify({ ok: true, id: asked.id, left }));
        });
        socket.on('error', () => socket.terminate());
      });
      await new Promise<void>((resolve) => own.once('listening', resolve));
      server = own;
      // A server on a port has such an address.
      return (own.address() as AddressInfo).port;
    },
    says: (text: string): void => {
      answer = text;
    },
    /** `count` messages of `size` bytes to everybody, one every so many ms; each names the instant it was made. The frame is encoded once. */
    tick: async (size: number, count: number, everyMs: number): Promise<void> => {
      for (let at = 0; at < count; at += 1) {
        const next = sleep(everyMs);
        const head = `{"now":${Math.floor(wall())},"text":"`;
        const text = Buffer.from(`${head}${'x'.repeat(Math.max(0, size - head.length - 2))}"}`);
        const frame = Sender.frame(text, { fin: true, rsv1: false, opcode: 1, mask: false, readOnly: true });
        for (const client of server?.clients ?? []) (client as unknown as Sending)._sender.sendFrame(frame);
        await next;
      }
    },
    close: async (): Promise<void> => {
      for (const client of server?.clients ?? []) client.terminate();
      await new Promise<void>((resolve) => (server === null ? resolve() : server.close(() => resolve())));
    },
  };
}
export type RawWsCalls = ReturnType<typeof rawWsCalls>;
