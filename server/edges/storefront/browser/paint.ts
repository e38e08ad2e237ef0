import type { DropLinePart, DropPart, MyHoldPart, MyOrderPart } from '@protocol/parts.ts';
import { sumCounts, tickRow, type Counts, type Tick } from '@protocol/ticks.ts';
import { each, one, setHidden, setText } from './dom.ts';
import { isOpen, type PagePhase } from './page-phase.ts';
import { sayHere } from './page-words.ts';

/** Changes in place: what patches bring many times a second. Everything else is the server's markup, fetched again. */

export function paintCounts(scope: HTMLElement, part: DropPart): void {
  const counts = sumCounts(part.lines);
  setText(one(scope, '[data-count=left]'), part.draw ? sayHere('count.entries', { n: part.draw.entries }) : sayHere('count.left', { n: counts.left }));
  const held = one(scope, '[data-count=held]');
  setText(held, sayHere('count.held', { n: counts.held }));
  setHidden(held, counts.held === 0);
  paintTicks(one(scope, '[data-ticks]'), counts);
  for (const line of part.lines) paintLine(scope, line);
  paintHeld(scope, part, counts.held);
  each(scope, '[data-of=opensAt]', (clock) => (clock.dataset['clock'] = String(part.opensAt ?? '')));
  each(scope, '[data-of=endsAt]', (clock) => (clock.dataset['clock'] = String(part.endsAt ?? '')));
}

function paintTicks(row: HTMLElement | null, counts: Counts): void {
  if (row === null) return;
  const drawn = tickRow(counts);
  if (drawn.kind === 'bar') {
    let x = 0;
    for (const tick of ['left', 'held', 'sold'] as const satisfies readonly Tick[]) {
      const rect = row.querySelector(`rect.${tick}`);
      rect?.setAttribute('x', `${x * 100}%`);
      rect?.setAttribute('width', `${drawn.shares[tick] * 100}%`);
      x += drawn.shares[tick];
    }
    return;
  }
  while (row.children.length > drawn.ticks.length) row.lastElementChild?.remove();
  while (row.children.length < drawn.ticks.length) row.append(document.createElement('b'));
  drawn.ticks.forEach((tick, at) => {
    const element = row.children[at];
    // `new` moves it once; without it markup that comes from the server never moves (V3).
    if (element !== undefined && !element.classList.contains(tick)) element.className = `${tick} new`;
  });
}

function paintLine(scope: HTMLElement, line: DropLinePart): void {
  const card = one(scope, `[data-line="${CSS.escape(line.sku)}"]`);
  const input = card?.querySelector('input');
  if (card === null || input === null || input === undefined) return;
  const gone = line.left === 0;
  setText(one(card, '[data-line-count]'), gone ? sayHere(line.held > 0 ? 'line.held' : 'line.gone', { n: line.held }) : sayHere('line.left', { n: line.left }));
  // A choice that cannot be had is no choice; the browser then asks for another one.
  if (gone) input.checked = false;
  input.disabled = gone;
}

function paintHeld(scope: HTMLElement, part: DropPart, held: number): void {
  const times = part.lines.flatMap((line) => (line.backAt === null ? [] : [line.backAt]));
  const backAt = times.length === 0 ? null : Math.min(...times);
  setHidden(one(scope, '[data-held=back]'), backAt === null);
  setHidden(one(scope, '[data-held=soon]'), backAt !== null);
  setText(one(scope, '[data-held=back] [data-text]'), sayHere('held.back', { n: held }));
  setText(one(scope, '[data-held=soon]'), sayHere('held.soon', { n: held }));
  const sum = (of: 'offered' | 'waiting'): string => {
    const n = part.lines.reduce((all, line) => all + (line[of] ?? 0), 0);
    return n > 0 ? sayHere(`count.${of}`, { n }) : '';
  };
  setText(one(scope, '[data-waiting]'), `${sum('offered')} ${sum('waiting')}`.trim());
  each(scope, '[data-of=backAt]', (clock) => (clock.dataset['clock'] = String(backAt ?? '')));
}

/** From one phase of the counter to another: the markup has them all. */
export function paintPhase(scope: HTMLElement, phase: PagePhase): void {
  scope.dataset['phase'] = phase;
  const button = scope.querySelector<HTMLButtonElement>('[data-press]');
  if (button !== null) button.disabled = !isOpen(phase);
}

/** What this browser has in this drop already. */
export function paintMine(scope: HTMLElement, hold: MyHoldPart | null, order: MyOrderPart | null, waits: boolean): void {
  each(scope, '[data-mine]', (link) => setHidden(link, !waits));
  const yours = one(scope, '[data-my-hold]');
  if (yours instanceof HTMLAnchorElement) {
    if (hold !== null) {
      yours.href = hold.path;
      each(yours, '[data-clock]', (clock) => (clock.dataset['clock'] = String(hold.expiresAt)));
    }
    setHidden(yours, hold === null);
    setHidden(one(scope, '[data-press]'), hold !== null);
    setHidden(one(scope, '.quantity'), hold !== null);
    setHidden(one(scope, '[data-note]'), hold !== null);
  }
  const link = one(scope, '[data-my-order]');
  if (link instanceof HTMLAnchorElement && order !== null) {
    link.href = order.path;
    setText(link, sayHere('mine.order', { number: String(order.orderNumber) }));
    setHidden(link, false);
  }
}
