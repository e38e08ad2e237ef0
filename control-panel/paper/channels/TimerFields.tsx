import { MOST_TIMERS, timerBlanks } from '@protocol/chat-rules.ts';
import { w } from '../../text/words.ts';
import { Button } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { strange, type TypedRules, type WrongRule } from './rules.ts';

type Timers = TypedRules['timers'];
interface Props {
  readonly timers: Timers;
  readonly wrong: Extract<WrongRule, { at: 'timer' }> | null;
  readonly onChange: (timers: Timers) => void;
}

/** Lines that are said again and again while a show runs, as long as people write. */
export function TimerFields({ timers, wrong, onChange }: Props) {
  const change = (at: number, changes: Partial<Timers[number]>): void => onChange(timers.map((row, n) => (n === at ? { ...row, ...changes } : row)));
  const isWrong = (at: number, field: 'text' | 'minutes' | 'lines'): boolean => wrong?.timer === at && wrong.field === field;
  const number = (at: number, field: 'minutes' | 'lines') => (
    <Field label={w(`timer.${field}`)} hint={w(`timer.${field}Hint`)} error={isWrong(at, field) ? w(`timer.${field}Wrong`) : null}>
      {(control) => (
        <input
          {...control}
          className="short num"
          inputMode="numeric"
          value={timers[at]?.[field] ?? ''}
          onChange={(event) => change(at, { [field]: event.target.value })}
        />
      )}
    </Field>
  );
  const textError = (text: string): string => {
    const names = strange(text).map((name) => `{${name}}`);
    return names.length > 0 ? w('template.strange', { names: names.join(', ') }) : w('form.needed');
  };
  return (
    <fieldset className="timers">
      <legend>{w('timer.title')}</legend>
      <p className="hint">{w('timer.hint')}</p>
      {timers.map((row, at) => (
        // They have no id, and none changes places.
        <div key={at} className="timer">
          <Field
            label={w('timer.text', { n: at + 1 })}
            hint={w('template.blanks', { names: timerBlanks.map((name) => `{${name}}`).join(' ') })}
            error={isWrong(at, 'text') ? textError(row.text) : null}
          >
            {(control) => <textarea {...control} rows={2} maxLength={300} value={row.text} onChange={(event) => change(at, { text: event.target.value })} />}
          </Field>
          <div className="channel-fields">
            {number(at, 'minutes')}
            {number(at, 'lines')}
          </div>
          <Button look="quiet" onPress={() => onChange(timers.filter((_row, n) => n !== at))} disabled={false} sending={false} shortcut={null}>
            {w('timer.remove', { n: at + 1 })}
          </Button>
        </div>
      ))}
      {timers.length >= MOST_TIMERS ? null : (
        <Button
          look="plain"
          onPress={() => onChange([...timers, { text: w('timer.first'), minutes: '10', lines: '20' }])}
          disabled={false}
          sending={false}
          shortcut={null}
        >
          {w('timer.add')}
        </Button>
      )}
    </fieldset>
  );
}
