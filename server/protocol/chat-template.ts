import { timerBlanks } from './chat-rules.ts';
import { formatMoney, type Currency } from './money.ts';
import { say, type Words } from './words.ts';

/**
 * What the bot writes: a template with blanks, filled. Pure, so that the panel previews exactly what
 * the server will post, length and all.
 */
export const chatKinds = [
  'link',
  'last-few',
  'sold-out',
  'stock',
  'drop',
  'buy',
  'called-off',
  'extended',
  'restocked',
  'repriced',
  'ended',
  'none-on',
  'paired',
  'claimed',
  'claim-no',
  'claim-first',
  'timer',
  'sealed',
  'drawn',
  'entered',
  'placed',
] as const;
/** The chat that reaches nobody: where a test drop posts (D10). */
export const PRETEND_CHAT = 'pretend';
/** How the id of a channel begins that a person posts in, also after it was taken out and nothing else is known of it. */
export const HAND_CHANNEL = 'hand-';
export type ChatKind = (typeof chatKinds)[number];
export const isChatKind = (text: string): text is ChatKind => (chatKinds as readonly string[]).includes(text);

/** Which blanks a template of a kind may use; the panel offers these. */
export const chatBlanks: Readonly<Record<ChatKind, readonly string[]>> = {
  link: ['title', 'price', 'left', 'minutes', 'link', 'claim', 'shop'],
  'last-few': ['title', 'price', 'left', 'link', 'claim', 'shop'],
  'sold-out': ['title', 'price', 'link', 'shop'],
  stock: ['title', 'price', 'left', 'link', 'claim', 'shop'],
  drop: ['title', 'price', 'left', 'minutes', 'link', 'claim', 'shop'],
  buy: ['title', 'price', 'left', 'link', 'claim', 'shop'],
  'called-off': ['title', 'shop'],
  extended: ['title', 'price', 'more', 'reason', 'link', 'shop'],
  restocked: ['title', 'price', 'left', 'link', 'claim', 'shop'],
  repriced: ['title', 'price', 'left', 'link', 'shop'],
  ended: ['title', 'link', 'shop'],
  'none-on': ['shop'],
  // `who`: up to six names, put in when it is posted.
  paired: ['who', 'claim', 'shop'],
  claimed: ['who', 'tag', 'title', 'shop'],
  'claim-no': ['who', 'why', 'tag', 'title', 'shop'],
  'claim-first': ['link', 'title', 'shop'],
  timer: timerBlanks,
  sealed: ['title', 'seal', 'shop'],
  drawn: ['title', 'entries', 'link', 'shop'],
  entered: ['who', 'tag', 'title', 'shop'],
  placed: ['who', 'tag', 'title', 'shop'],
};

/** A template's blanks that its kind does not have: a slip of the pen, to be told before it is posted. */
export const strangeBlanks = (kind: ChatKind, template: string): readonly string[] =>
  [...template.matchAll(/\{(\w+)\}/gu)].map((match) => match[1] ?? '').filter((name) => !chatBlanks[kind].includes(name));

/** The shop as far as a message names it. */
export interface ChatShop {
  readonly name: string;
  readonly currency: Currency;
  readonly locale: string;
}

/**
 * The blanks of a task's data: strings as the shop wrote them (`title`, `priceMinor`, `left`,
 * `minutes`, `more`, `reason`), amounts and numbers as people in the shop's place write them. `link` is
 * made by the caller from `code`, because only it knows the address (P3); `from` says "from €120"
 * where lines have different prices.
 */
export function blanksOf(
  data: Readonly<Record<string, string>>,
  shop: ChatShop | null,
  link: string | null,
  from: (price: string) => string,
): Readonly<Record<string, string>> {
  // Absent in tasks older than claims.
  const blanks: Record<string, string> = { claim: '', tag: '', ...data, shop: shop?.name ?? '', link: link ?? '' };
  // Names are in no task (L8): their place is kept until it is posted.
  blanks['who'] = data['to'] === undefined ? '' : WHO;
  const price = Number(data['priceMinor'] ?? Number.NaN);
  const tag = shop !== null && Number.isSafeInteger(price) ? formatMoney(price, shop.currency, shop.locale) : '';
  blanks['price'] = tag !== '' && data['priceVaries'] === 'true' ? from(tag) : tag;
  // What a person keeps count of is told as what it is.
  const about = data['keeps'] === 'host' ? '~' : '';
  for (const name of ['left', 'minutes', 'more', 'entries']) {
    const figure = Number(data[name] ?? Number.NaN);
    if (Number.isFinite(figure)) blanks[name] = (name === 'left' ? about : '') + new Intl.NumberFormat(shop?.locale ?? 'en').format(figure);
  }
  return blanks;
}

export type Rendered =
  | { readonly ok: true; readonly text: string; /** The title was cut to make the rest fit. */ readonly shortened: boolean }
  /** `no-link`: it needs an address and there is none. `too-long`: not even the link fits. `empty`: nothing is left to say. */
  | { readonly ok: false; readonly why: 'no-link' | 'too-long' | 'empty' };

