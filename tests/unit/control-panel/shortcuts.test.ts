import { describe, expect, it } from 'vitest';
import { shortcutFor, shortcuts, type Pressed } from '../../../control-panel/desk/shortcuts.ts';

const body = { tag: 'BODY', editable: false, pressable: false };
const press = (key: string, change: Partial<Pressed>): Pressed => ({ key, modified: false, covered: false, focus: body, ...change });

describe('shortcuts of the desk', () => {
  it('each key stands for one thing', () => {
    const keys = Object.values(shortcuts).map((shortcut) => shortcut.key);
    expect(new Set(keys).size).toBe(keys.length);
    for (const [id, shortcut] of Object.entries(shortcuts)) expect(shortcutFor(press(shortcut.key, {})), id).toBe(id);
  });

  it('letters count in either case, other keys not at all', () => {
    expect(shortcutFor(press('P', {}))).toBe('pause');
    expect(shortcutFor(press('z', {}))).toBeNull();
  });

  it.each([
    ['in a field', { focus: { tag: 'INPUT', editable: false, pressable: false } }],
    ['in a list to choose from', { focus: { tag: 'SELECT', editable: false, pressable: false } }],
    ['in a text area', { focus: { tag: 'TEXTAREA', editable: false, pressable: false } }],
    ['in editable text', { focus: { tag: 'DIV', editable: true, pressable: false } }],
    ['while a dialog is open', { covered: true }],
    ['with Ctrl, Alt or Cmd', { modified: true }],
  ] as const)('every key is off %s', (_where, change) => {
    for (const { key } of Object.values(shortcuts)) expect(shortcutFor(press(key, change))).toBeNull();
  });

  it('Space belongs to the button that has the focus; letters and Esc do not', () => {
    const onButton = { focus: { tag: 'BUTTON', editable: false, pressable: true } };
    expect(shortcutFor(press(' ', onButton))).toBeNull();
    expect(shortcutFor(press('p', onButton))).toBe('pause');
    expect(shortcutFor(press('Escape', onButton))).toBe('panic');
  });
});
