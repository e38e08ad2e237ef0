import { z } from 'zod';
import { stripe as words } from '@locales/en.json';
import { speaker, type Words } from '@protocol/words.ts';
import type { Settings } from '../../ports/manifest.ts';

export const say = speaker(words as Words, 'en');

/** Restricted keys begin with `rk_`; a secret one (`sk_`) works, too, and may do more than it should. */
const KEY = /^(rk|sk)_(test|live)_[A-Za-z0-9]{10,250}$/u;

export const settingsSchema = z.object({
  key: z
    .string()
    .trim()
    .regex(KEY)
    .meta({ title: say('key.title'), description: say('key.hint'), secret: true }),
  // What setting up brings: never typed.
  webhookSecret: z
    .string()
    .max(200)
    .optional()
    .meta({ title: say('webhookSecret.title'), description: say('webhookSecret.hint'), secret: true, part: 'made' }),
  webhookId: z
    .string()
    .max(100)
    .optional()
    .meta({ title: say('webhookId.title'), description: say('webhookId.hint'), part: 'made' }),
});
export type StripeSettings = z.output<typeof settingsSchema>;

/** Throws where the form was never filled in. */
export function readSettings(settings: Settings): StripeSettings {
  const parsed = settingsSchema.safeParse(settings);
  if (!parsed.success) throw new Error(say('notSetUp'));
  return parsed.data;
}
export const isTestKey = (key: string): boolean => KEY.exec(key)?.[2] === 'test';
export const isRestricted = (key: string): boolean => key.startsWith('rk_');
