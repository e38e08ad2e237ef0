import { useId } from 'react';

interface Props<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly choices: readonly { readonly value: T; readonly label: string; readonly hint: string | null }[];
  readonly onChange: (value: T) => void;
}

/** A few things to choose one of, all in sight. */
export function Choice<T extends string>({ label, value, choices, onChange }: Props<T>) {
  const name = useId();
  return (
    <fieldset className="choice">
      <legend>{label}</legend>
      <div className="choice-row">
        {choices.map((choice) => (
          <label key={choice.value} className={choice.value === value ? 'chosen' : ''}>
            <input type="radio" name={name} checked={choice.value === value} onChange={() => onChange(choice.value)} />
            <span>{choice.label}</span>
            {choice.hint === null ? null : <small>{choice.hint}</small>}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
