// node scripts/test.mjs [suite… | --full]: installs what the suites need from outside, builds, runs them. Nothing is ever skipped:
// where something is missing and cannot be installed, that is said and the run fails.
import { existsSync } from 'node:fs';
import { buildIfStale } from './build.mjs';
import { bin, runNode, runTool } from './tools.mjs';

/** As Debian names this machine in its paths. */
const machine = { x64: 'x86_64', arm64: 'aarch64' }[process.arch] ?? process.arch;
/** Debian packages that npm does not bring. `megabytes`: what `apt-get` says it takes installed, with what comes along and those above have not brought. */
const needs = [
  { package: 'chromium', file: '/usr/bin/chromium', megabytes: 550, why: 'the product page is tested in a real browser that was told to keep no cookies' },
  {
    package: 'chromium-headless-shell',
    file: '/usr/bin/chromium-headless-shell',
    megabytes: 0,
    why: 'the same without windows: the overlay, the desk and the product page are tested in it',
  },
  { package: 'fonts-dejavu-core', file: '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf', megabytes: 3, why: 'the browser needs a font to fall back to' },
  {
    package: 'qml6-module-qtwebengine',
    file: `/usr/lib/${machine}-linux-gnu/qt6/qml/QtWebEngine/qmldir`,
    megabytes: 240,
    why: 'Chromium 102: the overlay is tested in a browser as old as the one in OBS 30',
  },
  { package: 'qml-qt6', file: '/usr/lib/qt6/bin/qml', megabytes: 8, why: 'opens it' },
  {
    package: 'qml6-module-qtqml-workerscript',
    file: `/usr/lib/${machine}-linux-gnu/qt6/qml/QtQml/WorkerScript/qmldir`,
    megabytes: 1,
    why: 'it does not open without',
  },
  { package: 'caddy', file: '/usr/bin/caddy', megabytes: 37, why: 'the whole is tested behind a real proxy with TLS; its own service is not needed' },
  { package: 'ffmpeg', file: '/usr/bin/ffmpeg', megabytes: 210, why: 'the code on the overlay is read from a stream as an encoder leaves it' },
  { package: 'iproute2', file: '/sbin/ip', megabytes: 3, why: 'an evening without the internet is tested in a network that has none' },
];

const say = (line) => process.stdout.write(`${line}\n`);
const suites = ['unit', 'contract', 'integration', 'e2e', 'torture'];
/** The files whose counts grow with --full: with it these are run, and no others. */
const counted = ['tests/torture/', 'tests/unit/shop/properties', 'tests/unit/views/touches'];

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

const missing = needs.filter((need) => !existsSync(need.file));
if (missing.length > 0) {
  const packages = missing.map((need) => need.package);
  say(`The tests need ${String(missing.length)} Debian package(s), about ${String(missing.reduce((sum, need) => sum + need.megabytes, 0))} MB on disk:`);
  for (const need of missing) say(`  ${need.package}, ${String(need.megabytes)} MB: ${need.why}`);
  const install = ['install', '-y', '--no-install-recommends', ...packages];
  if (!existsSync('/usr/bin/apt-get')) {
    say(`Install them with this system's package manager so that these files are there: ${missing.map((need) => need.file).join(', ')}`);
    process.exit(1);
  }
  if (process.getuid?.() !== 0) {
    say('Run this once, then the tests again:');
    say(`  sudo apt-get update && sudo apt-get ${install.join(' ')}`);
    process.exit(1);
  }
  say('Installing them now.');
  const quiet = { DEBIAN_FRONTEND: 'noninteractive' };
  const code = (await runTool('apt-get', ['update', '-qq'], quiet)) || (await runTool('apt-get', install, quiet));
  const still = missing.filter((need) => !existsSync(need.file)).map((need) => need.package);
  if (code !== 0 || still.length > 0) {
    say(`apt-get ended with ${String(code)}; still missing: ${still.join(', ') || 'nothing'}`);
    process.exit(1);
  }
} else {
  say(`Nothing to install: ${needs.map((need) => need.package).join(', ')} ${needs.length === 1 ? 'is' : 'are'} here.`);
}

try {
  await buildIfStale();
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exit(1);
}

const projects = (chosen.length > 0 ? chosen : suites).flatMap((name) => ['--project', name]);
process.exitCode = await runNode(bin('vitest', 'vitest'), ['run', ...(full ? counted : projects)], full ? { DROPCAST_FULL: '1' } : {});
