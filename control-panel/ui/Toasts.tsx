import { useSyncExternalStore } from 'react';
import { X } from 'lucide-react';
import { w } from '../text/words.ts';
import { currentToasts, dismissToast, onToasts } from './toasts.ts';

export function Toasts() {
  const toasts = useSyncExternalStore(onToasts, currentToasts);
  return (
    <div className="toasts" role="region" aria-label={w('toasts.label')} aria-live="polite">
      {toasts.map((toast) => (
        <div key={toast.id} className={`toast toast-${toast.kind}`} role={toast.kind === 'refused' ? 'alert' : 'status'}>
          <p>{toast.text}</p>
          <button type="button" className="icon-button" aria-label={w('close')} onClick={() => dismissToast(toast.id)}>
            <X size={18} aria-hidden />
          </button>
        </div>
      ))}
    </div>
  );
}
