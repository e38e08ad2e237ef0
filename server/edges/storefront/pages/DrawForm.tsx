import type { ReactNode } from 'react';
import { isOpen } from '../browser/page-phase.ts';
import type { PageDrop } from '../page-drop.ts';
import type { Voice } from '../voice.ts';
import { Options, ProofField, Refusal, challengeTo, holdMinutes, type ClaimState } from './ClaimForm.tsx';
import { Clock } from './Clock.tsx';
import { Count } from './Count.tsx';
import { isOnePrice } from './Price.tsx';
import { Seal } from './Seal.tsx';
import { HOLE, Sentence } from './Sentence.tsx';

/** Where others reserve, one enters: nothing is anybody's before it is drawn. */
export function DrawForm({
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
  const { t } = voice;
  const { part, phase, lines, now } = view;
  const preset = lines.find((line) => line.sku === claim.chosen?.sku) ?? lines[0];
  return (
    <form className="claim" method="post" action={`/d/${code}/enter`} data-once="" data-challenge={challengeTo('enter', claim)}>
      <Refusal claim={claim} voice={voice} />
      <input type="hidden" name="token" value={claim.token} />
      <ProofField to="enter" claim={claim} />
      {lines.length > 1 ? <Options view={view} preset={preset} voice={voice} /> : <input type="hidden" name="sku" value={preset?.sku ?? ''} />}
      <Count view={view} voice={voice} />
      <div className="buy">
        <a className="mine" data-mine="" href={`/d/${code}/mine`} hidden>
          {t('mine.entry')}
        </a>
        <div className="press">
          <button type="submit" className="primary" disabled={!isOpen(phase)} data-press="">
            <span data-in="live closing">{t('button.enter')}</span>
            <span data-in="opening">
              <Sentence text={t('button.opening', { clock: HOLE })} node={<Clock until={part.opensAt ?? now} now={now} of="opensAt" />} />
            </span>
            {preset !== undefined && isOnePrice(lines) && <span className="num">{voice.money(preset.price)}</span>}
          </button>
        </div>
        <p>{t('draw.note', { minutes: holdMinutes(part.holdSeconds, voice) })}</p>
      </div>
      {part.draw !== undefined && <Seal draw={part.draw} code={code} voice={voice} />}
    </form>
  );
}
