import { dueBy } from './due-bound.ts';
import type { Drop, DropLine, State, Units, Variant } from './state.ts';

export type { Units } from './state.ts';

/**
 * The arithmetic of S1–S5, in one place. Every change of a count goes through here.
 * `free = onHand + missing − committed − held − setAside` and is never below 0.
 */
export const freeOf = (variant: Variant): number => variant.onHand + variant.missing - variant.committed - variant.held - variant.setAside;

export const isActive = (drop: Drop): boolean => drop.state === 'armed' || drop.state === 'live' || drop.state === 'paused';

/** S2: lines summed before anything is checked. */
export function sumUnits(lines: readonly Units[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const line of lines) sums.set(line.sku, (sums.get(line.sku) ?? 0) + line.quantity);
  return sums;
}

/** Units of a line, and what one of them takes off the shelf where that is more than itself. */
export interface LineUnits extends Units {
  readonly parts?: readonly Units[];
}
type Made = Pick<LineUnits, 'sku' | 'parts'>;
/** What one unit takes off the shelf. */
export const partsOf = (line: Made): readonly Units[] => line.parts ?? [{ sku: line.sku, quantity: 1 }];
/** The field of a line that promises what another offers, or what a bundle is; empty for a variant. */
export const madeLike = (other: { readonly parts?: readonly Units[] } | undefined): { readonly parts?: readonly Units[] } =>
  other?.parts === undefined ? {} : { parts: other.parts };
/** Another number of the same. */
export const unitsOf = (line: Made, quantity: number): LineUnits => ({ sku: line.sku, quantity, ...madeLike(line) });
/** S2: lines and the parts of bundles, summed per variant before anything is checked. */
export const sumParts = (lines: readonly LineUnits[]): ReadonlyMap<string, number> =>
  sumUnits(lines.flatMap((line) => partsOf(line).map((part) => ({ sku: part.sku, quantity: part.quantity * line.quantity }))));
export function isSameMade(a: Made | undefined, b: Made): boolean {
  if (a === undefined) return false;
  const others = sumUnits(partsOf(b));
  const own = partsOf(a);
  return own.length === others.size && own.every((part) => others.get(part.sku) === part.quantity);
}
/** How many of the units that come back can be had again: what is missing on the shelf swallows parts first (S5). */
export const wholeAgain = (line: LineUnits, missingOf: (sku: string) => number): number =>
  Math.min(
    ...partsOf(line).map((part) => {
      const units = line.quantity * part.quantity;
      return Math.floor((units - Math.min(units, missingOf(part.sku))) / part.quantity);
    }),
  );

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
  // A shop elsewhere that has it too is told with the next tick.
  if (state.mirrors.has(sku)) dueBy(state, 0);
};
export const dropOf = (state: State, dropId: string): Drop => must(state.drops.get(dropId), `drop ${dropId}`);
export const putDrop = (state: State, dropId: string, change: (drop: Drop) => Partial<Drop>): void => {
  const drop = dropOf(state, dropId);
  state.drops.set(dropId, { ...drop, ...change(drop) });
};
const lineOf = (state: State, dropId: string, sku: string): DropLine =>
  must(
    dropOf(state, dropId).lines.find((line) => line.sku === sku),
    `line ${sku} of drop ${dropId}`,
  );
export function putLine(state: State, dropId: string, sku: string, change: (line: DropLine) => Partial<DropLine>): void {
  let came = false;
  putDrop(state, dropId, (drop) => ({
    lines: drop.lines.map((line) => {
      if (line.sku !== sku) return line;
      const changed = { ...line, ...change(line) };
      came = changed.left > line.left;
      return changed;
    }),
  }));
  // Somebody may be next for it: the next tick offers it.
  if (came) dueBy(state, 0);
}

/** Each part of so many units of a line. */
function eachPart(state: State, line: LineUnits, change: (variant: Variant, units: number) => Partial<Variant>): void {
  for (const part of partsOf(line)) putVariant(state, part.sku, (v) => change(v, part.quantity * line.quantity));
}

