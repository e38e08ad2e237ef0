import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { root } from '../../../scripts/surfaces.mjs';
import { until } from '../../support/until.ts';
import { freePort } from './house.ts';

/**
 * Debian 12's QtWebEngine: Chromium 102, one version before the browser in OBS 30. Driven over its debugging port by hand, because
 * today's drivers ask such a browser for what it does not have.
 */
export interface OldBrowser {
  /** What went wrong in the page so far: exceptions, errors on its console, what its policy blocked, what did not load. Told once. */
  takeBroken(): string[];
  /** Loads `url` and resolves when it has. A visit that differs from the last in its fragment alone loads too. */
  visit(url: string): Promise<void>;
  /** The page in it anew. */
  reload(): Promise<void>;
  /** The canvas from now on; 1920 × 1080 before. */
  resize(width: number, height: number): Promise<void>;
  /** Runs `work` in the page; it sees nothing but its argument. The page's own policy does not bind it. */
  run<A, R>(work: (argument: A) => R | Promise<R>, argument: A): Promise<R>;
  /** Looks again and again; the test's own timeout ends it. A page that is just loading again is not so. */
  becomes<A>(holds: (argument: A) => boolean, argument: A): Promise<void>;
  /** All it paints, into a JPEG: black where the page is transparent. A PNG takes three times as long to write. */
  picture(path: string): Promise<Buffer>;
  /** Runs a file of script in the page. */
  addScript(path: string): Promise<void>;
  close(): Promise<void>;
}

/** Ends a hang with the name of what hung; no judgement of speed. */
const ANSWER_WITHIN_MS = 60_000;

/** Answers and events of the debugging protocol, as far as they are read here. */
interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Params;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}
interface Params {
  readonly type?: string;
  readonly exceptionDetails?: Thrown;
  readonly args?: readonly { readonly value?: unknown; readonly description?: string }[];
  readonly entry?: { readonly level: string; readonly source: string; readonly text: string; readonly url?: string };
}
interface Thrown {
  readonly text: string;
  readonly exception?: { readonly description?: string };
}
const told = (thrown: Thrown): string => thrown.exception?.description ?? thrown.text;

function complaint({ method, params }: Message): string | null {
  if (method === 'Runtime.exceptionThrown' && params?.exceptionDetails !== undefined) return `exception: ${told(params.exceptionDetails)}`;
  if (method === 'Runtime.consoleAPICalled' && (params?.type === 'error' || params?.type === 'assert'))
    return `console: ${(params.args ?? []).map((arg) => arg.description ?? JSON.stringify(arg.value)).join(' ')}`;
  // What the browser itself says: a policy's violations and what did not load are among it.
  if (method === 'Log.entryAdded' && params?.entry !== undefined && params.entry.level === 'error')
    return `${params.entry.source}: ${params.entry.text} ${params.entry.url ?? ''}`;
  return null;
}

