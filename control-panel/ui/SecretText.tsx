import { useState } from 'react';
import { Check, Copy } from 'lucide-react';
import { w } from '../text/words.ts';
import { copyText } from './copy.ts';
import { RevealButton } from './RevealButton.tsx';

/** A key, or an address with one in it: masked, since the screen it stands on may be on the stream. It is copied without being shown. */
export function SecretText({ label, text }: { readonly label: string; readonly text: string }) {
  const [copied, setCopied] = useState(false);
  const [shown, setShown] = useState(false);
  const [field, setField] = useState<HTMLInputElement | null>(null);
  const copy = (): void => {
    // Without a clipboard the text is copied out of its field, and masked it would be a row of dots. Nothing is drawn in between.
    field?.classList.remove('masked');
    const copying = copyText(text, field);
    field?.classList.toggle('masked', !shown);
    void copying.then((done) => {
      setCopied(done);
      if (done) setTimeout(() => setCopied(false), 2_000);
    });
  };
  return (
    <div className="copy">
      <input
        ref={setField}
        className={shown ? 'mono' : 'mono masked'}
        readOnly
        value={text}
        aria-label={label}
        autoComplete="off"
        spellCheck={false}
        onFocus={(event) => event.target.select()}
      />
      <RevealButton shown={shown} onShow={setShown} />
      <button type="button" className="button button-plain" onClick={copy}>
        {copied ? <Check size={18} aria-hidden /> : <Copy size={18} aria-hidden />}
        <span aria-live="polite">{copied ? w('copy.done') : w('copy.do')}</span>
      </button>
    </div>
  );
}
