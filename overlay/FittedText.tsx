import { useEffect, useLayoutEffect, useRef, useState } from 'react';

export interface TypeStep {
  /** In hundredths of rem: pixels at 1080. */
  readonly size: number;
  readonly lines: 1 | 2;
}

/**
 * Text that takes the first step in which it stands whole, and ends in an ellipsis only below the last one. Measured,
 * not guessed: letters differ by a factor of three in width.
 */
export function FittedText({ tag: Tag, text, steps }: { readonly tag: 'h1' | 'h2'; readonly text: string; readonly steps: readonly TypeStep[] }) {
  const ref = useRef<HTMLHeadingElement>(null);
  const [fontsReady, setFontsReady] = useState(document.fonts.status === 'loaded');
  const [width, setWidth] = useState(window.innerWidth);
  useEffect(() => {
    let here = true;
    void document.fonts.ready.then(() => here && setFontsReady(true));
    const resized = (): void => setWidth(window.innerWidth);
    window.addEventListener('resize', resized);
    return () => {
      here = false;
      window.removeEventListener('resize', resized);
    };
  }, []);
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return;
    for (const { size, lines } of steps) {
      element.style.fontSize = `${size / 100}rem`;
      // Half a line is no line: at odd scales heights round.
      const lineHeight = parseFloat(getComputedStyle(element).lineHeight);
      if (element.scrollHeight <= lineHeight * (lines + 0.5) && element.scrollWidth <= element.clientWidth + 1) return;
    }
  }, [text, steps, fontsReady, width]);
  return (
    <Tag ref={ref} className="fitted">
      {text}
    </Tag>
  );
}
