import { useState } from 'react';
import type { Card } from './card-of.ts';
import { FittedText } from './FittedText.tsx';
import type { TypeStep } from './FittedText.tsx';
import { Ticks } from './Ticks.tsx';

const TITLE_STEPS: readonly TypeStep[] = [
  ...[46, 42, 38].map((size) => ({ size, lines: 1 }) as const),
  ...[42, 38, 34, 30, 26, 23, 20].map((size) => ({ size, lines: 2 }) as const),
];

export function FrontFace({ card, hidden }: { readonly card: Card; readonly hidden: boolean }) {
  const { front } = card;
  const [broken, setBroken] = useState<string | null>(null);
  const picture = card.picture === broken ? null : card.picture;
  return (
    <div
      className={`face front${picture === null ? ' plain' : ''}${front.dimmed ? ' dimmed' : ''}${front.stamp === null ? '' : ' stamped'}`}
      aria-hidden={hidden}
    >
      {picture !== null && <img className="picture" src={picture} alt="" decoding="sync" onError={() => setBroken(picture)} />}
      <div className="body">
        <div className="top">
          <span className={`tag ${front.tag.kind}`}>
            <i />
            {front.tag.text}
          </span>
          {front.clock !== null && <span className="clock num">{front.clock}</span>}
        </div>
        <div className="name">
          <FittedText tag="h1" text={card.title} steps={TITLE_STEPS} />
          {front.options.length > 0 && (
            <p className="options">
              {front.options.map((option, i) => (
                <span key={i} className={option.gone ? 'gone' : undefined}>
                  {option.text}
                </span>
              ))}
            </p>
          )}
        </div>
        <p className="money">
          {front.price !== null && <span className="price num">{front.price}</span>}
          {front.note !== null && <span className="note">{front.note}</span>}
        </p>
        <Ticks row={front.ticks} />
        <p className="counts num">
          <strong className={front.grown ? 'count grown' : 'count'}>{front.count}</strong>
          <span className="rest">{front.rest}</span>
        </p>
      </div>
      <span className={front.stamp === null ? 'stamp' : 'stamp on'} aria-hidden={front.stamp === null}>
        {front.stamp}
      </span>
    </div>
  );
}
