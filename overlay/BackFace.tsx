import type { Card } from './card-of.ts';
import { useCanvas } from './canvas.ts';
import { FittedText, typeSteps } from './FittedText.tsx';

const TITLE_STEPS = typeSteps([58, 52, 46], [48, 42, 36, 32, 28, 24, 20]);
const TALL_STEPS = typeSteps([76, 68, 60], [64, 56, 50, 44, 38, 32, 26]);

export function BackFace({ card, hidden }: { readonly card: Card; readonly hidden: boolean }) {
  const { back } = card;
  const { portrait } = useCanvas();
  return (
    <div className={card.phase === 'called-off' ? 'face back called-off' : 'face back'} aria-hidden={hidden}>
      <span className="frame" />
      <div className="words">
        <p className="shop">{back.shop}</p>
        <FittedText tag="h2" text={card.title} steps={portrait ? TALL_STEPS : TITLE_STEPS} />
        <p className="when">
          {back.say !== null && card.phase !== 'called-off' && <span>{back.say}</span>}
          <strong className={back.counts ? 'big num' : 'big'}>{back.big}</strong>
          {back.say !== null && card.phase === 'called-off' && <span>{back.say}</span>}
        </p>
      </div>
    </div>
  );
}
