import type { Refused } from '@protocol/refusals.ts';
import type { Actor } from '@protocol/roles.ts';
import type { DoctorLine, Settings } from './manifest.ts';

/** What a provider's word did here. `not-ours`: signed, and about nothing of this shop. */
export type Heard = { readonly how: 'taken'; readonly seq: number } | { readonly how: 'refused'; readonly refused: Refused } | { readonly how: 'not-ours' };

/** Providers that speak, or are spoken to, whichever they are (H5). */
export interface PayDesk {
  /** A notice as it came in; null where there is no such provider, `forged` where its signature is not right. */
  hear(provider: string, raw: Uint8Array, headers: Readonly<Record<string, string>>): Promise<Heard | 'forged' | null>;
  /** Asks now how this order stands, unless it was asked a moment ago. Never rejects; takes no longer than a buyer waits for a page. */
  ask(orderNumber: number): Promise<void>;
  /** Makes and tries at the provider what selling needs, and keeps the form where that worked. Null where there is no such provider. */
  setUp(provider: string, actor: Actor, given: Settings): Promise<SetUpAnswer | Refused | null>;
}
export interface SetUpAnswer {
  readonly ok: boolean;
  /** Test money; null where that is not known. */
  readonly test: boolean | null;
  readonly lines: readonly DoctorLine[];
}
