import { createServer, type AddressInfo, type Socket } from 'node:net';

/** A chat of one room in a few words per line: LOGIN, SAY, OK, NO, MOD, LINE. As small as a chat can be and still go wrong. */
export interface ToyChatServer {
  readonly port: number;
  readonly delivered: string[];
  present(): number;
  say(userId: string, mod: boolean, text: string): void;
  setMod(mod: boolean): void;
  mute(on: boolean): void;
  dropConnections(): void;
  close(): Promise<void>;
}

export async function startToyChat(password: string): Promise<ToyChatServer> {
  const sockets = new Set<Socket>();
  const inside = new Set<Socket>();
  const delivered: string[] = [];
  let isMod = false;
  let silent = false;
  const write = (socket: Socket, line: string): void => {
    if (!silent) socket.write(`${line}\n`);
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    let rest = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk) => {
      rest += String(chunk);
      const lines = rest.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const [verb, first = '', ...others] = line.split(' ');
        if (verb === 'LOGIN') {
          if (first !== password) {
            socket.end('NO login\n');
            continue;
          }
          inside.add(socket);
          write(socket, `IN ${isMod ? 'mod' : 'plain'}`);
        } else if (verb === 'SAY') {
          delivered.push(others.join(' '));
          write(socket, `OK ${first}`);
        }
      }
    });
    socket.on('error', () => undefined); // `close` follows.
    socket.on('close', () => {
      sockets.delete(socket);
      inside.delete(socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    delivered,
    present: () => inside.size,
    say: (userId, mod, text) => inside.forEach((socket) => write(socket, `LINE ${userId} ${mod ? 'mod' : 'plain'} ${text}`)),
    setMod: (mod) => {
      isMod = mod;
    },
    mute: (on) => {
      silent = on;
    },
    dropConnections: () => sockets.forEach((socket) => socket.destroy()),
    close: async () => {
      sockets.forEach((socket) => socket.destroy());
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
