import type { ReactNode } from 'react';
import { isCounter, offerOf, type PagePhase } from '../browser/page-phase.ts';
import type { PageDrop, Offered } from '../page-drop.ts';
import type { Voice } from '../voice.ts';
import { Body } from './Body.tsx';
import { ChatClaim } from './ChatClaim.tsx';
import { ClaimForm, Refusal, type ClaimState } from './ClaimForm.tsx';
import { Count } from './Count.tsx';
import { DrawForm } from './DrawForm.tsx';
import { Facts } from './Facts.tsx';
import { Inside } from './Inside.tsx';
import { LeaveForm } from './LeaveForm.tsx';
import { liveWords } from './live-words.ts';
import { Others } from './OnNow.tsx';
import { PhaseTag } from './PhaseTag.tsx';
import { Pictures } from './Pictures.tsx';
import { priceWords, wasWords } from './Price.tsx';
import { HOLE, Sentence } from './Sentence.tsx';
import { Seal } from './Seal.tsx';
import { WaitForm } from './WaitForm.tsx';

export interface DropPageProps {
  readonly view: PageDrop;
  /** What the address said: which link it was, for counting looks. */
  readonly code: string;
  readonly showId: string | null;
  readonly offered: Offered;
  readonly returnsUrl: string | null;
  /** What else is on now. */
  readonly others: readonly PageDrop[];
  /** Seconds by which the video that the link came with is late; null where that is not known. */
  readonly behind: number | null;
  readonly claim: ClaimState;
  /** Names of the chats in which one can claim now. */
  readonly chats: readonly string[];
  readonly voice: Voice;
}

export function DropPage(props: DropPageProps): ReactNode {
  const { voice, others, offered } = props;
  const view = props.chats.length > 0 ? props.view : withoutTags(props.view);
  const { part, phase, products } = view;
  // Promise 1: the lowest price of the 30 days before, where it is true; else it is the price of this show, and called that.
  const was = wasWords(view.lines, voice);
  const vendor = products.length === 1 ? (products[0]?.vendor ?? '') : '';
  return (
    <main
      className={isCounter(phase) ? 'claims' : undefined}
      data-kind="drop"
      data-code={props.code}
      data-show={props.showId ?? ''}
      data-now={view.now}
      data-words={liveWords()}
      data-lang={voice.lang}
      data-locale={voice.locale}
    >
      <p className="away" data-away="" role="status" hidden />
      <section
        className="drop"
        data-drop={part.dropId}
        data-phase={phase}
        data-firing={part.firing}
        data-ends={part.endsAt ?? ''}
        data-offer={offerOf(part)}
        data-rest={isOver(phase) ? '' : undefined}
      >
        <div className="hero">
          <Pictures pictures={view.part.pictures} title={part.title} voice={voice} />
          {/* The stamp says it larger; the tag stays for those who hear the page. */}
          <p className={isSoldOut(view) ? 'tags quiet' : 'tags'}>
            <PhaseTag view={view} voice={voice} />
          </p>
          {isSoldOut(view) && (
            <p className="stamp" aria-hidden="true">
              {voice.t('tag.sold-out')}
            </p>
          )}
        </div>
        <div className="sheet">
          <h1>{part.title}</h1>
          {(vendor || voice.shopName) !== '' && <p className="by">{vendor || voice.shopName}</p>}
          {view.lines.length > 0 && phase !== 'called-off' && (
            <p className="price num">
              <span>{priceWords(view.lines, voice)}</span>
              {isCounter(phase) && was !== null && (
                <small>
                  <Sentence text={voice.t('price.was', { price: HOLE })} node={<s>{was}</s>} />
                </small>
              )}
              <small>
                {isCounter(phase) && was === null && `${voice.t('price.live')} · `}
                {part.sells === undefined ? priceNote(offered, voice) : voice.t('price.elsewhere', { at: part.sells.at })}
              </small>
            </p>
          )}
          <Inside lines={view.lines} voice={voice} />
          {part.heldBack === true && isCounter(phase) && (
            <p className="by">{voice.t('held-back', { n: part.lines.reduce((sum, line) => sum + line.allotted, 0) })}</p>
          )}
          {part.extension !== null && isCounter(phase) && <p className="note">{voice.t('extended', { reason: part.extension })}</p>}
          {part.more && isCounter(phase) && <p className="note">{voice.t('more', { n: part.more.n, time: voice.time(part.more.at) })}</p>}
          {isCounter(phase) ? (
            <>
              {part.sells !== undefined ? (
                <LeaveForm view={view} sells={part.sells} code={props.code} claim={props.claim} voice={voice} />
              ) : part.mode === 'draw' ? (
                <DrawForm view={view} code={props.code} claim={props.claim} voice={voice} />
              ) : (
                <>
                  <ClaimForm view={view} code={props.code} behind={props.behind} claim={props.claim} voice={voice} />
                  <WaitForm view={view} code={props.code} claim={props.claim} phases="all-held" voice={voice} />
                </>
              )}
              {props.chats.length > 0 && <ChatClaim view={view} code={props.code} chats={props.chats} paired={[]} state={{ shown: 'closed' }} voice={voice} />}
            </>
          ) : (
            <Resting view={view} code={props.code} claim={props.claim} voice={voice} />
          )}
          {isOver(phase) ? (
            <Others others={others} title={voice.t('others.now')} voice={voice} />
          ) : (
            <Facts view={view} offered={offered} returnsUrl={props.returnsUrl} voice={voice} />
          )}
          {products.map((product) => (
            <Body key={product.handle} html={product.body} />
          ))}
        </div>
      </section>
      {!isOver(phase) && <Others others={others} title={voice.t('others.also')} voice={voice} />}
    </main>
  );
}

