import { useState, type SubmitEvent } from 'react';
import type { PanelParts } from '@protocol/parts.ts';
import { keyRoles, type KeyRole } from '@protocol/roles.ts';
import { useCommand, useList } from '../../line/use-line.ts';
import { longDay } from '../../text/show-time.ts';
import { w } from '../../text/words.ts';
import { SubmitButton } from '../../ui/Button.tsx';
import { CopyText } from '../../ui/CopyText.tsx';
import { Field } from '../../ui/Field.tsx';
import { KeepButton } from '../../ui/KeepButton.tsx';
import { useKeep } from '../../ui/use-keep.ts';
import { PageHead } from '../PageHead.tsx';
import { Section } from '../Section.tsx';
import { OverlayAddress } from './OverlayAddress.tsx';
import { StageAddress } from './StageAddress.tsx';

export function KeysScreen() {
  const keys = useList('keys');
  const good = keys.filter((key) => !key.revoked);
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
          <ul className="rows">
            {good.map((key) => (
              <KeyRow key={key.keyId} row={key} />
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
          <CopyText label={w('keys.keyOf', { name: made.name })} text={made.key} />
        </div>
      )}
    </form>
  );
}

function KeyRow({ row }: { readonly row: PanelParts['keys'][number] }) {
  const revoke = useCommand('key.revoke');
  const doRevoke = (): void => void revoke.send({ keyId: row.keyId });
  const keep = useKeep(doRevoke);
  return (
    <li>
      <div>
        <b>{row.name}</b>
        <span className="quiet">{w('keys.facts', { role: w(`role.${row.role}`), day: longDay(row.createdAt) })}</span>
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
