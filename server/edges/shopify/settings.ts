import { z } from 'zod';
import { server as words } from '@locales/en.json';
import { speaker, type Words } from '@protocol/words.ts';

const say = speaker(words as Words, 'en');

/** Of the shop's own address alone: the token is sent nowhere else. */
export const settingsSchema = z.object({
  shop: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^[a-z0-9][a-z0-9-]{0,60}\.myshopify\.com$/u)
    .meta({ title: say('shopify.shop.title'), description: say('shopify.shop.hint') }),
  token: z
    .string()
    .trim()
    .min(8)
    .meta({ title: say('shopify.token.title'), description: say('shopify.token.hint'), secret: true }),
  secret: z
    .string()
    .trim()
    .min(8)
    .meta({ title: say('shopify.secret.title'), description: say('shopify.secret.hint'), secret: true }),
  location: z
    .string()
    .trim()
    .regex(/^\d{0,20}$/u)
    .default('')
    .meta({ title: say('shopify.location.title'), description: say('shopify.location.hint') }),
});
