import type { Currency, Minor } from '@protocol/money.ts';
import type { DoctorLine, Manifest, Settings } from './manifest.ts';

/**
 * A shop elsewhere, where a drop is bought instead of here. It takes the order and the money; who
 * keeps the count is `keeps`. One folder and one line in `server/edges/adapters.ts`.
 */
export interface ShopManifest extends Manifest {
  /** `there`: the other shop keeps the count and ours follows it. `host`: nobody tells us, a person marks what was sold. */
  readonly keeps: 'there' | 'host';
  /** What the plan of each drop has to say beside the shop. */
  readonly perDrop: readonly PerDrop[];
}
/** `url`: the address where it is bought. `discount`: a code of the other shop, if the drop's price is not its usual one. */
export type PerDrop = 'url' | 'discount';

export interface Leaving {
  readonly lines: readonly {
    readonly sku: string;
    readonly quantity: number;
    /** The other shop's own id of it; null where it never told. */ readonly variant: string | null;
  }[];
  readonly url: string | null;
  readonly discount: string | null;
  /** Of the link they came by: what the other shop hands back with the order. */
  readonly code: string;
  readonly channel: string;
}
/** A variant as the other shop has it. */
export interface ShopLevel {
  readonly sku: string;
  readonly variant: string;
  /** What its stock is known by there. */
  readonly item: string;
  /** What can be bought there now; below 0 where it sold more than it had. */
  readonly level: number;
  readonly price: Minor;
}
export interface ShopLook {
  /** What the shop calls itself. */
  readonly name: string;
  readonly currency: Currency;
  readonly levels: readonly ShopLevel[];
}
interface NoticeLine {
  readonly sku: string;
  readonly quantity: number;
}
/** What its notices come to. One notice may be several; `stock` says only that something moved. */
export type ShopNotice =
  | {
      readonly kind: 'paid';
      readonly reference: string;
      /** As people there call it, "#1001". */
      readonly name: string;
      readonly code: string | null;
      readonly contact: { readonly name: string; readonly email: string | null } | null;
      readonly address: {
        readonly line1: string;
        readonly line2: string;
        readonly city: string;
        readonly postcode: string;
        readonly region: string;
        readonly country: string;
      } | null;
      readonly lines: readonly (NoticeLine & { readonly price: Minor })[];
      readonly shipping: Minor;
      readonly total: Minor;
    }
  | {
      readonly kind: 'refunded';
      readonly reference: string;
      readonly refund: string;
      readonly back: readonly NoticeLine[];
      readonly gone: readonly NoticeLine[];
      readonly amount: Minor;
    }
  | { readonly kind: 'cancelled'; readonly reference: string }
  | { readonly kind: 'stock'; readonly item: string };
export interface ShopNotices {
  /** Of the delivery: becomes the commands' id, so that twice is once. */
  readonly eventId: string;
  readonly notices: readonly ShopNotice[];
}
/** What an adjustment or a look came to. `no`: asked again it would be refused again; words for the desk. */
export type Adjusted =
  | { readonly done: true; /** What is there after it; null where it does not say. */ readonly after: number | null }
  | { readonly done: false; readonly no: string };

export interface ShopAdapter {
  readonly manifest: ShopManifest;
  /** Where a buyer is sent; null where there is no way yet. Only ever an address of that shop. */
  leave(settings: Settings, leaving: Leaving): string | null;
  /** null where a person keeps the count. All of it repeats safely; rejects where asking again may help. */
  readonly stock: {
    /** How it is with these variants now; one it does not have is not among them. */
    look(settings: Settings, known: readonly { readonly sku: string; readonly item: string | null }[]): Promise<ShopLook>;
    /** More or fewer of one, exactly once per task. */
    adjust(settings: Settings, change: { readonly taskId: string; readonly item: string; readonly by: number }): Promise<Adjusted>;
    /** Makes sure that its notices come to this address. Answers what is wrong, in words; empty where nothing is. */
    subscribe(settings: Settings, url: string): Promise<readonly string[]>;
    /** Checks the signature over the raw body; null where it is not theirs. `currency` is the shop's own. */
    notices(settings: Settings, raw: Uint8Array, headers: Readonly<Record<string, string>>, currency: Currency): ShopNotices | null;
  } | null;
  doctor(settings: Settings | null): Promise<readonly DoctorLine[]>;
}
