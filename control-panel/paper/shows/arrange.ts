import type { CommandInput } from '@protocol/commands.ts';
import type { CuePart } from '@protocol/parts.ts';

type Cues = CommandInput<'rundown.arrange'>['cues'];

/** The whole rundown as the command wants it, in the order given. */
export const asCues = (cues: readonly CuePart[]): Cues =>
  cues.map((cue) =>
    cue.kind === 'drop' ? { kind: 'drop', cueId: cue.cueId, minutes: cue.minutes } : { kind: 'talk', cueId: cue.cueId, title: cue.title, minutes: cue.minutes },
  );

/** One cue moved before or behind another. Taken ones stay where they are: what happened is not re-ordered. */
export function moved(cues: readonly CuePart[], cueId: string, toCueId: string): readonly CuePart[] {
  const from = cues.findIndex((cue) => cue.cueId === cueId);
  const firstFree = cues.reduce((last, cue, at) => (cue.state === 'done' || cue.state === 'on' ? at + 1 : last), 0);
  const to = Math.max(
    firstFree,
    cues.findIndex((cue) => cue.cueId === toCueId),
  );
  const cue = cues[from];
  if (cue === undefined || from < firstFree || from === to) return cues;
  const rest = cues.filter((each) => each !== cue);
  return [...rest.slice(0, to), cue, ...rest.slice(to)];
}
export const isTaken = (cue: CuePart): boolean => cue.state === 'done' || cue.state === 'on';
