import { useEffect, useRef } from 'react';
import { shortcutFor, type Pressed, type ShortcutId } from './shortcuts.ts';

export interface ShortcutAction {
  readonly down: () => void;
  /** For what is kept; null for what is only pressed. */
  readonly up: (() => void) | null;
}
export type ShortcutActions = Readonly<Partial<Record<ShortcutId, ShortcutAction>>>;

function readPress(event: KeyboardEvent): Pressed {
  const target = event.target instanceof HTMLElement ? event.target : document.body;
  return {
    key: event.key,
    modified: event.ctrlKey || event.metaKey || event.altKey,
    focus: {
      tag: target.tagName,
      editable: target.isContentEditable,
      pressable: target.closest('button, a, [role="tab"], [role="menuitem"], summary') !== null,
    },
    covered: document.querySelector('dialog[open], [data-radix-popper-content-wrapper]') !== null,
  };
}

/** Listens while the desk is on screen. A key that repeats by being kept down counts once. */
export function useShortcuts(actions: ShortcutActions): void {
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });
  useEffect(() => {
    const held = new Set<ShortcutId>();
    const down = (event: KeyboardEvent): void => {
      const id = shortcutFor(readPress(event));
      const action = id === null ? undefined : latest.current[id];
      if (id === null || action === undefined) return;
      event.preventDefault();
      if (event.repeat || held.has(id)) return;
      held.add(id);
      action.down();
    };
    const up = (event: KeyboardEvent): void => {
      for (const id of held) {
        const action = latest.current[id];
        // Whatever has the focus by now: the key that was let go is the one that was pressed.
        if (shortcutFor({ ...readPress(event), modified: false, covered: false, focus: { tag: 'BODY', editable: false, pressable: false } }) !== id) continue;
        held.delete(id);
        event.preventDefault();
        action?.up?.();
      }
    };
    const lost = (): void => {
      for (const id of held) latest.current[id]?.up?.();
      held.clear();
    };
    window.addEventListener('keydown', down);
    window.addEventListener('keyup', up);
    window.addEventListener('blur', lost);
    return () => {
      window.removeEventListener('keydown', down);
      window.removeEventListener('keyup', up);
      window.removeEventListener('blur', lost);
    };
  }, []);
}
