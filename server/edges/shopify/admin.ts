import { z } from 'zod';
import { server as words } from '@locales/en.json';
import { speaker, type Words } from '@protocol/words.ts';
import { askServer } from '../../ports/ask-server.ts';
import type { Settings } from '../../ports/manifest.ts';
import { settingsSchema } from './settings.ts';

/** The Admin API by plain requests: one address, one question. */

const say = speaker(words as Words, 'en');
/** From this version on a change of stock must carry a key (`@idempotent`) and `changeFromQuantity`. */
export const API_VERSION = '2026-04';
const WITHIN_MS = 9_000;

const answered = z.object({
  data: z.unknown().optional(),
  errors: z.union([z.string(), z.array(z.object({ message: z.string(), extensions: z.object({ code: z.string() }).partial().optional() }))]).optional(),
});

/** Asked again it would say the same: somebody has to look. Any other rejection may pass. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/** @param url another server than the shop's own, for trying out; null in earnest. Rejects in words for the desk. */
export async function askAdmin<T>(url: string | null, settings: Settings, query: string, variables: unknown, shape: z.ZodType<T>): Promise<T> {
  const parsed = settingsSchema.safeParse(settings);
  if (!parsed.success) throw new Refusal(say('shopify.notSetUp'));
  const { shop, token } = parsed.data;
  const base = url ?? `https://${shop}`;
  const answer = await askServer(
    `${base}/admin/api/${API_VERSION}/graphql.json`,
    {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-shopify-access-token': token },
      body: JSON.stringify({ query, variables }),
    },
    WITHIN_MS,
  );
  if (answer.how === 'away') throw new Error(say('shopify.away'));
  if (answer.status === 401 || answer.status === 403) throw new Refusal(say('shopify.token'));
  if (answer.status === 404) throw new Refusal(say('shopify.noShop', { shop }));
  if (answer.status === 429) throw new Error(say('shopify.slow'));
  const body = answered.safeParse(answer.body);
  if (answer.status !== 200 || !body.success) throw new Error(say('shopify.strange', { status: String(answer.status) }));
  const { errors } = body.data;
  if (errors !== undefined) {
    const list = typeof errors === 'string' ? [] : errors;
    if (list.some(({ extensions }) => extensions?.code === 'THROTTLED')) throw new Error(say('shopify.slow'));
    // What a token may not do is told here, not by a status.
    if (list.some(({ extensions }) => extensions?.code === 'ACCESS_DENIED')) throw new Refusal(say('shopify.scope'));
    throw new Error(say('shopify.strange', { status: list[0]?.extensions?.code ?? '200' }));
  }
  const data = shape.safeParse(body.data.data);
  if (!data.success) throw new Error(say('shopify.strange', { status: '200' }));
  return data.data;
}
