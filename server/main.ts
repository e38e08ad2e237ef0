import { userInfo } from 'node:os';
import closeWithGrace from 'close-with-grace';
import openInBrowser from 'open';
import { server as words } from '@locales/en.json';
import type { ReachPart } from '@protocol/parts.ts';
import { speaker } from '@protocol/words.ts';
import { createApp, StartRefused, type Started } from './app.ts';
import { box, setUpLinks, sshTarget } from './box.ts';
import { configReport, environment, readConfig, type Config } from './config.ts';
import { createLogger } from './logger.ts';
import { linesText } from './node-lines.ts';
import type { Log } from './ports/log.ts';
import { realDeps } from './real-deps.ts';

const say = speaker(words, 'en');

/** How long a stop may take before the process goes anyway: a frozen disk must not keep the port. */
const STOP_WITHIN_MS = 10_000;

function addressesOf(started: Started, config: Config): string {
  const target = sshTarget(process.env, userInfo().username);
  const publicUrl = started.publicUrl();
  // At a stall it is the code on the counter; with a tunnel the first look from a phone.
  const forPhones = config.tunnel !== null ? publicUrl : config.lan ? started.network[0] : null;
  return box({
    panel: `${started.local}/panel/`,
    setUp: setUpLinks(started.setUpUrl, publicUrl, started.network),
    // Its key would stand in every log that a service keeps of this output.
    overlay: null,
    dock: `${started.local}/dock`,
    shop: `${started.local}/now`,
    network: started.network,
    publicUrl,
    qr: forPhones === undefined || forPhones === null ? null : `${forPhones}/now`,
    note: noteOn(started.reach(), config),
    redis: config.redisUrl === null ? null : new URL(config.redisUrl).host,
    ssh: target === null ? null : { port: started.port, target },
  });
}

/** What keeps buyers out, where somebody meant to let them in. */
function noteOn({ tunnel, state, why, detail, network }: ReachPart, { lan }: Config): string | null {
  if (tunnel !== null && state !== 'reached')
    return say('box.tunnelLate', { why: tunnel.note || (why === null ? say('box.tunnelWait') : say(`reach.${why}`, { detail })) });
  return lan && network.length === 0 ? say('box.noNetwork') : null;
}

/** The address stands in the window too: without a browser nothing is lost. */
async function show(url: string, log: Log): Promise<void> {
  try {
    await openInBrowser(url);
  } catch (error) {
    log.warn({ err: error }, 'no browser could be opened');
  }
}

/** The only place that ends the process. */
async function main(): Promise<void> {
  const read = readConfig(environment(process.cwd(), process.env), process.argv.slice(2));
  if (!read.ok) {
    process.stderr.write(`${configReport(read.problems)}\n`);
    process.exit(1);
  }
  const log = createLogger(read.config.logLevel, process.stderr);
  const app = createApp(read.config, realDeps(read.config, log));
  closeWithGrace({ delay: STOP_WITHIN_MS, logger: { error: (...what: unknown[]) => log.error({ what: what.map(String) }, 'stopping') } }, async ({ err }) => {
    if (err !== undefined) log.fatal({ err }, 'broken');
    await app.stop();
  });
  try {
    const started = await app.start();
    await started.reached;
    process.stdout.write(`${[addressesOf(started, read.config), ...linesText(started.nodeLines)].join('\n')}\n`);
    // Where nobody sits in front of it there is no browser to open either.
    if (read.config.open && process.stdout.isTTY) await show(started.setUpUrl ?? `${started.local}/panel/`, log);
  } catch (error) {
    if (!(error instanceof StartRefused)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

await main();
