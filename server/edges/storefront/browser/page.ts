import type { DropPart, MyHoldPart, PublicParts } from '@protocol/parts.ts';
import { sumCounts } from '@protocol/ticks.ts';
import { STALE_AFTER_MS } from '@protocol/limits.ts';
import { askChat, noticeChat } from './chat.ts';
import { claim, proveForm, refuse } from './claim.ts';
import { pageNow, paintClocks } from './clock.ts';
import { each, mainPart, one, setHidden, setText } from './dom.ts';
import { isCounter, isOpen, offerOf, pagePhase, type PagePhase } from './page-phase.ts';
import { sayHere } from './page-words.ts';
import { paintCounts, paintMine, paintPhase } from './paint.ts';
import { offerSharing } from './share.ts';
import { openSource, type Source } from './source.ts';
import { swapSoon } from './swap.ts';

/**
 * The page came whole from the server and works without this. With it counts, ticks and clock are
 * live, the page changes with the drop, and a press is answered at once.
 */

/** A screen reader hears the stock at most this often. */
const ALOUD_EVERY_MS = 10_000;
const TICK_MS = 250;
/** A post that led nowhere may be tried again. */
const PRESS_AGAIN_MS = 6_000;

let source: Source | null = null;
/** This browser had the hold whose page this is. */
let wasMine = false;
let aloudAt = -Infinity;
/** What was on sale when the page was last asked for because of it. */
let askedFor = '';
let lookedAgainAt = performance.now();

const nowIs = (): number => source?.now() ?? pageNow();
const publicParts = (): PublicParts | null => {
  // The audience of the line, and of the snapshot, is `public`.
  return (source?.parts() ?? null) as PublicParts | null;
};
const again = (): void => swapSoon(settle);

/** What every fresh main part needs. */
function settle(): void {
  offerSharing(mainPart());
  each(mainPart(), '[data-claim]', paintPrice);
  const asked = document.querySelector<HTMLFormElement>('[data-challenge]');
  if (asked !== null) void proveForm(asked);
  paint();
}

function paint(): void {
  const main = mainPart();
  const parts = publicParts();
  if (parts !== null) {
    noticeOwn(main);
    each(main, '[data-drop]', (scope) => {
      const part: DropPart | undefined = parts[`drop/${scope.dataset['drop'] ?? ''}`];
      if (part !== undefined) paintDrop(scope, part, parts.closed);
    });
    noticeOthers(main, parts);
  }
  tick();
}

function paintDrop(scope: HTMLElement, part: DropPart, closed: boolean): void {
  // A drop that is over has no counts of its own on its page, but cards of others within it.
  if (!('rest' in scope.dataset)) paintCounts(scope, part);
  const dropId = part.dropId;
  paintMine(
    scope,
    source?.holds().find((hold) => hold.dropId === dropId && isMine(hold)) ?? null,
    source?.orders().find((order) => order.dropId === dropId) ?? null,
    source?.waitsIn(dropId) ?? false,
  );
  const { phase, firing, ends, offer } = scope.dataset;
  if (firing !== undefined && (firing !== String(part.firing) || ends !== String(part.endsAt ?? '') || offer !== offerOf(part))) again();
  turnTo(scope, pagePhase(part, closed, nowIs()), phase);
}
function turnTo(scope: HTMLElement, phase: PagePhase, shown: string | undefined): void {
  if (phase === shown) return;
  // Written by the server from the same function.
  if (isCounter(phase) && isCounter(shown as PagePhase)) return paintPhase(scope, phase);
  again();
}

/** Where only the snapshot is read one's own may be some seconds old: a time that is over is over. */
const isMine = (hold: MyHoldPart): boolean => hold.state !== 'paying' && hold.expiresAt > nowIs();

