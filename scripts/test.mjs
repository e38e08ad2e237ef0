// node scripts/test.mjs [suite… | --full]: installs what the suites need from outside, builds, runs them. Nothing is ever skipped:
// where something is missing and cannot be installed, that is said and the run fails.
import { buildIfStale } from './build.mjs';
import { install, usual } from './needs.mjs';
import { bin, runNode } from './tools.mjs';

const say = (line) => process.stdout.write(`${line}\n`);
const suites = [...usual, 'obs', 'live'];
/** The files whose counts grow with --full: with it these are run, and no others. */
const counted = [
  'tests/torture/',
  'tests/integration/hostile.test',
  'tests/e2e/hostile-pages',
  'tests/unit/shop/properties',
  'tests/unit/views/touches',
  'tests/unit/protocol/chat-grammar',
];

const args = process.argv.slice(2);
const full = args.includes('--full');
const chosen = args.filter((arg) => !arg.startsWith('--'));
const unknown = chosen.filter((name) => !suites.includes(name));
if (unknown.length > 0) {
  say(`No such suite: ${unknown.join(', ')}. There are ${suites.join(', ')}.`);
  process.exit(1);
}
if (full && chosen.length > 0) {
  say('--full chooses by itself what it runs.');
  process.exit(1);
}

if (chosen.includes('live') && !/^(rk|sk)_test_/u.test(process.env.STRIPE_TEST_KEY ?? '')) {
  say('This asks Stripe itself: set STRIPE_TEST_KEY to a key of its test mode, rk_test_… A live key is refused (docs/payments.md).');
  process.exit(1);
}

const running = chosen.length > 0 ? chosen : usual;
if (!(await install(running, say))) process.exit(1);

try {
  await buildIfStale();
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exit(1);
}

const projects = running.flatMap((name) => ['--project', name]);
process.exitCode = await runNode(bin('vitest', 'vitest'), ['run', ...(full ? counted : projects)], full ? { DROPCAST_FULL: '1' } : {});
