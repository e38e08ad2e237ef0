/** The little of the DOM that everything here needs. */
export const mainPart = (): HTMLElement => {
  const main = document.querySelector('main');
  if (main === null) throw new Error('a page without a main part');
  return main;
};
export const each = (scope: ParentNode, selector: string, act: (element: HTMLElement) => void): void =>
  scope.querySelectorAll<HTMLElement>(selector).forEach(act);
export const one = (scope: ParentNode, selector: string): HTMLElement | null => scope.querySelector<HTMLElement>(selector);

/** Writes only what changed: a screen reader, a selection and the phone's battery notice every write. */
export function setText(element: HTMLElement | null, text: string): void {
  if (element !== null && element.textContent !== text) element.textContent = text;
}
export function setHidden(element: HTMLElement | null, hidden: boolean): void {
  if (element !== null && element.hidden !== hidden) element.hidden = hidden;
}

/** 128 random bits. `crypto.randomUUID` is missing in a stall's plain http; `getRandomValues` is not. */
export const newId = (): string => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
