import { server as words } from '@locales/en.json';
import { speaker } from '@protocol/words.ts';
import { runTool } from '../command-line.ts';
import { adapters } from '../edges/adapters.ts';
import { obsAdapter } from '../edges/obs/obs.ts';
import { examineFromOutside } from '../doctor.ts';
import { linesText } from '../node-lines.ts';

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
  for (const line of linesText(lines)) print(line);
  print(todo.length === 0 ? say('doctor.end.good') : say('doctor.end.todo', { n: todo.length }));
  return todo.length === 0 ? 0 : 1;
});
