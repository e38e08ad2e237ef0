import type { ReactNode } from 'react';

/** Shown by the script. Where the browser lets nothing be copied the address itself takes the button's place. */
export function CopyButton({ address, label, done }: { readonly address: string; readonly label: string; readonly done: string }): ReactNode {
  return (
    <button type="button" className="second" data-copy={address} data-done={done} hidden>
      {label}
    </button>
  );
}
