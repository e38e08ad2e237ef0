import { mainPart, one } from './dom.ts';

/** Between two looks that nobody pressed for. */
const LOOK_EVERY_MS = 2_000;

let asking = false;
let lookedAt = -Infinity;

const formIn = (main: HTMLElement): HTMLFormElement | null => {
  const form = one(main, '[data-chat]');
  return form instanceof HTMLFormElement ? form : null;
};

/** Claim from chat: asks the server, whose answer takes the form's place. */
export async function askChat(form: HTMLFormElement, what: string): Promise<void> {
  if (asking) return;
  asking = true;
  try {
    const answer = await fetch(form.action, { method: 'POST', body: new URLSearchParams({ do: what, part: '1' }) });
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('[data-chat]');
    // The page may have been changed meanwhile: whichever form stands there now is the one.
    const shown = formIn(mainPart());
    if (!answer.ok || fresh === null || shown === null) return;
    const hadFocus = shown.contains(document.activeElement);
    shown.replaceWith(fresh);
    // Who pressed hears what came of it.
    if (hadFocus) formIn(mainPart())?.focus({ preventScroll: true });
  } catch {
    // Away: the bar says so, and what is shown stays.
  } finally {
    asking = false;
  }
}

/** Paired, parted or too old: what stands there is not what is so. `chats`: as the line says, null where it was not heard. */
export function noticeChat(main: HTMLElement, chats: readonly string[] | null, now: number): void {
  const form = formIn(main);
  if (form === null || performance.now() - lookedAt < LOOK_EVERY_MS) return;
  const { chat, until, shown } = form.dataset;
  const changed = chats !== null && chats.join(' ') !== chat;
  const isOld = now >= Number(until ?? Infinity) && !document.hidden;
  if (!changed && !isOld) return;
  lookedAt = performance.now();
  void askChat(form, !changed && shown === 'code' ? 'code' : 'look');
}

/** The fresh page is everybody's: what this browser was shown stays, and is asked for anew. */
export function keepChat(old: HTMLElement, next: HTMLElement): void {
  const mine = formIn(old);
  const everybodys = formIn(next);
  if (mine === null || everybodys === null || mine.dataset['shown'] === 'closed') return;
  everybodys.replaceWith(mine);
  void askChat(mine, mine.dataset['shown'] === 'code' ? 'code' : 'look');
}
