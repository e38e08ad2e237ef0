import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { Answered, Ask, Calls, Memory, Usage } from './answering.ts';

/** A process of its own: the measured server, its peer, or those who ask them. */
export interface Child<C extends Calls> {
  readonly pid: number;
  ask<K extends keyof C & string>(name: K, ...args: Parameters<C[K]>): Promise<Awaited<ReturnType<C[K]>>>;
  /** CPU in µs that it took since it started. */
  cpu(): Promise<number>;
  /** CPU in µs that it took while `work` ran. */
  cpuOf(work: () => Promise<unknown>): Promise<number>;
  memory(): Promise<Memory>;
  /** Ends it by its id, however it is. */
  stop(): Promise<void>;
}

const started = new Set<Child<Calls>>();
const STOPS_WITHIN_MS = 5_000;

/** Starts `job` of child.ts, built beside this. Rejects where it does not come up. */
export async function startChild<C extends Calls>(job: string): Promise<Child<C>> {
  const profile = process.env['BENCH_PROFILE'] === job ? ['--cpu-prof', `--cpu-prof-dir=${process.cwd()}`] : [];
  const child = fork(join(import.meta.dirname, 'child.js'), [job], {
    serialization: 'advanced',
    execArgv: ['--expose-gc', ...profile],
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const waiting = new Map<number, { readonly resolve: (value: unknown) => void; readonly reject: (error: Error) => void }>();
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let asked = 0;
  const ready = new Promise<unknown>((resolve, reject) => waiting.set(0, { resolve, reject }));
  child.on('message', (answer: Answered) => {
    const one = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ('error' in answer) one?.reject(new Error(`${job}: ${answer.error}`));
    else one?.resolve(answer.value);
  });
  void ended.then(() => {
    for (const { reject } of waiting.values()) reject(new Error(`${job} ended (${String(child.exitCode ?? child.signalCode)})`));
    waiting.clear();
  });
  const send = (name: string, args: readonly unknown[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      asked += 1;
      waiting.set(asked, { resolve, reject });
      child.send({ id: asked, name, args } satisfies Ask);
    });
  const usage = async (): Promise<number> => ((await send('usage', [])) as Usage).cpu;

  const handle: Child<C> = {
    pid: child.pid ?? 0,
    // As `answering.ts` calls it: what the call of this name answers.
    ask: async (name, ...args) => (await send(name, args)) as never,
    cpu: usage,
    cpuOf: async (work) => {
      const before = await usage();
      await work();
      return (await usage()) - before;
    },
    memory: async () => (await send('memory', [])) as Memory,
    stop: async () => {
      started.delete(handle);
      if (child.exitCode !== null || child.signalCode !== null) return;
      // Let go of, it ends by itself, and a profile is written.
      child.disconnect();
      const late = setTimeout(() => child.kill('SIGKILL'), STOPS_WITHIN_MS);
      await ended;
      clearTimeout(late);
    },
  };
  started.add(handle);
  await ready;
  return handle;
}

/** Nothing that was started is left. */
export async function stopChildren(): Promise<void> {
  for (const child of started) await child.stop();
}
