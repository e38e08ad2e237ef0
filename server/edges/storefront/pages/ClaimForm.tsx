import type { ReactNode } from 'react';
import { sumCounts } from '@protocol/ticks.ts';
import { isOpen } from '../browser/page-phase.ts';
import type { PageDrop, PageLine } from '../page-drop.ts';
import type { Voice } from '../voice.ts';
import { Clock } from './Clock.tsx';
import { Count } from './Count.tsx';
import { isOnePrice } from './Price.tsx';
import { insideWords } from './Inside.tsx';
import { HOLE, Sentence } from './Sentence.tsx';

/** What a try that was refused leaves on the page. */
export interface ClaimState {
  /** One-time: two posts of one press are one hold. */
  readonly token: string;
  readonly refusal: string | null;
  /** Whether what they have already is worth a look: they may be at their limit. */
  readonly look: boolean;
  /** Work that is asked for first, for the script, and by which form. */
  readonly challenge: { readonly to: 'hold' | 'enter' | 'wait'; readonly text: string } | null;
  readonly chosen: { readonly sku: string; readonly quantity: number } | null;
  /** As it was typed where one asks to stand in line. */
  readonly email: string;
}

/** More than this is typed on no phone in a drop's minutes; the limit per person is the drop's. */
const MOST_IN_LIST = 12;

export function ClaimForm({
  view,
  code,
  behind,
  claim,
  voice,
}: {
  readonly view: PageDrop;
  readonly code: string;
  readonly behind: number | null;
  readonly claim: ClaimState;
  readonly voice: Voice;
}): ReactNode {
  const { t } = voice;
  const { part, phase, lines, now } = view;
  const most = Math.min(part.perViewer, part.perOrder ?? part.perViewer);
  const preset = lines.find((line) => line.sku === claim.chosen?.sku && line.left > 0) ?? lines.find((line) => line.left > 0) ?? lines[0];
  const held = sumCounts(part.lines).held;
  const backAt = firstBack(lines);
  return (
    <form className="claim" method="post" action={`/d/${code}/hold`} data-claim="" data-challenge={challengeTo('hold', claim)}>
      <Refusal claim={claim} voice={voice} />
      <input type="hidden" name="token" value={claim.token} />
      <ProofField to="hold" claim={claim} />
      {lines.length > 1 ? (
        <Options view={view} preset={preset} voice={voice} />
      ) : (
        <input type="hidden" name="sku" value={preset?.sku ?? ''} data-price={voice.money(preset?.price ?? 0)} />
      )}
      <Count view={view} voice={voice} />
      {behind !== null && <p className="behind">{t('behind', { n: behind })}</p>}
      <p className="held-note" data-in="all-held">
        <span data-held="back" hidden={backAt === null}>
          <span data-text="">{t('held.back', { n: held })}</span> <Clock until={backAt ?? now} now={now} of="backAt" />
        </span>
        <span data-held="soon" hidden={backAt !== null}>
          {t('held.soon', { n: held })}
        </span>
        <span data-waiting="">{waitingWords(lines, voice)}</span>
      </p>
      <div className="buy">
        <a className="mine" data-my-order="" href="/now" hidden>
          {t('mine.look')}
        </a>
        <div className="press">
          {most > 1 && (
            <label className="quantity" data-in="live closing opening">
              <span className="quiet">{t('quantity')}</span>
              <select name="quantity" defaultValue={claim.chosen?.quantity ?? 1}>
                {Array.from({ length: Math.min(most, MOST_IN_LIST) }, (_none, at) => (
                  <option key={at} value={at + 1}>
                    {at + 1}
                  </option>
                ))}
              </select>
            </label>
          )}
          <button type="submit" className="primary" disabled={!isOpen(phase)} data-press="">
            <span data-in="live closing">{t(part.mode === 'race' ? 'button.race' : most > 1 ? 'button.hold-some' : 'button.hold')}</span>
            <span data-in="opening">
              <Sentence text={t('button.opening', { clock: HOLE })} node={<Clock until={part.opensAt ?? now} now={now} of="opensAt" />} />
            </span>
            <span data-in="all-held">{t('button.all-held')}</span>
            {/* Without script a press may mean another option than the first: the price is named where it is the same for all. */}
            {preset !== undefined && (
              <span className="num" data-in="live closing opening" data-button-price="">
                {isOnePrice(lines) ? (most > 1 ? t('price.each', { price: voice.money(preset.price) }) : voice.money(preset.price)) : ''}
              </span>
            )}
          </button>
          {/* The script shows this one instead, where this browser holds something already. */}
          <a className="primary" data-my-hold="" href="/now" hidden>
            <span>
              <Sentence text={t('mine.hold', { clock: HOLE })} node={<span className="num" data-clock="" />} />
            </span>
            <span>{t('mine.go')}</span>
          </a>
        </div>
        <p data-note="">
          <span data-in="live closing opening">
            {t(part.mode === 'race' ? 'button.note-race' : 'button.note', { minutes: holdMinutes(part.holdSeconds, voice) })}
          </span>
          <span data-in="all-held">{t('button.note-held')}</span>
        </p>
        <p className="quiet" aria-live="polite" data-aloud="" />
      </div>
    </form>
  );
}

