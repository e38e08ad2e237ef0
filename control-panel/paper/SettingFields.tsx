import type { SettingField, SettingValue } from '../http/adapters.ts';
import { w } from '../text/words.ts';
import { Field } from '../ui/Field.tsx';
import { Switch } from '../ui/Switch.tsx';

interface Props {
  readonly fields: readonly SettingField[];
  readonly values: Readonly<Record<string, SettingValue>>;
  readonly saved: readonly string[];
  readonly onChange: (name: string, value: SettingValue) => void;
}

/** A form nobody wrote: drawn from what an adapter says of itself. */
export function SettingFields({ fields, values, saved, onChange }: Props) {
  return fields.map((field) => {
    if (field.part === 'made') return null;
    const value = values[field.name];
    if (field.kind === 'switch')
      return <Switch key={field.name} label={field.title} hint={field.hint || null} on={value === true} onChange={(on) => onChange(field.name, on)} />;
    const isKept = field.secret && saved.includes(field.name);
    return (
      <Field
        key={field.name}
        label={field.required || field.secret || field.part !== 'form' ? field.title : w('settings.optional', { title: field.title })}
        hint={field.hint || null}
        error={null}
      >
        {(control) => (
          <input
            {...control}
            type={field.secret ? 'password' : 'text'}
            inputMode={field.kind === 'number' ? 'decimal' : 'text'}
            autoComplete="off"
            spellCheck={false}
            placeholder={isKept ? w('settings.kept') : ''}
            value={value === undefined ? '' : String(value)}
            onChange={(event) => onChange(field.name, event.target.value)}
          />
        )}
      </Field>
    );
  });
}

/** What is sent: numbers as numbers, no secret that was not typed anew, and nothing empty but what was saved and is to be cleared. */
export function settingsToSend(
  fields: readonly SettingField[],
  values: Readonly<Record<string, SettingValue>>,
  saved: readonly string[],
): Record<string, SettingValue> {
  const sent: Record<string, SettingValue> = {};
  for (const field of fields) {
    const value = values[field.name];
    if (value === undefined || (value === '' && (field.secret || field.kind !== 'text' || !saved.includes(field.name)))) continue;
    if (field.kind === 'number') {
      const number = Number(String(value).replace(',', '.'));
      sent[field.name] = Number.isFinite(number) ? number : String(value);
    } else sent[field.name] = value;
  }
  return sent;
}
