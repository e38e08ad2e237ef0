/** A key that does what a button does: as printed on it, and as readers are told. */
export interface KeyLabel {
  readonly label: string;
  readonly aria: string;
}

/** A key as printed on a button. Hidden from readers: `aria-keyshortcuts` is on the button. */
export function Key({ label }: { readonly label: string }) {
  return (
    <kbd className="key" aria-hidden>
      {label}
    </kbd>
  );
}
