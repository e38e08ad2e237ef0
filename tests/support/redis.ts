import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { DEFAULT_PREFIX } from '../../server/redis/line.ts';
import type { RedisAt } from '../../server/redis/line.ts';

/** A real Redis of the test's own: a port and a folder that nobody else has, and nothing left behind. */
export interface TestRedis {
  readonly port: number;
  readonly url: string;
  readonly at: RedisAt;
  /** Holds `appendonlydir/`, and `redis.log`. */
  readonly dir: string;
  readonly pid: number;
  /** SIGKILL; what was acknowledged stays on the disk. */
  kill(): Promise<void>;
  /** On the same port and data; after `kill`. */
  start(): Promise<void>;
  /** SIGSTOP and SIGCONT: there, and silent. */
  freeze(): void;
  thaw(): void;
  /** The data as they are on the disk now; the answer stops Redis, puts them back and starts it again, as a restore or a failed disk would. */
  remember(): Promise<() => Promise<void>>;
  /** Ends it by its process id and removes its folder. */
  remove(): Promise<void>;
}

export type AppendFsync = 'always' | 'everysec' | 'no';
const BINARY = '/usr/bin/redis-server';

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // It listens on a port, so it has such an address.
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}

/** `settings`: more of redis.conf, as `['maxmemory', '4mb']`. */
export async function startRedis(appendfsync: AppendFsync = 'always', settings: readonly (readonly [string, string])[] = []): Promise<TestRedis> {
  const dir = mkdtempSync(join(tmpdir(), 'dropcast-redis-'));
  const port = await freePort();
  let child: ChildProcess | null = null;
  let gone: Promise<void> = Promise.resolve();

  const start = async (): Promise<void> => {
    const usual = {
      port: String(port),
      bind: '127.0.0.1',
      dir,
      save: '',
      appendonly: 'yes',
      appendfsync,
      logfile: 'redis.log',
      'enable-debug-command': 'local',
    };
    const all = [...Object.entries(usual), ...settings].flatMap(([name, value]) => [`--${name}`, value]);
    const process_ = spawn(BINARY, all, { stdio: 'ignore' });
    child = process_;
    gone = new Promise((resolve) => process_.once('exit', () => resolve()));
    const asking = new Redis({ port, host: '127.0.0.1', retryStrategy: () => 10, maxRetriesPerRequest: null, lazyConnect: true });
    // Refused until it listens.
    asking.on('error', () => undefined);
    const died = gone.then(() => {
      throw new Error(`redis-server ended: ${readFileSync(join(dir, 'redis.log'), 'utf8')}`);
    });
    try {
      await Promise.race([asking.ping(), died]);
    } finally {
      asking.disconnect();
    }
    // It ends some time, and that is no error then.
    died.catch(() => undefined);
  };
  const kill = async (): Promise<void> => {
    child?.kill('SIGKILL');
    await gone;
  };
  await start();
  let copies = 0;
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    at: { url: `redis://127.0.0.1:${port}`, prefix: DEFAULT_PREFIX },
    dir,
    get pid() {
      return child?.pid ?? 0;
    },
    kill,
    start,
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
    remember: () => {
      const copy = join(dir, `copy-${(copies += 1)}`);
      cpSync(join(dir, 'appendonlydir'), copy, { recursive: true });
      return Promise.resolve(async () => {
        await kill();
        rmSync(join(dir, 'appendonlydir'), { recursive: true });
        cpSync(copy, join(dir, 'appendonlydir'), { recursive: true });
        await start();
      });
    },
    remove: async () => {
      await kill();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
