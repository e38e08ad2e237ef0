import { useState, type SubmitEvent } from 'react';
import { aliasedWords, ruleLevels, type ChatRules } from '@protocol/chat-rules.ts';
import { useCommand } from '../../line/use-line.ts';
import { w } from '../../text/words.ts';
import { Choice } from '../../ui/Choice.tsx';
import { Field } from '../../ui/Field.tsx';
import { Switch } from '../../ui/Switch.tsx';
import { toast } from '../../ui/toasts.ts';
import { FormEnd } from '../FormEnd.tsx';
import { readRules, typedRules, type WrongRule } from './rules.ts';
import { TimerFields } from './TimerFields.tsx';

interface Props {
  readonly channel: string;
  readonly label: string;
  readonly rules: ChatRules;
}

/** What one chat may ask of the shop: claims, who, how often, by which words, and lines that come again and again. */
export function RulesForm({ channel, label, rules }: Props) {
  const save = useCommand('channel.rules');
  const [typed, setTyped] = useState(() => typedRules(rules));
  const [wrong, setWrong] = useState<WrongRule | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const read = readRules(typed);
    setWrong(read.ok ? null : read.wrong);
    if (!read.ok) return;
    const answer = await save.send({ channel, rules: read.rules });
    if (answer === null) return;
    setRefused(answer.ok ? null : answer.refusal.message);
    if (answer.ok) toast('done', w('saved'));
  };
  const levels = ruleLevels.map((value) => ({ value, label: w(`rules.level.${value}`), hint: null }));
  const seconds = (name: 'personSeconds' | 'chatSeconds') => (
    <Field label={w(`rules.${name}`)} hint={w(`rules.${name}Hint`)} error={wrong?.at === name ? w(`rules.${name}Wrong`) : null}>
      {(control) => (
        <input
          {...control}
          className="short num"
          inputMode="numeric"
          value={typed[name]}
          onChange={(event) => setTyped({ ...typed, [name]: event.target.value })}
        />
      )}
    </Field>
  );
  return (
    <form className="sheet form channel rules" onSubmit={(event) => void submit(event)} noValidate aria-label={w('rules.of', { label })}>
      <div className="sheet-head">
        <div>
          <h2>{w('rules.of', { label })}</h2>
          <p className="quiet">{w('rules.text')}</p>
        </div>
      </div>
      <Switch label={w('rules.claims')} hint={w('rules.claimsHint')} on={typed.claims} onChange={(claims) => setTyped({ ...typed, claims })} />
      {typed.claims ? (
        <Choice label={w('rules.claimLevel')} value={typed.claimLevel} choices={levels} onChange={(claimLevel) => setTyped({ ...typed, claimLevel })} />
      ) : null}
      <Choice label={w('rules.askLevel')} value={typed.askLevel} choices={levels} onChange={(askLevel) => setTyped({ ...typed, askLevel })} />
      <div className="channel-fields">
        {typed.claims ? seconds('personSeconds') : null}
        {seconds('chatSeconds')}
      </div>
      <details className="fold" open={wrong !== null && wrong.at !== 'timer' && wrong.at !== 'personSeconds' && wrong.at !== 'chatSeconds' ? true : undefined}>
        <summary>{w('rules.words')}</summary>
        <p className="hint">{w('rules.wordsHint')}</p>
        <div className="fold-in">
          {aliasedWords.map((word) => (
            <Field key={word} label={w('rules.word', { word: `!${word}` })} hint={null} error={wrong?.at === word ? w('rules.wordWrong') : null}>
              {(control) => (
                <input
                  {...control}
                  autoComplete="off"
                  spellCheck={false}
                  value={typed.words[word]}
                  onChange={(event) => setTyped({ ...typed, words: { ...typed.words, [word]: event.target.value } })}
                />
              )}
            </Field>
          ))}
        </div>
      </details>
      <TimerFields timers={typed.timers} wrong={wrong?.at === 'timer' ? wrong : null} onChange={(timers) => setTyped({ ...typed, timers })} />
      <FormEnd wrong={refused} sending={save.sending} />
    </form>
  );
}
