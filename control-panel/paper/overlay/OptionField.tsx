import { overlayGrounds, overlayOptions, OWN_COLOUR, type OverlayOptionName, type OverlayOptions, type OverlayOptionValue } from '@protocol/overlay-options.ts';
import { w } from '../../text/words.ts';
import { Button } from '../../ui/Button.tsx';
import { Choice } from '../../ui/Choice.tsx';
import { Field } from '../../ui/Field.tsx';
import { Switch } from '../../ui/Switch.tsx';
import { ContrastNote } from './ContrastNote.tsx';

interface Props {
  readonly name: OverlayOptionName;
  readonly options: OverlayOptions;
  readonly onChange: (name: OverlayOptionName, value: OverlayOptionValue) => void;
}

/** What the colour field opens with where the shop has none of its own: the ticket's. */
const TICKETS_OWN = '#c8431d';

// One key per option and per choice; words.test.ts asks for each of them by the declaration.
type Key = Parameters<typeof w>[0];
const title = (name: OverlayOptionName): string => w(`option.${name}` as Key);
const hint = (name: OverlayOptionName): string => w(`option.${name}.hint` as Key);
const choiceTitle = (name: OverlayOptionName, choice: string): string => w(`option.${name}.${choice}` as Key);

/** One option of the declaration, drawn by its kind. */
export function OptionField({ name, options, onChange }: Props) {
  const option = overlayOptions[name];
  const value = options[name];
  switch (option.kind) {
    case 'choice':
      return (
        <div className={`option option-${name}`}>
          <Choice
            label={title(name)}
            value={String(value)}
            choices={option.choices.map((choice) => ({ value: choice, label: choiceTitle(name, choice), hint: null }))}
            onChange={(choice) => onChange(name, choice)}
          />
          <p className="hint">{hint(name)}</p>
        </div>
      );
    case 'switch':
      return <Switch label={title(name)} hint={hint(name)} on={value === true} onChange={(on) => onChange(name, on)} />;
    case 'range':
      return (
        <Field label={title(name)} hint={hint(name)} error={null}>
          {(control) => (
            <div className="range-row">
              <input
                {...control}
                type="range"
                min={option.least}
                max={option.most}
                step={option.step}
                value={Number(value)}
                onChange={(event) => onChange(name, Number(event.target.value))}
              />
              <output className="num">{w('overlayForm.percent', { percent: String(Math.round(Number(value) * 100)) })}</output>
            </div>
          )}
        </Field>
      );
    case 'colour':
      return <ColourField name={name} value={String(value)} theme={options.theme} onChange={onChange} />;
    default: {
      const never: never = option;
      return never;
    }
  }
}

function ColourField({ name, value, theme, onChange }: Pick<Props, 'name' | 'onChange'> & { readonly value: string; readonly theme: OverlayOptions['theme'] }) {
  const isWhole = OWN_COLOUR.test(value);
  return (
    <>
      <Field label={title(name)} hint={hint(name)} error={value === '' || isWhole ? null : w('overlayForm.colourWrong')}>
        {(control) => (
          <div className="colour-row">
            <input
              type="color"
              aria-label={w('overlayForm.pick')}
              value={isWhole ? value.toLowerCase() : TICKETS_OWN}
              onChange={(event) => onChange(name, event.target.value)}
            />
            <input
              {...control}
              type="text"
              className="mono"
              maxLength={7}
              autoComplete="off"
              spellCheck={false}
              placeholder={w('overlayForm.none')}
              value={value}
              onChange={(event) => onChange(name, event.target.value.trim())}
            />
            {value === '' ? null : (
              <Button look="quiet" onPress={() => onChange(name, '')} disabled={false} sending={false} shortcut={null}>
                {w('overlayForm.noColour')}
              </Button>
            )}
          </div>
        )}
      </Field>
      {isWhole ? <ContrastNote brand={value} theme={theme in overlayGrounds ? theme : 'paper'} onUse={(colour) => onChange(name, colour)} /> : null}
    </>
  );
}
