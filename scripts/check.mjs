// npm run check: format, lint with types, types, dead code. All are run, so that one round of mending is enough.
import { bin, runNode } from './tools.mjs';

const checks = [
  ['format', bin('prettier', 'prettier'), ['--check', '--log-level', 'warn', '.']],
  ['lint', bin('oxlint', 'oxlint'), []],
  ['types', bin('typescript', 'tsc'), ['--noEmit', '-p', '.']],
  ['dead code', bin('knip', 'knip'), []],
];

const failed = [];
for (const [name, file, args] of checks) {
  const began = performance.now();
  const code = await runNode(file, args);
  process.stdout.write(`${code === 0 ? 'ok  ' : 'FAIL'} ${name} (${((performance.now() - began) / 1000).toFixed(1)} s)\n`);
  if (code !== 0) failed.push(name);
}
if (failed.length > 0) {
  process.stdout.write(`To be mended: ${failed.join(', ')}\n`);
  process.exitCode = 1;
}
