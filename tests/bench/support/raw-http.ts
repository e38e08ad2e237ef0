import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The peer of everything over HTTP: node:http alone. */
export function rawHttpCalls() {
  let server: Server | null = null;
  let page: { readonly body: Buffer; readonly headers: readonly string[] } | null = null;
  let left = 1_000_000_000;
  return {
    /** POST: parses the JSON and answers JSON from memory. GET: the page it was given. */
    open: async (): Promise<number> => {
      const own = createServer((request, response) => {
        if (request.method === 'GET') {
          response.writeHead(200, [...(page?.headers ?? [])]);
          response.end(page?.body);
          return;
        }
        const chunks: Buffer[] = [];
        request.on('data', (chunk: Buffer) => chunks.push(chunk));
        request.on('end', () => {
          const asked = JSON.parse((chunks.length === 1 ? chunks[0] : Buffer.concat(chunks))?.toString() ?? '{}') as { readonly id: string };
          left -= 1;
          const body = JSON.stringify({ ok: true, seq: left, result: { holdId: asked.id, expiresAt: Date.now(), lines: [], total: left } });
          response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) });
          response.end(body);
        });
      });
      own.keepAliveTimeout = 75_000;
      await new Promise<void>((resolve) => own.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 }, resolve));
      server = own;
      return (own.address() as AddressInfo).port;
    },
    serves: (body: string, headers: readonly string[]): void => {
      page = { body: Buffer.from(body), headers };
    },
    close: async (): Promise<void> => {
      server?.closeAllConnections();
      await new Promise<void>((resolve) => (server === null ? resolve() : server.close(() => resolve())));
    },
  };
}
export type RawHttpCalls = ReturnType<typeof rawHttpCalls>;
