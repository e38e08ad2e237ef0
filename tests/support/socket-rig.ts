import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { io, type Socket } from 'socket.io-client';
import type { CommandAnswer, CommandInput, CommandName, CommandResult } from '@protocol/commands.ts';
import type { ByeMessage, ClientToServer, HelloAnswer, HelloMessage, Patch, PresenceMessage, ServerToClient } from '@protocol/socket.ts';
import { refuse } from '@protocol/refusals.ts';
import { PROTOCOL } from '@protocol/socket.ts';
import type { KeyRole, Role } from '@protocol/roles.ts';
import { openLine, type Line, type OpenWire } from '@protocol/sync.ts';
import { newViewer } from '../../server/dispatch/authenticate.ts';
import { systemClock } from '../../server/dispatch/clock.ts';
import type { Clock } from '../../server/dispatch/clock-port.ts';
import { createCore } from '../../server/dispatch/create-core.ts';
import type { Core } from '../../server/dispatch/core.ts';
import { createPresence, type Presence } from '../../server/dispatch/presence.ts';
import { memoryFiles } from '../../server/edges/media/memory-files.ts';
import { attachSocket } from '../../server/edges/socket/attach-socket.ts';
import { usualSocketLimits, type SocketEdge, type SocketLimits } from '../../server/edges/socket/socket-deps.ts';
import type { People } from '../../server/people/people.ts';
import { noLog } from '../../server/ports/log.ts';
import { offPart } from '../../server/ports/obs.ts';
import { decide } from '../../server/shop/decide.ts';
import { memoryStores } from '../../server/stores.ts';
import { createSnapshots, type Snapshots } from '../../server/views/snapshots.ts';
import { viewContext } from './view-rig.ts';

export type TestSocket = Socket<ServerToClient, ClientToServer>;

/** A real core on a ledger in memory, and the real socket edge on a port of loopback; nothing else. */
export interface SocketRig {
  readonly port: number;
  readonly url: string;
  readonly core: Core;
  readonly people: People;
  readonly presence: Presence;
  readonly snapshots: Snapshots;
  readonly edge: SocketEdge;
  /** As this role, in process: set-up that is not what the test is about. */
  done<N extends CommandName>(name: N, input: CommandInput<N>, role?: Role): Promise<CommandResult<N>>;
  key(role: KeyRole): Promise<{ readonly key: string; readonly keyId: string }>;
  /** A shop with a fired, open drop of 50. */
  openDrop(allotted?: number): Promise<{ readonly dropId: string; readonly showId: string }>;
  newViewer(): { readonly cookie: string; readonly viewerId: string };
  connect(options: ConnectOptions): TestSocket;
  /** The browser half over a real socket. `port` of a proxy, else our own. */
  line(options: LineFor): Line;
  close(): Promise<void>;
}
export interface ConnectOptions {
  readonly origin?: string | null;
  readonly cookie?: string;
  readonly port?: number;
  readonly reconnects?: boolean;
}
export interface LineFor {
  readonly audience: HelloMessage['audience'];
  readonly key?: string;
  readonly cookie?: string;
  readonly port?: number;
}

let ids = 0;
const freshId = (): string => `rig-${process.pid}-${(ids += 1)}`;

