import { defineConfig } from 'vitest/config';
import { alias } from './scripts/surfaces.mjs';

/**
 * Two cores, three workers: what opens ports and browsers waits more than it works; only what kills children runs alone. Files that change nothing
 * outside themselves share a worker's modules, which takes a tenth off. Timeouts are there to end a hang, not to judge speed (no test asserts a duration).
 */
const project = (name: string, group: number, workers: number, isolate: boolean, seconds: number) => ({
  extends: true as const,
  test: {
    name,
    include: [`tests/${name}/**/*.test.{ts,tsx}`],
    maxWorkers: workers,
    isolate,
    sequence: { groupOrder: group },
    testTimeout: seconds * 1000,
    hookTimeout: Math.max(seconds, 60) * 1000,
  },
});

export default defineConfig({
  resolve: { alias },
  define: { __BUILD__: '"test"' },
  test: {
    pool: 'forks',
    allowOnly: false,
    reporters: ['default', './scripts/closing-line.mjs'],
    projects: [
      project('unit', 0, 3, false, 30),
      project('contract', 0, 3, true, 60),
      project('integration', 0, 3, true, 60),
      project('e2e', 1, 3, false, 180),
      project('torture', 2, 1, true, 300),
      // Stripe's test mode, with the key of whoever runs it: `npm run test:live`.
      project('live', 4, 1, true, 60),
      // What nobody has to try again to look at it: `npm run shots`.
      project('shots', 1, 1, true, 120),
      // A real OBS: `npm run test:obs`.
      project('obs', 3, 1, true, 120),
    ],
  },
});
