import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openSqlite } from '../../../server/disk/sqlite.ts';
import { quantile } from './sums.ts';

/** SQLite FULL, the writes of a tick in one transaction, and nothing else: what a durable reservation costs without a shop around it. */
export function appendCalls() {
  const dataDir = mkdtempSync(join(tmpdir(), 'dropcast-bench-'));
  const db = openSqlite(join(dataDir, 'append.db'));
  db.exec('CREATE TABLE reservation (seq INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT');
  const insert = db.prepare('INSERT INTO reservation (body) VALUES (?)');
  let queue: { readonly body: string; readonly done: () => void }[] = [];
  const write = (): void => {
    const batch = queue;
    queue = [];
    db.exec('BEGIN IMMEDIATE');
    for (const { body } of batch) insert.run(body);
    db.exec('COMMIT');
    for (const { done } of batch) done();
  };
  const append = (body: string): Promise<void> =>
    new Promise((done) => {
      queue.push({ body, done });
      if (queue.length === 1) setImmediate(write);
    });
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      const asked = JSON.parse(text) as { readonly id: string };
      void append(text).then(() => {
        const body = JSON.stringify({ ok: true, id: asked.id });
        response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) });
        response.end(body);
      });
    });
  });
  return {
    open: async (): Promise<number> => {
      await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 }, resolve));
      return (server.address() as AddressInfo).port;
    },
    /** So many clients in this process, each with its next reservation once the last is durable: the p99 of one, in ms. */
    clients: async (count: number, each: number, body: string): Promise<number> => {
      const took: number[] = [];
      await Promise.all(
        Array.from({ length: count }, async () => {
          for (let at = 0; at < each; at += 1) {
            const from = performance.now();
            await append(body);
            took.push(performance.now() - from);
          }
        }),
      );
      return quantile(took, 0.99);
    },
    close: (): void => {
      server.closeAllConnections();
      server.close();
      db.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
export type AppendCalls = ReturnType<typeof appendCalls>;
