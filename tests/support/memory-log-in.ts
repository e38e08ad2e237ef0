import type { LogInStore } from '../../server/ports/chat.ts';
import type { Settings } from '../../server/ports/manifest.ts';

/** Where a chat's log-in is kept, in memory: what stands there now, and everything that ever did. */
export interface MemoryLogIn extends LogInStore {
  readonly kept: Settings[];
}
export function memoryLogIn(logIn: Settings | null): MemoryLogIn {
  const kept: Settings[] = logIn === null ? [] : [logIn];
  return {
    kept,
    read: () => Promise.resolve(kept.at(-1) ?? null),
    write: (next) => {
      kept.push(next);
      return Promise.resolve();
    },
  };
}
