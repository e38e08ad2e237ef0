import type { CommandInput, CommandName, CommandResult } from '@protocol/commands.ts';
import type { AlikeBy } from '@protocol/parts.ts';
import type { Refused } from '@protocol/refusals.ts';
import type { Actor } from '@protocol/roles.ts';
import type { Instant } from '@protocol/time.ts';
import type { EventOf, EventType, ProductData, ShopEvent } from './events.ts';
import type { ReadState, State } from './state.ts';

/** What can be plugged in, as far as a decision needs to know: data, not code. */
export interface Offers {
  readonly providers: readonly {
    readonly id: string;
    readonly settles: 'order' | 'page';
    readonly enabledByDefault: boolean;
    /** It can be asked what was paid. */ readonly compares?: boolean;
  }[];
  readonly shops: readonly {
    readonly id: string;
    readonly label: string;
    readonly keeps: 'there' | 'host';
    readonly perDrop: readonly ('url' | 'discount')[];
    readonly enabledByDefault: boolean;
  }[];
  readonly channels: readonly { readonly id: string; /** Its lines are read. */ readonly reads: boolean }[];
}

/** How a buyer comes who asks for themselves: from where, and with what work done. */
export interface Visit {
  /** A tag of the network and the drop, without meaning once the key of the day is gone; null where networks are not counted. */
  readonly network: string | null;
  readonly proof: Proof | null;
}
export type Proof =
  | { readonly good: true; readonly id: string; readonly step: number; readonly until: Instant }
  | { readonly good: false; readonly why: 'expired' | 'other' | 'wrong' };

/** Time, chance and everything else a decision may not fetch for itself. */
export interface Context {
  readonly now: Instant;
  readonly actor: Actor;
  /** A fresh random id. */
  readonly id: () => string;
  /** A fresh short code for a link. */
  readonly code: () => string;
  /** PUBLIC_URL of the environment; the address set in the shop counts where this is null (P3). */
  readonly publicUrl: string | null;
  /** Started for this network (`--lan`): shows are planned for it unless said otherwise. */
  readonly networkFirst: boolean;
  readonly offers: Offers;
  /** Who buys: the viewer, or the one a bot speaks for. Null for commands that need none. */
  readonly viewer: string | null;
  /** Null for everybody but a buyer who asks for themselves: keys, chats, the server. */
  readonly visit: Visit | null;
  /** The buyer's random id in `people`, written before (L8). */
  readonly person: string | null;
  /** Who else in `people` has the buyer's mail or address. */
  readonly alike: readonly { readonly person: string; readonly by: AlikeBy }[];
  /** The address given is that of the order named beside it. */
  readonly sameAddress: boolean;
  /** Products read from a file or a form, made safe. */
  readonly products: { readonly items: readonly ProductData[]; readonly warnings: readonly { readonly row: number; readonly message: string }[] } | null;
  readonly keyHash: (keyId: string) => string;
  /** 256 bits in hex, from the shop's secret: the same for the same draw, and known to nobody outside. */
  readonly drawSeed: (draw: string) => string;
}

/**
 * What a handler writes into. An emitted event is applied to the batch's layer at once, so that the
 * next line of the handler sees it. Nothing may be refused after the first one.
 */
export interface Draft {
  readonly state: State;
  readonly context: Context;
  emit(event: ShopEvent): void;
}

/** Nothing: done, by the events emitted. `answer`: a question that changes nothing and is not remembered. */
export type Decided = Refused | { readonly answer: unknown } | undefined;
export type Handler<N extends CommandName> = (draft: Draft, input: CommandInput<N>) => Decided | void;
export type Handlers<N extends CommandName = CommandName> = { readonly [K in N]: Handler<K> };

export interface EventMeta {
  readonly seq: number;
  readonly at: Instant;
  /** As it stands in the batch, `kind:id`. */
  readonly actor: string;
}
export type Evolver<T extends EventType> = (state: State, event: EventOf<T>, meta: EventMeta) => void;
export type Evolvers<T extends EventType = EventType> = { readonly [K in T]: Evolver<K> };

export interface ResultContext {
  readonly state: ReadState;
  readonly keyOf: (keyId: string) => string;
  /** `link`: which of its addresses, since a lost one is renewed. */
  readonly orderUrl: (orderNumber: number, link: number) => string;
  readonly linkUrl: (code: string, showId: string | null) => string;
}
/** A result is computed from the command's own events, so that it can be given again after any crash (L4). */
export type Results = { readonly [N in CommandName]: (events: readonly ShopEvent[], context: ResultContext) => CommandResult<N> };

/** The first event of a kind among a command's. */
export function eventOf<T extends EventType>(events: readonly ShopEvent[], type: T): EventOf<T> | undefined {
  return events.find((event): event is EventOf<T> & ShopEvent => event.type === type);
}
