import { overlay as words } from '@locales/en.json';
import { speaker } from '@protocol/words.ts';
import type { Mark, Picture } from './card-of.ts';

const say = speaker(words, 'en');

/** Drops that sell on their own links while another one has the card (D8). */
export function AlsoLive({ strips }: { readonly strips: Picture['alsoLive'] }) {
  if (strips.length === 0) return null;
  return (
    <ul className="also">
      {strips.map((strip) => (
        <li key={strip.dropId} className="strip">
          <span className="quiet">{say('strip.also')}</span>
          <strong>{strip.title}</strong>
          <span className="num">{strip.count}</span>
        </li>
      ))}
    </ul>
  );
}

export function NextUp({ next }: { readonly next: NonNullable<Picture['next']> }) {
  return (
    <p className="strip next">
      <span className="quiet">{say('strip.next')}</span>
      <strong>{next.title}</strong>
      {next.when !== null && <span className="quiet num">{next.when}</span>}
    </p>
  );
}

/** The striped edge of a test or a rehearsal: around the card, or by itself while there is none. */
export function MarkEdge({ mark, alone }: { readonly mark: Mark; readonly alone: boolean }) {
  return (
    <div className={alone ? 'mark alone' : 'mark'} data-mark={mark.kind}>
      <p>
        <strong>{mark.text}</strong>
        <span>{mark.more}</span>
      </p>
    </div>
  );
}
