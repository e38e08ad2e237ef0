/** The last line of a test run, for people and scripts. A skipped test fails the run: the suites may shrink their counts, not their questions. */
export default class ClosingLine {
  onTestRunEnd(modules, unhandledErrors) {
    const count = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const module of modules) {
      let own = 0;
      for (const test of module.children.allTests()) {
        own += 1;
        count[test.result().state === 'passed' ? 'passed' : test.result().state === 'failed' ? 'failed' : 'skipped'] += 1;
      }
      if (own === 0 || module.errors().length > 0) count.failed += 1; // a file that could not be read, or a hook that threw
    }
    if (count.skipped > 0) process.exitCode = 1;
    const skipped = count.skipped > 0 ? `, ${String(count.skipped)} skipped (no test may be)` : '';
    process.stdout.write(`\n${String(count.passed)} passed, ${String(count.failed)} failed${skipped}\n`);
  }
}
