import { page as english } from '@locales/en.json';
import { speaker, type Speak } from '@protocol/words.ts';
import { formatsOf, type Formats } from '../../views/formats.ts';
import type { State } from './rows.ts';

/** How the shop speaks to its buyers: its words, money and times. */
export interface Voice extends Formats {
  readonly t: Speak<typeof english>;
  /** Language of the words, for `<html lang>`. */
  readonly lang: string;
  readonly shopName: string;
}

const words = { en: { words: english, lang: 'en' } } as const;

export function voiceOf(state: State): Voice {
  const shop = state.single('shop');
  // One language so far; a second one is a second entry, found by `locale`.
  const { words: spoken, lang } = words.en;
  return { ...formatsOf(shop), t: speaker(spoken, lang), lang, shopName: shop?.name ?? '' };
}
