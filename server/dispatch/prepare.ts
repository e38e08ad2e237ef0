import type { z } from 'zod';
import type { CommandInput, CommandName } from '@protocol/commands.ts';
import { contactInput } from '@protocol/inputs.ts';
import { fileOf, picturePath } from '@protocol/media.ts';
import { isRefused, refuse, type Refused } from '@protocol/refusals.ts';
import type { Actor } from '@protocol/roles.ts';
import type { Instant } from '@protocol/time.ts';
import { say } from '@protocol/words.ts';
import { catalogFile as fileWords } from '@locales/en.json';
import { CONSENT_WORDING } from '../people/consent.ts';
import { plainAddress } from '../people/likeness.ts';
import type { Address, People, SettingsKind } from '../people/people.ts';
import type { ReadCatalogFile } from '../ports/catalog-file.ts';
import type { MediaFiles } from '../ports/media.ts';
import type { Manifest, Settings } from '../ports/manifest.ts';
import type { Adapters } from '../ports/adapters.ts';
import type { Context } from '../shop/context.ts';
import type { ProductData } from '../shop/events.ts';
import type { ReadState } from '../shop/state.ts';
import { cleanHtml } from './clean-html.ts';
import type { Visits } from './visits.ts';

/**
 * What a command needs from outside the state before it can be decided: whose it is, the buyer
 * written down as a person (L8: person first, event second), a file read, settings checked and kept.
 */
export type Prepared = Pick<Context, 'viewer' | 'person' | 'alike' | 'sameAddress' | 'products' | 'visit'>;
export interface Preparing {
  readonly state: ReadState;
  readonly people: People;
  readonly adapters: Adapters;
  readonly readers: Readonly<Record<'shopify-csv', ReadCatalogFile>>;
  readonly media: Pick<MediaFiles, 'open'>;
  readonly visits: Pick<Visits, 'of'>;
  readonly now: Instant;
}

const nothing: Prepared = { viewer: null, person: null, alike: [], sameAddress: false, products: null, visit: null };

/** Keys and sessions that buy for themselves are viewers of their own kind. */
const ownViewer = (actor: Actor): string => (actor.kind === 'viewer' ? actor.id : `${actor.kind}-${actor.id}`);

const isSameAddress = (a: Address, b: Address): boolean => plainAddress(a) === plainAddress(b);
/** Of those who may be the same buyer; more of them in one drop would be a crowd. */
const MOST_ALIKE = 50;

type Prepare<N extends CommandName> = (input: CommandInput<N>, actor: Actor, outside: Preparing) => Promise<Prepared | Refused>;

const buyer: Prepare<'hold.release' | 'checkout.extend' | 'order.cancel'> = async (_input, actor) => ({ ...nothing, viewer: ownViewer(actor) });

/** CONTRACT: a viewer for themselves, everybody else for somebody. */
async function forWhom(input: { readonly onBehalfOf?: string | undefined }, actor: Actor, { people }: Preparing): Promise<Prepared | Refused> {
  if (input.onBehalfOf === undefined) return actor.role === 'viewer' ? { ...nothing, viewer: actor.id } : refuse('not-allowed', { where: 'onBehalfOf' });
  if (actor.role === 'viewer') return refuse('not-allowed', { where: 'onBehalfOf' });
  return { ...nothing, viewer: await people.viewerOf(input.onBehalfOf) };
}

/** And how they come, where they ask for themselves. */
async function comingHere(
  input: { readonly onBehalfOf?: string | undefined; readonly dropId: string; readonly proof?: string | undefined },
  actor: Actor,
  outside: Preparing,
): Promise<Prepared | Refused> {
  const whose = await forWhom(input, actor, outside);
  if (isRefused(whose) || actor.role !== 'viewer') return whose;
  const { state, visits, now } = outside;
  return { ...whose, visit: await visits.of(actor, state.drops.get(input.dropId) ?? null, input.proof ?? null, now) };
}

async function keepSettings(
  kind: SettingsKind,
  id: string,
  manifest: Manifest | undefined,
  enabled: boolean,
  given: Settings,
  people: People,
): Promise<Refused | null> {
  if (!manifest) return null;
  const saved = (await people.settings(kind, id)) ?? {};
  // A manifest's settings are a flat object of zod types (ports/manifest.ts).
  const shape = manifest.settings.shape as Readonly<Record<string, z.ZodType>>;
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(shape, name));
  if (unknown !== undefined) return refuse('bad-settings', { what: unknown });
  // An empty secret means: the one you have. Forms never get it back.
  const isKept = (name: string, value: unknown): boolean => value === '' && shape[name]?.meta()?.['secret'] === true && saved[name] !== undefined;
  const merged: Record<string, string | number | boolean> = { ...saved };
  for (const [name, value] of Object.entries(given)) if (!isKept(name, value)) merged[name] = value;
  const checked = manifest.settings.safeParse(merged);
  if (enabled && !checked.success)
    return refuse('bad-settings', { what: String(checked.error.issues[0]?.path[0] ?? ''), problem: checked.error.issues[0]?.message ?? '' });
  await people.saveSettings(kind, id, merged);
  return null;
}

