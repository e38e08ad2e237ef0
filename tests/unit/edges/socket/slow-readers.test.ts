import { describe, expect, it } from 'vitest';
import { MAX_BEHIND_BYTES } from '@protocol/socket.ts';
import { behindOf, createSlowReaders } from '../../../../server/edges/socket/slow-readers.ts';
import type { LiveSocket } from '../../../../server/edges/socket/socket-deps.ts';

/** As much of a socket as is looked at; tests/integration/socket-links.test.ts looks at real ones. */
function reader(id: string): { readonly socket: LiveSocket; waiting(...packets: readonly string[]): void; inKernelsWay(bytes: number): void } {
  const conn = { writeBuffer: [] as { data: string }[], transport: { socket: { bufferedAmount: 0, terminate: () => undefined } } };
  return {
    // A stand-in: only `id` and `conn` are asked for.
    socket: { id, conn } as unknown as LiveSocket,
    waiting: (...packets) => {
      conn.writeBuffer = packets.map((data) => ({ data }));
    },
    inKernelsWay: (bytes) => {
      conn.transport.socket.bufferedAmount = bytes;
    },
  };
}

describe('slow readers', () => {
  it('what waits in engine.io and in ws is counted together', () => {
    const { socket, waiting, inKernelsWay } = reader('a');
    expect(behindOf(socket)).toBe(0);
    waiting('x'.repeat(10), 'y'.repeat(5));
    inKernelsWay(100);
    expect(behindOf(socket)).toBe(115);
  });

  it('a reader with more than 256 kB unsent is told once; one with less is not', () => {
    const slow = createSlowReaders();
    const a = reader('a');
    const b = reader('b');
    a.inKernelsWay(MAX_BEHIND_BYTES + 1);
    b.inKernelsWay(MAX_BEHIND_BYTES);
    expect(slow.tooSlow([a.socket, b.socket])).toEqual([a.socket]);
    expect(slow.tooSlow([a.socket, b.socket])).toEqual([]);
    slow.forget(a.socket);
    expect(slow.tooSlow([a.socket])).toEqual([a.socket]);
  });

  it('one big message is excused, not the sum of many, and only until it was read', () => {
    const slow = createSlowReaders();
    const a = reader('a');
    slow.sent(a.socket, 400_000);
    slow.sent(a.socket, 300_000);
    a.inKernelsWay(MAX_BEHIND_BYTES + 400_000);
    expect(slow.tooSlow([a.socket])).toEqual([]);
    a.inKernelsWay(MAX_BEHIND_BYTES + 400_001);
    expect(slow.tooSlow([a.socket])).toEqual([a.socket]);
    slow.forget(a.socket);
    slow.sent(a.socket, 400_000);
    a.inKernelsWay(0);
    expect(slow.tooSlow([a.socket])).toEqual([]);
    a.inKernelsWay(MAX_BEHIND_BYTES + 1);
    expect(slow.tooSlow([a.socket])).toEqual([a.socket]);
  });
});
