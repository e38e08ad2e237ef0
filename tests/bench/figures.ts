import { changes } from './changes.ts';
import { envNames } from '../../server/config.ts';
import { checkouts, checkoutsOnTwo } from './checkouts.ts';
import { claimHttp, claimSocket, watched } from './claims.ts';
import { deciding } from './deciding.ts';
import { fanOut10k, fanOut1k, fanOut5k } from './fan-out.ts';
import { ledgerSize } from './ledger-size.ts';
import { memory } from './memory.ts';
import { overlay } from './overlay.ts';
import { page } from './page.ts';
import { painted } from './painted.ts';
import { reconnect } from './reconnect.ts';
import { redis } from './redis.ts';
import { rush } from './rush.ts';
import type { Figure } from './support/figure.ts';

/** In the order of the table. */
export const figures: readonly Figure[] = [
  fanOut1k,
  fanOut5k,
  fanOut10k,
  changes,
  claimHttp,
  claimSocket,
  deciding,
  redis,
  watched,
  rush,
  checkouts,
  // Where the server can be one of several.
  ...((envNames as readonly string[]).includes('REDIS_URL') ? [checkoutsOnTwo] : []),
  page,
  ledgerSize,
  painted,
  overlay,
  reconnect,
  memory,
];
