/** Every key of the desk, in one place. The label is what is printed on the button. */
export const shortcuts = {
  go: { key: ' ', label: 'Space', aria: 'Space' },
  pause: { key: 'p', label: 'P', aria: 'P' },
  extend: { key: 'e', label: 'E', aria: 'E' },
  quick: { key: 'q', label: 'Q', aria: 'Q' },
  units: { key: 'r', label: 'R', aria: 'R' },
  add: { key: 'a', label: 'A', aria: 'A' },
  till: { key: 't', label: 'T', aria: 'T' },
  undo: { key: 'u', label: 'U', aria: 'U' },
  end: { key: 'x', label: 'X', aria: 'X' },
  stock: { key: 's', label: 'S', aria: 'S' },
  panic: { key: 'escape', label: 'Esc', aria: 'Escape' },
} as const;
export type ShortcutId = keyof typeof shortcuts;

/** What of a key press and its surroundings decides whether it is a shortcut. */
export interface Pressed {
  readonly key: string;
  readonly modified: boolean;
  /** Upper-case name of the focused element, and whether one types or presses there. */
  readonly focus: { readonly tag: string; readonly editable: boolean; readonly pressable: boolean };
  /** A dialog or a small window is open: it owns the keyboard. */
  readonly covered: boolean;
}

/** The shortcut a key stands for here and now; null where the key belongs to something else. */
export function shortcutFor(pressed: Pressed): ShortcutId | null {
  if (pressed.modified || pressed.covered) return null;
  if (pressed.focus.editable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(pressed.focus.tag)) return null;
  const key = pressed.key.toLowerCase();
  // Space and Enter belong to a button that has the focus: who works by keyboard alone needs them there.
  if (pressed.focus.pressable && (key === ' ' || key === 'enter')) return null;
  for (const id of Object.keys(shortcuts) as ShortcutId[]) if (shortcuts[id].key === key) return id;
  return null;
}
