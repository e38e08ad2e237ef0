import { spawn, type ChildProcess } from 'node:child_process';
import { devNull } from 'node:os';
import { createInterface } from 'node:readline';
import type { TunnelState } from '@protocol/parts.ts';
import type { DurationMs } from '@protocol/time.ts';
import type { Log } from '../../ports/log.ts';
import type { Tunnel, TunnelMaker, TunnelWanted } from '../../ports/tunnel.ts';
import { heardIn } from './lines.ts';
import { withUs } from './with-us.ts';

const PROGRAM = 'cloudflared';

export interface CloudflaredTimings {
  /** Waits before it is started again: doubled from the first to the last. A service that is asked for addresses too often gives none. */
  readonly againFromMs: DurationMs;
  readonly againToMs: DurationMs;
  /** Up for so long, it has earned a quick start again. */
  readonly steadyAfterMs: DurationMs;
  /** How long a stop may take before the program is ended at once. */
  readonly stopWithinMs: DurationMs;
}
export const cloudflaredTimings: CloudflaredTimings = { againFromMs: 2_000, againToMs: 60_000, steadyAfterMs: 60_000, stopWithinMs: 3_000 };

/**
 * What it takes from the environment and would make it another tunnel than the one wanted, or its lines others than those read here.
 * Our own secrets are none of its business, and what is set for our Node is not meant for the one that keeps it.
 */
const notItsOwn =
  /^(?:TUNNEL_(?:NAME|TOKEN|URL|HOSTNAME|HELLO_WORLD|UNIX_SOCKET|LOGLEVEL|LOGFILE|LOGDIRECTORY|LOG_OUTPUT|MANAGEMENT_OUTPUT)|OWNER_PASSCODE|NODE_OPTIONS)$/u;

/** The command line for what is wanted. A token goes by the environment: a command line stands in every list of processes. */
export function commandFor({ port, fixed }: TunnelWanted): { readonly args: readonly string[]; readonly env: Readonly<Record<string, string>> } {
  const always = ['tunnel', '--no-autoupdate', '--grace-period', '1s'];
  const url = `http://127.0.0.1:${port}`;
  // A settings file of somebody's other tunnel would lead this one to that one's server.
  const alone = ['--config', devNull];
  if (fixed === null) return { args: [...always, ...alone, '--url', url], env: {} };
  if ('token' in fixed) return { args: [...always, ...alone, 'run', '--url', url], env: { TUNNEL_TOKEN: fixed.token } };
  return { args: [...always, 'run', '--url', url, fixed.name], env: {} };
}

/** Cloudflare's program, installed by whoever wants it, started and ended with the server. */
export const cloudflared = (timings: CloudflaredTimings): TunnelMaker => ({
  isThere: () =>
    new Promise((resolve) => {
      const child = spawn(PROGRAM, ['--version'], { stdio: 'ignore', windowsHide: true });
      child.once('error', () => resolve(false));
      child.once('exit', () => resolve(true));
    }),
  open: (wanted, changed, log) => open(wanted, timings, changed, log),
});

function open(wanted: TunnelWanted, timings: CloudflaredTimings, changed: () => void, log: Log): Tunnel {
  const { args, env } = commandFor(wanted);
  let child: ChildProcess | null = null;
  let state: TunnelState = { state: 'starting', quick: wanted.fixed === null, note: '' };
  let url: string | null = null;
  let again: ReturnType<typeof setTimeout> | null = null;
  let wait = timings.againFromMs;
  let isStopping = false;

  const become = (next: Partial<TunnelState>): void => {
    state = { ...state, ...next };
    changed();
  };
  const start = (): void => {
    again = null;
    const began = performance.now();
    /** Its lines to the service's edge; buyers come by as long as one stands. */
    const lines = new Set<string>();
    const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !notItsOwn.test(name)));
    // Through a pipe it ends with the server: one that was killed would leave it open to nowhere, and the next one start a second.
    const started = spawn(process.execPath, withUs(PROGRAM, args, timings.stopWithinMs), {
      stdio: ['pipe', 'ignore', 'pipe'],
      env: { ...own, ...env },
      windowsHide: true,
    });
    child = started;
    log.debug({ pid: started.pid }, 'the tunnel is started');
    createInterface({ input: started.stderr }).on('line', (line) => {
      const heard = heardIn(line);
      if (heard === null) return;
      log.debug({ line }, 'the tunnel said');
      switch (heard.what) {
        case 'address':
          url = heard.url;
          return changed();
        case 'up':
          lines.add(heard.line);
          return become({ state: 'up', note: '' });
        case 'down':
          lines.delete(heard.line);
          if (lines.size === 0 && state.state === 'up') become({ state: 'starting', note: heard.text });
          return;
        case 'trouble':
          if (state.state !== 'up') become({ note: heard.text });
          return;
        default:
          return heard satisfies never;
      }
    });
    let isOver = false;
    const over = (why: string): void => {
      // A program that cannot be started tells of it twice.
      if (isOver) return;
      isOver = true;
      child = null;
      if (isStopping) return;
      if (performance.now() - began >= timings.steadyAfterMs) wait = timings.againFromMs;
      log.warn({ why, againInMs: wait }, 'the tunnel ended');
      become({ state: 'lost', note: state.note === '' ? why : state.note });
      again = setTimeout(start, wait);
      wait = Math.min(wait * 2, timings.againToMs);
    };
    started.once('error', (error) => over(error.message));
    started.once('exit', (code, signal) => over(String(code ?? signal)));
  };
  start();

  return {
    state: () => state,
    url: () => url,
    stop: async () => {
      isStopping = true;
      if (again !== null) clearTimeout(again);
      const last = child;
      if (last === null) return;
      const gone = new Promise<void>((resolve) => last.once('exit', () => resolve()));
      last.stdin?.end();
      await gone;
    },
  };
}
