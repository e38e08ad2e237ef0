import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { AppDeps } from './app.ts';
import type { Config } from './config.ts';
import { systemClock } from './dispatch/clock.ts';
import { adapters } from './edges/adapters.ts';
import { generousLimits } from './edges/http/http-deps.ts';
import { cloudflared, cloudflaredTimings } from './edges/tunnel/cloudflared.ts';
import { fetchPicture, usualFetchLimits } from './edges/media/fetch-picture.ts';
import { folderFiles } from './edges/media/folder-files.ts';
import { createMedia } from './edges/media/media.ts';
import { obsAdapter } from './edges/obs/obs.ts';
import { readShopifyCsv } from './edges/shopify-csv/read-shopify-csv.ts';
import { usualSocketLimits } from './edges/socket/socket-deps.ts';
import { named } from './logger.ts';
import { createNetworkAddresses } from './network-addresses.ts';
import { askForReal } from './reach.ts';
import { rootAbove } from './root.ts';
import { decide } from './shop/decide.ts';
import { storesOf } from './stores.ts';
import { usualPausesMs } from './tasks/picture-tasks.ts';

/** What the server runs on in earnest; tests and the demo take this and put others in their places. */
export function realDeps(config: Config, log: Logger): AppDeps {
  const root = rootAbove(import.meta.url);
  // Ours, and read by npm before.
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly version: string };
  const sampleDir = join(root, 'sample');
  return {
    openStores: storesOf(config, true),
    clock: systemClock(),
    adapters: adapters({
      twitchIrcUrl: config.twitchIrcUrl,
      twitchIdUrl: config.twitchIdUrl,
      twitchApiUrl: config.twitchApiUrl,
      servers: config.chatServers,
      random: Math.random,
    }),
    readers: { 'shopify-csv': readShopifyCsv },
    media: createMedia(folderFiles(config.mediaDir)),
    pictures: { fetch: config.copyPictures ? fetchPicture(usualFetchLimits) : null, pausesMs: usualPausesMs },
    decide,
    random: Math.random,
    log: (name) => named(log, name),
    distDir: join(root, 'dist'),
    sampleDir: existsSync(sampleDir) ? sampleDir : null,
    askReach: askForReal,
    networkAddresses: createNetworkAddresses(),
    obs: obsAdapter(),
    tunnel: cloudflared(cloudflaredTimings),
    limits: generousLimits,
    socketLimits: usualSocketLimits,
    mark: null,
    version,
  };
}
