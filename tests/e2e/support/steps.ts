import type { TestContext } from 'vitest';

/**
 * One story in several tests: each step stands on the one before, so after a failure the others are
 * not tried, and say so instead of failing of something else.
 */
export interface Story {
  step(work: () => Promise<void>): (context: TestContext) => Promise<void>;
}
/** `lookBack`: called once with the name of the step that failed, while everything still stands. */
export function story(lookBack: (step: string) => Promise<void>): Story {
  let failed: string | null = null;
  return {
    step: (work) => async (context) => {
      const { name } = context.task;
      if (failed !== null) throw new Error(`not tried, because this failed before it: ${failed}`);
      const began = performance.now();
      try {
        await work();
      } catch (error) {
        failed = name;
        await lookBack(name);
        throw error;
      }
      console.info(`${((performance.now() - began) / 1000).toFixed(1)} s · ${name}`);
    },
  };
}
