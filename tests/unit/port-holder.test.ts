import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { listeningInodes, portHolder } from '../../server/port-holder.ts';

describe('who has the port', () => {
  it('reads the table of sockets', () => {
    const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:125C 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4242 1 0 100 0 0 10 0
   1: 0100007F:125C 0100007F:9999 01 00000000:00000000 00:00000000 00000000     0        0 4343 1 0 100 0 0 10 0`;
    expect(listeningInodes(table, 4700)).toEqual(['4242']);
    expect(listeningInodes(table, 4701)).toEqual([]);
  });
  it('finds this process, on Linux', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const holder = portHolder(port);
    expect(holder === null || holder.pid === process.pid).toBe(true);
    if (process.platform === 'linux') expect(holder?.pid).toBe(process.pid);
    await new Promise((resolve) => server.close(resolve));
  });
});