/** S3, arming: what the drop will sell is taken out of what is free. A bundle is from now on what it is made of at this moment. */
export function setAside(state: State, drop: Drop): void {
  for (const { sku, left } of drop.lines) {
    const made = madeLike(state.bundles.get(sku));
    putLine(state, drop.dropId, sku, () => made);
    eachPart(state, { sku, quantity: left, ...made }, (v, units) => ({ setAside: v.setAside + units, dropId: drop.dropId }));
  }
}
/** Units join a line of an active drop, or leave it again: out of what is free, or found on the shelf (`onHand` and `missing` then say so; a bundle is never found). */
export function restockLine(
  state: State,
  dropId: string,
  { sku, add, onHand, missing }: { readonly sku: string; readonly add: number; readonly onHand: number; readonly missing: number },
): void {
  const line = lineOf(state, dropId, sku);
  putLine(state, dropId, sku, (l) => ({ left: l.left + add, allotted: l.allotted + add, added: l.added + add }));
  eachPart(state, unitsOf(line, add), (v, units) => ({ setAside: v.setAside + units, ...(line.parts === undefined ? { onHand, missing } : {}) }));
}
/** S3: one more variant, or bundle, for an active drop. */
export function addLine(state: State, dropId: string, { sku, allotted, price }: Pick<DropLine, 'sku' | 'allotted' | 'price'>): void {
  const made = madeLike(state.bundles.get(sku));
  putDrop(state, dropId, (drop) => ({ lines: [...drop.lines, { sku, price, allotted, added: allotted, left: allotted, held: 0, sold: 0, ...made }] }));
  eachPart(state, { sku, quantity: allotted, ...made }, (v, units) => ({ setAside: v.setAside + units, dropId }));
}
/** S3, ending or disarming: what is left is free again. */
export function giveBack(state: State, drop: Drop): void {
  for (const line of drop.lines) eachPart(state, unitsOf(line, line.left), (v, units) => ({ setAside: v.setAside - units, dropId: null }));
}

/** left → held, out of what the drop had set aside. */
export function holdUnits(state: State, dropId: string, lines: readonly LineUnits[]): void {
  for (const line of lines) {
    putLine(state, dropId, line.sku, (l) => ({ left: l.left - line.quantity, held: l.held + line.quantity }));
    eachPart(state, line, (v, units) => ({ setAside: v.setAside - units, held: v.held + units }));
  }
}

/**
 * Units come back to a drop line: on sale again while the drop is armed or live, free otherwise.
 * A shortfall swallows them first: what was missing on the shelf cannot be sold again (S5). Of a bundle only those that are whole
 * come back to the line; what is left of the others is free. So is all of one that the drop now makes of something else.
 */
function comeBack(state: State, dropId: string, line: LineUnits, from: 'held' | 'sold'): void {
  const { sku, quantity } = line;
  const drop = dropOf(state, dropId);
  const active = isActive(drop);
  const isOther =
    active &&
    !isSameMade(
      drop.lines.find((l) => l.sku === sku),
      line,
    );
  const back = isOther ? 0 : wholeAgain(line, (part) => variantOf(state, part).missing);
  putLine(state, dropId, sku, (l) => ({ [from]: l[from] - quantity, left: l.left + back, allotted: l.allotted - (quantity - back) }));
  eachPart(state, line, (v, units) => ({ missing: v.missing - Math.min(units, v.missing) }));
  if (active) eachPart(state, unitsOf(line, back), (v, units) => ({ setAside: v.setAside + units }));
}

