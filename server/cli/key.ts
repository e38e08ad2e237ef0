import { nanoid } from 'nanoid';
import { server as words } from '@locales/en.json';
import type { CommandResult } from '@protocol/commands.ts';
import { keyRoles, type KeyRole } from '@protocol/roles.ts';
import { speaker } from '@protocol/words.ts';
import { runTool } from '../command-line.ts';
import { createCore } from '../dispatch/create-core.ts';
import { createLogger, named } from '../logger.ts';
import { realDeps } from '../real-deps.ts';
import { sqliteStores } from '../stores.ts';
import { refusalSentence } from '../views/refusal-words.ts';

const say = speaker(words, 'en');
const isRole = (role: string | undefined): role is KeyRole => (keyRoles as readonly (string | undefined)[]).includes(role);

/** `npm run key -- --role host --name deck`: the key is the last line. Appends beside a running server, through the same door. */
runTool(['role', 'name'], async ({ config, options, print }) => {
  const { role, name } = options;
  if (!isRole(role) || name === undefined) {
    process.stderr.write(`${say('key.usage', { roles: keyRoles.join(', ') })}\n`);
    return 1;
  }
  const log = createLogger(config.logLevel, process.stderr);
  const deps = realDeps(config, log);
  const { ledger, people } = await sqliteStores(config.dataDir, false)();
  try {
    const core = await createCore({
      ledger,
      people,
      clock: deps.clock,
      adapters: deps.adapters,
      readers: deps.readers,
      publicUrl: config.publicUrl,
      networkUrl: () => '',
      networkFirst: false,
      isServer: false,
      decide: deps.decide,
      log: named(log, 'core'),
    });
    // Whoever may write to the data folder owns the shop.
    const outcome = await core.submit(
      { kind: 'system', id: 'command-line', role: 'owner', name: say('key.actor') },
      { id: nanoid(), name: 'key.create', input: { role, name } },
    );
    await core.stop();
    if (!outcome.ok) {
      process.stderr.write(`${say('key.failed', { why: refusalSentence(outcome.refused, 'en') })}\n`);
      return 1;
    }
    // The result of key.create, made from its schema.
    const { key } = outcome.result as CommandResult<'key.create'>;
    print(say('key.made', { name, role }));
    print(key);
    return 0;
  } finally {
    await people.close();
    await ledger.close();
  }
});
