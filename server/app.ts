import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { server as words } from '@locales/en.json';
import { buildId } from '@protocol/build-id.ts';
import type { ReachPart } from '@protocol/parts.ts';
import { DAY, HOUR, MINUTE } from '@protocol/time.ts';
import { speaker } from '@protocol/words.ts';
import { noteAttention } from './attention.ts';
import type { Config } from './config.ts';
import type { Clock } from './dispatch/clock-port.ts';
import { createCore } from './dispatch/create-core.ts';
import type { Core } from './dispatch/core.ts';
import { networkOrigins, ourOrigins } from './dispatch/origins.ts';
import { isUnavailable } from './dispatch/unavailable.ts';
import { createPresence, type Presence } from './dispatch/presence.ts';
import { builtOverlay } from './built-overlay.ts';
import { examine } from './doctor.ts';
import { createHttpApp, type Pages } from './edges/http/http-app.ts';
import type { HttpLimits } from './edges/http/http-deps.ts';
import { networksBehind } from './edges/http/trust.ts';
import { attachSocket } from './edges/socket/attach-socket.ts';
import { noSockets, type SocketEdge, type SocketLimits } from './edges/socket/socket-deps.ts';
import { loadPageAssets } from './edges/storefront/page-assets.ts';
import { storefront } from './edges/storefront/routes.tsx';
import { LedgerBroken, LedgerLocked, LedgerUnfit } from './ledger/ledger.ts';
import { capability } from './people/capability.ts';
import { PeopleBroken, type People } from './people/people.ts';
import { mailDesk } from './mail-desk.ts';
import { nodeLines } from './node-lines.ts';
import { openReach } from './open-reach.ts';
import { answersAsDropcast, portHolder } from './port-holder.ts';
import type { Adapters } from './ports/adapters.ts';
import type { ReadCatalogFile } from './ports/catalog-file.ts';
import type { Log } from './ports/log.ts';
import type { DoctorLine } from './ports/manifest.ts';
import type { Media } from './ports/media.ts';
import type { ObsAdapter, ObsDesk } from './ports/obs.ts';
import type { TunnelMaker } from './ports/tunnel.ts';
import type { AskReach } from './reach.ts';
import { linkBase, publicAddress } from './shop/allowed.ts';
import type { Decide } from './shop/decide.ts';
import { remotePictures } from './shop/picture.ts';
import type { OpenStores, Stores } from './stores.ts';
import { sweepMedia, sweepPeople } from './sweep.ts';
import { startObs } from './tasks/obs-driver.ts';
import type { PictureSource } from './tasks/picture-tasks.ts';
import { startTasks } from './tasks/run-tasks.ts';
import { viewContext } from './view-context.ts';
import { isAway } from './redis/trouble.ts';
import { createSnapshots } from './views/snapshots.ts';

const say = speaker(words, 'en');
/** The one-time link of a first start: over night, not over a weekend. */
const TICKET_MS = DAY;
/** A clip from a phone on a slow line takes minutes; everything else is let go sooner, by whoever reads it (http/body.ts). */
const REQUEST_WITHIN_MS = 300_000;
const HEADERS_WITHIN_MS = 10_000;
/** Longer than the minute that proxies keep a line: theirs is to end it, or a request meets a closed door. */
const KEEP_ALIVE_MS = 75_000;
/** How long a stopping server waits for answers under way. */
const CLOSE_WITHIN_MS = 3_000;

/** Everything the app does not make for itself; tests and the demo hand in memory, pretended chats and clocks. */
export interface AppDeps {
  readonly openStores: OpenStores;
  readonly clock: Clock;
  readonly adapters: Adapters;
  readonly readers: Readonly<Record<'shopify-csv', ReadCatalogFile>>;
  /** Pictures and clips the shop keeps. */
  readonly media: Media;
  /** How pictures of other servers are asked for (E5: the demo draws them). */
  readonly pictures: PictureSource;
  readonly decide: Decide;
  /** 0 to 1. */
  readonly random: () => number;
  readonly log: (name: 'app' | 'core' | 'http' | 'socket' | 'tasks') => Log;
  /** Folder with the built `overlay`, `panel` and `page`. */
  readonly distDir: string;
  readonly sampleDir: string | null;
  /** How the shop calls itself by its public address (E5: the demo only pretends to). */
  readonly askReach: AskReach;
  /** This machine's addresses on its networks, the likeliest for a phone first. The same list keeps its identity. */
  readonly networkAddresses: () => readonly string[];
  readonly tunnel: TunnelMaker;
  /** Null where no real OBS may be reached (E5). */
  readonly obs: ObsAdapter | null;
  readonly limits: HttpLimits;
  readonly socketLimits: SocketLimits;
  readonly mark: 'rehearsal' | null;
  readonly version: string;
}
export interface Started {
  readonly port: number;
  readonly core: Core;
  readonly people: People;
  readonly presence: Presence;
  readonly obs: Pick<ObsDesk, 'part'>;
  /** Addresses for a person; built from where it listens. */
  readonly local: string;
  readonly network: readonly string[];
  /** What links are made from now. */
  readonly publicUrl: () => string | null;
  /** Whether buyers reach it, as last seen. */
  readonly reach: () => ReachPart;
  /** Resolves once buyers come by the tunnel, or when that takes too long; soon where there is none. */
  readonly reached: Promise<void>;
  /** One-time; null once there is a passcode. */
  readonly setUpUrl: string | null;
  /** What it rests on as one of several nodes; none on a single machine. */
  readonly nodeLines: readonly DoctorLine[];
}
export interface App {
  /** Rejects with `StartRefused` where a sentence says why; nothing is left open then. */
  start(): Promise<Started>;
  /** Answers what is under way, says goodbye to sockets, saves, closes. Repeats safely. */
  stop(): Promise<void>;
}

