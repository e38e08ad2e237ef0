import { useId, useState, type SubmitEvent } from 'react';
import { useCommand, usePart } from '../line/use-line.ts';
import { timeOfDay } from '../text/show-time.ts';
import { w } from '../text/words.ts';

/** One line to the person on camera. `presets` are sent as they stand: nobody types with one thumb while the other hand carries a bag. */
export function SayForm({ presets }: { readonly presets: readonly string[] }) {
  const said = usePart('say');
  const say = useCommand('stage.say');
  const [text, setText] = useState('');
  const id = useId();
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (text.trim() === '') return;
    const answer = await say.send({ text: text.trim() });
    if (answer?.ok === true) setText('');
  };
  return (
    <form className="say" onSubmit={(event) => void submit(event)}>
      <label htmlFor={id}>{w('say.label')}</label>
      {said === null ? null : (
        <p className="say-now quiet">
          <span>{w('say.now', { text: said.text, time: timeOfDay(said.at) })}</span>{' '}
          <button type="button" className="text-button" onClick={() => void say.send({ text: '' })}>
            {w('say.clear')}
          </button>
        </p>
      )}
      {presets.length === 0 ? null : (
        <div className="say-presets">
          {presets.map((preset) => (
            <button
              key={preset}
              type="button"
              className="button button-plain"
              aria-pressed={said?.text === preset}
              onClick={() => void say.send({ text: preset })}
            >
              {preset}
            </button>
          ))}
        </div>
      )}
      <div className="say-row">
        <input id={id} maxLength={140} value={text} enterKeyHint="send" autoComplete="off" onChange={(event) => setText(event.target.value)} />
        <button type="submit" className="button button-plain" aria-busy={say.sending}>
          {w('say.do')}
        </button>
      </div>
    </form>
  );
}
