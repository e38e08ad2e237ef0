import { mail as words } from '@locales/en.json';
import type { MailPart, PanelParts } from '@protocol/parts.ts';
import { say, type Words } from '@protocol/words.ts';
import { isUnsettledMail, mailsOf, testMail } from '../shop/mail.ts';
import type { Mail } from '../shop/state.ts';
import type { Sight } from './sight.ts';

const mailWords: Words = words;
/** The shop notes why by a code, a mail server in words of its own. */
export function mailNote(note: string): string {
  const key = `note.${note}`;
  return Object.hasOwn(mailWords, key) ? say(mailWords, 'en', key, {}) : note;
}
const mailPartOf = ({ kind, taskId, state, at, note }: Mail): MailPart => ({ kind, taskId, state, at, note: mailNote(note) });

/** What an order's buyer was told by mail, oldest first; without what turned out not to be needed. */
export const orderMails = (sight: Sight, orderNumber: number): readonly MailPart[] =>
  mailsOf(sight.state, orderNumber)
    .filter(({ state, note }) => !(state === 'dropped' && note === 'not-needed'))
    .map(mailPartOf);

export function mailPart(sight: Sight): PanelParts['mail'] {
  const test = testMail(sight.state);
  let unsent = 0;
  for (const task of sight.state.tasks.values()) if (isUnsettledMail(task) && task.state === 'failed' && task.orderNumber !== null) unsent += 1;
  return { enabled: sight.state.single('mail')?.enabled === true, test: test === null ? null : mailPartOf(test), unsent };
}