/** Why it did not start, for the person in front of the terminal. */
export class StartRefused extends Error {
  override readonly name = 'StartRefused';
}

/** Before the shop is open, and again while it closes: alive, not ready. */
const notYet: RequestListener = (request, response) => {
  request.resume();
  const [path = '', ...query] = (request.url ?? '/').split('?');
  const isAlive = path.startsWith('/healthz');
  // Not by `new URL`: `//` is a path that anyone may send and no address, and what throws here ends the process.
  const nonce = new URLSearchParams(query.join('?')).get('nonce');
  response.writeHead(isAlive ? 200 : 503, { 'content-type': 'application/json', 'cache-control': 'no-store', ...(isAlive ? {} : { 'retry-after': '1' }) });
  response.end(JSON.stringify(isAlive ? { ok: true, nonce } : { ok: false, refusal: { code: 'try-again', message: say('starting'), details: {} } }));
};

/** What is no HTTP at all gets one line and a closed door. */
function refuseNoise(server: Server): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy();
    const status =
      error.code === 'HPE_HEADER_OVERFLOW'
        ? '431 Request Header Fields Too Large'
        : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
          ? '408 Request Timeout'
          : '400 Bad Request';
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  });
}

async function listen(server: Server, { host, port }: Pick<Config, 'host' | 'port'>): Promise<number> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, () => {
        server.off('error', reject);
        resolve();
      });
    });
  } catch (error) {
    throw new StartRefused(await whyNotListening(error, host, port));
  }
  // A server that listens on a port has such an address.
  return (server.address() as AddressInfo).port;
}
async function whyNotListening(error: unknown, host: string, port: number): Promise<string> {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  const shown = String(port);
  if (code === 'EADDRINUSE') {
    const holder = portHolder(port);
    const pid = String(holder?.pid ?? '?');
    if (await answersAsDropcast(host, port)) return say('start.alreadyRunning', { port: shown, pid, panel: `http://localhost:${port}/panel/` });
    return holder === null ? say('start.portTaken', { port: shown }) : say('start.portTakenBy', { port: shown, name: holder.name, pid });
  }
  if (code === 'EACCES') return say('start.portNotAllowed', { port: shown });
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return say('start.noSuchHost', { host });
  return say('start.failed', { why: error instanceof Error ? error.message : String(error) });
}

async function open(openStores: OpenStores, dataDir: string): Promise<Stores> {
  try {
    return await openStores();
  } catch (error) {
    if (error instanceof Error && (isAway(error) || isUnavailable(error))) throw new StartRefused(`${error.message}\n${say('start.away')}`);
    // These speak for themselves.
    if (error instanceof LedgerBroken || error instanceof LedgerLocked || error instanceof LedgerUnfit || error instanceof PeopleBroken)
      throw new StartRefused(error.message);
    throw new StartRefused(say('start.folder', { folder: dataDir, why: error instanceof Error ? error.message : String(error) }));
  }
}

