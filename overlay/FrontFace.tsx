import { useState } from 'react';
import type { Card } from './card-of.ts';
import { useCanvas } from './canvas.ts';
import { FittedText, typeSteps } from './FittedText.tsx';
import { Ticks } from './Ticks.tsx';

const TITLE_STEPS = typeSteps([46, 42, 38], [42, 38, 34, 30, 26, 23, 20]);
const TALL_STEPS = typeSteps([58, 54, 50], [54, 48, 42, 38, 34, 30, 26]);

/** "1,000 left" is a number with a word to it; more letters are a sentence. */
const LONG_COUNT = 12;

export function FrontFace({ card, hidden }: { readonly card: Card; readonly hidden: boolean }) {
  const { front } = card;
  const { portrait } = useCanvas();
  const [broken, setBroken] = useState<string | null>(null);
  const picture = card.picture === broken ? null : card.picture;
  return (
    <div
      className={`face front${picture === null ? ' plain' : ''}${front.dimmed ? ' dimmed' : ''}${front.ticks === null ? ' no-ticks' : ''}${front.stamp === null ? '' : ' stamped'}`}
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
          <FittedText tag="h1" text={card.title} steps={portrait ? TALL_STEPS : TITLE_STEPS} />
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
        {front.ticks !== null && <Ticks row={front.ticks} />}
        <p className="counts num">
          <strong className={`count${front.grown ? ' grown' : ''}${front.count.length > LONG_COUNT ? ' long' : ''}`}>{front.count}</strong>
          <span className="rest">{front.rest}</span>
        </p>
      </div>
      <span className={front.stamp === null ? 'stamp' : 'stamp on'} aria-hidden={front.stamp === null}>
        {front.stamp}
      </span>
    </div>
  );
}
