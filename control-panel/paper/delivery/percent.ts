import { WHOLE, type Share } from '@protocol/pricing.ts';
import { anyNumber } from '../valid.ts';

/** "20", "8.25": what a field holds. */
export const percentInput = (share: Share): string => String((share * 100) / WHOLE);
/** In hundredths of a percent, 0 to 100 %; null where it is none, or finer than that. */
export function readPercent(text: string): Share | null {
  const percent = anyNumber(text, 0, 100);
  if (percent === null) return null;
  const share = Math.round(percent * 100);
  return Math.abs(share - percent * 100) < 1e-6 ? share : null;
}
