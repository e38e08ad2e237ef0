import { getHeapStatistics } from 'node:v8';

/** What a child can be asked for: its own calls, and those that every child has. Arguments and answers travel as structured clones. */
export type Calls = Readonly<Record<string, (...args: never[]) => unknown>>;
export interface Usage {
  /** µs of this process, all its threads, user and system. */
  readonly cpu: number;
}
export interface Memory {
  /** After a full collection. */
  readonly rss: number;
  readonly heap: number;
  /** Buffers outside of the heap. */
  readonly outside: number;
}
export interface Ask {
  readonly id: number;
  readonly name: string;
  readonly args: readonly unknown[];
}
export type Answered = { readonly id: number } & ({ readonly value: unknown } | { readonly error: string });

const usage = (): Usage => {
  const { user, system } = process.cpuUsage();
  return { cpu: user + system };
};
async function memory(): Promise<Memory> {
  // Twice, with a turn between: what the first finds dead holds what the second does.
  for (let round = 0; round < 3; round += 1) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const { rss, arrayBuffers, external } = process.memoryUsage();
  return { rss, heap: getHeapStatistics().used_heap_size, outside: arrayBuffers + external };
}

/** Answers the bench over the channel it was started with, until the bench lets go of it. */
export function answerAs(calls: Calls): void {
  const all: Readonly<Record<string, (...args: never[]) => unknown>> = { ...calls, usage, memory };
  const send = (answer: Answered): void => void process.send?.(answer);
  process.on('message', (ask: Ask) => {
    const call = all[ask.name];
    void (async () => {
      try {
        if (call === undefined) throw new Error(`nothing is called ${ask.name}`);
        // Typed where it was asked: `Child` hands on what the calls themselves take.
        send({ id: ask.id, value: await call(...(ask.args as never[])) });
      } catch (error) {
        send({ id: ask.id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
      }
    })();
  });
  // Whatever ended the bench ends its children.
  process.on('disconnect', () => process.exit(0));
  send({ id: 0, value: 'ready' });
}
