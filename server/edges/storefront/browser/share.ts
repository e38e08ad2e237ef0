import { each } from './dom.ts';

/** Addresses to take along: the phone's own sheet for what others may have, else the clipboard, else (plain http has neither) the old way of copying. */
export function offerSharing(main: HTMLElement): void {
  each(main, '[data-share], [data-copy]', (button) => {
    button.hidden = false;
    button.addEventListener('click', (event) => {
      event.preventDefault();
      const { copy, share: title } = button.dataset;
      const url = new URL(copy ?? (button as HTMLAnchorElement).href, location.href).href;
      handOn(url, title ?? null)
        .then((copied) => {
          if (copied) button.textContent = button.dataset['done'] ?? '';
        })
        .catch((error: unknown) => {
          // The buyer closed the sheet: nothing to say. An in-app browser that lets nothing be copied: then by hand.
          if (!(error instanceof DOMException && error.name === 'AbortError')) showInstead(button, url);
        });
    });
  });
}

/** Whether it was copied; false where the phone's sheet took it. */
async function handOn(url: string, title: string | null): Promise<boolean> {
  if (title !== null && 'share' in navigator) {
    await navigator.share({ title, url });
    return false;
  }
  // Typed as always there; on plain http it is not.
  const { clipboard }: { readonly clipboard?: Clipboard } = navigator;
  if (clipboard !== undefined) {
    await clipboard.writeText(url);
    return true;
  }
  const field = document.createElement('textarea');
  field.value = url;
  document.body.append(field);
  field.select();
  // oxlint-disable-next-line typescript/no-deprecated -- the only way on plain http, and in every browser still
  const done = document.execCommand('copy');
  field.remove();
  if (!done) throw new Error('not copied');
  return true;
}

function showInstead(button: HTMLElement, url: string): void {
  const field = document.createElement('input');
  field.className = 'address';
  field.readOnly = true;
  field.value = url;
  field.setAttribute('aria-label', button.textContent ?? '');
  button.replaceWith(field);
  field.select();
}