const prepares: { readonly [N in CommandName]?: Prepare<N> } = {
  'hold.place': comingHere,
  'draw.enter': comingHere,
  'draw.leave': forWhom,
  'waitlist.join': async (input, actor, outside) => {
    const whose = await comingHere(input, actor, outside);
    if (isRefused(whose) || !input.contact) return whose;
    return { ...whose, person: await outside.people.put({ name: '', email: input.contact.email, address: null }, outside.now) };
  },
  'waitlist.leave': async (input, actor, outside) => (input.waitId === null ? forWhom(input, actor, outside) : { ...nothing, viewer: ownViewer(actor) }),
  'hold.release': buyer,
  'checkout.extend': buyer,
  'order.cancel': buyer,
  'checkout.start': async (input, actor, { state, people, now }) => {
    const address = input.delivery.kind === 'ship' ? input.delivery.address : null;
    const person = await people.put({ ...contactInput.parse(input.contact), address }, now);
    // Asked after this one is written: of two at the same moment one sees the other.
    for (const channel of input.news ?? []) await people.consent(person, channel, CONSENT_WORDING, now);
    const alike = (await people.alike(person, MOST_ALIKE)).map(({ personId, by }) => ({ person: personId, by }));
    const other = input.with === null ? null : (state.orders.get(String(input.with))?.person ?? null);
    const there = other === null ? null : ((await people.get(other))?.address ?? null);
    return { ...nothing, viewer: ownViewer(actor), person, alike, sameAddress: address !== null && there !== null && isSameAddress(address, there) };
  },
  'catalog.import': async (input, _actor, { state, readers }) => {
    const shop = state.single('shop');
    if (shop === null) return refuse('shop-not-configured');
    const file = readers[input.format](input.csv, shop.currency, shop.locale);
    if ('refused' in file) return refuse('bad-csv', { row: file.refused.row, what: say(fileWords, 'en', file.refused.what, file.refused.blanks) });
    const warnings = file.warnings.map(({ row, what, blanks }) => ({ row, message: say(fileWords, 'en', what, blanks) }));
    return { ...nothing, products: { items: file.products, warnings } };
  },
  'product.save': async (input) => {
    const { belowFloor: _asked, ...given } = input;
    const product: ProductData = { ...given, body: cleanHtml(input.body) };
    return { ...nothing, products: { items: [product], warnings: [] } };
  },
  // A picture that nothing shows goes after a day: a form left open for longer names one that is gone.
  'drop.quick': async ({ mediaId }, _actor, { media }) =>
    mediaId === null || (await media.open(fileOf(picturePath(mediaId)))) !== null ? nothing : refuse('no-such-media', { mediaId }),
  'channel.save': async (input, _actor, { people, adapters }) => {
    const manifest = adapters.chats.find((chat) => chat.manifest.id === input.channel)?.manifest;
    return (await keepSettings('chat', input.channel, manifest, input.enabled, input.settings, people)) ?? nothing;
  },
  'payment.save': async (input, _actor, { people, adapters }) => {
    const manifest = adapters.payments.find((payment) => payment.manifest.id === input.provider)?.manifest;
    return (await keepSettings('payment', input.provider, manifest, input.enabled, input.settings, people)) ?? nothing;
  },
  'mail.save': async (input, _actor, { people, adapters }) => {
    const manifest = adapters.mail?.manifest;
    if (manifest === undefined) return refuse('no-mail');
    return (await keepSettings('mail', manifest.id, manifest, input.enabled, input.settings, people)) ?? nothing;
  },
  'shop.connect': async (input, _actor, { people, adapters }) => {
    const manifest = adapters.shops.find((shop) => shop.manifest.id === input.shop)?.manifest;
    return (await keepSettings('shop', input.shop, manifest, input.enabled, input.settings, people)) ?? nothing;
  },
  'elsewhere.sold': async ({ contact }, _actor, { people, now }) => {
    if (contact === null) return nothing;
    return { ...nothing, person: await people.put({ name: contact.name, email: contact.email ?? '', address: contact.address }, now) };
  },
  'obs.configure': async (input, _actor, { people }) => {
    if (input.place === 'server' && input.password !== null) await people.saveSettings('obs', 'obs', { password: input.password });
    // On another machine the password is that machine's own: what was typed here before is forgotten.
    else if (input.place !== 'server') await people.saveSettings('obs', 'obs', {});
    return nothing;
  },
  // The person goes first: a crash in between leaves an order without a name, never a name without an erasure.
  'person.erase': async (input, _actor, { state, people }) => {
    const order = state.orders.get(String(input.orderNumber));
    const person = order?.person ?? null;
    if (person !== null) await people.erase(person);
    // The handle of a buyer from a chat says who they are as well as a name does.
    const viewer = order?.viewer ?? null;
    if (viewer !== null) await people.erase(viewer);
    return nothing;
  },
};

export async function prepare<N extends CommandName>(name: N, input: CommandInput<N>, actor: Actor, outside: Preparing): Promise<Prepared | Refused> {
  const how: Prepare<N> | undefined = prepares[name];
  return how ? how(input, actor, outside) : nothing;
}
/** Whether what is prepared rests on a row that this state does not have, and that another node may have written a moment ago. */
export function restsOnUnknown<N extends CommandName>(name: N, input: CommandInput<N>, state: ReadState): boolean {
  const rests: { readonly [M in CommandName]?: (given: CommandInput<M>) => boolean } = {
    'hold.place': ({ dropId }) => (state.drops.get(dropId)?.firedAt ?? null) === null,
    'checkout.start': (given) => given.with !== null && state.orders.get(String(given.with)) === undefined,
    'catalog.import': () => state.single('shop') === null,
    'person.erase': ({ orderNumber }) => state.orders.get(String(orderNumber)) === undefined,
  };
  const how: ((given: CommandInput<N>) => boolean) | undefined = rests[name];
  return how?.(input) ?? false;
}
/** Whether preparing leaves something behind: then a command seen before must not be prepared again. */
export const isPrepared = (name: CommandName): boolean => Object.hasOwn(prepares, name);
