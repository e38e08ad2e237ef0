import { useId, type ReactElement, type ReactNode } from 'react';

export interface ControlProps {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': boolean;
}
interface Props {
  readonly label: string;
  readonly hint: ReactNode | null;
  readonly error: string | null;
  readonly children: (control: ControlProps) => ReactElement;
}

/** A label, a control, one line of what it is for, and what is wrong with it. */
export function Field({ label, hint, error, children }: Props) {
  const id = useId();
  const hintId = `${id}-hint`;
  const errorId = `${id}-error`;
  const described = [hint === null ? null : hintId, error === null ? null : errorId].filter((each) => each !== null).join(' ');
  return (
    <div className={`field ${error === null ? '' : 'field-wrong'}`}>
      <label htmlFor={id}>{label}</label>
      {children({ id, 'aria-describedby': described === '' ? undefined : described, 'aria-invalid': error !== null })}
      {hint === null ? null : (
        <p className="hint" id={hintId}>
          {hint}
        </p>
      )}
      {error === null ? null : (
        <p className="wrong" id={errorId} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