/** What is typed in a chat says nothing to whom no chat hears. */
const withoutTags = (view: PageDrop): PageDrop => ({ ...view, lines: view.lines.map(({ tag: _tag, ...line }) => line) });

/** Nobody can buy here any more: what can be bought elsewhere comes before the small print. */
const isOver = (phase: PagePhase): boolean => phase === 'sold-out' || phase === 'ended' || phase === 'called-off';
const isSoldOut = ({ phase, part }: PageDrop): boolean =>
  phase === 'sold-out' || (phase === 'ended' && part.lines.length > 0 && part.lines.every((line) => line.left + line.held === 0));

/** The total is shown early: what comes on top, or that nothing does (MONEY, promise 4). */
function priceNote({ shipping, pickups, tax }: Offered, { t, money, day, locale }: Voice): string {
  const [first] = pickups;
  const rate = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format(tax.rate / 100);
  const onTop = tax.onTop && tax.rate > 0;
  const delivery = shipping === null ? null : shipping.isFlat ? money(shipping.from) : t('price.from', { price: money(shipping.from) });
  const parts = [
    onTop ? t('price.tax-on-top', { rate }) : t('price.alone'),
    ...(delivery === null ? [] : [t('price.delivery', { delivery })]),
    ...(first === undefined ? [] : [t('price.pickup', { day: day(first.startsAt) })]),
  ];
  return parts.join(', ');
}

/** Instead of the form, where nobody can claim: what is so, and what to do. */
function Resting({
  view,
  code,
  claim,
  voice,
}: {
  readonly view: PageDrop;
  readonly code: string;
  readonly claim: ClaimState;
  readonly voice: Voice;
}): ReactNode {
  const { draw } = view.part;
  return (
    <div className="resting">
      <Refusal claim={claim} voice={voice} />
      <p className="lead">{restingSentence(view, voice)}</p>
      {view.phase === 'ended' && draw !== undefined && (
        <>
          <a className="mine" data-mine="" href={`/d/${code}/mine`} hidden>
            {voice.t('mine.entry')}
          </a>
          <Seal draw={draw} code={code} voice={voice} />
        </>
      )}
      {view.phase === 'sold-out' && view.part.sells === undefined && <WaitForm view={view} code={code} claim={claim} phases={null} voice={voice} />}
      {view.phase === 'paused' && <Count view={view} voice={voice} />}
      {/* The script names the order, where this browser has one here. */}
      <a className="mine" data-my-order="" href="/now" hidden={view.phase === 'called-off' || view.phase === 'armed' || view.phase === 'planned'}>
        {voice.t('mine.look')}
      </a>
    </div>
  );
}

function drawnSentence({ part }: PageDrop, { t }: Voice): string {
  const entries = part.draw?.entries ?? 0;
  if (part.draw?.drawnAt == null) return t('rest.drawing');
  return t(part.settling === true ? 'rest.drawn-settling' : 'rest.drawn', { n: entries });
}

function restingSentence(view: PageDrop, voice: Voice): string {
  const { t, time } = voice;
  const { part, phase } = view;
  switch (phase) {
    case 'sold-out':
      return t('rest.sold-out', { n: part.lines.reduce((sum, line) => sum + line.allotted, 0) });
    case 'paused':
      return t('rest.paused');
    case 'stopped':
      return t('rest.stopped');
    case 'called-off':
      return t('rest.called-off');
    case 'planned':
    case 'armed':
      return t('rest.soon');
    case 'ended':
      if (part.draw !== undefined && !part.calledOff) return drawnSentence(view, voice);
      if (isSoldOut(view)) return t('rest.ended-sold-out');
      return part.endsAt === null || part.endedEarly ? t('rest.ended') : t('rest.ended-at', { time: time(part.endsAt) });
    // These have the form.
    case 'opening':
    case 'live':
    case 'closing':
    case 'all-held':
      return '';
    default: {
      const never: never = phase;
      return never;
    }
  }
}