/** held → left. */
export function releaseUnits(state: State, dropId: string, lines: readonly LineUnits[]): void {
  for (const line of lines) {
    eachPart(state, line, (v, units) => ({ held: v.held - units }));
    comeBack(state, dropId, line, 'held');
  }
}
/** held → sold: ordered, not handed over. */
export function commitHeld(state: State, dropId: string, lines: readonly LineUnits[]): void {
  for (const line of lines) {
    putLine(state, dropId, line.sku, (l) => ({ held: l.held - line.quantity, sold: l.sold + line.quantity }));
    eachPart(state, line, (v, units) => ({ held: v.held - units, committed: v.committed + units }));
  }
}
/** H4: money came after the units were let go; they are taken from the drop's left, or from free stock. */
export function commitLate(state: State, dropId: string | null, lines: readonly LineUnits[], from: 'drop' | 'free'): void {
  for (const line of lines) {
    const { sku, quantity } = line;
    eachPart(state, line, (v, units) => ({ committed: v.committed + units, setAside: v.setAside - (from === 'drop' ? units : 0) }));
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
export function handOverUnits(state: State, lines: readonly LineUnits[]): void {
  for (const line of lines) {
    eachPart(state, line, (v, units) => {
      const there = Math.min(units, v.onHand);
      return { committed: v.committed - units, onHand: v.onHand - there, missing: v.missing - (units - there) };
    });
  }
}
/** A committed unit is sellable again. */
export function uncommitUnits(state: State, dropId: string | null, lines: readonly LineUnits[]): void {
  for (const line of lines) {
    eachPart(state, line, (v, units) => ({ committed: v.committed - units }));
    if (dropId === null) eachPart(state, line, (v, units) => ({ missing: v.missing - Math.min(units, v.missing) }));
    else comeBack(state, dropId, line, 'sold');
  }
}
/** A committed unit is gone for good: refunded and not sellable. */
export function writeOffCommitted(state: State, lines: readonly LineUnits[]): void {
  for (const line of lines) {
    eachPart(state, line, (v, units) => {
      const swallowed = Math.min(units, v.missing);
      return { committed: v.committed - units, missing: v.missing - swallowed, onHand: v.onHand - (units - swallowed) };
    });
  }
}
/** A unit that was handed over comes back onto the shelf. */
export function returnUnits(state: State, dropId: string | null, lines: readonly LineUnits[]): void {
  for (const line of lines) {
    eachPart(state, line, (v, units) => ({ onHand: v.onHand + units }));
    if (dropId === null) eachPart(state, line, (v, units) => ({ missing: v.missing - Math.min(units, v.missing) }));
    else comeBack(state, dropId, line, 'sold');
  }
}
/** What a drop gives up for a count: so many units of one of its lines. `sku`: of that line, absent where it is the variant counted. */
export interface TakenBack {
  readonly dropId: string;
  readonly quantity: number;
  readonly sku?: string;
}
/** S5: which units nobody claimed a drop gives up, where `short` of a variant are missing: its own line first, then bundles that hold it. */
export function takeBack(drop: Drop, sku: string, short: number): readonly TakenBack[] {
  const taken: TakenBack[] = [];
  let still = short;
  const ownFirst = [...drop.lines].sort((a, b) => Number(b.sku === sku) - Number(a.sku === sku));
  for (const line of ownFirst) {
    const each = partsOf(line).find((part) => part.sku === sku)?.quantity ?? 0;
    if (each === 0 || line.left === 0 || still <= 0) continue;
    const quantity = Math.min(line.left, Math.ceil(still / each));
    still -= quantity * each;
    taken.push({ dropId: drop.dropId, quantity, ...(line.sku === sku ? {} : { sku: line.sku }) });
  }
  return taken;
}
function giveUp(state: State, sku: string, tookBack: readonly TakenBack[]): void {
  for (const taken of tookBack) {
    const line = lineOf(state, taken.dropId, taken.sku ?? sku);
    putLine(state, taken.dropId, line.sku, (l) => ({ left: l.left - taken.quantity, allotted: l.allotted - taken.quantity }));
    eachPart(state, unitsOf(line, taken.quantity), (v, units) => ({ setAside: v.setAside - units }));
  }
}
/** S5: a count, and what drops gave up for it. The other parts of a bundle that is given up are free. */
export function countUnits(state: State, sku: string, onHand: number, missing: number, tookBack: readonly TakenBack[]): void {
  giveUp(state, sku, tookBack);
  putVariant(state, sku, () => ({ onHand, missing }));
}
/** The till: out of free stock, or of the drop named, and off the shelf at once. What is marked sold of an ended drop is free stock by then. */
export function sellAtTill(state: State, dropId: string | null, lines: readonly LineUnits[]): void {
  for (const line of lines) {
    const active = dropId !== null && isActive(dropOf(state, dropId));
    eachPart(state, line, (v, units) => ({ onHand: v.onHand - units, setAside: v.setAside - (active ? units : 0) }));
    if (dropId !== null)
      putLine(state, dropId, line.sku, (l) => {
        const fromLeft = Math.min(line.quantity, l.left);
        return { left: l.left - fromLeft, allotted: l.allotted + line.quantity - fromLeft, sold: l.sold + line.quantity };
      });
  }
}
/** Sold where the drop leads: what it has left, then what is free or given up; `short` is promised there and not here (S5). */
export function sellElsewhere(
  state: State,
  dropId: string | null,
  { sku, quantity, fromDrop, short, tookBack }: Units & { readonly fromDrop: number; readonly short: number; readonly tookBack: readonly TakenBack[] },
): void {
  giveUp(state, sku, tookBack);
  putVariant(state, sku, (v) => ({ missing: v.missing + short }));
  if (fromDrop > 0) commitLate(state, dropId, [{ sku, quantity: fromDrop }], 'drop');
  if (quantity > fromDrop) commitLate(state, dropId, [{ sku, quantity: quantity - fromDrop }], 'free');
}
