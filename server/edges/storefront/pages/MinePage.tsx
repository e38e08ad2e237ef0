import type { ReactNode } from 'react';
import type { MyEntryPart, MyHoldPart, MyOrderPart, MyWaitPart } from '@protocol/parts.ts';
import type { PageDrop } from '../page-drop.ts';
import type { Voice } from '../voice.ts';
import { Clock } from './Clock.tsx';
import { Lines } from './Lines.tsx';
import { fewWords } from './live-words.ts';
import { Seal } from './Seal.tsx';
import { HOLE, Sentence } from './Sentence.tsx';

export interface MinePageProps {
  readonly view: PageDrop;
  readonly code: string;
  readonly showId: string;
  readonly entry: MyEntryPart | null;
  readonly wait: MyWaitPart | null;
  readonly hold: MyHoldPart | null;
  readonly order: MyOrderPart | null;
  readonly token: string;
  readonly voice: Voice;
}

/** One's own part in a draw or a line: where it stands, and what to do. Looks again by itself. */
export function MinePage(props: MinePageProps): ReactNode {
  const { view, code, entry, wait, hold, order, token, voice } = props;
  const { t } = voice;
  const { part } = view;
  const said = saidOf(props);
  return (
    <main
      data-kind="mine"
      data-again="4"
      data-now={view.now}
      data-show={props.showId}
      data-words={fewWords()}
      data-lang={voice.lang}
      data-locale={voice.locale}
      className="desk"
    >
      <p className="away" data-away="" role="status" hidden />
      <article className="ticket" data-mine-state={said.state}>
        <div className="plain">
          <p className="dim">{part.title}</p>
          <h1>{t(said.title, said.blanks)}</h1>
          <p className="lead">{t(said.text, said.blanks)}</p>
          {hold !== null && (
            <>
              <Lines lines={hold.lines.map((line) => ({ ...line, refunded: 0 }))} voice={voice} />
              <a className="primary" href={hold.path}>
                <span>
                  <Sentence text={t('mine.hold', { clock: HOLE })} node={<Clock until={hold.expiresAt} now={view.now} of={null} />} />
                </span>
                <span>{t('mine.go')}</span>
              </a>
            </>
          )}
          {hold === null && order !== null && (
            <a className="primary" href={order.path}>
              {t('mine.order', { number: String(order.orderNumber) })}
            </a>
          )}
          {part.draw !== undefined && entry !== null && <Seal draw={part.draw} code={code} voice={voice} />}
        </div>
      </article>
      {(entry?.state === 'in' || wait !== null) && (
        <form className="give-back" method="post" action={`/d/${code}/${wait === null ? 'leave' : 'unwait'}`} data-once="">
          <input type="hidden" name="token" value={token} />
          <button type="submit" className="link">
            {t(wait === null ? 'draw.leave' : 'wait.leave')}
          </button>
        </form>
      )}
      <p className="give-back">
        <a href={`/d/${code}`}>{t('chat.back', { title: part.title })}</a>
      </p>
    </main>
  );
}

type Said = { readonly state: string; readonly title: TitleKey; readonly text: TextKey; readonly blanks: Record<string, string | number> };
type State = 'in' | 'drawing' | 'won' | 'have' | 'lapsed' | 'next' | 'over' | 'offer' | 'wait' | 'nothing';
type TitleKey = `mine.${State}.title`;
type TextKey = `mine.${State}.text`;

function saidOf({ view, entry, wait, hold, order, voice }: MinePageProps): Said {
  const { part, now } = view;
  const say = (state: State, blanks: Record<string, string | number> = {}): Said => ({
    state,
    title: `mine.${state}.title`,
    text: `mine.${state}.text`,
    blanks,
  });
  if (hold !== null) return say(hold.by === 'waitlist' ? 'offer' : 'won');
  if (wait !== null) return say('wait', { n: wait.place });
  if (entry === null) return say(order === null ? 'nothing' : 'have');
  const of = part.draw?.entries ?? 0;
  switch (entry.state) {
    case 'in':
      return part.closesAt !== null && now >= part.closesAt ? say('drawing') : say('in', { n: of, time: part.endsAt === null ? '' : voice.time(part.endsAt) });
    case 'won':
      return say('have');
    case 'lapsed':
      return say('lapsed');
    case 'next':
      return say('next', { n: entry.place ?? 0, of });
    case 'over':
      return say('over', { n: entry.place ?? 0, of });
    default: {
      const never: never = entry.state;
      return never;
    }
  }
}
