import { server as words } from '@locales/en.json';
import { speaker } from '@protocol/words.ts';
import { runTool } from '../command-line.ts';
import { adapters } from '../edges/adapters.ts';
import { obsAdapter } from '../edges/obs/obs.ts';
import { examineFromOutside } from '../doctor.ts';

const say = speaker(words, 'en');

/** `npm run doctor`: each line says what to do; exit code 1 if there is something to mend. */
runTool([], async ({ config, print }) => {
  const lines = await examineFromOutside(
    config,
    adapters({
      twitchIrcUrl: config.twitchIrcUrl,
      twitchIdUrl: config.twitchIdUrl,
      twitchApiUrl: config.twitchApiUrl,
      servers: config.chatServers,
      random: Math.random,
    }),
    obsAdapter(),
  );
  const todo = lines.filter((line) => !line.ok);
  const width = Math.max(say('doctor.ok').length, say('doctor.todo').length);
  for (const { ok, what, mend } of lines) {
    print(`${(ok ? say('doctor.ok') : say('doctor.todo')).padEnd(width)}  ${what}`);
    if (!ok && mend !== '') print(`${' '.repeat(width)}  → ${mend}`);
  }
  print(todo.length === 0 ? say('doctor.end.good') : say('doctor.end.todo', { n: todo.length }));
  return todo.length === 0 ? 0 : 1;
});
