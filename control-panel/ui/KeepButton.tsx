import { useEffect, useRef, useState, type CSSProperties, type ReactNode } from 'react';
import { LoaderCircle } from 'lucide-react';
import { w } from '../text/words.ts';
import { Key, type KeyLabel } from './Key.tsx';
import { Confirm } from './Confirm.tsx';
import { KEEP_MS, type Keep } from './use-keep.ts';

/** Long enough to be read by somebody who expected something else. */
const HINT_MS = 2_500;

interface Props {
  readonly children: ReactNode;
  readonly look: 'plain' | 'quiet' | 'danger' | 'next' | 'stop';
  readonly keep: Keep;
  readonly onDone: () => void;
  readonly disabled: boolean;
  readonly sending: boolean;
  readonly shortcut: KeyLabel | null;
  /** What will happen, as a question, for those whose tools press but cannot keep. */
  readonly question: string;
}

/**
 * Press and keep, for what cannot be taken back: with the pointer, with Space or Enter, or with the
 * shortcut (whoever owns `keep` wires that). A short press says how. Assistive tools send a bare
 * click without a press before it: they are asked instead.
 */
export function KeepButton({ children, look, keep, onDone, disabled, sending, shortcut, question }: Props) {
  const [hint, setHint] = useState(false);
  const [asking, setAsking] = useState(false);
  const pressed = useRef(false);
  /** When the press began: a tap is over before anything was drawn anew. */
  const pressedAt = useRef(0);
  const blocked = disabled || sending;
  useEffect(() => {
    if (!hint) return;
    // Then it says again what it does.
    const timer = setTimeout(() => setHint(false), HINT_MS);
    return () => clearTimeout(timer);
  }, [hint]);
  const press = (): void => {
    if (blocked) return;
    pressed.current = true;
    pressedAt.current = performance.now();
    setHint(false);
    keep.start();
  };
  const release = (): void => {
    if (!blocked && performance.now() - pressedAt.current < KEEP_MS) setHint(true);
    keep.stop();
  };
  return (
    <>
      <button
        type="button"
        className={`button button-${look} keep ${keep.keeping ? 'keeping' : ''}`}
        style={{ '--keep': `${KEEP_MS}ms` } as CSSProperties}
        disabled={disabled}
        aria-disabled={sending}
        aria-busy={sending}
        aria-keyshortcuts={shortcut?.aria}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          press();
        }}
        onPointerUp={(event) => {
          // First, since what loses the focus loses its hint too.
          event.currentTarget.blur();
          release();
        }}
        onPointerCancel={release}
        onContextMenu={(event) => event.preventDefault()}
        onKeyDown={(event) => {
          if (event.key !== ' ' && event.key !== 'Enter') return;
          event.preventDefault();
          if (!event.repeat) press();
        }}
        onKeyUp={(event) => {
          if (event.key !== ' ' && event.key !== 'Enter') return;
          event.preventDefault();
          release();
        }}
        onBlur={() => {
          keep.stop();
          setHint(false);
        }}
        onClick={() => {
          if (!pressed.current && !blocked) setAsking(true);
          pressed.current = false;
        }}
      >
        <span className="keep-fill" aria-hidden />
        <span className="button-text">{hint ? w('keep.hint') : children}</span>
        {sending ? <LoaderCircle className="spin" size={16} aria-hidden /> : shortcut === null ? null : <Key label={shortcut.label} />}
      </button>
      {asking ? (
        <Confirm
          question={question}
          onYes={() => {
            setAsking(false);
            onDone();
          }}
          onNo={() => setAsking(false)}
        />
      ) : null}
    </>
  );
}
