/** The canvas is drawn for 1920 × 1080; others scale by what fits (see `font-size` of the root in overlay.css). */
export const canvasScale = (width: number, height: number): number => Math.min(width / 1920, height / 1080);
