import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { alias } from '../../../scripts/surfaces.mjs';

/** Built once into one file: a start then costs 0.1 s and not the 0.5 s of compiling on the way. */
export interface ChildScript {
  readonly path: string;
  remove(): void;
}
export const buildChild = (): Promise<ChildScript> => buildScript(join(import.meta.dirname, 'child.ts'));
export async function buildScript(entry: string): Promise<ChildScript> {
  const dir = mkdtempSync(join(tmpdir(), 'dropcast-child-'));
  symlinkSync(join(import.meta.dirname, '../../../node_modules'), join(dir, 'node_modules'));
  await build({
    configFile: false,
    logLevel: 'error',
    resolve: { alias },
    build: {
      ssr: entry,
      outDir: dir,
      emptyOutDir: false,
      target: 'node20',
      rolldownOptions: { output: { entryFileNames: 'child.mjs' } },
    },
  });
  return { path: join(dir, 'child.mjs'), remove: () => rmSync(dir, { recursive: true, force: true }) };
}

export interface Child {
  readonly pid: number;
  /** Everything it said, line by line, also after its death. */
  readonly lines: readonly string[];
  /** Calls for each line as it is read. */
  onLine(listener: (line: string) => void): void;
  /** Waits for a line that starts so; throws where the child ends first. */
  until(start: string): Promise<string>;
  kill(): void;
  /** After the last line was read: what it ended with, and what it wrote to stderr. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null; readonly stderr: string }>;
}

export function startChild(script: ChildScript, job: string, ...args: readonly (string | number)[]): Child {
  const child: ChildProcess = spawn(process.execPath, [script.path, job, ...args.map(String)], { stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  const listeners = new Set<(line: string) => void>();
  let rest = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    for (const line of parts) {
      lines.push(line);
      for (const listener of listeners) listener(line);
    }
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<{ code: number | null; signal: string | null; stderr: string }>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, stderr }));
  });
  return {
    pid: child.pid ?? 0,
    lines,
    onLine: (listener) => void listeners.add(listener),
    until: (start) =>
      new Promise((resolve, reject) => {
        const found = lines.find((line) => line.startsWith(start));
        if (found !== undefined) return resolve(found);
        listeners.add((line) => {
          if (line.startsWith(start)) resolve(line);
        });
        void ended.then((how) => reject(new Error(`the child ended (${how.code ?? how.signal}) before “${start}”: ${how.stderr}`)));
      }),
    kill: () => void child.kill('SIGKILL'),
    ended,
  };
}
