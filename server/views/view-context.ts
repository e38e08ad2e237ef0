import type { Latency } from '@protocol/parts.ts';
import type { Audience, Role } from '@protocol/roles.ts';

/** Who looks: V6 builds parts by allow-list from these alone. */
export interface Looker {
  readonly audience: Audience;
  readonly role: Role;
  /** The viewer id, for `me`. */
  readonly viewer: string | null;
}
/** What parts need that is not in the state. Fixed while the server runs, but for this network's address: when that changes, an event says so. */
export interface ViewContext {
  /** From the environment; the state's own address counts where this is null (P3). */
  readonly publicUrl: string | null;
  /** Where this network reaches the shop: for the links of a show that is for this network only; null where nothing outside may be named. */
  readonly networkUrl: string | null;
  /** Started for this network: a show for this network only has its links whatever address is kept. */
  readonly networkFirst: boolean;
  /** Path of a hold's, an order's page. */
  readonly holdPath: (holdId: string) => string;
  readonly orderPath: (orderNumber: number, link: number) => string;
  readonly pickupCode: (orderNumber: number) => string;
  readonly providers: readonly { readonly id: string; readonly label: string; readonly enabledByDefault: boolean; readonly compares: boolean }[];
  readonly shops: readonly {
    readonly id: string;
    readonly label: string;
    readonly keeps: 'there' | 'host';
    readonly perDrop: readonly ('url' | 'discount')[];
    readonly enabledByDefault: boolean;
  }[];
  readonly channels: readonly {
    readonly id: string;
    readonly label: string;
    readonly delaySeconds: number;
    readonly latencies: readonly Latency[];
    readonly reads: boolean;
  }[];
  readonly mark: 'rehearsal' | null;
}
