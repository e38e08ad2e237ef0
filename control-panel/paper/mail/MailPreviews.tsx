import { useState } from 'react';
import { w } from '../../text/words.ts';
import { Field } from '../../ui/Field.tsx';
import { Section } from '../Section.tsx';
import { useMailPreviews } from './use-mail-previews.ts';

/** What every mail says, of a made-up order or of a real one. */
export function MailPreviews() {
  const [kind, setKind] = useState('placed');
  const [typed, setTyped] = useState('');
  const order = /^#?(\d{1,10})$/u.exec(typed.trim())?.[1] ?? null;
  const previews = useMailPreviews(order);
  const query = order === null ? '' : `?order=${order}`;
  const mail = previews.kind === 'here' ? (previews.mails.find((one) => one.kind === kind) ?? previews.mails[0]) : undefined;
  return (
    <Section title={w('mail.previews')} text={w('mail.previewsText')}>
      <div className="mail-choose">
        <Field label={w('mail.which')} hint={null} error={null}>
          {(control) => (
            <select {...control} value={mail?.kind ?? kind} onChange={(event) => setKind(event.target.value)}>
              {previews.kind === 'here'
                ? previews.mails.map((one) => (
                    <option key={one.kind} value={one.kind}>
                      {w(`mail.kind.${one.kind}`)}
                    </option>
                  ))
                : null}
            </select>
          )}
        </Field>
        <Field label={w('mail.ofOrder')} hint={null} error={null}>
          {(control) => (
            <input {...control} type="text" inputMode="numeric" autoComplete="off" value={typed} onChange={(event) => setTyped(event.target.value)} />
          )}
        </Field>
      </div>
      {previews.kind === 'away' ? <p className="wrong">{previews.message}</p> : null}
      {mail === undefined ? null : (
        <>
          <p className="mail-subject">
            <span className="quiet">{w('mail.subject')}</span> <b>{mail.subject}</b>
          </p>
          {/* Other people's words in HTML: a frame that runs nothing and reaches nothing; the address it is read from says so again. */}
          <iframe className="mail-frame" title={w('mail.asHtml')} sandbox="" src={`/api/mails/${mail.kind}.html${query}`} />
          <h3>{w('mail.asText')}</h3>
          <pre className="mail-text">{mail.text}</pre>
        </>
      )}
    </Section>
  );
}
