import type { MeParts, OverlayParts, PanelParts, Parts, PublicParts, StageParts } from '@protocol/parts.ts';
import { overlayTheme, wholeOverlay, type OverlayOptions } from '@protocol/overlay-options.ts';
import type { Role } from '@protocol/roles.ts';
import type { ReadState } from '../shop/state.ts';
import { catalogWithCost, catalogWithoutCost, pickupsPart, pointsPart, productsPart } from './catalog-view.ts';
import { bundlesWithCost, bundlesWithoutCost } from './bundle-view.ts';
import { canPart, channelsPart, keysPart, paymentsPart, tasksPart, undoPart } from './desk-view.ts';
import {
  alsoLive,
  dropPart,
  onAirWithTest,
  overlayDrops,
  panelDrop,
  panelDrops,
  publicDropPart,
  publicDrops,
  stockPart,
  stockParts,
  testDropForOverlay,
  testDropPart,
} from './drop-view.ts';
import { myDraws, myWaits, waitsPart } from './draw-view.ts';
import { claimsPart } from './claims-view.ts';
import { guardPart, moneyPart, pricesPart } from './money-view.ts';
import { crowdPart } from './crowd-view.ts';
import { linkPart } from './link-view.ts';
import { logPart, logWithoutKeys } from './log-view.ts';
import { mailPart } from './mail-view.ts';
import { pricingPart } from './pricing-view.ts';
import { picturesPart, stills } from './picture-view.ts';
import { figuresPart, holdsPart, myHolds, myOrders, ordersPart, ordersWithoutPeople } from './order-view.ts';
import { cuePart, nextDropPart, nextPart, panelShop, panelShow, rundownPart, shopPart, showPart, showsPart } from './show-view.ts';
import { shopLinksPart } from './shop-link-view.ts';
import { sightOf, type Sight } from './sight.ts';
import type { Looker, ViewContext } from './view-context.ts';

/**
 * V6: what each audience sees is the list that stands here, and nothing reaches anybody that is not
 * on it. A new field of the state is shown to nobody until somebody writes it down.
 */

/** Parts that are always there, by key. */
type Fixed<P> = { readonly [K in keyof P as K extends `${string}/${string}` ? never : K]: (sight: Sight) => P[K] };
/** Parts that come and go, `drop/<id>` and `stock/<sku>`. */
interface Families {
  readonly drops: ((sight: Sight) => readonly string[]) | null;
  readonly drop: (sight: Sight, dropId: string) => unknown;
  readonly stock: boolean;
}
interface Allowed {
  readonly fixed: Readonly<Record<string, (sight: Sight) => unknown>>;
  readonly families: Families;
}

const panic = (sight: Sight): boolean => sight.state.single('panicAt') !== null;
const closed = (sight: Sight): boolean => sight.state.single('ledger').closed;
const moved = (sight: Sight): boolean => sight.state.single('ledger').moved;
const say = (sight: Sight): StageParts['say'] => {
  const said = sight.state.single('say');
  return said === null ? null : { text: said.text, at: said.at };
};

const overlayPart = (sight: Sight): OverlayOptions => wholeOverlay(sight.state.single('overlay'));

const obsPart = (sight: Sight): PanelParts['obs'] => {
  const { place, address } = sight.state.single('obs');
  return { place, address };
};

const publicFixed: Fixed<PublicParts> = {
  shop: shopPart,
  show: showPart,
  onAir: (sight) => sight.state.single('onAir'),
  alsoLive,
  panic,
  closed,
};
const overlayFixed: Fixed<OverlayParts> = {
  ...publicFixed,
  onAir: onAirWithTest,
  link: linkPart,
  next: nextDropPart,
  theme: (sight) => overlayTheme(overlayPart(sight)),
  mark: (sight) => (sight.state.single('testDrop') === null ? sight.context.mark : 'test'),
  ask: (sight) => sight.state.single('ask'),
};
const stageFixed: Fixed<StageParts> = { ...publicFixed, onAir: onAirWithTest, cue: cuePart, next: nextPart, say };

