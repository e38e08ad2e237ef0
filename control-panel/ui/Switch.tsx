import { useId } from 'react';

interface Props {
  readonly label: string;
  readonly hint: string | null;
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
}
export function Switch({ label, hint, on, onChange }: Props) {
  const id = useId();
  return (
    <div className="switch-row">
      <input
        type="checkbox"
        role="switch"
        aria-checked={on}
        id={id}
        className="switch"
        checked={on}
        onChange={(event) => onChange(event.target.checked)}
        aria-describedby={hint === null ? undefined : `${id}-hint`}
      />
      <label htmlFor={id}>{label}</label>
      {hint === null ? null : (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}