/** Characters that would break the line, hide, or turn the reading direction for what follows. */
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/gu;
const oneLine = (text: string): string => text.replace(UNPRINTABLE, ' ').replace(/ {2,}/gu, ' ').trim();

/** Chats take a line that begins so for a command; "!" would set off other people's bots. */
const COMMAND_LIKE = /^[/\\.!]/u;
const NOT_A_COMMAND = '› ';

const graphemes = (text: string): readonly string[] => [...new Intl.Segmenter().segment(text)].map((piece) => piece.segment);

/**
 * Fills a template for a message of at most `longest` characters (UTF-16 units, the strictest way
 * to count). What gives way is the title, then the words around the link; the link is never cut.
 */
export function fillTemplate(kind: ChatKind, template: string, blanks: Readonly<Record<string, string>>, longest: number): Rendered {
  const link = blanks['link'] ?? '';
  if (kind === 'link' && link === '') return { ok: false, why: 'no-link' };
  // A host's own wording of the one message that matters may have lost its link.
  const wording = kind === 'link' && !template.includes('{link}') ? `${template} {link}` : template;

  const withTitle = (title: string): string => {
    const text = oneLine(
      wording.replace(/\{(\w+)\}/gu, (whole, name: string) =>
        name === 'title' ? title : Object.hasOwn(blanks, name) ? oneLine(blanks[name] ?? whole) : whole,
      ),
    );
    return COMMAND_LIKE.test(text) ? NOT_A_COMMAND + text : text;
  };

  const title = oneLine(blanks['title'] ?? '');
  const whole = withTitle(title);
  if (whole === '') return { ok: false, why: 'empty' };
  if (whole.length <= longest) return { ok: true, text: whole, shortened: false };

  const letters = graphemes(title);
  for (let keep = letters.length - 1; keep >= 0; keep -= 1) {
    const text = withTitle(keep === 0 ? '' : `${letters.slice(0, keep).join('').trimEnd()}…`);
    if (text.length <= longest) return { ok: true, text, shortened: true };
  }

  // The words themselves are too many: they are cut, and the link put behind.
  const tail = link !== '' && wording.includes('{link}') ? link : '';
  if (tail.length > longest) return { ok: false, why: 'too-long' };
  const words = graphemes(tail === '' ? withTitle('') : withTitle('').replaceAll(tail, '').trim());
  const room = longest - (tail === '' ? 1 : tail.length + 2);
  let cut = '';
  for (const letter of words) {
    if (cut.length + letter.length > room) break;
    cut += letter;
  }
  cut = cut.trimEnd();
  return { ok: true, text: tail === '' ? `${cut}…` : cut === '' ? tail : `${cut}… ${tail}`, shortened: true };
}

/** What is posted where the host wrote nothing of their own; `words` is the section `chat`. */
export function defaultTemplate(kind: ChatKind, words: Words): string {
  const found = Object.hasOwn(words, `template.${kind}`) ? words[`template.${kind}`] : undefined;
  return typeof found === 'string' ? found : '';
}

/** A message of a kind. An empty template of the host's means the default one. */
export function renderChat(
  kind: ChatKind,
  blanks: Readonly<Record<string, string>>,
  templates: Readonly<Record<string, string>>,
  words: Words,
  longest: number,
): Rendered {
  const own = templates[kind]?.trim() ?? '';
  return fillTemplate(kind, own === '' ? defaultTemplate(kind, words) : own, blanks, longest);
}

/**
 * The same from a task's data, as the shop wrote it: `template` names the kind, `code` the link, the
 * rest are blanks. Null where it names no kind.
 */
export function renderChatTask(
  data: Readonly<Record<string, string>>,
  templates: Readonly<Record<string, string>>,
  shop: ChatShop | null,
  linkUrl: (code: string) => string | null,
  words: Words,
  longest: number,
): Rendered | null {
  const kind = data['template'] ?? '';
  if (!isChatKind(kind)) return null;
  const code = data['code'] ?? '';
  const blanks = blanksOf(data, shop, code === '' ? null : linkUrl(code), (price) => say(words, 'en', 'blank.priceFrom', { price }));
  const told = { ...blanks, why: say(words, 'en', `claimNo.${data['no'] ?? 'other'}`, { tag: data['tag'] ?? '' }) };
  // A repeating line brings its own wording.
  return renderChat(kind, told, kind === 'timer' ? { timer: data['text'] ?? '' } : templates, words, longest);
}

/** Stands where names will be. */
const WHO = '{who}';
/** A finished text with names in their place, as many as fit. */
export function withNames(text: string, names: readonly string[], longest: number): string {
  if (!text.includes(WHO)) return text;
  for (let most = names.length; most > 0; most -= 1) {
    const named = text.replace(WHO, () => names.slice(0, most).join(', '));
    if (named.length <= longest) return named;
  }
  // What is said to nobody begins with what is said.
  return text.replace(/\{who\}[,:]? ?/u, '').trim();
}