/** What this browser has, on the pages that are about it. */
function noticeOwn(main: HTMLElement): void {
  if (source?.knowsOwn() !== true) return;
  if (main.dataset['kind'] === 'now') {
    const listed: string[] = [];
    each(main, '[data-own]', (row) => listed.push(row.dataset['own'] ?? ''));
    const own = [
      ...source
        .holds()
        .filter(isMine)
        .map((hold) => hold.path),
      ...source.orders().map((order) => `${order.path} ${order.state}`),
    ];
    if (own.sort().join() !== listed.sort().join()) again();
  }
  if (main.dataset['kind'] !== 'hold') return;
  const hold = source.holds().find(({ path }) => path === location.pathname);
  if (hold !== undefined && hold.state !== 'paying') {
    wasMine = true;
    if (main.dataset['browser'] === 'own') setHidden(one(main, '[data-note=shared]'), !hold.shared);
  } else if (wasMine) again(); // finished or given back in the other browser
}

/** The address was opened in another browser than the one that reserved: from now on it is this one's, too. */
async function carryOver(main: HTMLElement): Promise<void> {
  const answer = await fetch(`${location.pathname}/carry`, { method: 'POST' });
  const note = one(main, `[data-note=${await answer.text()}]`);
  if (answer.ok) setHidden(note, false);
}

/** Something else went on sale, or came off, while the page lists what is on. */
function noticeOthers(main: HTMLElement, parts: PublicParts): void {
  // A form is being filled in there: nothing takes its place for this.
  if (main.dataset['kind'] === 'hold') return;
  const own = one(main, '.drop')?.dataset['drop'];
  const on = [parts.onAir, ...parts.alsoLive].filter((id): id is string => {
    const part = id === null ? undefined : parts[`drop/${id}`];
    if (part === undefined || id === own) return false;
    const phase = pagePhase(part, parts.closed, nowIs());
    return isCounter(phase) || phase === 'paused';
  });
  const listed: string[] = [];
  each(main, '.on-now', (card) => listed.push(card.dataset['drop'] ?? ''));
  const wanted = [...on].sort().join(' ');
  if (wanted === listed.sort().join(' ') || wanted === askedFor) return;
  askedFor = wanted;
  again();
}

/** By the clock alone: four times a second, so that no second is shown late. */
function tick(): void {
  const main = mainPart();
  const now = nowIs();
  paintClocks(now);
  const parts = publicParts();
  each(main, '[data-drop]', (scope) => {
    const part = parts?.[`drop/${scope.dataset['drop'] ?? ''}`];
    if (part !== undefined && parts !== null) turnTo(scope, pagePhase(part, parts.closed, now), scope.dataset['phase']);
  });
  noticeChat(main, source?.chats() ?? null, now);
  tellAge(main);
  tellAloud(main, parts);
  const { ends, again: every, kind } = main.dataset;
  if (kind === 'hold' && now >= Number(ends)) again();
  if (every !== undefined && !document.hidden && performance.now() - lookedAgainAt > Number(every) * 1_000) {
    lookedAgainAt = performance.now();
    again();
  }
}

function tellAge(main: HTMLElement): void {
  if (source === null) return;
  const age = source.age();
  const n = Math.round(age / 1_000);
  const away = one(main, '[data-away]');
  const isAway = age > STALE_AFTER_MS;
  // Said once, not each second: the bar is a live region.
  if (isAway && away?.hidden === true) setText(away, sayHere('away', {}));
  setHidden(away, !isAway);
  if (publicParts() !== null)
    each(main, '[data-counted]', (counted) => setText(counted, age === 0 ? sayHere('counted.now', {}) : sayHere('counted.ago', { n })));
}

function tellAloud(main: HTMLElement, parts: PublicParts | null): void {
  const region = one(main, '[data-aloud]');
  const part = parts?.[`drop/${one(main, '.drop')?.dataset['drop'] ?? ''}`];
  if (region === null || part === undefined || part.draw !== undefined || performance.now() - aloudAt < ALOUD_EVERY_MS) return;
  aloudAt = performance.now();
  const counts = sumCounts(part.lines);
  setText(region, sayHere('aloud', { left: sayHere('count.left', { n: counts.left }), held: sayHere('count.held', { n: counts.held }) }));
}

