import { nanoid } from 'nanoid';
import { server as words } from '@locales/en.json';
import type { CommandInput, CommandName, CommandResult } from '@protocol/commands.ts';
import type { Refused } from '@protocol/refusals.ts';
import { speaker } from '@protocol/words.ts';
import type { Config } from './config.ts';
import { createCore } from './dispatch/create-core.ts';
import { createLogger, named } from './logger.ts';
import { realDeps } from './real-deps.ts';
import { storesOf, type Stores } from './stores.ts';

const say = speaker(words, 'en');

export type OwnersAnswer<N extends CommandName> =
  { readonly ok: true; readonly result: CommandResult<N>; readonly stores: Stores } | { readonly ok: false; readonly refused: Refused };

/**
 * One command of a tool, through the same door as everybody's and beside a running server, then what the tool does with its answer.
 * The stores stay open for `then`, and are closed after it.
 */
export async function askAsOwner<N extends CommandName>(
  config: Config,
  name: N,
  input: CommandInput<N>,
  then: (answer: OwnersAnswer<N>) => Promise<number> | number,
): Promise<number> {
  const log = createLogger(config.logLevel, process.stderr);
  const deps = realDeps(config, log);
  const stores = await storesOf(config, false)();
  try {
    const core = await createCore({
      ledger: stores.ledger,
      people: stores.people,
      clock: stores.clock ?? deps.clock,
      adapters: deps.adapters,
      readers: deps.readers,
      media: deps.media,
      publicUrl: config.publicUrl,
      networkUrl: () => '',
      networkFirst: false,
      isServer: false,
      decide: deps.decide,
      log: named(log, 'core'),
    });
    // Whoever may write to the data folder owns the shop.
    const outcome = await core.submit({ kind: 'system', id: 'command-line', role: 'owner', name: say('key.actor') }, { id: nanoid(), name, input });
    await core.stop();
    // The result was made from this command's own schema.
    return await then(outcome.ok ? { ok: true, result: outcome.result as CommandResult<N>, stores } : { ok: false, refused: outcome.refused });
  } finally {
    await stores.close();
  }
}
