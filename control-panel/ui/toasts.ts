/** Short sentences that come and go: how something ended. Kept outside React, so that any code may speak. */
export interface Toast {
  readonly id: number;
  readonly kind: 'done' | 'refused';
  readonly text: string;
}
const SHOWN_MS = { done: 4_000, refused: 9_000 } as const;
const MOST = 4;

let toasts: readonly Toast[] = [];
let nextId = 1;
const listeners = new Set<() => void>();
const change = (next: readonly Toast[]): void => {
  toasts = next;
  for (const listener of listeners) listener();
};

export function toast(kind: Toast['kind'], text: string): void {
  const id = nextId++;
  // The same sentence twice is one: a refused key pressed again must not pile up.
  change([...toasts.filter((each) => each.text !== text), { id, kind, text }].slice(-MOST));
  setTimeout(() => dismissToast(id), SHOWN_MS[kind]);
}
export const dismissToast = (id: number): void => change(toasts.filter((each) => each.id !== id));
export const currentToasts = (): readonly Toast[] => toasts;
export function onToasts(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