const panelFixed = {
  shop: panelShop,
  show: panelShow,
  shows: showsPart,
  onAir: onAirWithTest,
  alsoLive,
  panic,
  closed,
  moved,
  link: linkPart,
  next: nextPart,
  catalog: catalogWithCost,
  bundles: bundlesWithCost,
  products: productsPart,
  pictures: picturesPart,
  points: pointsPart,
  pickups: pickupsPart,
  can: (sight) => canPart(sight, 'owner'),
  undo: undoPart,
  rundown: rundownPart,
  holds: holdsPart,
  waits: waitsPart,
  orders: ordersPart,
  tasks: tasksPart,
  channels: channelsPart,
  links: shopLinksPart,
  payments: paymentsPart,
  keys: keysPart,
  say,
  overlay: overlayPart,
  obs: obsPart,
  guard: guardPart,
  prices: pricesPart,
  claims: claimsPart,
  withdrawal: (sight: Sight) => sight.state.single('withdrawal'),
  money: moneyPart,
  mail: mailPart,
  crowd: crowdPart,
  pricing: pricingPart,
  figures: figuresPart,
  log: logPart,
} satisfies Fixed<PanelParts>;

function publicDrop(sight: Sight, dropId: string): unknown {
  const drop = sight.state.drops.get(dropId);
  return drop === undefined ? null : publicDropPart(sight, drop);
}
function screenDrop(sight: Sight, dropId: string): unknown {
  const test = sight.state.single('testDrop');
  if (test?.dropId === dropId) return testDropForOverlay(sight, test);
  const drop = sight.state.drops.get(dropId);
  if (drop === undefined) return null;
  // The face-down ticket of an armed one is drawn from its plan.
  const part = drop.state === 'armed' ? dropPart(sight, drop) : publicDropPart(sight, drop);
  return { ...part, pictures: stills(part.pictures) };
}
function deskDrop(sight: Sight, dropId: string): unknown {
  const test = sight.state.single('testDrop');
  if (test?.dropId === dropId) return testDropPart(sight, test);
  const drop = sight.state.drops.get(dropId);
  return drop === undefined ? null : panelDrop(sight, drop);
}

const deskFamilies: Families = { drops: panelDrops, drop: deskDrop, stock: true };
const noFamilies: Families = { drops: null, drop: () => null, stock: false };

const NOTHING: Allowed = { fixed: {}, families: noFamilies };
const publicAllowed: Allowed = { fixed: publicFixed, families: { drops: publicDrops, drop: publicDrop, stock: true } };
const overlayAllowed: Allowed = { fixed: overlayFixed, families: { drops: overlayDrops, drop: screenDrop, stock: true } };
const stageAllowed: Allowed = { fixed: stageFixed, families: { drops: overlayDrops, drop: screenDrop, stock: true } };

/** Sees what goods cost, and the guard with it; what the owner entered is the owner's. */
const { money: _money, ...withoutMoney } = panelFixed;
const hostFixed = { ...withoutMoney, can: (sight: Sight) => canPart(sight, 'host') };
/** Host without money and keys (P1): no cost, no takings, no ways to pay, no keys, and nothing of them in the log. */
const producerFixed = {
  links: panelFixed.links,
  shop: panelFixed.shop, show: panelFixed.show, shows: panelFixed.shows, onAir: panelFixed.onAir, alsoLive: panelFixed.alsoLive, panic: panelFixed.panic, closed: panelFixed.closed, moved: panelFixed.moved,
  link: panelFixed.link, next: panelFixed.next, catalog: catalogWithoutCost, bundles: bundlesWithoutCost, products: panelFixed.products, pictures: panelFixed.pictures, pickups: panelFixed.pickups, prices: panelFixed.prices, can: (sight: Sight) => canPart(sight, 'producer'),
  undo: panelFixed.undo, rundown: panelFixed.rundown, holds: panelFixed.holds, waits: panelFixed.waits, orders: panelFixed.orders, tasks: panelFixed.tasks, channels: panelFixed.channels, say: panelFixed.say, overlay: panelFixed.overlay,
  obs: panelFixed.obs, crowd: panelFixed.crowd, log: logWithoutKeys,
}; // prettier-ignore
/** No cost and no people; what the shop takes is not theirs either. */
const moderatorFixed = {
  shop: panelFixed.shop, show: panelFixed.show, shows: panelFixed.shows, onAir: panelFixed.onAir, alsoLive: panelFixed.alsoLive, panic: panelFixed.panic, closed: panelFixed.closed, moved: panelFixed.moved,
  link: panelFixed.link, next: panelFixed.next, catalog: catalogWithoutCost, bundles: bundlesWithoutCost, pickups: panelFixed.pickups, can: (sight: Sight) => canPart(sight, 'moderator'), rundown: panelFixed.rundown,
  holds: panelFixed.holds, waits: panelFixed.waits, orders: ordersWithoutPeople, tasks: panelFixed.tasks, channels: panelFixed.channels, say: panelFixed.say, overlay: panelFixed.overlay, crowd: panelFixed.crowd, log: logWithoutKeys,
}; // prettier-ignore
/** Orders, and the till: what can be sold, for how much, and what is on. No cost, no plan, nobody's links. */
const packerFixed = {
  shop: panelFixed.shop,
  onAir: publicFixed.onAir,
  alsoLive: panelFixed.alsoLive,
  catalog: catalogWithoutCost,
  bundles: bundlesWithoutCost,
  closed: panelFixed.closed,
  moved: panelFixed.moved,
  pickups: panelFixed.pickups,
  orders: panelFixed.orders,
  can: (sight: Sight) => canPart(sight, 'packer'),
};

