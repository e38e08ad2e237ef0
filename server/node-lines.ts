import { server as words } from '@locales/en.json';
import { speaker } from '@protocol/words.ts';
import type { Config } from './config.ts';
import { mediaLines } from './media-mark.ts';
import type { DoctorLine } from './ports/manifest.ts';
import { examineRedis } from './redis/examine.ts';
import { DEFAULT_PREFIX } from './redis/line.ts';

const say = speaker(words, 'en');

/** What several nodes rest on: what Redis promises, and where pictures lie; nothing on a machine that is the only one. `isStart`: of a server that starts. */
export async function nodeLines({ redisUrl, mediaDir }: Pick<Config, 'redisUrl' | 'mediaDir'>, isStart: boolean): Promise<readonly DoctorLine[]> {
  if (redisUrl === null) return [];
  const at = { url: redisUrl, prefix: DEFAULT_PREFIX };
  return [...(await examineRedis(at)), ...(await mediaLines(at, mediaDir, isStart))];
}

/** As a terminal shows them: each says whether it is well, and what to do where it is not. */
export function linesText(lines: readonly DoctorLine[]): readonly string[] {
  const width = Math.max(say('doctor.ok').length, say('doctor.todo').length);
  return lines.flatMap(({ ok, what, mend }) => [
    `${(ok ? say('doctor.ok') : say('doctor.todo')).padEnd(width)}  ${what}`,
    ...(ok || mend === '' ? [] : [`${' '.repeat(width)}  → ${mend}`]),
  ]);
}
