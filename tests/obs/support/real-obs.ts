import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import OBSWebSocket from 'obs-websocket-js/json';
import { until } from '../../support/until.ts';

/** A real OBS in a virtual screen, with settings and scenes of its own and nothing of this machine's. */
export interface RealObs {
  readonly address: string;
  readonly password: string;
  /** Where the stand-in for the browser plugin finds its pixels. */
  readonly pixels: string;
  start(): Promise<void>;
  /** As a person closes it. */
  quit(): Promise<void>;
  /** As a crash. */
  kill(): Promise<void>;
  freeze(): void;
  thaw(): void;
  /** A connection beside the shop's, to look and to set scenes. Closed with the rest. */
  look(): Promise<OBSWebSocket>;
  /** Everything OBS wrote: its log and its files, by path. */
  written(): Readonly<Record<string, string>>;
  stop(): Promise<void>;
}
export const CANVAS = { width: 640, height: 360 } as const;
const here = dirname(fileURLToPath(import.meta.url));

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // It listens on a port, so it has such an address.
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}
const gone = (child: ChildProcess): Promise<void> =>
  child.exitCode !== null || child.signalCode !== null ? Promise.resolve() : new Promise((resolve) => child.once('exit', () => resolve()));

/** As OBS would have written them after its first start. */
function seed(home: string, port: number, password: string): void {
  const config = join(home, '.config', 'obs-studio');
  for (const folder of ['basic/profiles/test', 'basic/scenes']) mkdirSync(join(config, folder), { recursive: true });
  mkdirSync(join(home, 'recordings'));
  mkdirSync(join(home, 'run'), { mode: 0o700 });
  const { width, height } = CANVAS;
  writeFileSync(
    join(config, 'global.ini'),
    `[General]\nFirstRun=true\nEnableAutoUpdates=false\n\n[OBSWebSocket]\nFirstLoad=false\nServerEnabled=true\nServerPort=${port}\nAlertsEnabled=false\nAuthRequired=true\nServerPassword=${password}\n\n[Basic]\nProfile=test\nProfileDir=test\nSceneCollection=test\nSceneCollectionFile=test\n`,
  );
  writeFileSync(
    join(config, 'basic/profiles/test/basic.ini'),
    `[General]\nName=test\n\n[Video]\nBaseCX=${width}\nBaseCY=${height}\nOutputCX=${width}\nOutputCY=${height}\nFPSType=0\nFPSCommon=30\n\n[Output]\nMode=Simple\n\n[SimpleOutput]\nFilePath=${join(home, 'recordings')}\nRecFormat=mkv\nRecQuality=Stream\nVBitrate=1500\nStreamEncoder=x264\nRecEncoder=x264\n`,
  );
}
/** OBS reads plugins from its user's own folder too: nothing of the system is touched. */
function addBrowser(home: string): void {
  const folder = join(home, '.config', 'obs-studio', 'plugins', 'browser-standin', 'bin', '64bit');
  mkdirSync(folder, { recursive: true });
  execFileSync('gcc', ['-shared', '-fPIC', '-O1', '-w', '-o', join(folder, 'browser-standin.so'), join(here, 'browser-standin.c'), '-lobs'], { stdio: 'pipe' });
}
async function openScreen(): Promise<{ readonly display: string; readonly child: ChildProcess }> {
  const child = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '800x600x24', '-nolisten', 'tcp'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  let said = '';
  const pipe = child.stdio[3];
  if (pipe === null || pipe === undefined) throw new Error('Xvfb has no third descriptor');
  pipe.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await until(() => said.includes('\n'));
  return { display: `:${said.trim()}`, child };
}

/** `browser`: with a stand-in for the browser plugin, which Debian's OBS lacks. */
export async function openObs(browser: boolean): Promise<RealObs> {
  const home = mkdtempSync(join(tmpdir(), 'dropcast-obs-'));
  const pixels = join(home, 'pixels');
  mkdirSync(pixels);
  const port = await freePort();
  const password = 'canary-obs-password';
  seed(home, port, password);
  if (browser) addBrowser(home);
  const screen = await openScreen();
  const address = `ws://127.0.0.1:${port}`;
  let child: ChildProcess | null = null;
  let output = '';
  const lookers: OBSWebSocket[] = [];

  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    if (child === null) return;
    const own = child;
    child = null;
    own.kill('SIGCONT');
    own.kill(signal);
    // It may hang as it goes, like anybody's.
    const late = setTimeout(() => own.kill('SIGKILL'), 8_000);
    await gone(own);
    clearTimeout(late);
  };
  const connect = async (): Promise<OBSWebSocket | null> => {
    const socket = new OBSWebSocket();
    try {
      await socket.connect(address, password);
      return socket;
    } catch {
      // Not there yet.
      return null;
    }
  };
  const obs: RealObs = {
    address,
    password,
    pixels,
    start: async () => {
      child = spawn('obs', ['--multi', '--disable-missing-files-check', '--disable-shutdown-check'], {
        env: {
          PATH: process.env['PATH'],
          HOME: home,
          XDG_RUNTIME_DIR: join(home, 'run'),
          DISPLAY: screen.display,
          LIBGL_ALWAYS_SOFTWARE: '1',
          QT_QPA_PLATFORM: 'xcb',
          // It asks for news at each start: there are none here.
          https_proxy: 'http://127.0.0.1:9',
          OBS_BROWSER_STANDIN_DIR: pixels,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
      child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
      const own = child;
      await until(async () => {
        if (own.exitCode !== null) throw new Error(`OBS ended with ${own.exitCode}: ${output.slice(-2_000)}`);
        const socket = await connect();
        if (socket === null) return false;
        try {
          // It listens before it has scenes.
          await socket.call('GetSceneList');
          return true;
        } catch {
          return false;
        } finally {
          await socket.disconnect();
        }
      });
    },
    quit: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
    look: async () => {
      const socket = await connect();
      if (socket === null) throw new Error('OBS does not answer');
      lookers.push(socket);
      return socket;
    },
    written: () => {
      const files: Record<string, string> = { output };
      const walk = (folder: string): void => {
        for (const entry of readdirSync(folder, { withFileTypes: true })) {
          const path = join(folder, entry.name);
          if (entry.isDirectory()) walk(path);
          else if (entry.isFile() && /\.(?:json|bak|txt|ini|log)$/u.test(entry.name)) files[path] = readFileSync(path, 'utf8');
        }
      };
      walk(join(home, '.config', 'obs-studio'));
      return files;
    },
    stop: async () => {
      for (const socket of lookers) void socket.disconnect().catch(() => undefined);
      await end('SIGKILL');
      screen.child.kill('SIGTERM');
      await gone(screen.child);
      rmSync(home, { recursive: true, force: true });
    },
  };
  await obs.start();
  return obs;
}
