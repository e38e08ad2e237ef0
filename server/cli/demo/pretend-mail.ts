import { z } from 'zod';
import { server as words } from '@locales/en.json';
import { speaker } from '@protocol/words.ts';
import type { MailAdapter } from '../../ports/mail.ts';

const say = speaker(words, 'en');

/** E5: a mail server that sends to nobody. `heard` gets what each mail is about. */
export const pretendMail = (heard: (subject: string) => void): MailAdapter => ({
  manifest: { id: 'pretend', label: say('demo.mail'), settings: z.object({}), enabledByDefault: false, sendWithinMs: 1_000 },
  send: (_settings, { subject }) => {
    heard(subject);
    return Promise.resolve({ outcome: 'sent', note: '' });
  },
  doctor: () => Promise.resolve([]),
});
