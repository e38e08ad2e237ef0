import { Till } from '../till/Till.tsx';
import { w } from '../text/words.ts';
import { Modal } from '../ui/Modal.tsx';
import { toast } from '../ui/toasts.ts';

/** The till over the desk: sold, and the desk is back under the keys. */
export function TillDialog({ onClose }: { readonly onClose: () => void }) {
  return (
    <Modal title={w('till.title')} onClose={onClose} wide>
      <Till
        onSold={(sentence) => {
          toast('done', sentence);
          onClose();
        }}
      />
    </Modal>
  );
}
