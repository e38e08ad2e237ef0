import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandAnswer, CommandInput, CommandName, CommandResult } from '../../server/protocol/commands.ts';
import type { KeyRole } from '../../server/protocol/roles.ts';
import { createApp, type App, type AppDeps, type Started } from '../../server/app.ts';
import { readConfig } from '../../server/config.ts';
import { newViewer } from '../../server/dispatch/authenticate.ts';
import { createMedia } from '../../server/edges/media/media.ts';
import { memoryFiles } from '../../server/edges/media/memory-files.ts';
import { pretendPictures } from '../../server/edges/media/pretend-pictures.ts';
import { createLogger } from '../../server/logger.ts';
import { pretendToAsk } from '../../server/reach.ts';
import { realDeps } from '../../server/real-deps.ts';
import { memoryStores, sqliteStores } from '../../server/stores.ts';

export interface ServerOptions {
  /** `memory`: gone at the end. `disk`: SQLite in a folder of its own, which `restart` opens again. */
  readonly kept: 'memory' | 'disk';
  /** Variables over the defaults; PORT is 0 unless it stands here. */
  readonly env: Readonly<Record<string, string>>;
  /** Put in the place of the real ones. */
  readonly deps: Partial<AppDeps>;
}
export const usual: ServerOptions = { kept: 'memory', env: {}, deps: {} };

/** Who asks: an API key, or cookies from a page of ours. */
export type As = { readonly key: string } | { readonly cookie: string } | null;

