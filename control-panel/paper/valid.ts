/** Enough to catch a slip; the server decides. */
export const isEmail = (text: string): boolean => /^[^\s@]+@[^\s@]+\.[^\s@]+$/u.test(text.trim());
export function isWebAddress(text: string): boolean {
  try {
    return ['http:', 'https:'].includes(new URL(text.trim()).protocol);
  } catch {
    // The URL parser says by throwing that it is none.
    return false;
  }
}
/** As people write it: "shop.example/returns" is meant as https. */
export const webAddress = (text: string): string => (/^[a-z][a-z\d+.-]*:/iu.test(text.trim()) || text.trim() === '' ? text.trim() : `https://${text.trim()}`);
/** A whole number in a range, as typed; null where it is not one. */
export function wholeNumber(text: string, least: number, most: number): number | null {
  const number = Number(text.trim());
  return text.trim() !== '' && Number.isInteger(number) && number >= least && number <= most ? number : null;
}
/** Halves and the like allowed, comma or point. */
export function anyNumber(text: string, least: number, most: number): number | null {
  const number = Number(text.trim().replace(',', '.'));
  return text.trim() !== '' && Number.isFinite(number) && number >= least && number <= most ? number : null;
}
