import { useState, type SubmitEvent } from 'react';
import { logIn } from '../http/session.ts';
import { SubmitButton } from '../ui/Button.tsx';
import { Field } from '../ui/Field.tsx';
import { w } from '../text/words.ts';

/** One field for both: a key says what it is by its first letters. `also`: another way in, where there is one. */
export function LogIn({ onIn, also }: { readonly onIn: () => void; readonly also: string | null }) {
  const [secret, setSecret] = useState('');
  const [sending, setSending] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const given = secret.trim();
    if (given === '') return setWrong(w('login.empty'));
    if (sending) return;
    setSending(true);
    const answer = await logIn(given.startsWith('dc_') ? { key: given } : { passcode: given });
    setSending(false);
    if (!answer.ok) return setWrong(answer.message);
    onIn();
  };
  return (
    <main className="login">
      <form className="login-ticket" onSubmit={(event) => void submit(event)} noValidate>
        <div className="login-main">
          <p className="wordmark">{w('product')}</p>
          <h1>{w('login.title')}</h1>
          {also === null ? null : <p>{also}</p>}
          <Field label={w('login.secret')} hint={w('login.hint')} error={wrong}>
            {(control) => (
              <input
                {...control}
                type="password"
                autoComplete="current-password"
                value={secret}
                onChange={(event) => {
                  setSecret(event.target.value);
                  setWrong(null);
                }}
              />
            )}
          </Field>
          <SubmitButton sending={sending} disabled={false}>
            {w('login.do')}
          </SubmitButton>
        </div>
        <div className="login-stub">
          <p>{w('login.lost')}</p>
          <code className="mono">{w('login.lostCommand')}</code>
        </div>
      </form>
    </main>
  );
}
