import type { MailPart } from '@protocol/parts.ts';
import { dayAndTime, timeOfDay } from '../../text/show-time.ts';
import { w } from '../../text/words.ts';

/** "sent 12:04", "may have gone out 12:04: …": how a mail stands. Of another day with its date. */
export function mailState({ state, at, note }: Pick<MailPart, 'state' | 'at' | 'note'>): string {
  const time = new Date(at).toDateString() === new Date().toDateString() ? timeOfDay(at) : dayAndTime(at);
  switch (state) {
    case 'waiting':
      return w('mail.state.waiting');
    case 'taken':
      return w('mail.state.taken');
    case 'done':
      return w('mail.state.done', { time });
    case 'failed':
      return w('mail.state.failed', { time, note });
    case 'unknown':
      return w('mail.state.unknown', { time, note });
    case 'dropped':
      return w('mail.state.dropped', { note });
    default: {
      const never: never = state;
      return never;
    }
  }
}
