import { useState } from 'react';
import { FileUp } from 'lucide-react';
import type { CommandResult } from '@protocol/commands.ts';
import { postCommand } from '../../http/api.ts';
import { w } from '../../text/words.ts';
import { Button } from '../../ui/Button.tsx';
import { Modal } from '../../ui/Modal.tsx';
import { toast } from '../../ui/toasts.ts';
import { useFileDrop } from '../../ui/use-file-drop.ts';
import { Differences } from './Differences.tsx';

type Answer = CommandResult<'catalog.import'>;
type Step =
  | { readonly kind: 'choose'; readonly wrong: string | null }
  | { readonly kind: 'reading'; readonly name: string }
  | { readonly kind: 'shown'; readonly name: string; readonly csv: string; readonly answer: Answer; readonly wrong: string | null }
  | { readonly kind: 'importing'; readonly name: string; readonly answer: Answer };

/** What the server takes of one file; a bigger one is refused here, before it is sent. */
const MOST_CHARACTERS = 4_000_000;

/** A file, then what it would change, then the change. Nothing happens before the last press. */
export function ImportDialog({ onClose }: { readonly onClose: () => void }) {
  const [step, setStep] = useState<Step>({ kind: 'choose', wrong: null });
  const read = async (file: File): Promise<void> => {
    setStep({ kind: 'reading', name: file.name });
    const csv = await file.text();
    if (csv.trim() === '') return setStep({ kind: 'choose', wrong: w('import.empty', { name: file.name }) });
    if (csv.length > MOST_CHARACTERS) return setStep({ kind: 'choose', wrong: w('import.tooLarge', { name: file.name }) });
    const answer = await postCommand('catalog.import', { format: 'shopify-csv', csv, dryRun: true });
    setStep(answer.ok ? { kind: 'shown', name: file.name, csv, answer: answer.result, wrong: null } : { kind: 'choose', wrong: answer.refusal.message });
  };
  const bring = async (name: string, csv: string, dry: Answer): Promise<void> => {
    setStep({ kind: 'importing', name, answer: dry });
    const answer = await postCommand('catalog.import', { format: 'shopify-csv', csv, dryRun: false });
    if (!answer.ok) return setStep({ kind: 'shown', name, csv, answer: dry, wrong: answer.refusal.message });
    toast('done', w('import.done', { products: answer.result.products, n: answer.result.variants }));
    onClose();
  };
  return (
    <Modal title={w('import.title')} onClose={onClose} wide>
      {step.kind === 'choose' ? <Chooser wrong={step.wrong} onFile={(file) => void read(file)} /> : null}
      {step.kind === 'reading' ? (
        <p role="status" className="busy">
          {w('import.reading', { name: step.name })}
        </p>
      ) : null}
      {step.kind === 'shown' || step.kind === 'importing' ? (
        <div className="form">
          <p className="quiet">{w('import.file', { name: step.name })}</p>
          <Differences answer={step.answer} />
          {step.kind === 'shown' && step.wrong !== null ? (
            <p className="wrong" role="alert">
              {step.wrong}
            </p>
          ) : null}
          <div className="modal-actions">
            <Button look="plain" onPress={() => setStep({ kind: 'choose', wrong: null })} disabled={step.kind === 'importing'} sending={false} shortcut={null}>
              {w('import.other')}
            </Button>
            <ImportButton step={step} onImport={bring} />
          </div>
        </div>
      ) : null}
    </Modal>
  );
}

function ImportButton({
  step,
  onImport,
}: {
  readonly step: Step & { readonly kind: 'shown' | 'importing' };
  readonly onImport: (name: string, csv: string, answer: Answer) => Promise<void>;
}) {
  const changes = step.answer.differences.some((difference) => difference.kind !== 'same');
  return (
    <Button
      look="main"
      onPress={() => step.kind === 'shown' && void onImport(step.name, step.csv, step.answer)}
      disabled={!changes}
      sending={step.kind === 'importing'}
      shortcut={null}
    >
      {step.kind === 'importing' ? w('import.importing') : changes ? w('import.do', { n: step.answer.products }) : w('import.nothing')}
    </Button>
  );
}

function Chooser({ wrong, onFile }: { readonly wrong: string | null; readonly onFile: (file: File) => void }) {
  const { over, handlers } = useFileDrop(([file]) => file && onFile(file));
  return (
    <div className="form">
      <p>{w('import.text')}</p>
      <label className={`drop-file ${over ? 'over' : ''}`} {...handlers}>
        <FileUp size={28} aria-hidden />
        <b>{w('import.choose')}</b>
        <span>{w('import.drag')}</span>
        <input
          type="file"
          accept=".csv,text/csv"
          onChange={(event) => {
            const file = event.target.files?.[0];
            event.target.value = '';
            if (file) onFile(file);
          }}
        />
      </label>
      {wrong === null ? null : (
        <p className="wrong" role="alert">
          {wrong}
        </p>
      )}
    </div>
  );
}
