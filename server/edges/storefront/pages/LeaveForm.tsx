import type { ReactNode } from 'react';
import type { SellsPart } from '@protocol/parts.ts';
import { isOpen } from '../browser/page-phase.ts';
import type { PageDrop } from '../page-drop.ts';
import type { Voice } from '../voice.ts';
import { Options, Refusal, type ClaimState } from './ClaimForm.tsx';
import { Clock } from './Clock.tsx';
import { Count } from './Count.tsx';
import { HOLE, Sentence } from './Sentence.tsx';

/** More than this is typed on no phone in a drop's minutes. */
const MOST_IN_LIST = 12;

/** Bought in another shop: nothing is reserved here, the button goes there, in this same tab. */
export function LeaveForm({
  view,
  sells,
  code,
  claim,
  voice,
}: {
  readonly view: PageDrop;
  readonly sells: SellsPart;
  readonly code: string;
  readonly claim: ClaimState;
  readonly voice: Voice;
}): ReactNode {
  const { t } = voice;
  const { part, phase, lines, now } = view;
  const preset = lines.find((line) => line.sku === claim.chosen?.sku && line.left > 0) ?? lines.find((line) => line.left > 0) ?? lines[0];
  return (
    <form className="claim" method="post" action={`/d/${code}/leave`} rel="noopener" data-once="">
      <Refusal claim={claim} voice={voice} />
      <input type="hidden" name="token" value={claim.token} />
      {lines.length > 1 ? <Options view={view} preset={preset} voice={voice} /> : <input type="hidden" name="sku" value={preset?.sku ?? ''} />}
      <Count view={view} voice={voice} />
      <div className="buy">
        <div className="press">
          {part.perViewer > 1 && sells.keeps === 'there' && (
            <label className="quantity" data-in="live closing opening">
              <span className="quiet">{t('quantity')}</span>
              <select name="quantity" defaultValue={claim.chosen?.quantity ?? 1}>
                {Array.from({ length: Math.min(part.perViewer, MOST_IN_LIST) }, (_none, at) => (
                  <option key={at} value={at + 1}>
                    {at + 1}
                  </option>
                ))}
              </select>
            </label>
          )}
          <button type="submit" className="primary" disabled={!isOpen(phase)} data-press="">
            <span data-in="live closing">{t('leave.button', { at: sells.at })}</span>
            <span data-in="opening">
              <Sentence text={t('button.opening', { clock: HOLE })} node={<Clock until={part.opensAt ?? now} now={now} of="opensAt" />} />
            </span>
          </button>
        </div>
        <p data-note="">{t('leave.note', { at: sells.at })}</p>
        <p className="quiet" aria-live="polite" data-aloud="" />
      </div>
    </form>
  );
}
