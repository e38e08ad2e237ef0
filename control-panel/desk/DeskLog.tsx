import { isChatKind } from '@protocol/chat-template.ts';
import type { LogPart } from '@protocol/parts.ts';
import type { Blanks } from '@protocol/words.ts';
import { useList } from '../line/use-line.ts';
import { timeOfDay } from '../text/show-time.ts';
import { logSentence, logWho, w } from '../text/words.ts';
import { useChannelName } from './use-channel-name.ts';

/** The log's blanks as people say them: a channel by its label, a kind of message by its name. */
function inWords(line: LogPart, nameOf: (channel: string) => string): Blanks {
  const { channel, template } = line.blanks;
  return {
    ...line.blanks,
    ...(typeof channel === 'string' ? { channel: nameOf(channel) } : {}),
    ...(typeof template === 'string' && isChatKind(template) ? { template: w(`template.name.${template}`) } : {}),
  };
}

/** Who pressed what, newest first, and how it ended. */
export function DeskLog({ most }: { readonly most: number }) {
  const log = useList('log');
  const nameOf = useChannelName();
  return (
    <section className="log">
      <h2>{w('log.label')}</h2>
      {log.length === 0 ? (
        <p className="quiet">{w('log.empty')}</p>
      ) : (
        <ul tabIndex={0} aria-label={w('log.label')}>
          {log
            // A drop's cue is taken by firing it: said once.
            .filter((line) => line.what !== 'CueTaken' || !log.some((other) => other.what === 'DropFired' && other.at === line.at))
            .sort((a, b) => b.seq - a.seq)
            .slice(0, most)
            .map((line) => (
              <li key={`${line.seq} ${line.what}`}>
                <span className="num">{timeOfDay(line.at)}</span>
                <span>{logSentence(line.what, inWords(line, nameOf))}</span>
                <span>{logWho(line.who)}</span>
              </li>
            ))}
        </ul>
      )}
    </section>
  );
}
