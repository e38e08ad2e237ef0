import { w } from '../text/words.ts';
import { Field } from '../ui/Field.tsx';

/** An owner's reason for a price that leaves too little. */
export function WaiveField({ value, onChange }: { readonly value: string; readonly onChange: (reason: string) => void }) {
  return (
    <Field label={w('margin.reason')} hint={w('margin.reasonHint')} error={null}>
      {(control) => <input {...control} maxLength={200} value={value} onChange={(event) => onChange(event.target.value)} />}
    </Field>
  );
}
/** As a command takes it. */
export const waived = (reason: string): { readonly belowFloor?: { readonly reason: string } } =>
  reason.trim() === '' ? {} : { belowFloor: { reason: reason.trim() } };
