import { w } from '../text/words.ts';
import { SubmitButton } from '../ui/Button.tsx';

/** How a form of settings ends: what is wrong with the whole of it, if anything is, and the one button. */
export function FormEnd({ wrong, sending }: { readonly wrong: string | null; readonly sending: boolean }) {
  return (
    <>
      {wrong === null ? null : (
        <p className="wrong" role="alert">
          {wrong}
        </p>
      )}
      <div className="form-end">
        <SubmitButton sending={sending} disabled={false}>
          {w('save')}
        </SubmitButton>
      </div>
    </>
  );
}
