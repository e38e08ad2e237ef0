import { useState, type SubmitEvent } from 'react';
import type { ObsPart } from '@protocol/obs.ts';
import { w } from '../text/words.ts';
import { Button, SubmitButton } from '../ui/Button.tsx';
import { Field } from '../ui/Field.tsx';
import { useOwnBridge } from './bridge-context.ts';
import { isPort, useMachine } from './machine.ts';
import { mendText, troubleText, wantsPassword } from './obs-text.ts';

/** Whether this page drives OBS, and what makes it so; who else does is said beside it. Nothing where the shop's own computer does. */
export function BridgeBox({ part }: { readonly part: ObsPart }) {
  const { view, stop } = useOwnBridge();
  const [asks, setAsks] = useState(false);
  if (part.place === 'server') return null;
  if (asks) return <BridgeForm onDone={() => setAsks(false)} />;
  const start = (
    <Button look="plain" onPress={() => setAsks(true)} disabled={false} sending={false} shortcut={null}>
      {w('obs.bridge.start')}
    </Button>
  );
  const stopping = (
    <Button look="quiet" onPress={stop} disabled={false} sending={false} shortcut={null}>
      {w('obs.bridge.stop')}
    </Button>
  );
  if (view === null) {
    return (
      <div className="bridge">
        {start}
        <p className="hint">{w('obs.bridge.hint')}</p>
      </div>
    );
  }
  switch (view.seat) {
    case 'drives':
      return (
        <div className="bridge">
          <p role="status">
            {view.obs === 'down' && view.trouble !== null ? troubleText(view.trouble) : w(view.obs === 'up' ? 'obs.bridge.drives' : 'obs.bridge.looks')}
          </p>
          {view.trouble === null ? null : <p className="quiet">{mendText(view.trouble)}</p>}
          <div className="pop-row">
            {view.obs === 'down' ? (
              <Button look="plain" onPress={() => setAsks(true)} disabled={false} sending={false} shortcut={null}>
                {w(wantsPassword(view.trouble) ? 'obs.bridge.password' : 'obs.bridge.change')}
              </Button>
            ) : null}
            {stopping}
          </div>
        </div>
      );
    case 'waits':
      return (
        <div className="bridge">
          <Take />
          <Button look="quiet" onPress={stop} disabled={false} sending={false} shortcut={null}>
            {w('obs.bridge.leave')}
          </Button>
        </div>
      );
    case 'refused':
      return (
        <div className="bridge">
          <p role="status">{view.note}</p>
          {stopping}
        </div>
      );
    case 'away':
      return <p role="status">{w('obs.bridge.opening')}</p>;
    default:
      return view.seat satisfies never;
  }
}

/** In the place of whoever drives now. */
function Take() {
  const { drive } = useOwnBridge();
  const { port, password } = useMachine();
  return (
    <Button look="plain" onPress={() => drive(port, password)} disabled={false} sending={false} shortcut={null}>
      {w('obs.bridge.start')}
    </Button>
  );
}

/** Port and password of the OBS on this machine: they stay in this browser. */
export function BridgeForm({ onDone }: { readonly onDone: () => void }) {
  const { drive } = useOwnBridge();
  const machine = useMachine();
  const [password, setPassword] = useState(machine.password);
  const [port, setPort] = useState(String(machine.port));
  const [isWrong, setWrong] = useState(false);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const number = Number(port);
    if (!isPort(number)) return setWrong(true);
    drive(number, password);
    onDone();
  };
  return (
    <form className="form bridge" onSubmit={submit} noValidate aria-label={w('obs.bridge.start')}>
      <Field label={w('obs.password')} hint={w('obs.bridge.passwordHint')} error={null}>
        {(control) => (
          <input {...control} type="password" autoComplete="off" maxLength={200} value={password} onChange={(event) => setPassword(event.target.value)} />
        )}
      </Field>
      <details className="fold" open={isWrong}>
        <summary>{w('obs.otherPort')}</summary>
        <Field label={w('obs.port')} hint={w('obs.portHint')} error={isWrong ? w('obs.portWrong') : null}>
          {(control) => <input {...control} className="short num" inputMode="numeric" value={port} onChange={(event) => setPort(event.target.value)} />}
        </Field>
      </details>
      <div className="pop-row">
        <SubmitButton sending={false} disabled={false}>
          {w('obs.bridge.start')}
        </SubmitButton>
        <Button look="quiet" onPress={onDone} disabled={false} sending={false} shortcut={null}>
          {w('cancel')}
        </Button>
      </div>
    </form>
  );
}
