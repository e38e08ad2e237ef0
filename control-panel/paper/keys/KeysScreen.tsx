import { useState, type SubmitEvent } from 'react';
import type { PanelParts } from '@protocol/parts.ts';
import { keyRoles, type KeyRole } from '@protocol/roles.ts';
import { useCommand, useList, useTick } from '../../line/use-line.ts';
import { longDay, timeOfDay } from '../../text/show-time.ts';
import { w } from '../../text/words.ts';
import { Button, SubmitButton } from '../../ui/Button.tsx';
import { SecretText } from '../../ui/SecretText.tsx';
import { chooseStreamerMode, useStreamerMode } from '../../ui/streamer-mode.ts';
import { Switch } from '../../ui/Switch.tsx';
import { Field } from '../../ui/Field.tsx';
import { KeepButton } from '../../ui/KeepButton.tsx';
import { toast } from '../../ui/toasts.ts';
import { useKeep } from '../../ui/use-keep.ts';
import { PageHead } from '../PageHead.tsx';
import { Section } from '../Section.tsx';
import { OverlayAddress } from './OverlayAddress.tsx';
import { StageAddress } from './StageAddress.tsx';

export function KeysScreen() {
  const keys = useList('keys');
  const isStreaming = useStreamerMode();
  // One that was changed goes on under the name of the one that took its place.
  const good = keys.filter((key) => !key.revoked && key.next === null);
  const revoked = keys.filter((key) => key.revoked);
  return (
    <>
      <PageHead title={w('nav.keys')} text={w('keys.text')}>
        {null}
      </PageHead>
      <div className="columns">
        <div>
          <Section title={w('keys.overlay')} text={w('keys.overlayText')}>
            <OverlayAddress />
          </Section>
          <Section title={w('stage.section')} text={w('stage.text')}>
            <StageAddress />
          </Section>
          <Section title={w('keys.new')} text={w('keys.newText')}>
            <NewKey />
          </Section>
        </div>
        <Section title={w('keys.list')} text={good.length === 0 ? w('keys.none') : null}>
          <Switch label={w('keys.streamer')} hint={w('keys.streamerHint')} on={isStreaming} onChange={chooseStreamerMode} />
          <ul className="rows">
            {good.map((key) => (
              <KeyRow key={key.keyId} row={key} before={keys.find((each) => each.next === key.keyId && !each.revoked) ?? null} />
            ))}
          </ul>
          {revoked.length > 0 ? (
            <details>
              <summary>{w('keys.revoked', { n: revoked.length })}</summary>
              <ul className="rows rows-old">
                {revoked.map((key) => (
                  <li key={key.keyId}>
                    <div>
                      <b>{key.name}</b>
                      <span className="quiet">{w('keys.facts', { role: w(`role.${key.role}`), day: longDay(key.createdAt) })}</span>
                    </div>
                  </li>
                ))}
              </ul>
            </details>
          ) : null}
        </Section>
      </div>
    </>
  );
}

function NewKey() {
  const create = useCommand('key.create');
  const [role, setRole] = useState<KeyRole>('host');
  const [name, setName] = useState('');
  const [wrong, setWrong] = useState<string | null>(null);
  const [made, setMade] = useState<{ readonly name: string; readonly key: string } | null>(null);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (name.trim() === '') return setWrong(w('form.needed'));
    const answer = await create.send({ role, name: name.trim() });
    if (answer === null) return;
    if (!answer.ok) return setWrong(answer.refusal.message);
    setMade({ name: name.trim(), key: answer.result.key });
    setName('');
  };
  return (
    <form className="form" onSubmit={(event) => void submit(event)} noValidate>
      <Field label={w('keys.role')} hint={w(`roleHint.${role}`)} error={null}>
        {(control) => (
          <select {...control} value={role} onChange={(event) => setRole(keyRoles.find((each) => each === event.target.value) ?? 'host')}>
            {keyRoles.map((each) => (
              <option key={each} value={each}>
                {w(`role.${each}`)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={w('keys.name')} hint={w('keys.nameHint')} error={wrong}>
        {(control) => (
          <input
            {...control}
            maxLength={40}
            value={name}
            onChange={(event) => {
              setName(event.target.value);
              setWrong(null);
            }}
          />
        )}
      </Field>
      <div className="form-end">
        <SubmitButton sending={create.sending} disabled={false}>
          {w('keys.make')}
        </SubmitButton>
      </div>
      {made === null ? null : (
        <div className="made" role="status">
          <p>{w('keys.made', { name: made.name })}</p>
          <SecretText label={w('keys.keyOf', { name: made.name })} text={made.key} />
        </div>
      )}
    </form>
  );
}

type KeyFacts = PanelParts['keys'][number];
/** `before`: the one that it took the place of, good for a while longer. */
function KeyRow({ row, before }: { readonly row: KeyFacts; readonly before: KeyFacts | null }) {
  const revoke = useCommand('key.revoke');
  const doRevoke = (): void => void revoke.send({ keyId: row.keyId });
  const keep = useKeep(doRevoke);
  const until = before?.until ?? null;
  const isOver = useTick((now) => until !== null && now >= until);
  return (
    <li>
      <div>
        <b>{row.name}</b>
        <span className="quiet">{w('keys.facts', { role: w(`role.${row.role}`), day: longDay(row.createdAt) })}</span>
        {until === null || isOver ? null : <span className="quiet num">{w('keys.before', { day: longDay(until), time: timeOfDay(until) })}</span>}
        {row.role === 'overlay' ? <ChangeKey keyId={row.keyId} /> : null}
      </div>
      <KeepButton
        look="danger"
        keep={keep}
        onDone={doRevoke}
        disabled={false}
        sending={revoke.sending}
        shortcut={null}
        question={w('keys.revokeQuestion', { name: row.name })}
      >
        {w('keys.revoke')}
      </KeepButton>
    </li>
  );
}

/** A day: an OBS that is off tonight is on tomorrow. */
const OVERLAP_HOURS = 24;

/** A new key for an overlay whose address stays in OBS. */
function ChangeKey({ keyId }: { readonly keyId: string }) {
  const rotate = useCommand('key.rotate');
  const change = async (hours: number): Promise<void> => {
    const answer = await rotate.send({ keyId, hours });
    if (answer?.ok === true) toast('done', w('keys.changed'));
  };
  return (
    <details>
      <summary>{w('keys.change')}</summary>
      <p className="hint">{w('keys.changeText')}</p>
      <div className="pop-row">
        <Button look="plain" onPress={() => void change(OVERLAP_HOURS)} disabled={false} sending={rotate.sending} shortcut={null}>
          {w('keys.changeSlow')}
        </Button>
        <Button look="plain" onPress={() => void change(0)} disabled={false} sending={rotate.sending} shortcut={null}>
          {w('keys.changeNow')}
        </Button>
      </div>
    </details>
  );
}
