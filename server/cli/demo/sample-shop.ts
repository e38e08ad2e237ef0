import { sample as words } from '@locales/en.json';
import type { CommandInput } from '@protocol/commands.ts';
import { speaker } from '@protocol/words.ts';

const say = speaker(words, 'en');

/** A leather bench in Galway: what a small shop on a good evening looks like. */
export const shop: CommandInput<'shop.configure'> = {
  name: say('shop'),
  currency: 'EUR',
  locale: 'en-IE',
  timeZone: 'Europe/Dublin',
  seller: { name: say('seller'), address: say('address'), email: 'hello@example.com' },
  returnsUrl: 'https://example.com/returns',
};

type Product = CommandInput<'product.save'>;
const variant = (sku: string, options: string[], price: number, cost: number, grams: number, onHand: number): Product['variants'][number] => ({
  sku,
  options,
  price,
  compareAt: null,
  cost,
  grams,
  onHand,
});

export const products: readonly Product[] = [
  { handle: 'belt', title: say('belt'), body: say('belt.body'), vendor: say('shop'), pictures: ['/sample/belt.svg'], options: [say('option.length')], variants: ['85', '95', '105'].map((length) => variant(`BELT-${length}`, [`${length} cm`], 6800, 2300, 380, 8)) },
  { handle: 'saddle-bag', title: say('saddleBag'), body: say('saddleBag.body'), vendor: say('shop'), pictures: ['/sample/saddle-bag.svg'], options: [say('option.metal')], variants: [variant('SADDLE-BR', [say('option.brass')], 14800, 6150, 1100, 16), variant('SADDLE-NI', [say('option.nickel')], 14800, 6285, 1100, 12)] },
  { handle: 'card-holder', title: say('cardHolder'), body: say('cardHolder.body'), vendor: say('shop'), pictures: ['/sample/card-holder.svg'], options: [], variants: [variant('CARD-OL', [], 3400, 900, 60, 40)] },
  { handle: 'key-loop', title: say('keyLoop'), body: say('keyLoop.body'), vendor: say('shop'), pictures: ['/sample/key-loop.svg'], options: [], variants: [variant('LOOP-TAN', [], 1600, 350, 40, 60)] },
  { handle: 'clutch', title: say('clutch'), body: say('clutch.body'), vendor: say('shop'), pictures: ['/sample/clutch.svg'], options: [], variants: [variant('CLUTCH-PL', [], 21000, 8400, 640, 6)] },
]; // prettier-ignore

interface PlannedDrop {
  readonly title: string;
  readonly lines: readonly { readonly sku: string; readonly allotted: number; readonly price: number }[];
  readonly minutes: number;
}
export const drops: readonly PlannedDrop[] = [
  { title: say('saddleBag'), lines: [{ sku: 'SADDLE-BR', allotted: 14, price: 14800 }, { sku: 'SADDLE-NI', allotted: 10, price: 14800 }], minutes: 6 },
  { title: say('cardHolder'), lines: [{ sku: 'CARD-OL', allotted: 18, price: 2900 }], minutes: 4 },
  { title: say('belt'), lines: ['85', '95', '105'].map((length) => ({ sku: `BELT-${length}`, allotted: 5, price: 6800 })), minutes: 5 },
  { title: say('keyLoop'), lines: [{ sku: 'LOOP-TAN', allotted: 24, price: 1400 }], minutes: 4 },
  { title: say('clutch'), lines: [{ sku: 'CLUTCH-PL', allotted: 6, price: 21000 }], minutes: 5 },
]; // prettier-ignore

/** What people write while they look. The commands are answered by the bot. */
export const chatter: readonly string[] = ['!stock', '!buy', '!drop', say('chat.lovely'), say('chat.howWide'), say('chat.gotOne'), say('chat.lastTime')];
export const talk = { hello: say('talk.hello'), thanks: say('talk.thanks') };
export const showTitle = say('show');
export const places = { stall: say('pickup.place'), address: say('pickup.address') };
export const countedAgain = say('count.reason');
