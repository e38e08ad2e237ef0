import { formatLocale } from '../../text/words.ts';

const codes =
  'AD AE AR AT AU BA BE BG BR CA CH CL CN CO CY CZ DE DK EE ES FI FR GB GE GI GR HK HR HU IE IL IN IS IT JE JP KE KR LI LT LU LV MA MC MD ME MG MK MT MX MY NG NL NO NZ PE PH ' +
  'PL PT RO RS SA SE SG SI SK SM TH TN TR TW UA US VN ZA';
let names: Intl.DisplayNames | null = null;
export const countryName = (code: string): string => (names ??= new Intl.DisplayNames(formatLocale(), { type: 'region' })).of(code) ?? code;
/** Where small shops send to, by name; what else there is goes by "everywhere else". */
export const countries = (): readonly { readonly code: string; readonly name: string }[] =>
  codes.split(' ').map((code) => ({ code, name: countryName(code) })).sort((a, b) => a.name.localeCompare(b.name)); // prettier-ignore
