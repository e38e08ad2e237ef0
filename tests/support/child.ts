import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The server and its tools as `npm start` runs them; nothing where they are fresh. */
export async function buildServer(): Promise<void> {
  const { buildIfStale } = await import('../../scripts/build.mjs');
  await buildIfStale(['server']);
}

/** A server or tool in a process of its own, as built. */
export interface Child {
  readonly process: ChildProcess;
  stdout(): string;
  stderr(): string;
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
  /** Waits until standard output holds `text`; rejects where it ends before. */
  says(text: string): Promise<void>;
}
/** `main`, `key`, `doctor` … The environment is what stands here and PATH: nothing of the machine's own settings. */
export const startChild = (name: string, args: readonly string[], env: Readonly<Record<string, string>>): Child => startChildIn([], name, args, env);

/** The same with another program's command line in front, which ends by becoming it: `nsenter …`. */
export function startChildIn(inside: readonly string[], name: string, args: readonly string[], env: Readonly<Record<string, string>>): Child {
  const [program = '', ...rest] = [...inside, process.execPath, `dist/server/${name}.js`, ...args];
  const child = spawn(program, rest, {
    cwd: root,
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  const heard = new Set<() => void>();
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    for (const listener of heard) listener();
  });
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = new Promise<number | string>((resolve) => child.on('close', (code, signal) => resolve(code ?? signal ?? '')));
  return {
    process: child,
    stdout: () => stdout,
    stderr: () => stderr,
    ended,
    says: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (!stdout.includes(text)) return;
          heard.delete(look);
          resolve();
        };
        heard.add(look);
        void ended.then((how) => reject(new Error(`ended with ${how} before it said “${text}”:\n${stdout}\n${stderr}`)));
        look();
      }),
  };
}