export async function socketRig(
  limits: Partial<SocketLimits> = {},
  change: (core: Core) => Core = (core) => core,
  clock: Clock = systemClock(),
): Promise<SocketRig> {
  const { ledger, people } = await memoryStores();
  const real = await createCore({
    ledger, people, clock, adapters: { chats: [], payments: [], shops: [] }, readers: { 'shopify-csv': () => ({ products: [], warnings: [] }) }, media: memoryFiles(),
    publicUrl: 'https://drop.shop', networkUrl: () => '', networkFirst: false, isServer: true, decide, log: noLog,
  }); // prettier-ignore
  const core = change(real);
  const presence = createPresence({ build: () => 'served', seq: () => core.health().seq });
  const snapshots = createSnapshots(() => core.state, viewContext);
  const httpServer: Server = createServer((_request, response) => void response.writeHead(404).end());
  await new Promise<void>((resolve) => httpServer.listen(0, '127.0.0.1', resolve));
  // It listens on a port, so it has such an address.
  const { port } = httpServer.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const edge = attachSocket({
    httpServer,
    core,
    people,
    snapshots,
    presence,
    reach: () => ({
      state: 'none',
      url: null,
      from: null,
      since: 0,
      checkedAt: null,
      why: null,
      detail: '',
      before: null,
      proxyUnheard: false,
      network: [],
      networkFirst: false,
      tunnel: null,
    }),
    obs: { part: () => offPart, offer: async () => refuse('obs-off') },
    networkOf: () => null,
    isOurOrigin: (origin) => origin === url || origin === 'https://drop.shop',
    limits: { ...usualSocketLimits, ...limits },
    log: noLog,
  });
  const sockets: TestSocket[] = [];
  const lines: Line[] = [];

  const done = async <N extends CommandName>(name: N, input: CommandInput<N>, role: Role = 'owner'): Promise<CommandResult<N>> => {
    const outcome = await real.submit({ kind: 'system', id: 'rig', role, name: 'rig' }, { id: freshId(), name, input });
    if (!outcome.ok) throw new Error(`${name} was refused: ${outcome.refused.refused} ${JSON.stringify(outcome.refused.details)}`);
    // Made by the schema of this command.
    return outcome.result as CommandResult<N>;
  };
  const connect = ({ origin = url, cookie, port: to = port, reconnects = false }: ConnectOptions): TestSocket => {
    const extraHeaders: Record<string, string> = { ...(origin === null ? {} : { origin }), ...(cookie === undefined ? {} : { cookie }) };
    const socket: TestSocket = io(`http://127.0.0.1:${to}/live`, {
      transports: ['websocket'],
      extraHeaders,
      forceNew: true,
      reconnection: reconnects,
      reconnectionDelay: 50,
      reconnectionDelayMax: 200,
      timeout: 2_000,
    });
    sockets.push(socket);
    return socket;
  };
  const wire =
    (options: LineFor): OpenWire =>
    (events) => {
      const socket = connect({
        ...(options.cookie === undefined ? {} : { cookie: options.cookie }),
        ...(options.port === undefined ? {} : { port: options.port }),
        reconnects: true,
      });
      socket.on('connect', () => events.up());
      socket.on('disconnect', () => events.down());
      socket.on('patch', (patch) => events.patch(patch));
      socket.on('presence', (message) => events.presence(message));
      socket.on('bye', (message) => events.bye(message));
      return {
        hello: (message) => asked<HelloAnswer>(socket, 'hello', message, 3_000),
        command: (envelope) => asked<CommandAnswer>(socket, 'command', envelope, 3_000),
        close: () => void socket.disconnect(),
      };
    };

  return {
    port, url, core, people, presence, snapshots, edge, done, connect,
    key: async (role) => {
      const { key, keyId } = await done('key.create', { role, name: role });
      return { key, keyId };
    },
    openDrop: async (allotted = 50) => {
      await done('shop.configure', { name: 'Bench', currency: 'EUR', locale: 'en', timeZone: 'UTC', seller: { name: 'Ana', address: 'Galway', email: 'a@b.ie' }, returnsUrl: 'https://b.ie/r' });
      await done('product.save', { handle: 'bag', title: 'Bag', body: '', vendor: '', pictures: [], options: [], variants: [{ sku: 'BAG', options: [], price: 1000, compareAt: null, cost: 5, grams: null, onHand: allotted }] });
      const { showId } = await done('show.plan', { title: 'Sunday', startsAt: Date.now(), minutes: 30 });
      const { dropId } = await done('drop.plan', { showId, title: 'Bag', mode: 'hold', lines: [{ sku: 'BAG', allotted, price: 900 }], minutes: 30, holdSeconds: 600, perViewer: 2 });
      const { opensAt } = await done('drop.fire', { dropId, expectOnAir: null });
      while (core.now() < opensAt) await new Promise((resolve) => setTimeout(resolve, 20));
      return { dropId, showId };
    },
    newViewer: () => {
      const { actor, cookie } = newViewer(people);
      return { cookie: `dc_viewer=${cookie}`, viewerId: actor.id };
    },
    line: (options) => {
      const line = openLine({
        audience: options.audience, show: null, key: options.key ?? null, build: 'test', protocol: PROTOCOL, open: wire(options), clock: () => performance.now(), newId: freshId,
        staleAfterMs: 5_000, retryMs: 200,
      }); // prettier-ignore
      lines.push(line);
      return line;
    },
    close: async () => {
      for (const line of lines) line.close();
      for (const socket of sockets) socket.disconnect();
      await edge.close();
      await real.stop();
      httpServer.closeAllConnections();
      await new Promise<void>((resolve) => httpServer.close(() => resolve()));
      await people.close();
      await ledger.close();
    },
  }; // prettier-ignore
}

/** socket.io's own types lose the answer's where there is a time limit; it is what the server's types say it sends. */
export const asked = async <A>(socket: TestSocket, event: string, message: unknown, ms: number): Promise<A> =>
  (socket.timeout(ms) as unknown as { emitWithAck(event: string, message: unknown): Promise<A> }).emitWithAck(event, message);

export const connected = (socket: TestSocket): Promise<void> =>
  new Promise((resolve, reject) => {
    if (socket.connected) return resolve();
    socket.once('connect', () => resolve());
    socket.once('connect_error', (error) => reject(error));
  });
export const helloAs = (socket: TestSocket, hello: Partial<HelloMessage>): Promise<HelloAnswer> =>
  asked(socket, 'hello', { protocol: PROTOCOL, build: 'test', audience: 'public', show: null, key: null, ...hello }, 5_000);
let commandIds = 0;
/** With a fresh id where none is given. */
export const commandAs = <N extends CommandName>(
  socket: TestSocket,
  name: N,
  input: unknown,
  id: string = `socket-command-${(commandIds += 1)}`,
): Promise<CommandAnswer<CommandResult<N>>> => asked(socket, 'command', { id, name, input }, 30_000);

/** All that a socket was told, in order. */
export interface Heard {
  readonly patches: Patch[];
  readonly presence: PresenceMessage[];
  readonly byes: ByeMessage[];
  readonly dos: string[];
}
export function hear(socket: TestSocket): Heard {
  const heard: Heard = { patches: [], presence: [], byes: [], dos: [] };
  socket.on('patch', (patch) => heard.patches.push(patch));
  socket.on('presence', (message) => heard.presence.push(message));
  socket.on('bye', (message) => heard.byes.push(message));
  socket.on('do', (what) => heard.dos.push(what));
  return heard;
}
