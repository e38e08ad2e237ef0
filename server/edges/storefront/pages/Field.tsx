import type { ReactNode } from 'react';

export interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  /** What is wrong with it, in words; null where nothing is. */
  readonly wrong: string | null;
  readonly hint: string | null;
  /** For the browser's own filling-in. */
  readonly complete: string;
  readonly type: 'text' | 'email';
  readonly most: number;
}

/** The hint stands beside the label and not in it: a screen reader says it once, after the name. */
export function Field({ name, label, value, wrong, hint, complete, type, most }: FieldProps): ReactNode {
  const told = wrong !== null || hint !== null;
  return (
    <div className="field">
      <label htmlFor={`field-${name}`}>{label}</label>
      <input
        id={`field-${name}`}
        type={type}
        name={name}
        defaultValue={value}
        autoComplete={complete}
        maxLength={most}
        required={name === 'name' || name === 'email'}
        aria-invalid={wrong !== null ? true : undefined}
        aria-describedby={told ? `about-${name}` : undefined}
      />
      {told && (
        <small id={`about-${name}`} className={wrong === null ? undefined : 'wrong'}>
          {wrong ?? hint}
        </small>
      )}
    </div>
  );
}
