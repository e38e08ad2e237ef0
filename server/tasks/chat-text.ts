import { chat as chatWords } from '@locales/en.json';
import { renderChatTask, type ChatShop } from '@protocol/chat-template.ts';
import { speaker, type Words } from '@protocol/words.ts';

const words: Words = chatWords;
const say = speaker(words, 'en');

/** The text, or why there is none, in words for the desk. */
export type ChatText = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly note: string };

/** What a task posts, at most `longest` characters. */
export function chatTaskText(
  data: Readonly<Record<string, string>>,
  templates: Readonly<Record<string, string>>,
  shop: ChatShop | null,
  linkUrl: (code: string) => string | null,
  longest: number,
): ChatText {
  const template = data['template'] ?? '';
  const rendered = renderChatTask(data, templates, shop, linkUrl, words, longest);
  if (rendered === null) return { ok: false, note: say('note.noTemplate', { template }) };
  if (rendered.ok) return { ok: true, text: rendered.text };
  switch (rendered.why) {
    case 'no-link':
      return { ok: false, note: say('note.noLink') };
    case 'too-long':
      return { ok: false, note: say('note.tooLong', { longest }) };
    case 'empty':
      return { ok: false, note: say('note.noTemplate', { template }) };
    default: {
      const never: never = rendered.why;
      return never;
    }
  }
}
