import { z } from 'zod';
import { CHAT_ALIAS } from './chat-grammar.ts';
import { MOST_ALIASES, MOST_TIMERS, ruleLevels } from './chat-rules.ts';
import { currencies, type Currency } from './money.ts';
import { OWN_COLOUR, overlayOptions, type OverlayOption, type OverlayOptions } from './overlay-options.ts';
import type { Role } from './roles.ts';
import type { RefusalCode } from './refusals.ts';

/** What the inputs of commands are made of, and who may send them. */

/** Control characters and bidi overrides are refused: a name must not rewrite the line it stands in. */
const printable = /^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u202a-\u202e\u2066-\u2069\ufeff]*$/u;
/** At least one character that is seen: a title of zero-width ones would be a button without a word. U+2800 is a Braille pattern of no dots. */
export const visible = /(?![\p{Default_Ignorable_Code_Point}\u2800])[\p{L}\p{N}\p{P}\p{S}]/u;
export const text = (most: number) => z.string().trim().min(1).max(most).regex(printable).regex(visible);
export const textOrEmpty = (most: number) => z.string().trim().max(most).regex(printable);
export const line = (most: number) => text(most).regex(/^[^\r\n]*$/u);
export const id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/u);
export const sku = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .regex(/^[^\s\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]+( [^\s\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]+)*$/u)
  .regex(visible);
export const amount = z.int().min(0).max(100_000_000);
export const count = z.int().min(0).max(1_000_000);
/** The answer to a challenge that `prove-first` came with: base64 of `{challenge, solution}`, as altcha has it. */
export const proof = z.string().max(4_000);
export const quantity = z.int().min(1).max(10_000);
/** More or fewer, never nothing. */
export const change = z
  .int()
  .min(-10_000)
  .max(10_000)
  .refine((by) => by !== 0);
export const minutes = z
  .number()
  .min(0.5)
  .max(24 * 60);
export const instant = z.int().min(0).max(8_640_000_000_000_000);
export const currency = z.enum(currencies as readonly [Currency, ...Currency[]]);
/** Asking `Intl` costs 50 µs; there are a few hundred right answers. */
const remembering = (isGood: (text: string) => boolean): ((text: string) => boolean) => {
  const good = new Set<string>();
  return (text) => good.has(text) || (isGood(text) && Boolean(good.add(text)));
};
export const locale = z
  .string()
  .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/u)
  .refine(
    remembering((tag) => {
      try {
        return Intl.DateTimeFormat.supportedLocalesOf([tag]).length === 1;
      } catch {
        // Not a tag at all: Intl throws where it could say no.
        return false;
      }
    }),
  );
export const timeZone = z
  .string()
  .max(64)
  .refine(
    remembering((zone) => {
      try {
        return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
      } catch {
        // RangeError is how Intl says that there is no such zone.
        return false;
      }
    }),
  );
export const httpUrl = z.url({ protocol: /^https?$/u }).max(500);
export const email = z.email().max(200);
export const nothing = z.strictObject({});
export const orderNumber = z.int().min(1).max(1_000_000_000);

/** `platform:id` of whoever is spoken for. */
export const handle = z.string().regex(/^[a-z]{2,20}:[A-Za-z0-9_.-]{1,64}$/u);

export const lineInput = z.strictObject({ sku, quantity });
/** Each sku once: two lines of one sku would be two answers to one question. */
export const linesOf = (most: number) =>
  z
    .array(lineInput)
    .min(1)
    .max(most)
    .refine((all) => new Set(all.map((l) => l.sku)).size === all.length);

/** By the declaration that the overlay draws from: no value is let in that it would not take. */
function optionInput(option: OverlayOption): z.ZodType {
  switch (option.kind) {
    case 'choice':
      return z.enum(option.choices as readonly [string, ...string[]]);
    case 'switch':
      return z.boolean();
    case 'range':
      return z.number().min(option.least).max(option.most);
    case 'colour':
      return z.union([z.literal(''), z.string().regex(OWN_COLOUR)]);
    default: {
      const never: never = option;
      return never;
    }
  }
}
// One schema for each name of the declaration: made in a loop, which TypeScript cannot follow.
export const overlayInput = z.strictObject(
  Object.fromEntries(Object.entries(overlayOptions).map(([name, option]) => [name, optionInput(option).optional()])),
) as unknown as z.ZodType<Partial<OverlayOptions>>;

