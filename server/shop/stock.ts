import { dueBy } from './due-bound.ts';
import type { Drop, DropLine, State, Variant } from './state.ts';

/**
 * The arithmetic of S1–S5, in one place. Every change of a count goes through here.
 * `free = onHand + missing − committed − held − setAside` and is never below 0.
 */
export const freeOf = (variant: Variant): number => variant.onHand + variant.missing - variant.committed - variant.held - variant.setAside;

export const isActive = (drop: Drop): boolean => drop.state === 'armed' || drop.state === 'live' || drop.state === 'paused';

export interface Units {
  readonly sku: string;
  readonly quantity: number;
}

/** S2: lines summed per variant before anything is checked. */
export function sumUnits(lines: readonly Units[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const line of lines) sums.set(line.sku, (sums.get(line.sku) ?? 0) + line.quantity);
  return sums;
}

export function must<V>(value: V | undefined | null, what: string): V {
  if (value === undefined || value === null) throw new Error(`the ledger names ${what}, which is not in the state`);
  return value;
}
const variantOf = (state: State, sku: string): Variant => must(state.variants.get(sku), `variant ${sku}`);
export const putVariant = (state: State, sku: string, change: (variant: Variant) => Partial<Variant>): void => {
  const variant = variantOf(state, sku);
  const changed = { ...variant, ...change(variant) };
  state.variants.set(sku, changed);
  // A shortfall that solved itself closes its task at the next tick: now.
  if (variant.missing > 0 && changed.missing === 0) dueBy(state, 0);
};
export const dropOf = (state: State, dropId: string): Drop => must(state.drops.get(dropId), `drop ${dropId}`);
export const putDrop = (state: State, dropId: string, change: (drop: Drop) => Partial<Drop>): void => {
  const drop = dropOf(state, dropId);
  state.drops.set(dropId, { ...drop, ...change(drop) });
};
function putLine(state: State, dropId: string, sku: string, change: (line: DropLine) => Partial<DropLine>): void {
  putDrop(state, dropId, (drop) => ({ lines: drop.lines.map((line) => (line.sku === sku ? { ...line, ...change(line) } : line)) }));
}

/** S3, arming: what the drop will sell is taken out of what is free. */
export function setAside(state: State, drop: Drop): void {
  for (const line of drop.lines) putVariant(state, line.sku, (v) => ({ setAside: v.setAside + line.left, dropId: drop.dropId }));
}
/** Units join a line of an active drop, or leave it again: out of what is free, or found on the shelf (`onHand` and `missing` then say so). */
export function restockLine(
  state: State,
  dropId: string,
  { sku, add, onHand, missing }: { readonly sku: string; readonly add: number; readonly onHand: number; readonly missing: number },
): void {
  putLine(state, dropId, sku, (l) => ({ left: l.left + add, allotted: l.allotted + add, added: l.added + add }));
  putVariant(state, sku, (v) => ({ onHand, missing, setAside: v.setAside + add }));
}
/** S3: one more variant for an active drop. */
export function addLine(state: State, dropId: string, { sku, allotted, price }: Pick<DropLine, 'sku' | 'allotted' | 'price'>): void {
  putDrop(state, dropId, (drop) => ({ lines: [...drop.lines, { sku, price, allotted, added: allotted, left: allotted, held: 0, sold: 0 }] }));
  putVariant(state, sku, (v) => ({ setAside: v.setAside + allotted, dropId }));
}
/** S3, ending or disarming: what is left is free again. */
export function giveBack(state: State, drop: Drop): void {
  for (const line of drop.lines) putVariant(state, line.sku, (v) => ({ setAside: v.setAside - line.left, dropId: null }));
}

/** left → held, out of what the drop had set aside. */
export function holdUnits(state: State, dropId: string, lines: readonly Units[]): void {
  for (const { sku, quantity } of lines) {
    putLine(state, dropId, sku, (l) => ({ left: l.left - quantity, held: l.held + quantity }));
    putVariant(state, sku, (v) => ({ setAside: v.setAside - quantity, held: v.held + quantity }));
  }
}

/**
 * Units come back to a drop line: on sale again while the drop is armed or live, free otherwise.
 * A shortfall swallows them first: what was missing on the shelf cannot be sold again (S5).
 */
function comeBack(state: State, dropId: string, sku: string, quantity: number, from: 'held' | 'sold'): void {
  const active = isActive(dropOf(state, dropId));
  const swallowed = Math.min(quantity, variantOf(state, sku).missing);
  const back = quantity - swallowed;
  putLine(state, dropId, sku, (l) => ({ [from]: l[from] - quantity, left: l.left + back, allotted: l.allotted - swallowed }));
  putVariant(state, sku, (v) => ({ missing: v.missing - swallowed, setAside: v.setAside + (active ? back : 0) }));
}

