import { Eye } from 'lucide-react';
import { w } from '../text/words.ts';

/** Shows what is masked for as long as it is kept pressed, by pointer or by key. */
export function RevealButton({ shown, onShow }: { readonly shown: boolean; readonly onShow: (shown: boolean) => void }) {
  const hide = (): void => onShow(false);
  const isPress = (key: string): boolean => key === ' ' || key === 'Enter';
  return (
    <button
      type="button"
      className="button button-plain"
      title={w('secret.hint')}
      aria-pressed={shown}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        onShow(true);
      }}
      onPointerUp={hide}
      onPointerCancel={hide}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        if (!isPress(event.key)) return;
        event.preventDefault();
        onShow(true);
      }}
      onKeyUp={hide}
      onBlur={hide}
    >
      <Eye size={18} aria-hidden />
      <span>{w('secret.show')}</span>
    </button>
  );
}