export const challengeTo = (to: 'hold' | 'enter' | 'wait', { challenge }: ClaimState): string | undefined =>
  challenge?.to === to ? challenge.text : undefined;
/** Where the script puts its answer. */
export function ProofField({ to, claim }: { readonly to: 'hold' | 'enter' | 'wait'; readonly claim: ClaimState }): ReactNode {
  return challengeTo(to, claim) !== undefined && <input type="hidden" name="proof" />;
}

/** Stands empty until there is one: the script puts a refusal in the same place. */
export function Refusal({ claim, voice }: { readonly claim: ClaimState; readonly voice: Voice }): ReactNode {
  return (
    <div className="alert" role="alert" data-refusal="" hidden={claim.refusal === null}>
      <p>{claim.refusal}</p>
      <a href="/now" hidden={!claim.look}>
        {voice.t('mine.look')}
      </a>
    </div>
  );
}

export function Options({ view, preset, voice }: { readonly view: PageDrop; readonly preset: PageLine | undefined; readonly voice: Voice }): ReactNode {
  const samePrice = isOnePrice(view.lines);
  const [product] = view.products;
  const isOneProduct = view.products.length === 1 && view.lines.every((line) => line.parts === undefined);
  const legend = isOneProduct && product !== undefined && product.options.length > 0 ? product.options.join(', ') : voice.t('options');
  return (
    <fieldset className={view.lines.length > 6 ? 'options many' : 'options'}>
      <legend className="quiet">{legend}</legend>
      {view.lines.map((line) => (
        <label key={line.sku} data-line={line.sku} data-gone={line.left > 0 ? undefined : ''}>
          <input
            type="radio"
            name="sku"
            value={line.sku}
            required
            defaultChecked={line.sku === preset?.sku}
            disabled={line.left === 0}
            data-price={voice.money(line.price)}
          />
          <span>
            <b>{line.label}</b>
            {line.tag !== undefined && <kbd>{line.tag}</kbd>}
            {!samePrice && <i className="num">{voice.money(line.price)}</i>}
            {line.parts !== undefined && <small>{insideWords(line.parts, voice)}</small>}
            <small className="num" data-line-count="">
              {lineWords(line, voice)}
            </small>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function lineWords(line: PageLine, { t }: Voice): string {
  if (line.left > 0) return t('line.left', { n: line.left });
  return line.held > 0 ? t('line.held', { n: line.held }) : t('line.gone');
}

/** The count is honest about whom it is for: units offered to the line, and how many stand in it. */
function waitingWords(lines: readonly PageLine[], { t }: Voice): string {
  const offered = lines.reduce((sum, line) => sum + (line.offered ?? 0), 0);
  const waiting = lines.reduce((sum, line) => sum + (line.waiting ?? 0), 0);
  return [offered > 0 ? t('count.offered', { n: offered }) : '', waiting > 0 ? t('count.waiting', { n: waiting }) : ''].filter(Boolean).join(' ');
}

function firstBack(lines: readonly PageLine[]): number | null {
  const times = lines.flatMap((line) => (line.backAt === null ? [] : [line.backAt]));
  return times.length === 0 ? null : Math.min(...times);
}

export function holdMinutes(seconds: number, { t }: Voice): string {
  return seconds % 60 === 0 || seconds > 120 ? t('minutes', { n: Math.round(seconds / 60) }) : t('seconds', { n: seconds });
}
