import { w } from '../text/words.ts';

interface Props {
  readonly label: string;
  readonly value: string;
  /** As OBS has them; empty while that is not known. */
  readonly names: readonly string[];
  readonly onChange: (name: string) => void;
}

/** A name in OBS: chosen where OBS said which there are, typed where it could not be asked. */
export function NamePick({ label, value, names, onChange }: Props) {
  return (
    <label>
      <span>{label}</span>
      {names.length === 0 ? (
        <input aria-label={label} value={value} maxLength={200} autoComplete="off" onChange={(event) => onChange(event.target.value)} />
      ) : (
        <select aria-label={label} value={value} onChange={(event) => onChange(event.target.value)}>
          {value === '' ? <option value="">{w('obs.cue.choose')}</option> : null}
          {value !== '' && !names.includes(value) ? <option value={value}>{w('obs.cue.gone', { name: value })}</option> : null}
          {names.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      )}
    </label>
  );
}
