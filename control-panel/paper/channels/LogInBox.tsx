import { useState, type ReactNode } from 'react';
import { Check, ExternalLink } from 'lucide-react';
import type { LogInState } from '@protocol/log-in.ts';
import { formatClock } from '@protocol/time.ts';
import type { AdapterForm } from '../../http/adapters.ts';
import { useTick } from '../../line/use-line.ts';
import { w } from '../../text/words.ts';
import { Button } from '../../ui/Button.tsx';
import { Confirm } from '../../ui/Confirm.tsx';
import { CopyText } from '../../ui/CopyText.tsx';
import { QrCode } from '../../ui/QrCode.tsx';
import type { LogIn } from './use-log-in.ts';

interface Props {
  readonly form: AdapterForm;
  readonly logIn: LogIn;
  /** Keeps what was typed, then asks for a code. */
  readonly onConnect: () => void;
  /** The fields that are needed before. */
  readonly children: ReactNode;
}

/** The account that writes: who it is, or the way to log it in by a code that is typed at the platform. */
export function LogInBox({ form, logIn, onConnect, children }: Props) {
  const { state, sending, wrong } = logIn;
  const connect = (text: string): ReactNode => (
    <Button look="main" onPress={onConnect} disabled={false} sending={sending} shortcut={null}>
      {text}
    </Button>
  );
  return (
    <div className="log-in" aria-live="polite">
      {state === null ? (
        <p className="busy" role="status">
          {w('adapters.asking')}
        </p>
      ) : state.state === 'in' ? (
        <IsIn name={state.name} label={form.label} sending={sending} onLogOut={() => void logIn.end()} />
      ) : state.state === 'waiting' ? (
        <Waiting state={state} label={form.label} sending={sending} onCancel={() => void logIn.end()} />
      ) : (
        <>
          {state.state === 'over' ? (
            <p className="log-in-said" role="alert">
              {w(`logIn.${state.why}`, { label: form.label })} {state.note}
            </p>
          ) : state.state === 'ended' ? (
            <p className="log-in-said" role="alert">
              {w('logIn.ended', { label: form.label, name: state.name })}
            </p>
          ) : state.note !== '' ? (
            <p className="log-in-said">{state.note}</p>
          ) : null}
          {form.logIn === null ? null : (
            <p className="log-in-about">
              {form.logIn.text}{' '}
              <a href={form.logIn.url} target="_blank" rel="noreferrer">
                {form.logIn.link}
                <ExternalLink size={14} aria-hidden />
              </a>
            </p>
          )}
          {children}
          <div className="log-in-does">{connect(state.state === 'over' ? w('logIn.again') : w('logIn.connect', { label: form.label }))}</div>
        </>
      )}
      {wrong === null ? null : (
        <p className="wrong" role="alert">
          {wrong}
        </p>
      )}
    </div>
  );
}

/** As one would say it: twitch.tv/activate. */
const said = (url: string): string => {
  const { host, pathname } = new URL(url);
  return `${host.replace(/^www\./u, '')}${pathname.replace(/\/$/u, '')}`;
};

interface WaitingProps {
  readonly state: Extract<LogInState, { state: 'waiting' }>;
  readonly label: string;
  readonly sending: boolean;
  readonly onCancel: () => void;
}
function Waiting({ state: { code, url, startedAt, expiresAt, note }, label, sending, onCancel }: WaitingProps) {
  // Else one is sent there and comes back to this very browser, which a phone could not.
  const isTyped = code !== '';
  const left = useTick((now) => formatClock(Math.max(0, expiresAt - now)));
  const share = useTick((now) => Math.round(100 * Math.min(1, Math.max(0, (expiresAt - now) / Math.max(1, expiresAt - startedAt)))));
  return (
    <div className="log-in-code">
      <div>
        {isTyped ? (
          <>
            <p>{w('logIn.type', { address: said(url) })}</p>
            <div className="log-in-letters">
              <CopyText label={w('logIn.code')} text={code} />
            </div>
          </>
        ) : (
          <p>{w('logIn.there', { label })}</p>
        )}
        <div className="log-in-does">
          <a className="button button-main" href={url} target="_blank" rel="noreferrer">
            {w('logIn.open', { label })}
            <ExternalLink size={16} aria-hidden />
          </a>
          <Button look="plain" onPress={onCancel} disabled={false} sending={sending} shortcut={null}>
            {w('cancel')}
          </Button>
        </div>
        <div className="log-in-time">
          <progress className="thin-line" max={100} value={share} aria-label={w('logIn.left')} />
          <p className="num">{isTyped ? w('logIn.waiting', { label, clock: left }) : w('logIn.waitingThere', { clock: left })}</p>
        </div>
        {note === '' ? null : <p className="warn-text">{note}</p>}
      </div>
      {isTyped ? (
        <figure>
          <QrCode text={url} label={w('logIn.qr', { label })} />
          <figcaption>{w('logIn.phone')}</figcaption>
        </figure>
      ) : null}
    </div>
  );
}

function IsIn({ name, label, sending, onLogOut }: { readonly name: string; readonly label: string; readonly sending: boolean; readonly onLogOut: () => void }) {
  const [asks, setAsks] = useState(false);
  return (
    <div className="log-in-in">
      <Check size={20} aria-hidden />
      <p>{w('logIn.in', { name })}</p>
      <Button look="plain" onPress={() => setAsks(true)} disabled={false} sending={sending} shortcut={null}>
        {w('logIn.out')}
      </Button>
      {asks ? (
        <Confirm
          question={w('logIn.outQuestion', { name, label })}
          onYes={() => {
            setAsks(false);
            onLogOut();
          }}
          onNo={() => setAsks(false)}
        />
      ) : null}
    </div>
  );
}
