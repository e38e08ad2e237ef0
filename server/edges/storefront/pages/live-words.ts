import { page as english } from '@locales/en.json';
import { LIVE_WORDS, type LiveWord } from '../browser/live-word.ts';

const told = (names: readonly LiveWord[]): string => {
  const words: Record<LiveWord, unknown> = english;
  return JSON.stringify(Object.fromEntries(names.map((name) => [name, words[name]])));
};
/** What the page's script may have to say anew, for its markup. */
export const liveWords = (): string => told(LIVE_WORDS);
/** The same for a page that counts nothing: every byte of a form is waited for. */
export const fewWords = (): string => told(['away']);
