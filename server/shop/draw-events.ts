import type { Instant } from '@protocol/time.ts';

/** From where somebody came and with what proof; absent where networks are not counted (docs/decisions/hoarding.md). */
interface Came {
  network?: string;
  proof?: { readonly id: string; readonly until: Instant };
}

/** What happens in a draw, in the line of those who wait, and at the end of a drop whose units still move. */
export interface DrawKinds {
  /** Before entry opens. The seed derives from the shop's secret, the epoch and this firing, and stands in no event before it is revealed. */
  DrawCommitted: { dropId: string; firing: number; epoch: string; commitment: string };
  /** A second time: the entry moved to another variant. */
  DrawEntered: { dropId: string; entryId: string; viewer: string; sku: string; channel: string | null } & Came;
  DrawLeft: { dropId: string; entryId: string; viewer: string };
  /** `digest`: of the sorted entry hashes. `order`: entry ids, first in line first. */
  DrawRun: { dropId: string; seed: string; digest: string; order: readonly string[] };
  /** It is this entry's turn: the hold follows. */
  DrawPassed: { dropId: string; entryId: string; viewer: string; holdId: string };
  /** Entry, or selling, is over, and units may still pass to who is next: off the card, on its own links until that is settled. */
  DropSettling: { dropId: string; endsAt: Instant; closesAt: Instant };

  /** `person`: where an offer may be told; null where nothing was left. */
  WaitlistJoined: { dropId: string; waitId: string; viewer: string; sku: string; person: string | null } & Came;
  /** `reserved`: they have something of this drop now. */
  WaitlistLeft: { dropId: string; waitId: string; viewer: string; sku: string; why: 'left' | 'crew' | 'reserved' };
  /** A unit came back and is theirs until `expiresAt`: the hold follows. Who sends mail listens to this. */
  WaitlistOffered: { dropId: string; waitId: string; viewer: string; sku: string; person: string | null; holdId: string; expiresAt: Instant };
}
