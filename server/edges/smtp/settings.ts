import { z } from 'zod';
import { mail as words } from '@locales/en.json';
import { speaker, type Words } from '@protocol/words.ts';
import type { Settings } from '../../ports/manifest.ts';

const say = speaker(words as Words, 'en');

/** A name or an address of a machine; nothing that could end a line of the conversation. */
const host = z.string().regex(/^[A-Za-z0-9.:_-]{1,253}$/u);
const oneLine = z
  .string()
  .max(300)
  .regex(/^[^\r\n\0]*$/u);
const addressOrNone = z.union([z.literal(''), z.email()]).optional();
const about = (name: string) => ({ title: say(`smtp.${name}`), description: say(`smtp.${name}.hint`) });

export const smtpSettings = z.object({
  host: host.meta(about('host')),
  port: z.int().min(1).max(65_535).optional().meta(about('port')),
  secure: z.boolean().default(false).meta(about('secure')),
  plain: z.boolean().default(false).meta(about('plain')),
  user: oneLine.optional().meta(about('user')),
  password: oneLine.optional().meta({ ...about('password'), secret: true }),
  from: z.email().max(200).meta(about('from')),
  replyTo: addressOrNone.meta(about('replyTo')),
});
export type SmtpSettings = z.infer<typeof smtpSettings> & { readonly port: number };
/** What servers listen on, where nobody typed another. */
const USUAL_PORT = 587;
const USUAL_TLS_PORT = 465;

/** Null where something that is needed is missing. */
export function readSettings(settings: Settings | null): SmtpSettings | null {
  const read = smtpSettings.safeParse(settings ?? {});
  return read.success ? { ...read.data, port: read.data.port ?? (read.data.secure ? USUAL_TLS_PORT : USUAL_PORT) } : null;
}
