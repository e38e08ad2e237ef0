import { currencies, type Currency } from '@protocol/money.ts';

/** What most shops of a region sell in. Only regions of the currencies we have; the rest is asked. */
const byRegion: Readonly<Record<string, Currency>> = {
  AU: 'AUD', BG: 'EUR', BR: 'BRL', CA: 'CAD', CH: 'CHF', LI: 'CHF', CL: 'CLP', CZ: 'CZK', DK: 'DKK', GB: 'GBP', HK: 'HKD', HU: 'HUF', IL: 'ILS', IN: 'INR', IS: 'ISK', JP: 'JPY', KR: 'KRW', KW: 'KWD',
  MG: 'MGA', MX: 'MXN', NO: 'NOK', NZ: 'NZD', PL: 'PLN', RO: 'RON', RS: 'RSD', SE: 'SEK', SG: 'SGD', TN: 'TND', TR: 'TRY', UA: 'UAH', US: 'USD', VN: 'VND', ZA: 'ZAR',
  AT: 'EUR', BE: 'EUR', CY: 'EUR', DE: 'EUR', EE: 'EUR', ES: 'EUR', FI: 'EUR', FR: 'EUR', GR: 'EUR', HR: 'EUR', IE: 'EUR', IT: 'EUR', LT: 'EUR', LU: 'EUR', LV: 'EUR', MT: 'EUR', NL: 'EUR', PT: 'EUR', SI: 'EUR', SK: 'EUR',
}; // prettier-ignore

/** A first guess from the browser's language; where it has no region, the likeliest one for it. Euro where nothing is known. */
export function guessCurrency(language: string): Currency {
  try {
    const region = new Intl.Locale(language).maximize().region ?? '';
    return byRegion[region] ?? 'EUR';
  } catch {
    // Not a language tag: some browsers say "C" or "posix".
    return 'EUR';
  }
}
export const guessTimeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

const common = ['en-GB', 'en-IE', 'en-US', 'en-CA', 'en-AU', 'en-NZ', 'de-DE', 'de-AT', 'de-CH', 'fr-FR', 'fr-BE', 'fr-CA', 'es-ES', 'es-MX', 'it-IT', 'nl-NL', 'nl-BE', 'pt-PT', 'pt-BR', 'pl-PL', 'cs-CZ', 'da-DK', 'sv-SE', 'nb-NO', 'fi-FI', 'hu-HU', 'ro-RO', 'tr-TR', 'uk-UA', 'ja-JP', 'ko-KR'] as const; // prettier-ignore

/** Languages to choose from, the browser's own first. */
export function localeChoices(mine: readonly string[], chosen: string): readonly { readonly tag: string; readonly name: string }[] {
  const names = new Intl.DisplayNames('en', { type: 'language' });
  return [...new Set([chosen, ...mine.filter((tag) => tag.includes('-')), ...common])]
    .filter((tag) => tag !== '')
    .map((tag) => ({ tag, name: names.of(tag) ?? tag }));
}
export function currencyChoices(): readonly { readonly code: Currency; readonly name: string }[] {
  const names = new Intl.DisplayNames('en', { type: 'currency' });
  return currencies.map((code) => ({ code, name: names.of(code) ?? code }));
}
export const timeZoneChoices = (chosen: string): readonly string[] =>
  [...new Set([chosen, ...Intl.supportedValuesOf('timeZone')])].filter((zone) => zone !== '');
