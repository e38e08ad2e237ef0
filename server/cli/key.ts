import { server as words } from '@locales/en.json';
import { keyRoles, type KeyRole } from '@protocol/roles.ts';
import { speaker } from '@protocol/words.ts';
import { askAsOwner } from '../ask-as-owner.ts';
import { runTool } from '../command-line.ts';
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
  return askAsOwner(config, 'key.create', { role, name }, (answer) => {
    if (!answer.ok) {
      process.stderr.write(`${say('key.failed', { why: refusalSentence(answer.refused, 'en') })}\n`);
      return 1;
    }
    print(say('key.made', { name, role }));
    print(answer.result.key);
    return 0;
  });
});
