import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A shop is built anew some times a day at most, and asked once a second. */
const ASK_EVERY_MS = 10_000;

/** Which build of the overlay is served: as its build wrote it; null where none is built. Read again now and then. */
export function builtOverlay(distDir: string): () => string | null {
  let askedAt: number | null = null;
  let build: string | null = null;
  return () => {
    if (askedAt !== null && performance.now() - askedAt < ASK_EVERY_MS) return build;
    askedAt = performance.now();
    try {
      const stamp: unknown = JSON.parse(readFileSync(join(distDir, 'overlay', 'build.json'), 'utf8'));
      build = typeof stamp === 'object' && stamp !== null && 'build' in stamp && typeof stamp.build === 'string' ? stamp.build : null;
    } catch {
      // Not built, or being built just now: nobody is told that they are old.
      build = null;
    }
    return build;
  };
}
