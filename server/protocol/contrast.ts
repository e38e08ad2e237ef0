/** WCAG 2: how far two colours are apart, 1 (the same) to 21 (black on white). */

/** What text of any size needs (AA). */
export const ENOUGH_CONTRAST = 4.5;

const linear = (part: number): number => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);

/** @param colour `#rrggbb`. @returns relative luminance, 0 (black) to 1 (white). */
export function luminance(colour: string): number {
  const part = (at: number): number => linear(parseInt(colour.slice(at, at + 2), 16) / 255);
  return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
}

/** @param one @param other `#rrggbb`. */
export function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** Of several colours the one that is read best on `ground`. All `#rrggbb`. */
export const bestOn = (ground: string, first: string, ...others: readonly string[]): string =>
  others.reduce((best, colour) => (contrast(ground, colour) > contrast(ground, best) ? colour : best), first);
