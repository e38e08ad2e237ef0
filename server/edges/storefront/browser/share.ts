import { each } from './dom.ts';

/** Hands an address on: the phone's own sheet, else the clipboard, else (plain http has neither) the old way of copying. */
export function offerSharing(main: HTMLElement): void {
  each(main, '[data-share]', (button) => {
    button.hidden = false;
    button.addEventListener('click', () => {
      const url = new URL(button.dataset['share'] ?? '', location.href).href;
      share(url)
        .then((copied) => {
          if (copied) button.textContent = button.dataset['done'] ?? '';
        })
        // The buyer closed the sheet: nothing to say.
        .catch(() => undefined);
    });
  });
}

/** Whether it was copied; false where the phone's sheet took it. */
async function share(url: string): Promise<boolean> {
  if ('share' in navigator) {
    await navigator.share({ title: document.title, url });
    return false;
  }
  // Typed as always there; on plain http it is not.
  const clipboard: Clipboard | undefined = (navigator as Navigator).clipboard;
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
  return done;
}