/** The whole server as a value: nothing happens before `start`, nothing is left after `stop`. */
export function createApp(config: Config, deps: AppDeps): App {
  /** What has to be undone, last first. */
  const undo: (() => Promise<void> | void)[] = [];
  let stopping: Promise<void> | null = null;

  const start = async (): Promise<Started> => {
    const log = deps.log('app');
    let answer: RequestListener = notYet;
    const server = createServer(
      { requestTimeout: REQUEST_WITHIN_MS, headersTimeout: HEADERS_WITHIN_MS, keepAliveTimeout: KEEP_ALIVE_MS },
      (request, response) => answer(request, response),
    );
    refuseNoise(server);
    // Before anything: without it nobody would come, and a host would find that out on air.
    if (config.tunnel !== null && !(await deps.tunnel.isThere())) throw new StartRefused(say('tunnel.notInstalled'));
    // The port first: who is here already is told before a file is touched.
    const port = await listen(server, config);
    undo.push(() => closeServer(server));

    const stores = await open(deps.openStores, config.dataDir);
    const { people } = stores;
    undo.push(() => stores.close());
    await backUp(stores, log);
    if (config.ownerPasscode !== null && !(await people.checkPasscode(config.ownerPasscode))) {
      await people.setPasscode(config.ownerPasscode);
      await people.closeOtherSessions(null);
    }

    const local = `http://localhost:${port}`;
    const place = () => ({ host: config.host, port, networkAddresses: deps.networkAddresses() });
    const network = (): readonly string[] => networkOrigins({ ...place(), publicUrl: null });
    const where = { publicUrl: config.publicUrl, networkUrl: () => network()[0] ?? local, networkFirst: config.lan && config.publicUrl === null };
    const core = await createCore({
      ledger: stores.ledger,
      people,
      clock: stores.clock ?? deps.clock,
      adapters: deps.adapters,
      readers: deps.readers,
      media: deps.media,
      ...where,
      isServer: true,
      decide: deps.decide,
      log: deps.log('core'),
    });
    undo.push(() => core.stop());

    /** A node that decides nothing, as after an event of a later release (L9), leaves what one does to the others. */
    const isAble = (): boolean => core.health().ready;
    let origins = new Set<string>();
    let originsFor: readonly unknown[] = [];
    const publicUrl = (): string | null => publicAddress(core.state, config.publicUrl);
    const ours = (): ReadonlySet<string> => {
      const at = { ...place(), publicUrl: publicUrl() };
      // Asked with every request and made anew only when one of the two is another.
      if (originsFor[0] !== at.publicUrl || originsFor[1] !== at.networkAddresses) {
        originsFor = [at.publicUrl, at.networkAddresses];
        origins = new Set(ourOrigins(at));
      }
      return origins;
    };
    const isOurOrigin = (origin: string): boolean => ours().has(origin);
    const trustProxy = { hops: config.trustProxy, here: config.lan || config.tunnel !== null };
    const networkOf = networksBehind(trustProxy);

    const { claims, others } = stores;
    undo.push(() => claims.stop());
    const presence = createPresence({ build: builtOverlay(deps.distDir), seq: () => core.health().seq }, others);
    const context = viewContext(people.secret(), deps.adapters, where, deps.mark);
    const snapshots = createSnapshots(() => core.state, context);
    const baseOf = (showId: string | null): string | null => linkBase(core.state, showId, { ...where, networkUrl: where.networkUrl() });

    const mail = mailDesk({ core, people, context });
    const tasks = startTasks({
      core,
      adapters: deps.adapters,
      people,
      pictures: { media: deps.media, source: deps.pictures },
      presence: {
        channel: (channel, state, note) => presence.channelIs(channel, state, note, core.now()),
        gone: (channel) => presence.channelGone(channel),
      },
      claims,
      linkUrl: (code, showId) => {
        const base = baseOf(showId);
        return base === null ? null : `${base}/d/${code}`;
      },
      orderUrl: (orderNumber) =>
        `${baseOf(core.state.drops.get(core.state.orders.get(String(orderNumber))?.dropId ?? '')?.showId ?? null) ?? local}${context.orderPath(orderNumber, core.state.orders.get(String(orderNumber))?.link ?? 0)}`,
      publicUrl,
      mark: capability(people.secret(), 'payments', '').slice(0, 16),
      composeMail: mail.compose,
      random: deps.random,
      log: deps.log('tasks'),
    });
    undo.push(() => tasks.stop());

    const obs = startObs({ core, adapter: deps.obs, people, claims, others, secret: people.secret(), local, random: deps.random, log: deps.log('tasks') });
    undo.push(() => obs.stop());

    // A tunnel by name leads to an address of its own, which nobody but its owner knows.
    if (config.tunnel !== null && config.tunnel.fixed !== null && publicUrl() === null) throw new StartRefused(say('tunnel.noAddress'));
    let isWatched = (): boolean => false;
    const reach = openReach({
      config,
      core,
      secret: people.secret(),
      port,
      network,
      isWatched: () => isWatched(),
      ask: deps.askReach,
      tunnel: deps.tunnel,
      log: deps.log('app'),
    });
    undo.push(() => reach.stop());

    others.start(
      (now) => ({ ...presence.own(now), obs: claims.holds('obs') ? obs.own() : null }),
      () => core.now(),
      (error) => log.error({ err: error }, 'what the other nodes see could not be read'),
    );
    undo.push(() => others.stop());

    claims.want('attention', isAble);
    const attention = noteAttention(core, presence, () => claims.holds('attention'), MINUTE, deps.log('app'));
    undo.push(() => attention.stop());
    const sweeping = sweepPeople(core, people, HOUR, deps.log('app'));
    undo.push(() => sweeping.stop());
    const sweepingMedia = sweepMedia(core, deps.media, HOUR, deps.log('app'));
    undo.push(() => sweepingMedia.stop());

    const pageDir = join(deps.distDir, 'page');
    let pages: Pages | null = null;
    if (existsSync(join(pageDir, 'manifest.json'))) {
      pages = storefront({
        core,
        people,
        adapters: deps.adapters,
        viewContext: context,
        pageAssets: loadPageAssets(pageDir),
        connectedChats: () => new Set(presence.parts(core.now()).channels.flatMap(({ channel, state }) => (state === 'connected' ? [channel] : []))),
        askPayment: (orderNumber) => tasks.payDesk.ask(orderNumber),
        log: deps.log('http'),
        isOurOrigin,
        networkOf,
        secureCookies: (request) => request.secure,
      });
    } else log.warn({ pageDir }, 'the product page is not built; buyers see nothing');

    // The sockets are attached behind it, and their figures asked for later.
    let sockets: SocketEdge | null = null;
    const http = createHttpApp(
      {
        core,
        people,
        adapters: deps.adapters,
        log: deps.log('http'),
        origins: ours,
        addresses: () => ({ local, network: network(), publicUrl: publicUrl() }),
        trustProxy,
        networkOf,
        snapshots,
        presence,
        sockets: () => sockets?.counts() ?? noSockets,
        reach: reach.watch,
        limiter: stores.limiter,
        logIns: tasks.logIns,
        payDesk: tasks.payDesk,
        obs,
        mailPreviews: mail.previews,
        media: deps.media,
        distDir: deps.distDir,
        sampleDir: deps.sampleDir,
        doctor: () =>
          examine({
            config,
            onDisk: stores.ledger.kind === 'sqlite',
            people,
            adapters: deps.adapters,
            publicUrl: publicUrl(),
            seq: core.health().seq,
            remotePictures: remotePictures(core.state),
            obs: core.state.single('obs'),
            obsAdapter: deps.obs,
            isRunning: true,
            overlays: presence.parts(core.now()),
            keys: [...core.state.keys.values()],
            now: core.now(),
          }),
      },
      deps.limits,
      deps.version,
      pages,
    );
    sockets = attachSocket({
      httpServer: server,
      core,
      people,
      snapshots,
      presence,
      reach: () => reach.watch.part(),
      obs,
      isOurOrigin,
      networkOf,
      limits: deps.socketLimits,
      log: deps.log('socket'),
    });
    const edge = sockets;
    isWatched = () => edge.isWatched();
    undo.push(() => edge.close());
    answer = http.answer;
    undo.push(() => {
      answer = notYet;
    });
    log.info({ port, host: config.host, build: buildId, seq: core.health().seq }, 'started');

    return {
      port,
      core,
      people,
      presence,
      obs,
      local,
      network: network(),
      publicUrl,
      reach: () => reach.watch.part(),
      reached: reach.settled,
      nodeLines: await nodeLines(config, true),
      setUpUrl: (await people.hasPasscode()) ? null : `${local}/setup/${await people.makeTicket('owner', core.now() + TICKET_MS)}`,
    };
  };

  const unwind = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) {
      try {
        await step();
      } catch (error) {
        // The others still have something to close, the ledger above all.
        deps.log('app').error({ err: error }, 'a step of stopping failed');
      }
    }
  };
  return {
    start: async () => {
      const began = performance.now();
      try {
        const started = await start();
        deps.log('app').debug({ ms: Math.round(performance.now() - began) }, 'start took');
        return started;
      } catch (error) {
        await unwind();
        throw error;
      }
    },
    stop: () => (stopping ??= unwind()),
  };
}

async function backUp(stores: Stores, log: Log): Promise<void> {
  try {
    const path = await stores.backup(new Date());
    if (path !== null) log.info({ path }, 'backed up');
  } catch (error) {
    // A full disk must not keep the shop from opening for reading; the doctor says it too.
    log.warn({ err: error }, 'the backup failed');
  }
}

/** Idle lines are closed at once, answers under way get a moment. */
async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const late = setTimeout(() => server.closeAllConnections(), CLOSE_WITHIN_MS);
  await closed;
  clearTimeout(late);
}
