import { z } from 'zod';
import { chat as chatWords } from '@locales/en.json';
import { speaker, type Words } from '@protocol/words.ts';
import type { Settings } from '../../ports/manifest.ts';
import { USUAL_HOURS, USUAL_UNITS, type Allowed } from './budget.ts';
import type { App } from './google.ts';

const say = speaker(chatWords as Words, 'en');

export const youtubeSettings = z.object({
  clientId: z
    .string()
    .trim()
    .regex(/^[\w.-]{10,200}$/u)
    .meta({ title: say('youtube.clientId.title'), description: say('youtube.clientId.hint'), part: 'log-in' }),
  clientSecret: z
    .string()
    .trim()
    .regex(/^[\w-]{10,200}$/u)
    .meta({ title: say('youtube.clientSecret.title'), description: say('youtube.clientSecret.hint'), part: 'log-in', secret: true }),
  hours: z
    .number()
    .min(0.5)
    .max(24)
    .default(USUAL_HOURS)
    .meta({ title: say('youtube.hours.title'), description: say('youtube.hours.hint') }),
  units: z
    .int()
    .min(500)
    .max(10_000_000)
    .default(USUAL_UNITS)
    .meta({ title: say('youtube.units.title'), description: say('youtube.units.hint') }),
  writesOnly: z
    .boolean()
    .default(false)
    .meta({ title: say('youtube.writesOnly.title'), description: say('youtube.writesOnly.hint') }),
});

/** The owner's own app; null where it is not filled in. */
export function appOf(settings: Settings): App | null {
  const parsed = youtubeSettings.safeParse(settings);
  return parsed.success ? { clientId: parsed.data.clientId, clientSecret: parsed.data.clientSecret } : null;
}
export function allowedOf(settings: Settings): Allowed {
  const parsed = youtubeSettings.safeParse(settings);
  return parsed.success ? { ...parsed.data, reads: !parsed.data.writesOnly } : { units: USUAL_UNITS, hours: USUAL_HOURS, reads: true };
}