/** Where a drop is bought, if not here. What each shop needs of it stands in its manifest. */
export const sellsInput = z.strictObject({
  via: id,
  url: z
    .url({ protocol: /^https$/u })
    .max(500)
    .nullable(),
  discount: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,60}$/u)
    .nullable(),
});
/** What is asked ahead of an order. */
export const depositInput = z.strictObject({
  cut: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('amount'), amount: amount.min(1) }),
    z.strictObject({ kind: z.literal('share'), share: z.int().min(100).max(9_900) }),
  ]),
  due: instant.nullable(),
  kept: z.boolean(),
});
export const dropModes = ['hold', 'race', 'draw'] as const;
/** `was`: struck through beside the price. Taken only where it is the lowest price of the last 30 days. */
export const dropLine = z.strictObject({ sku, allotted: quantity, price: amount, was: amount.nullable().optional() });
export const dropFields = {
  title: line(80),
  mode: z.enum(dropModes),
  lines: z
    .array(dropLine)
    .min(1)
    .max(50)
    .refine((all) => new Set(all.map((l) => l.sku)).size === all.length),
  minutes,
  holdSeconds: z.int().min(30).max(3600),
  perViewer: z.int().min(1).max(1000),
  /** Of those at once, in one order; null or left out: as many as one person may have. */
  perOrder: z.int().min(1).max(1000).nullable().optional(),
  sells: sellsInput.optional(),
  /** Asked ahead; null or left out: all is paid at once. */
  deposit: depositInput.nullable().optional(),
};

export const variantInput = z.strictObject({
  sku,
  options: z.array(line(80)).max(3),
  price: amount,
  compareAt: amount.nullable(),
  cost: amount.nullable(),
  grams: z.int().min(0).max(1_000_000).nullable(),
  /** Stock, taken only where the variant is new (S5). */
  onHand: count,
});
/** One that lies here. */
export const ownPicture = z.string().regex(/^\/(media|sample)\/[A-Za-z0-9._-]{1,100}$/u);
export const productInput = z.strictObject({
  handle: z.string().regex(/^[a-z0-9\p{L}\p{N}][\p{L}\p{N}_-]{0,120}$/u),
  title: line(120),
  body: textOrEmpty(20_000),
  vendor: textOrEmpty(80),
  pictures: z.array(httpUrl.or(ownPicture)).max(20),
  options: z.array(line(40)).max(3),
  variants: z.array(variantInput).min(1).max(100),
});

export const rundownCue = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('talk'), cueId: id.nullable(), title: line(80), minutes }),
  z.strictObject({ kind: z.literal('drop'), cueId: id, minutes }),
]);

export const contactInput = z.strictObject({ name: line(80), email });
export const addressInput = z.strictObject({
  line1: line(100),
  line2: textOrEmpty(100),
  city: line(60),
  postcode: textOrEmpty(20),
  region: textOrEmpty(60),
  country: z.string().regex(/^[A-Z]{2}$/u),
});

export const settingValue = z.union([z.string().max(2_000), z.number(), z.boolean()]);
/** Drawn from the adapter's manifest and checked by it: the map here only bounds the size. */
export const settings = z.record(z.string().regex(/^[a-zA-Z][a-zA-Z0-9]{0,40}$/u), settingValue).refine((all) => Object.keys(all).length <= 40);

/** Names in OBS are whatever its owner typed. */
export const obsName = z.string().min(1).max(200).regex(printable);
export const obsActionInput = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('scene'), scene: obsName }),
  z.strictObject({ do: z.literal('show'), scene: obsName, source: obsName }),
  z.strictObject({ do: z.literal('hide'), scene: obsName, source: obsName }),
  z.strictObject({ do: z.literal('replay') }),
]);
export const obsActions = z.array(obsActionInput).max(10);

/** Other words for a command of the chat. */
export const chatAliases = z.array(z.string().regex(CHAT_ALIAS)).max(MOST_ALIASES);
export const chatRules = z.strictObject({
  claims: z.boolean(),
  claimLevel: z.enum(ruleLevels),
  askLevel: z.enum(ruleLevels),
  personSeconds: z.int().min(0).max(600),
  chatSeconds: z.int().min(2).max(600),
  aliases: z.strictObject({ claim: chatAliases, me: chatAliases, drop: chatAliases, stock: chatAliases, buy: chatAliases }),
  timers: z.array(z.strictObject({ text: line(300), minutes: z.int().min(1).max(240), lines: z.int().min(0).max(1_000) })).max(MOST_TIMERS),
});

export const owner = ['owner'] as const satisfies Role[];
export const host = ['owner', 'host'] as const satisfies Role[];
export const crew = ['owner', 'host', 'producer'] as const satisfies Role[];
export const crewAndPacker = ['owner', 'host', 'producer', 'packer'] as const satisfies Role[];
export const crewAndModerator = ['owner', 'host', 'producer', 'moderator'] as const satisfies Role[];
/** Buys for somebody: a viewer for themselves, the others only on behalf. */
export const buyers = ['viewer', 'bot', 'owner', 'host'] as const satisfies Role[];
export const checkout = ['viewer', 'bot'] as const satisfies Role[];
export const self = ['system'] as const satisfies Role[];
export interface Spec<I extends z.ZodType, R extends z.ZodType> {
  readonly input: I;
  readonly result: R;
  readonly roles: readonly Role[];
  /** Beside those of any command (`id-reused not-allowed malformed try-again too-fast`). */
  readonly refusals: readonly RefusalCode[];
  /** One line, for openapi. */
  readonly about: string;
}
export const command = <I extends z.ZodType, R extends z.ZodType>(spec: Spec<I, R>): Spec<I, R> => spec;
