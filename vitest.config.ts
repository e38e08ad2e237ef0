import { defineConfig } from 'vitest/config';
import { alias } from './scripts/surfaces.mjs';

/**
 * Two cores, two workers. What opens ports and browsers waits more than it works, so two of them share the machine too; only what
 * kills children runs alone. Timeouts are there to end a hang, not to judge speed (no test asserts a duration).
 */
const project = (name: string, group: number, workers: number, seconds: number) => ({
  extends: true as const,
  test: {
    name,
    include: [`tests/${name}/**/*.test.{ts,tsx}`],
    maxWorkers: workers,
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
      project('unit', 0, 2, 30),
      project('contract', 0, 2, 60),
      project('integration', 1, 3, 60),
      project('e2e', 2, 3, 180),
      project('torture', 3, 1, 300),
      // A real OBS: `npm run test:obs`.
      project('obs', 4, 1, 120),
    ],
  },
});
