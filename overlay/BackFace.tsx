import type { Card } from './card-of.ts';
import { FittedText } from './FittedText.tsx';
import type { TypeStep } from './FittedText.tsx';

const TITLE_STEPS: readonly TypeStep[] = [
  ...[58, 52, 46].map((size) => ({ size, lines: 1 }) as const),
  ...[48, 42, 36, 32, 28, 24, 20].map((size) => ({ size, lines: 2 }) as const),
];

export function BackFace({ card, hidden }: { readonly card: Card; readonly hidden: boolean }) {
  const { back } = card;
  return (
    <div className={card.phase === 'called-off' ? 'face back called-off' : 'face back'} aria-hidden={hidden}>
      <span className="frame" />
      <div className="words">
        <p className="shop">{back.shop}</p>
        <FittedText tag="h2" text={card.title} steps={TITLE_STEPS} />
        <p className="when">
          {back.say !== null && card.phase !== 'called-off' && <span>{back.say}</span>}
          <strong className={back.counts ? 'big num' : 'big'}>{back.big}</strong>
          {back.say !== null && card.phase === 'called-off' && <span>{back.say}</span>}
        </p>
      </div>
    </div>
  );
}
