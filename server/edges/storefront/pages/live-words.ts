import { page as english } from '@locales/en.json';

/** The few sentences the page's script must be able to say anew, in its markup: the script itself carries no words. */
const names = ['count.left', 'count.held', 'line.left', 'line.held', 'line.gone', 'counted.ago', 'held.back', 'held.soon', 'away', 'aloud', 'button.price'] as const satisfies readonly (keyof typeof english)[];

export type LiveWord = (typeof names)[number];
export const liveWords = (): string => JSON.stringify(Object.fromEntries(names.map((name) => [name, english[name]])));
