import { useEffect, useId, useRef, type ReactNode } from 'react';
import { X } from 'lucide-react';
import { w } from '../text/words.ts';

interface Props {
  readonly title: string;
  readonly children: ReactNode;
  readonly onClose: () => void;
  readonly wide: boolean;
}

/** The browser's own dialog: it keeps the focus, makes the rest inert and closes on Esc. */
export function Modal({ title, children, onClose, wide }: Props) {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const dialog = ref.current;
    if (dialog === null) return;
    const before = document.activeElement;
    dialog.showModal();
    return () => {
      dialog.close();
      if (!(before instanceof HTMLElement) || before === document.body) return;
      // What opened it may be gone by what was done in it: who works by keyboard goes on from the page, not from nowhere.
      const back = before.isConnected ? before : document.querySelector<HTMLElement>('main[tabindex]');
      back?.focus({ preventScroll: !before.isConnected });
    };
  }, []);
  return (
    <dialog
      ref={ref}
      className={`modal ${wide ? 'modal-wide' : ''}`}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onPointerDown={(event) => {
        // The backdrop belongs to the dialog itself; its contents are children.
        if (event.target === event.currentTarget) onClose();
      }}
    >
      <div className="modal-body">
        <div className="modal-head">
          <h2 id={titleId}>{title}</h2>
          <button type="button" className="icon-button" aria-label={w('close')} onClick={onClose}>
            <X size={20} aria-hidden />
          </button>
        </div>
        {children}
      </div>
    </dialog>
  );
}
