import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useCanvas } from './canvas.ts';

export interface TypeStep {
  /** In hundredths of rem: pixels of the canvas it is drawn for. */
  readonly size: number;
  readonly lines: 1 | 2;
}

/** First on one line, then on two, each from large to small. */
export const typeSteps = (one: readonly number[], two: readonly number[]): readonly TypeStep[] => [
  ...one.map((size) => ({ size, lines: 1 }) as const),
  ...two.map((size) => ({ size, lines: 2 }) as const),
];

/**
 * Text that takes the first step in which it stands whole, and ends in an ellipsis only below the last one. Measured,
 * not guessed: letters differ by a factor of three in width.
 */
export function FittedText({ tag: Tag, text, steps }: { readonly tag: 'h1' | 'h2'; readonly text: string; readonly steps: readonly TypeStep[] }) {
  const ref = useRef<HTMLHeadingElement>(null);
  const [fontsReady, setFontsReady] = useState(document.fonts.status === 'loaded');
  const canvas = useCanvas();
  useEffect(() => {
    let here = true;
    void document.fonts.ready.then(() => here && setFontsReady(true));
    return () => {
      here = false;
    };
  }, []);
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return;
    for (const { size, lines } of steps) {
      element.style.fontSize = `max(${size / 100}rem, var(--least))`;
      // Half a line is no line: at odd scales heights round.
      const lineHeight = parseFloat(getComputedStyle(element).lineHeight);
      if (element.scrollHeight <= lineHeight * (lines + 0.5) && element.scrollWidth <= element.clientWidth + 1) return;
    }
  }, [text, steps, fontsReady, canvas]);
  return (
    <Tag ref={ref} className="fitted">
      {text}
    </Tag>
  );
}
