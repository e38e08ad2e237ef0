// What the suites need from outside: Debian packages that npm does not bring, and how they get here.
import { existsSync } from 'node:fs';
import { runTool } from './tools.mjs';

/** As Debian names this machine in its paths. */
const machine = { x64: 'x86_64', arm64: 'aarch64' }[process.arch] ?? process.arch;
/** The suites of `npm test`; a real OBS has a run of its own, npm run test:obs. */
export const usual = ['unit', 'contract', 'integration', 'e2e', 'torture'];
const all = [...usual, 'obs'];
/** `megabytes`: what `apt-get` says it takes installed, with what comes along and those above have not brought. */
const needs = [
  {
    package: 'chromium-headless-shell',
    suites: all,
    file: '/usr/bin/chromium-headless-shell',
    megabytes: 400,
    why: 'the overlay, the desk and the product page are tested in a real browser',
  },
  {
    package: 'chromium',
    suites: usual,
    file: '/usr/bin/chromium',
    megabytes: 230,
    why: 'the same with settings of its own: the product page is tested where no cookies are kept',
  },
  {
    package: 'fonts-dejavu-core',
    suites: all,
    file: '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf',
    megabytes: 3,
    why: 'the browser needs a font to fall back to',
  },
  {
    package: 'qml6-module-qtwebengine',
    suites: usual,
    file: `/usr/lib/${machine}-linux-gnu/qt6/qml/QtWebEngine/qmldir`,
    megabytes: 240,
    why: 'Chromium 102: the overlay is tested in a browser as old as the one in OBS 30',
  },
  { package: 'qml-qt6', suites: usual, file: '/usr/lib/qt6/bin/qml', megabytes: 8, why: 'opens it' },
  {
    package: 'qml6-module-qtqml-workerscript',
    suites: usual,
    file: `/usr/lib/${machine}-linux-gnu/qt6/qml/QtQml/WorkerScript/qmldir`,
    megabytes: 1,
    why: 'it does not open without',
  },
  {
    package: 'caddy',
    suites: all,
    file: '/usr/bin/caddy',
    megabytes: 37,
    why: 'the whole is tested behind a real proxy with TLS; its own service is not needed',
  },
  { package: 'ffmpeg', suites: usual, file: '/usr/bin/ffmpeg', megabytes: 210, why: 'the code on the overlay is read from a stream as an encoder leaves it' },
  {
    package: 'redis-server',
    suites: usual,
    file: '/usr/bin/redis-server',
    megabytes: 7,
    why: 'several nodes are tested on a real Redis; its own service is not needed',
  },
  { package: 'iproute2', suites: usual, file: '/sbin/ip', megabytes: 3, why: 'an evening without the internet is tested in a network that has none' },
  { package: 'obs-studio', suites: ['obs'], file: '/usr/bin/obs', megabytes: 70, why: 'what the shop does in OBS is tested in OBS' },
  { package: 'xvfb', suites: ['obs'], file: '/usr/bin/Xvfb', megabytes: 10, why: 'it wants a screen, and there is none' },
  { package: 'libobs-dev', suites: ['obs'], file: '/usr/include/obs/obs-module.h', megabytes: 1, why: 'the stand-in for its browser plugin is compiled' },
  { package: 'gcc', suites: ['obs'], file: '/usr/bin/gcc', megabytes: 70, why: 'by this' },
  { package: 'libc6-dev', suites: ['obs'], file: '/usr/include/stdio.h', megabytes: 15, why: 'and with these' },
];

/** Installs what is missing for these suites, saying first what and how much; false, with what to do, where that cannot be done. */
export async function install(suites, say) {
  const wanted = needs.filter((need) => need.suites.some((suite) => suites.includes(suite)));
  const missing = wanted.filter((need) => !existsSync(need.file));
  if (missing.length === 0) {
    say(`Nothing to install: ${wanted.map((need) => need.package).join(', ')} are here.`);
    return true;
  }
  const packages = missing.map((need) => need.package);
  say(`The tests need ${String(missing.length)} Debian package(s), about ${String(missing.reduce((sum, need) => sum + need.megabytes, 0))} MB on disk:`);
  for (const need of missing) say(`  ${need.package}, ${String(need.megabytes)} MB: ${need.why}`);
  const arguments_ = ['install', '-y', '--no-install-recommends', ...packages];
  if (!existsSync('/usr/bin/apt-get')) {
    say(`Install them with this system's package manager so that these files are there: ${missing.map((need) => need.file).join(', ')}`);
    return false;
  }
  if (process.getuid?.() !== 0) {
    say('Run this once, then the tests again:');
    say(`  sudo apt-get update && sudo apt-get ${arguments_.join(' ')}`);
    return false;
  }
  say('Installing them now.');
  const quiet = { DEBIAN_FRONTEND: 'noninteractive' };
  const code = (await runTool('apt-get', ['update', '-qq'], quiet)) || (await runTool('apt-get', arguments_, quiet));
  const still = missing.filter((need) => !existsSync(need.file)).map((need) => need.package);
  if (code === 0 && still.length === 0) return true;
  say(`apt-get ended with ${String(code)}; still missing: ${still.join(', ') || 'nothing'}`);
  return false;
}