/** The button names the price of what is chosen, and how many times. */
function paintPrice(form: HTMLElement): void {
  const chosen = form.querySelector<HTMLInputElement>('input[name=sku]:checked, input[name=sku][type=hidden]');
  const quantity = form.querySelector<HTMLSelectElement>('select[name=quantity]')?.value ?? '1';
  const price = chosen?.dataset['price'] ?? '';
  setText(one(form, '[data-button-price]'), quantity === '1' || price === '' ? price : `${quantity} × ${price}`);
}

/** The browser posts the form: a second tap of an impatient thumb is not a second press, and without cookies would be a second person's. */
function pressed(form: HTMLFormElement): void {
  const press = one(form, '[data-press]');
  press?.setAttribute('aria-busy', 'true');
  setTimeout(() => press?.removeAttribute('aria-busy'), PRESS_AGAIN_MS);
}

document.addEventListener('click', (event) => {
  const button = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('[data-draw-again]') : null;
  const box = button?.closest<HTMLElement>('[data-draw]');
  // Neither script nor record came: pressed again, it is tried again.
  if (box) void import('./verify.ts').then(({ drawAgain }) => drawAgain(box)).catch(() => undefined);
});
document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement)) return;
  if ('chat' in form.dataset) {
    event.preventDefault();
    return void askChat(form, event.submitter instanceof HTMLButtonElement ? event.submitter.value : '');
  }
  if ('claim' in form.dataset) {
    const phase = form.closest<HTMLElement>('[data-phase]')?.dataset['phase'];
    if (one(form, '[aria-busy]') !== null) return event.preventDefault();
    if (source?.line() == null) {
      if (source === null || source.age() < STALE_AFTER_MS) return pressed(form);
      // Neither way leads to the shop: the browser's own page of trouble would say less.
      event.preventDefault();
      return refuse(form, sayHere('away.press', {}), false);
    }
    event.preventDefault();
    // Written by the server or by paintPhase.
    if (isOpen(phase as PagePhase)) void claim(form, source);
    return;
  }
  if (!('once' in form.dataset)) return;
  if (form.dataset['once'] === 'sent') return event.preventDefault();
  form.dataset['once'] = 'sent';
  event.submitter?.setAttribute('aria-busy', 'true');
});
document.addEventListener('change', (event) => {
  const form = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('[data-claim]') : null;
  if (form !== null) paintPrice(form);
  // Another country, other prices.
  if (event.target instanceof HTMLSelectElement && event.target.name === 'country') one(document, '[data-price]')?.click();
});
addEventListener('pageshow', (event) => {
  if (!event.persisted) return;
  // Come back to: a sent form may be sent again, and nothing shown is trusted.
  each(document, '[data-once]', (form) => (form.dataset['once'] = ''));
  each(document, '[aria-busy]', (element) => element.removeAttribute('aria-busy'));
  if (mainPart().dataset['kind'] !== 'hold') again();
});

const { kind, code, show, browser } = mainPart().dataset;
pageNow();
settle();
setInterval(tick, TICK_MS);
// After the first paint: the picture and the price do not wait for the line.
if (show !== undefined) {
  requestAnimationFrame(() =>
    setTimeout(() => {
      // First, so that the line comes with the cookie. Refused or unanswered: the page works without being this browser's.
      const known = browser === 'other' ? carryOver(mainPart()).catch(() => undefined) : Promise.resolve();
      known
        .then(() => openSource(kind === 'drop' ? (code ?? null) : null, show === '' ? null : show, paint))
        .then(
          (opened) => {
            source = opened;
            paint();
          },
          // Nothing above rejects; were it to, the page stays what it is without a script.
          () => undefined,
        );
    }),
  );
}
