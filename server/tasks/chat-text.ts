import { chat as chatWords } from '@locales/en.json';
import { blanksOf, fillTemplate, isChatKind, type ChatKind, type ChatShop } from '@protocol/chat-template.ts';
import { say, type Words } from '@protocol/words.ts';

const words: Words = chatWords;

/** What is posted where the host wrote nothing of their own. */
export const defaultTemplate = (kind: ChatKind): string => {
  const found = words[`template.${kind}`];
  return typeof found === 'string' ? found : '';
};

/** The text, or why there is none, in words for the desk. */
export type ChatText = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly note: string };

/**
 * A message of a kind with its blanks filled, at most `longest` characters. An empty template of the
 * host's means the default one.
 */
export function renderChat(kind: ChatKind, blanks: Readonly<Record<string, string>>, templates: Readonly<Record<string, string>>, longest: number): ChatText {
  const own = templates[kind]?.trim() ?? '';
  const rendered = fillTemplate(kind, own === '' ? defaultTemplate(kind) : own, blanks, longest);
  if (rendered.ok) return { ok: true, text: rendered.text };
  switch (rendered.why) {
    case 'no-link':
      return { ok: false, note: say(words, 'en', 'note.noLink', {}) };
    case 'too-long':
      return { ok: false, note: say(words, 'en', 'note.tooLong', { longest }) };
    case 'empty':
      return { ok: false, note: say(words, 'en', 'note.noTemplate', { template: kind }) };
    default: {
      const never: never = rendered.why;
      return never;
    }
  }
}

/** The same from a task's data: `template` names the kind, `code` the link, the rest are blanks. */
export function chatTaskText(
  data: Readonly<Record<string, string>>,
  templates: Readonly<Record<string, string>>,
  shop: ChatShop | null,
  linkUrl: (code: string) => string | null,
  longest: number,
): ChatText {
  const kind = data['template'] ?? '';
  if (!isChatKind(kind)) return { ok: false, note: say(words, 'en', 'note.noTemplate', { template: kind }) };
  const code = data['code'] ?? '';
  const from = (price: string): string => say(words, 'en', 'blank.priceFrom', { price });
  return renderChat(kind, blanksOf(data, shop, code === '' ? null : linkUrl(code), from), templates, longest);
}
