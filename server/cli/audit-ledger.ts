import { server as words } from '@locales/en.json';
import { speaker } from '@protocol/words.ts';
import { audit, totalsOf } from '../audit.ts';
import { runTool } from '../command-line.ts';
import { storesOf } from '../stores.ts';

const say = speaker(words, 'en');

/** `npm run audit-ledger`: beside a running server or without one. */
runTool([], async ({ config, print }) => {
  const { ledger, close } = await storesOf(config, false)();
  try {
    const { batches, seq, broken, unknownAt, state } = await audit(ledger);
    const { shows, drops, holds, orders, units, oversold } = totalsOf(state);
    print(say('audit.replayed', { seq, batches }));
    print(say('audit.totals', { shows, drops, holds, orders, units, oversold }));
    for (const { seq: at, rule } of broken) print(say('audit.broken', { seq: at, rule }));
    if (unknownAt !== null) print(say('audit.unknown', { seq: unknownAt }));
    const good = broken.length === 0 && unknownAt === null && oversold === 0;
    print(good ? say('audit.good') : say('audit.bad', { n: Math.max(1, broken.length) }));
    return good ? 0 : 1;
  } finally {
    await close();
  }
});
