import { log, panel, refusal } from '@locales/en.json';
import type { RefusalCode } from '@protocol/refusals.ts';
import { say, speaker, type Blanks } from '@protocol/words.ts';

/** The panel speaks its own language, whatever the shop's buyers read. */
export const WORDS_LOCALE = 'en';
export const w = speaker(panel, WORDS_LOCALE);

/** A line of the action log; a kind without a sentence yet shows its name rather than nothing. */
export const logSentence = (what: string, blanks: Blanks): string => (Object.hasOwn(log, what) ? say(log, WORDS_LOCALE, what, blanks) : what);
/** Who did it: a key has a name of its own, the rest is a kind of actor. */
export const logWho = (who: string): string => (Object.hasOwn(log, `who.${who}`) ? say(log, WORDS_LOCALE, `who.${who}`, {}) : who);

/** Dates and amounts as this browser writes them, as long as that goes with English sentences. */
export const formatLocale = (): string => (navigator.language.startsWith('en') ? navigator.language : 'en-GB');

/** Why something is off before anyone asked for it; an answer to a command brings its own sentence, with its details. */
export const refusalSentence = (code: RefusalCode): string => say(refusal, WORDS_LOCALE, code, {});
