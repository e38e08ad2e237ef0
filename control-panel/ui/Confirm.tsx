import { w } from '../text/words.ts';
import { Button } from './Button.tsx';
import { Modal } from './Modal.tsx';

export function Confirm({ question, onYes, onNo }: { readonly question: string; readonly onYes: () => void; readonly onNo: () => void }) {
  return (
    <Modal title={question} onClose={onNo} wide={false}>
      <div className="modal-actions">
        <Button look="plain" onPress={onNo} disabled={false} sending={false} shortcut={null}>
          {w('confirm.no')}
        </Button>
        <Button look="main" onPress={onYes} disabled={false} sending={false} shortcut={null}>
          {w('confirm.yes')}
        </Button>
      </div>
    </Modal>
  );
}
