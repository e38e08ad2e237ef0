import type { Card } from './card-of.ts';
import { BackFace } from './BackFace.tsx';
import { FrontFace } from './FrontFace.tsx';
import { StubFace } from './StubFace.tsx';

/** The ticket and its stub, torn along the perforation: each half has a face and a back and turns over by itself. */
export function Ticket({ card }: { readonly card: Card }) {
  return (
    <div className={`ticket${card.stale ? ' stale' : ''}${card.stub === null ? ' whole' : ''}`} data-phase={card.phase}>
      <div className="half main">
        <div className={`leaf ${card.mainFace}`}>
          <FrontFace card={card} hidden={card.mainFace === 'down'} />
          <BackFace card={card} hidden={card.mainFace === 'up'} />
        </div>
      </div>
      {card.stub !== null && (
        <div className="half stub">
          <div className={`leaf ${card.stubFace}`}>
            <StubFace stub={card.stub} hidden={card.stubFace === 'down'} />
            <div className="face back" aria-hidden={card.stubFace === 'up'}>
              <span className="frame" />
              <span className="seal" aria-hidden="true">
                {card.back.shop.slice(0, 1)}
              </span>
            </div>
          </div>
        </div>
      )}
    </div>
  );
}
