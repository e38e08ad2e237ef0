import { say, type Blanks, type Words } from '@protocol/words.ts';
import type { LiveWord } from './live-word.ts';
import { mainPart } from './dom.ts';

/** The sentences that came with the page (live-word.ts), in its language. */
export function sayHere(key: LiveWord, blanks: Blanks): string {
  const { words, lang } = mainPart().dataset;
  // Written by the server from the page's own words.
  return say(JSON.parse(words ?? '{}') as Words, lang ?? 'en', key, blanks);
}