export async function openOldBrowser(): Promise<OldBrowser> {
  const port = await freePort();
  const home = mkdtempSync(join(tmpdir(), 'dropcast-old-browser-'));
  const child = spawn('/usr/lib/qt6/bin/qml', [join(root, 'tests/e2e/support/old-browser.qml')], {
    // Nothing of the machine's own settings, no screen, no graphics card.
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: home,
      XDG_RUNTIME_DIR: home,
      LANG: 'C.UTF-8',
      QT_QPA_PLATFORM: 'offscreen',
      QT_QUICK_BACKEND: 'software',
      QTWEBENGINE_REMOTE_DEBUGGING: `127.0.0.1:${port}`,
      QTWEBENGINE_CHROMIUM_FLAGS: '--no-sandbox --disable-gpu',
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('exit', (code, signal) => resolve(String(code ?? signal)));
  });
  // A worker that is ended in the middle of a test leaves none behind.
  const orphaned = (): boolean => child.kill('SIGKILL');
  process.once('exit', orphaned);
  let over: string | null = null;
  void ended.then((how) => (over = how));
  const alive = (): void => {
    if (over !== null) throw new Error(`the old browser ended with ${over}:\n${said}`);
  };

  let address = '';
  await until(async () => {
    alive();
    // Refused until it listens, and a list without pages until its window stands.
    const pages = await fetch(`http://127.0.0.1:${port}/json`).then((answer) => answer.json() as Promise<{ webSocketDebuggerUrl: string }[]>, () => []); // prettier-ignore
    address = pages[0]?.webSocketDebuggerUrl ?? '';
    return address !== '';
  });
  const socket = new WebSocket(address, { perMessageDeflate: false });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', () => resolve());
    socket.once('error', reject);
  });

  const waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>();
  const broken: string[] = [];
  let loads = 0;
  socket.on('message', (raw: Buffer) => {
    const message = JSON.parse(raw.toString()) as Message; // the debugging protocol
    if (message.method === 'Page.loadEventFired') loads += 1;
    const complained = complaint(message);
    if (complained !== null) broken.push(complained);
    const asker = message.id === undefined ? undefined : waiting.get(message.id);
    if (asker === undefined) return;
    waiting.delete(message.id ?? 0);
    if (message.error === undefined) asker.resolve(message.result);
    else asker.reject(new Error(message.error.message));
  });
  socket.on('close', () => {
    for (const asker of waiting.values()) asker.reject(new Error(`the old browser hung up:\n${said}`));
  });
  let ids = 0;
  const send = (method: string, params: object): Promise<unknown> =>
    new Promise((resolve, reject) => {
      alive();
      const id = (ids += 1);
      const silence = setTimeout(() => reject(new Error(`the old browser did not answer ${method}:\n${said}`)), ANSWER_WITHIN_MS);
      const answered =
        <T>(then: (value: T) => void) =>
        (value: T): void => {
          clearTimeout(silence);
          then(value);
        };
      waiting.set(id, { resolve: answered(resolve), reject: answered(reject) });
      socket.send(JSON.stringify({ id, method, params }));
    });
  const loaded = async (asked: () => Promise<unknown>): Promise<void> => {
    const before = loads;
    await asked();
    await until(() => {
      alive();
      return loads > before;
    });
  };
  for (const domain of ['Page', 'Runtime', 'Log']) await send(`${domain}.enable`, {});

  const evaluate = async (expression: string, returnByValue: boolean): Promise<unknown> => {
    const answer = await send('Runtime.evaluate', { expression, returnByValue, awaitPromise: true });
    const { result, exceptionDetails } = answer as { result: { value?: unknown }; exceptionDetails?: Thrown }; // as the protocol says
    if (exceptionDetails !== undefined) throw new Error(told(exceptionDetails));
    return result.value;
  };
  const run = async <A, R>(work: (argument: A) => R | Promise<R>, argument: A): Promise<R> =>
    // What `work` gave, by way of JSON.
    (await evaluate(`(${String(work)})(${JSON.stringify(argument)})`, true)) as R;
  return {
    takeBroken: () => broken.splice(0),
    visit: async (url) => {
      // Away first: from one fragment to another nothing is loaded.
      await loaded(() => send('Page.navigate', { url: 'about:blank' }));
      await loaded(() => send('Page.navigate', { url }));
    },
    reload: () => loaded(() => send('Page.reload', {})),
    resize: async (width, height) => void (await send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false })),
    run,
    becomes: (holds, argument) =>
      until(async () => {
        alive();
        return run(holds, argument).catch(() => false);
      }),
    picture: async (path) => {
      // Neither clipped nor scaled: either resizes the page for a moment, and what is measured meanwhile is wrong.
      const { data } = (await send('Page.captureScreenshot', { format: 'jpeg', quality: 90 })) as { data: string }; // as the protocol says
      const image = Buffer.from(data, 'base64');
      writeFileSync(path, image);
      return image;
    },
    addScript: async (path) => void (await evaluate(readFileSync(path, 'utf8'), false)),
    close: async () => {
      socket.terminate();
      child.kill('SIGTERM');
      await ended;
      process.off('exit', orphaned);
      // Its helpers end a moment after it.
      rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}
