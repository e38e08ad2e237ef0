/** Plain http on a LAN has no clipboard: there the text is selected in its field and copied from it. False: selected, for the person to copy. */
export async function copyText(text: string, field: HTMLInputElement | HTMLTextAreaElement | null): Promise<boolean> {
  if (window.isSecureContext) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Refused by the browser (a dock, an unfocused window): select instead.
    }
  }
  field?.focus();
  field?.select();
  // oxlint-disable-next-line typescript/no-deprecated -- the only way on plain http, and in every browser still
  return document.execCommand('copy');
}