function panelAllowed(role: Role): Allowed {
  switch (role) {
    case 'owner':
    case 'system':
      return { fixed: panelFixed, families: deskFamilies };
    case 'host':
      return { fixed: hostFixed, families: deskFamilies };
    case 'producer':
      return { fixed: producerFixed, families: deskFamilies };
    case 'moderator':
      return { fixed: moderatorFixed, families: deskFamilies };
    case 'packer':
      return { fixed: packerFixed, families: { drops: publicDrops, drop: publicDrop, stock: false } };
    case 'stage':
    case 'overlay':
    case 'bot':
    case 'viewer':
      return NOTHING;
    default: {
      const never: never = role;
      return never;
    }
  }
}

function meAllowed(viewer: string | null): Allowed {
  if (viewer === null) return NOTHING;
  const fixed: Fixed<MeParts> = {
    holds: (sight) => myHolds(sight, viewer),
    orders: (sight) => myOrders(sight, viewer),
    draws: (sight) => myDraws(sight, viewer),
    waits: (sight) => myWaits(sight, viewer),
    chats: (sight) => sight.state.pairedChats.get(viewer) ?? [],
  };
  return { fixed, families: noFamilies };
}

function allowedFor(looker: Looker): Allowed {
  switch (looker.audience) {
    case 'public':
      return publicAllowed;
    case 'overlay':
      return overlayAllowed;
    case 'stage':
      return stageAllowed;
    case 'panel':
      return panelAllowed(looker.role);
    case 'me':
      return meAllowed(looker.viewer);
    default: {
      const never: never = looker.audience;
      return never;
    }
  }
}

const DROP = 'drop/';
const STOCK = 'stock/';

/** Keys of what this looker sees now. */
export function partKeys(looker: Looker, sight: Sight): readonly string[] {
  const { fixed, families } = allowedFor(looker);
  return [
    ...Object.keys(fixed),
    ...(families.drops?.(sight) ?? []).map((dropId) => DROP + dropId),
    ...(families.stock ? [...stockParts(sight).keys()].map((sku) => STOCK + sku) : []),
  ];
}

/** One part of many, by a look that is shared; null where it is not there, or not for this looker. */
export function partOf(looker: Looker, key: string, sight: Sight): unknown {
  const { fixed, families } = allowedFor(looker);
  if (key.startsWith(DROP)) {
    const dropId = key.slice(DROP.length);
    return families.drops !== null && families.drops(sight).includes(dropId) ? families.drop(sight, dropId) : null;
  }
  if (key.startsWith(STOCK)) return families.stock ? stockPart(sight, key.slice(STOCK.length)) : null;
  return Object.hasOwn(fixed, key) ? (fixed[key]?.(sight) ?? null) : null;
}

/** The whole of what this looker sees (V1). */
export function partsFor(looker: Looker, state: ReadState, context: ViewContext): Parts {
  return partsBy(looker, sightOf(state, context));
}
export function partsBy(looker: Looker, sight: Sight): Parts {
  const { fixed, families } = allowedFor(looker);
  const parts: Record<string, unknown> = {};
  for (const [key, build] of Object.entries(fixed)) parts[key] = build(sight);
  for (const dropId of families.drops?.(sight) ?? []) parts[DROP + dropId] = families.drop(sight, dropId);
  if (families.stock) for (const [sku, part] of stockParts(sight)) parts[STOCK + sku] = part;
  return parts;
}

/** One part; null where it is not there, or not for this looker. */
export const part = (looker: Looker, key: string, state: ReadState, context: ViewContext): unknown => partOf(looker, key, sightOf(state, context));
