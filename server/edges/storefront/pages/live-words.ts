import { page as english } from '@locales/en.json';
import { LIVE_WORDS, type LiveWord } from '../browser/live-word.ts';

/** What the page's script may have to say anew, for its markup. */
export const liveWords = (): string => {
  const words: Record<LiveWord, unknown> = english;
  return JSON.stringify(Object.fromEntries(LIVE_WORDS.map((name) => [name, words[name]])));
};
