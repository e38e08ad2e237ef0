import type { CommandInput, CommandName } from '@protocol/commands.ts';
import type { Actor } from '@protocol/roles.ts';
import type { DurationMs } from '@protocol/time.ts';
import type { Core, Outcome } from '../dispatch/core.ts';
import type { Log } from '../ports/log.ts';

const RETRY_FROM_MS: DurationMs = 200;
const RETRY_TO_MS: DurationMs = 5_000;

export interface Asker {
  /**
   * Submits until there is a clear answer: "try again" may mean done or not done, so the id stays the
   * same (L4). Null where the server stopped, or `giveUp` said so, before one came.
   */
  ask<N extends CommandName>(actor: Actor, id: string, name: N, input: CommandInput<N>, giveUp: () => boolean): Promise<Outcome | null>;
  /** Resolves early when stopped. */
  sleep(ms: DurationMs): Promise<void>;
  readonly stopped: () => boolean;
  stop(): void;
}

/** `random` from 0 to 1, for jitter. */
export function asker(core: Core, random: () => number, log: Log): Asker {
  let stopped = false;
  const waking = new Set<() => void>();
  const sleep = (ms: DurationMs): Promise<void> =>
    new Promise((resolve) => {
      if (stopped) return resolve();
      const wake = (): void => {
        clearTimeout(timer);
        waking.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      waking.add(wake);
    });
  return {
    ask: async (actor, id, name, input, giveUp) => {
      for (let wait = RETRY_FROM_MS; ; wait = Math.min(RETRY_TO_MS, wait * 2)) {
        if (stopped || giveUp()) return null;
        try {
          const outcome = await core.submit(actor, { id, name, input });
          if (outcome.ok || outcome.refused.refused !== 'try-again') return outcome;
        } catch (error) {
          log.error({ err: error, command: name }, 'a command of ours broke');
        }
        await sleep(wait * (0.75 + random() / 2));
      }
    },
    sleep,
    stopped: () => stopped,
    stop: () => {
      stopped = true;
      for (const wake of [...waking]) wake();
    },
  };
}
