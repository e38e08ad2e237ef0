import { useState } from 'react';
import { Check, Copy } from 'lucide-react';
import { w } from '../text/words.ts';

/** Plain http on a LAN has no clipboard: there the text is selected for the person to copy. */
async function copy(text: string, field: HTMLInputElement | null): Promise<boolean> {
  if (window.isSecureContext) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Refused by the browser (a dock, an unfocused window): select instead.
    }
  }
  field?.select();
  // oxlint-disable-next-line typescript/no-deprecated -- the only way on plain http, and in every browser still
  return document.execCommand('copy');
}

/** A text that is there to be copied, with its button. */
export function CopyText({ label, text }: { readonly label: string; readonly text: string }) {
  const [copied, setCopied] = useState(false);
  const [field, setField] = useState<HTMLInputElement | null>(null);
  return (
    <div className="copy">
      <input ref={setField} className="mono" readOnly value={text} aria-label={label} onFocus={(event) => event.target.select()} />
      <button
        type="button"
        className="button button-plain"
        onClick={() => {
          void copy(text, field).then((done) => {
            setCopied(done);
            if (done) setTimeout(() => setCopied(false), 2_000);
          });
        }}
      >
        {copied ? <Check size={18} aria-hidden /> : <Copy size={18} aria-hidden />}
        <span aria-live="polite">{copied ? w('copy.done') : w('copy.do')}</span>
      </button>
    </div>
  );
}
