import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A line that can be cut, or go dead without a word (half open): what Wi-Fi and tunnels do. */
export interface TcpProxy {
  readonly port: number;
  /** Nothing goes through any more, in either direction, and nobody is told. New lines neither. */
  freeze(): void;
  /** Lines opened from now on work again; frozen ones stay dead. */
  thaw(): void;
  /** Lines opened from now on carry no more than this towards whoever opened them. */
  slow(bytesPerSecond: number): void;
  /** Resets every line. */
  cut(): void;
  /** The next thing that would come back is dropped, and every line reset: what was asked is done, and nobody hears of it. */
  cutAtReply(): void;
  close(): Promise<void>;
}

export async function tcpProxy(to: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  const dead = new WeakSet<Socket>();
  let isFrozen = false;
  const track = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // Resets are what this is for.
    socket.on('error', () => undefined);
  };
  let isCutAtReply = false;
  let rate: number | null = null;
  /** Reads only what it may pass on, so that the sender's side fills up. */
  const trickle = (from: Socket, to: Socket, bytesPerSecond: number): void => {
    from.pause();
    const timer = setInterval(() => {
      const chunk: unknown = from.read(Math.min(from.readableLength, Math.ceil(bytesPerSecond / 20)));
      if (Buffer.isBuffer(chunk)) to.write(chunk);
    }, 50);
    const stop = (): void => {
      clearInterval(timer);
      from.destroy();
      to.destroy();
    };
    from.on('readable', () => undefined);
    from.on('close', stop);
    to.on('close', stop);
  };
  const server = createServer((near) => {
    track(near);
    if (isFrozen) {
      dead.add(near);
      near.pause();
      return;
    }
    const far = connect(to, '127.0.0.1');
    track(far);
    const forward = (from: Socket, other: Socket): void => {
      from.on('data', (data) => {
        if (isCutAtReply && from === far) {
          isCutAtReply = false;
          return cut();
        }
        if (!dead.has(from) && !dead.has(other)) other.write(data);
      });
      from.on('close', () => {
        if (!dead.has(from) && !dead.has(other)) other.destroy();
      });
    };
    forward(near, far);
    if (rate === null) forward(far, near);
    else trickle(far, near, rate);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = (): void => {
    for (const socket of sockets) {
      if (!dead.has(socket)) socket.resetAndDestroy();
    }
  };
  return {
    // It listens on a port, so it has such an address.
    port: (server.address() as AddressInfo).port,
    freeze: () => {
      isFrozen = true;
      for (const socket of sockets) dead.add(socket);
    },
    slow: (bytesPerSecond) => {
      rate = bytesPerSecond;
    },
    thaw: () => {
      isFrozen = false;
    },
    cut,
    cutAtReply: () => {
      isCutAtReply = true;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
