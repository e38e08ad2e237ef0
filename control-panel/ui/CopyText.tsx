import { useState } from 'react';
import { Check, Copy } from 'lucide-react';
import { w } from '../text/words.ts';
import { copyText } from './copy.ts';

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
          void copyText(text, field).then((done) => {
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
