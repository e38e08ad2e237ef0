import { useList, usePart } from '../line/use-line.ts';
import { timeOfDay } from '../text/show-time.ts';
import { w } from '../text/words.ts';

/** What comes after what GO takes: the button itself says the next. */
export function AfterNext() {
  const show = usePart('show');
  const cues = useList('rundown');
  const next = cues.findIndex((cue) => cue.state === 'next');
  const after = next < 0 ? undefined : cues[next + 1];
  if (show === null || show.state === 'ended' || after === undefined) return null;
  return <p className="crew-after quiet num">{w('crew.after', { title: after.title, time: timeOfDay(after.at) })}</p>;
}
