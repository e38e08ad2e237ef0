/** A key as printed on a button. Hidden from readers: `aria-keyshortcuts` is on the button. */
export function Key({ label }: { readonly label: string }) {
  return (
    <kbd className="key" aria-hidden>
      {label}
    </kbd>
  );
}
