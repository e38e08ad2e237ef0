import type { ReactNode } from 'react';
import { LoaderCircle } from 'lucide-react';
import { Key, type KeyLabel } from './Key.tsx';

interface Props {
  readonly children: ReactNode;
  readonly look: 'plain' | 'main' | 'quiet' | 'danger' | 'next';
  readonly onPress: () => void;
  readonly disabled: boolean;
  readonly sending: boolean;
  /** What is printed on the button; null where there is no key for it. */
  readonly shortcut: KeyLabel | null;
}

/** A press. While its answer is awaited it says so and takes no other. */
export function Button({ children, look, onPress, disabled, sending, shortcut }: Props) {
  return (
    <button
      type="button"
      className={`button button-${look}`}
      // aria-disabled instead of disabled while sending: the focus must not fall off the page.
      disabled={disabled}
      aria-disabled={sending}
      aria-busy={sending}
      aria-keyshortcuts={shortcut?.aria}
      onClick={(event) => {
        // Pressed with a pointer the button gives the keyboard back to the shortcuts.
        if (event.detail > 0) event.currentTarget.blur();
        if (!sending) onPress();
      }}
    >
      <span className="button-text">{children}</span>
      {sending ? <LoaderCircle className="spin" size={16} aria-hidden /> : shortcut === null ? null : <Key label={shortcut.label} />}
    </button>
  );
}

/** The button that sends a form. */
export function SubmitButton({ children, sending, disabled }: { readonly children: ReactNode; readonly sending: boolean; readonly disabled: boolean }) {
  return (
    <button
      type="submit"
      className="button button-main"
      disabled={disabled}
      aria-disabled={sending}
      aria-busy={sending}
      onClick={(event) => sending && event.preventDefault()}
    >
      <span className="button-text">{children}</span>
      {sending ? <LoaderCircle className="spin" size={16} aria-hidden /> : null}
    </button>
  );
}
