import { createContext, useContext, useEffect, useInsertionEffect, useState } from 'react';

/**
 * The canvas is drawn for 1920 × 1080, and a portrait one for 1080 × 1920; others scale by what fits (the root's
 * `font-size` in overlay.css says the same).
 */
export interface Canvas {
  readonly portrait: boolean;
  /** Real pixels for one of the canvas it is drawn for. */
  readonly pixel: number;
  /** How much larger than drawn the shop wants it. */
  readonly scale: number;
}

/** A portrait ticket fills the width: any larger it would leave the safe edges. */
export const LARGEST_PORTRAIT = 1.15;

export function canvasOf(width: number, height: number, scale: number): Canvas {
  const portrait = height >= width;
  return {
    portrait,
    // A portrait canvas may be as wide as it is high: then the height is what is short.
    pixel: portrait ? Math.min(width / 1080, height / 1440) : Math.min(width / 1920, height / 1080),
    scale: portrait ? Math.min(scale, LARGEST_PORTRAIT) : scale,
  };
}

const CanvasContext = createContext<Canvas>(canvasOf(1920, 1080, 1));
export const CanvasProvider = CanvasContext.Provider;
export const useCanvas = (): Canvas => useContext(CanvasContext);

/** Follows the window; a new value only where something about it changed. */
export function useCanvasOf(scale: number): Canvas {
  const [size, setSize] = useState(() => ({ width: window.innerWidth, height: window.innerHeight }));
  const [canvas, setCanvas] = useState<Canvas>(() => canvasOf(size.width, size.height, scale));
  useEffect(() => {
    const resized = (): void => setSize({ width: window.innerWidth, height: window.innerHeight });
    window.addEventListener('resize', resized);
    return () => window.removeEventListener('resize', resized);
  }, []);
  // Before any text is measured: it is measured at the size it will have.
  useInsertionEffect(() => document.documentElement.style.setProperty('--scale', String(scale)), [scale]);
  const next = canvasOf(size.width, size.height, scale);
  if (next.portrait === canvas.portrait && next.pixel === canvas.pixel && next.scale === canvas.scale) return canvas;
  setCanvas(next);
  return next;
}
