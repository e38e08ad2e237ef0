import { keepChat } from './chat.ts';
import { mainPart } from './dom.ts';
import { stampFrom } from './clock.ts';

/** A crowd that sees the same change must not ask in the same moment. */
const JITTER_MS = 500;
/** Between two asks, whatever happens. */
const AT_MOST_EVERY_MS = 2_000;

let last = -Infinity;
let pending: ReturnType<typeof setTimeout> | null = null;

/** Asks for this page again, soon, and puts its main part in place of ours: the server's markup is the one truth. */
export function swapSoon(then: () => void): void {
  if (pending !== null) return;
  const wait = Math.max(0, last + AT_MOST_EVERY_MS - performance.now()) + Math.random() * JITTER_MS;
  pending = setTimeout(() => {
    pending = null;
    last = performance.now();
    swap()
      .then(then)
      // The server is away: what is shown stays, and says how old it is; the next change or tick asks again.
      .catch(() => undefined);
  }, wait);
}

async function swap(): Promise<void> {
  const answer = await fetch(location.href, { cache: 'no-cache', headers: { accept: 'text/html' } });
  const arrivedAt = performance.now();
  if (answer.status >= 500) return;
  // The hold became an order: that page has its own address.
  if (answer.redirected && new URL(answer.url).pathname !== location.pathname) return void location.replace(answer.url);
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const next = page.querySelector('main');
  if (next === null) return;
  const old = mainPart();
  keepChoice(old, next);
  document.title = page.title;
  const focused = document.activeElement instanceof HTMLElement && old.contains(document.activeElement) ? document.activeElement : null;
  const adopted = document.adoptNode(next);
  old.replaceWith(adopted);
  keepChat(old, adopted);
  stampFrom(next, arrivedAt);
  if (focused !== null) refocus(next, focused);
}

/** What was chosen but not sent. */
function keepChoice(old: HTMLElement, next: HTMLElement): void {
  const sku = old.querySelector<HTMLInputElement>('input[name=sku]:checked')?.value;
  if (sku !== undefined) {
    const same = next.querySelector<HTMLInputElement>(`input[type=radio][name=sku][value="${CSS.escape(sku)}"]`);
    if (same !== null && !same.disabled) same.checked = true;
  }
  const quantity = old.querySelector<HTMLSelectElement>('select[name=quantity]')?.value;
  const field = next.querySelector<HTMLSelectElement>('select[name=quantity]');
  if (quantity !== undefined && field !== null) field.value = quantity;
}

/** Somebody who goes through the page by keyboard stays where they were, or at its beginning. */
function refocus(next: HTMLElement, before: HTMLElement): void {
  const name = before.getAttribute('name');
  const value = before instanceof HTMLInputElement ? `[value="${CSS.escape(before.value)}"]` : '';
  const same =
    name === null
      ? before.matches('[data-press]')
        ? next.querySelector<HTMLElement>('[data-press]')
        : null
      : next.querySelector<HTMLElement>(`[name="${CSS.escape(name)}"]${value}`);
  if (same !== null) return same.focus({ preventScroll: true });
  next.tabIndex = -1;
  next.focus({ preventScroll: true });
}
