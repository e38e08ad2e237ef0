interface Props {
  /** What is looked for, said to a screen reader and shown while nothing is typed. */
  readonly label: string;
  readonly value: string;
  readonly onChange: (search: string) => void;
}

/** One field to look through what stands below it; it needs no button, as the list follows each letter. */
export const SearchField = ({ label, value, onChange }: Props) => (
  <input type="search" aria-label={label} placeholder={label} value={value} onChange={(event) => onChange(event.target.value)} />
);