/** held → left. */
export function releaseUnits(state: State, dropId: string, lines: readonly Units[]): void {
  for (const { sku, quantity } of lines) {
    putVariant(state, sku, (v) => ({ held: v.held - quantity }));
    comeBack(state, dropId, sku, quantity, 'held');
  }
}
/** held → sold: ordered, not handed over. */
export function commitHeld(state: State, dropId: string, lines: readonly Units[]): void {
  for (const { sku, quantity } of lines) {
    putLine(state, dropId, sku, (l) => ({ held: l.held - quantity, sold: l.sold + quantity }));
    putVariant(state, sku, (v) => ({ held: v.held - quantity, committed: v.committed + quantity }));
  }
}
/** H4: money came after the units were let go; they are taken from the drop's left, or from free stock. */
export function commitLate(state: State, dropId: string | null, lines: readonly Units[], from: 'drop' | 'free'): void {
  for (const { sku, quantity } of lines) {
    putVariant(state, sku, (v) => ({ committed: v.committed + quantity, setAside: v.setAside - (from === 'drop' ? quantity : 0) }));
    if (dropId === null) continue;
    const ended = !isActive(dropOf(state, dropId));
    putLine(state, dropId, sku, (l) => {
      // Left of an ended drop is history, not a reserve: what sells late is no longer unsold.
      const fromLeft = from === 'drop' ? quantity : ended ? Math.min(quantity, l.left) : 0;
      return { left: l.left - fromLeft, allotted: l.allotted + quantity - fromLeft, sold: l.sold + quantity };
    });
  }
}
/** A committed unit leaves the shelf with its buyer. Where the shelf was counted short, the shortfall shrinks instead. */
export function handOverUnits(state: State, lines: readonly Units[]): void {
  for (const { sku, quantity } of lines) {
    putVariant(state, sku, (v) => {
      const there = Math.min(quantity, v.onHand);
      return { committed: v.committed - quantity, onHand: v.onHand - there, missing: v.missing - (quantity - there) };
    });
  }
}
/** A committed unit is sellable again. */
export function uncommitUnits(state: State, dropId: string | null, lines: readonly Units[]): void {
  for (const { sku, quantity } of lines) {
    putVariant(state, sku, (v) => ({ committed: v.committed - quantity }));
    if (dropId === null) putVariant(state, sku, (v) => ({ missing: v.missing - Math.min(quantity, v.missing) }));
    else comeBack(state, dropId, sku, quantity, 'sold');
  }
}
/** A committed unit is gone for good: refunded and not sellable. */
export function writeOffCommitted(state: State, lines: readonly Units[]): void {
  for (const { sku, quantity } of lines) {
    putVariant(state, sku, (v) => {
      const swallowed = Math.min(quantity, v.missing);
      return { committed: v.committed - quantity, missing: v.missing - swallowed, onHand: v.onHand - (quantity - swallowed) };
    });
  }
}
/** A unit that was handed over comes back onto the shelf. */
export function returnUnits(state: State, dropId: string | null, lines: readonly Units[]): void {
  for (const { sku, quantity } of lines) {
    putVariant(state, sku, (v) => ({ onHand: v.onHand + quantity }));
    if (dropId === null) {
      putVariant(state, sku, (v) => ({ missing: v.missing - Math.min(quantity, v.missing) }));
      continue;
    }
    comeBack(state, dropId, sku, quantity, 'sold');
  }
}
/** The till: out of free stock, or of the drop named, and off the shelf at once. */
export function sellAtTill(state: State, dropId: string | null, lines: readonly Units[]): void {
  for (const { sku, quantity } of lines) {
    putVariant(state, sku, (v) => ({ onHand: v.onHand - quantity, setAside: v.setAside - (dropId === null ? 0 : quantity) }));
    if (dropId !== null) putLine(state, dropId, sku, (l) => ({ left: l.left - quantity, sold: l.sold + quantity }));
  }
}
/** S5: a count, and what drops gave up for it. */
export function countUnits(
  state: State,
  sku: string,
  onHand: number,
  missing: number,
  tookBack: readonly { readonly dropId: string; readonly quantity: number }[],
): void {
  for (const { dropId, quantity } of tookBack) putLine(state, dropId, sku, (l) => ({ left: l.left - quantity, allotted: l.allotted - quantity }));
  const taken = tookBack.reduce((sum, t) => sum + t.quantity, 0);
  putVariant(state, sku, (v) => ({ onHand, missing, setAside: v.setAside - taken }));
}
