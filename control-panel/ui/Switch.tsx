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
      {/* oxlint-disable-next-line jsx-a11y/role-has-required-aria-props -- a checkbox says by itself whether it is on */}
      <input type="checkbox" role="switch" id={id} className="switch" checked={on} onChange={(event) => onChange(event.target.checked)} aria-describedby={hint === null ? undefined : `${id}-hint`} />
      <label htmlFor={id}>{label}</label>
      {hint === null ? null : (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}
