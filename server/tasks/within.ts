import type { DurationMs } from '@protocol/time.ts';

/** A call without an answer is a call that failed: the next one asks for the same thing. */
export async function within<T>(ms: DurationMs, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