/** A real app on a free port of loopback, with an owner's key. */
export interface TestServer {
  readonly url: string;
  readonly port: number;
  /** Empty for `memory`. */
  readonly dataDir: string;
  readonly owner: { readonly key: string };
  /** All that was logged, as it was written: one JSON line each. */
  readonly logged: readonly string[];
  readonly started: () => Started;
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** POST /api/commands with a fresh id; answers whatever came back. */
  command<N extends CommandName>(name: N, input: CommandInput<N>, as: As): Promise<CommandAnswer<CommandResult<N>>>;
  /** The result, or an error with the refusal. */
  done<N extends CommandName>(name: N, input: CommandInput<N>, as: As): Promise<CommandResult<N>>;
  /** A key of this role, made by the owner. */
  key(role: KeyRole): Promise<{ readonly key: string }>;
  /** A fresh viewer's cookie. */
  viewer(): { readonly cookie: string; readonly viewerId: string };
  /** Stops and starts on the same folder and port. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const STALE_SOCKETS_MS = 3_000;
let ids = 0;
export const freshId = (): string => `test-${process.pid}-${Date.now().toString(36)}-${(ids += 1)}`;

/** Headers of a request that changes something. */
export function headersOf(as: As, url: string): Record<string, string> {
  if (as === null) return { 'content-type': 'application/json' };
  if ('key' in as) return { 'content-type': 'application/json', authorization: `Bearer ${as.key}` };
  return { 'content-type': 'application/json', cookie: as.cookie, origin: url };
}

export async function startServer(options: ServerOptions = usual): Promise<TestServer> {
  const dataDir = options.kept === 'disk' ? mkdtempSync(join(tmpdir(), 'dropcast-')) : '';
  const logged: string[] = [];
  const memoryMedia = createMedia(memoryFiles());
  let port = Number(options.env['PORT'] ?? 0);
  let app: App;
  let started: Started;
  const boot = async (): Promise<void> => {
    const read = readConfig({ LOG_LEVEL: 'debug', ...options.env, PORT: String(port), DATA_DIR: dataDir }, []);
    if (!read.ok) throw new Error(read.problems.join('\n'));
    const log = createLogger(read.config.logLevel, { write: (line) => void logged.push(line) });
    const openStores = options.kept === 'disk' ? sqliteStores(dataDir, true) : memoryStores;
    const real = realDeps(read.config, log);
    // Nothing is asked outside of this machine, and a shop in memory has its pictures there too.
    const pictures = { fetch: pretendPictures, pausesMs: [] };
    const media = options.kept === 'disk' ? real.media : memoryMedia;
    app = createApp(read.config, { ...real, openStores, media, pictures, askReach: pretendToAsk, ...options.deps });
    started = await app.start();
    port = started.port;
  };
  await boot();
  const url = `http://127.0.0.1:${port}`;

  /** After a restart node's own pool still hands out sockets of the server that is gone; each of them fails once. Asking again is safe: the ids stay. */
  let staleUntil = 0;
  const ask = async (path: string, init?: RequestInit): Promise<Response> => {
    for (;;) {
      try {
        return await fetch(`${url}${path}`, { redirect: 'manual', ...init });
      } catch (error) {
        if (Date.now() > staleUntil) throw error;
      }
    }
  };
  const command = async <N extends CommandName>(name: N, input: CommandInput<N>, as: As): Promise<CommandAnswer<CommandResult<N>>> => {
    const response = await ask('/api/commands', { method: 'POST', headers: headersOf(as, url), body: JSON.stringify({ id: freshId(), name, input }) });
    // Made by the schema of this command; a test that doubts it looks at the response itself.
    return (await response.json()) as CommandAnswer<CommandResult<N>>;
  };
  const done = async <N extends CommandName>(name: N, input: CommandInput<N>, as: As): Promise<CommandResult<N>> => {
    const answer = await command(name, input, as);
    if (!answer.ok) throw new Error(`${name} was refused: ${answer.refusal.code} ${JSON.stringify(answer.refusal.details)}`);
    return answer.result;
  };
  const made = await started!.core.submit(
    { kind: 'system', id: 'test', role: 'owner', name: 'test' },
    { id: freshId(), name: 'key.create', input: { role: 'owner', name: 'Ana' } },
  );
  if (!made.ok) throw new Error(`no owner key: ${made.refused.refused}`);
  const owner = { key: (made.result as CommandResult<'key.create'>).key };

  return {
    url,
    port,
    dataDir,
    owner,
    logged,
    started: () => started,
    fetch: ask,
    command,
    done,
    key: async (role) => ({ key: (await done('key.create', { role, name: role }, owner)).key }),
    viewer: () => {
      const { actor, cookie } = newViewer(started.people);
      return { cookie: `dc_viewer=${cookie}`, viewerId: actor.id };
    },
    restart: async () => {
      await app.stop();
      await boot();
      staleUntil = Date.now() + STALE_SOCKETS_MS;
    },
    stop: async () => {
      await app.stop();
      if (dataDir !== '') rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** A configured shop in which one drop can be fired: 50 and 3 units of two variants. */
export async function stockedShop(server: TestServer): Promise<{ readonly showId: string }> {
  const { owner, done } = server;
  await done(
    'shop.configure',
    {
      name: 'Corner Shop',
      currency: 'EUR',
      locale: 'en',
      timeZone: 'Europe/Berlin',
      seller: { name: 'Ada', address: '1 Market St', email: 'ada@shop.example' },
      returnsUrl: 'https://shop.example/returns',
    },
    owner,
  );
  await done(
    'product.save',
    {
      handle: 'lamp',
      title: 'Desk lamp',
      body: '',
      vendor: '',
      pictures: [],
      options: ['Colour'],
      variants: [
        { sku: 'LAMP-BRASS', options: ['Brass'], price: 2400, compareAt: null, cost: 900, grams: 500, onHand: 50 },
        { sku: 'LAMP-STEEL', options: ['Steel'], price: 2400, compareAt: null, cost: 900, grams: 500, onHand: 3 },
      ],
    },
    owner,
  );
  const { showId } = await done('show.plan', { title: 'Tonight', startsAt: Date.now(), minutes: 60, reach: 'network' }, owner);
  return { showId };
}

/** A drop on air of `allotted` units of LAMP-BRASS. Selling opens after its lead (D2). */
export async function firedDrop(
  server: TestServer,
  showId: string,
  allotted: number,
): Promise<{ readonly dropId: string; readonly opensAt: number; readonly code: string }> {
  const { owner, done } = server;
  const { dropId } = await done(
    'drop.plan',
    { showId, title: 'Lamps', mode: 'hold', lines: [{ sku: 'LAMP-BRASS', allotted, price: 2400 }], minutes: 10, holdSeconds: 300, perViewer: 1 },
    owner,
  );
  const { opensAt, links } = await done('drop.fire', { dropId, expectOnAir: null }, owner);
  return { dropId, opensAt, code: links[0]?.code ?? '' };
}

/** Until the server's clock has passed `at`. */
export async function until(server: TestServer, at: number): Promise<void> {
  while (server.started().core.now() < at) await new Promise((resolve) => setTimeout(resolve, 20));
}
