import { z } from 'zod';
import { chat as chatWords } from '@locales/en.json';
import { speaker, type Words } from '@protocol/words.ts';

const say = speaker(chatWords as Words, 'en');

export const kickSettings = z.object({
  clientId: z
    .string()
    .trim()
    .regex(/^[\w-]{10,200}$/u)
    .meta({ title: say('kick.clientId.title'), description: say('kick.clientId.hint'), part: 'log-in' }),
  clientSecret: z
    .string()
    .trim()
    .regex(/^[\w-]{10,300}$/u)
    .meta({ title: say('kick.clientSecret.title'), description: say('kick.clientSecret.hint'), part: 'log-in', secret: true }),
  redirect: z
    .url({ protocol: /^https?$/u })
    .max(500)
    .meta({ title: say('kick.redirect.title'), description: say('kick.redirect.hint'), part: 'log-in' }),
  asBot: z
    .boolean()
    .default(false)
    .meta({ title: say('kick.asBot.title'), description: say('kick.asBot.hint') }),
});
