import { useCallback, useEffect, useState, type SubmitEvent } from 'react';
import { CircleCheck, CircleDashed, TriangleAlert } from 'lucide-react';
import { OBS_ADDRESS, type ObsFound, type ObsPart } from '@protocol/obs.ts';
import { findObs } from '../http/obs.ts';
import { useCommand, usePart } from '../line/use-line.ts';
import { w } from '../text/words.ts';
import { Button, SubmitButton } from '../ui/Button.tsx';
import { Choice } from '../ui/Choice.tsx';
import { Field } from '../ui/Field.tsx';
import { BridgeBox, BridgeForm } from './BridgeBox.tsx';
import { useOwnBridge } from './bridge-context.ts';
import { driver, mendText, troubleText, wantsPassword } from './obs-text.ts';

/** How the shop gets to OBS: found by itself where that is on one machine, else from this one. */
export function ObsConnect({ part }: { readonly part: ObsPart }) {
  const [changes, setChanges] = useState(false);
  return part.place === 'off' || changes ? (
    <Ways isFirst={part.place === 'off'} onDone={() => setChanges(false)} />
  ) : (
    <Connection part={part} onChange={() => setChanges(true)} />
  );
}

const stateIcon = (part: ObsPart) => {
  if (part.state === 'up') return <CircleCheck size={26} aria-hidden />;
  return part.state === 'down' ? <TriangleAlert size={26} aria-hidden /> : <CircleDashed size={26} aria-hidden />;
};
export function ObsState({ part }: { readonly part: ObsPart }) {
  const trouble = part.state === 'down' ? part.trouble : null;
  return (
    <>
      <p className={`reach-state ${part.state === 'down' ? 'warn' : ''}`} role="status">
        {stateIcon(part)}
        {trouble !== null ? troubleText(trouble) : w(`obs.state.${part.state}`)}
      </p>
      {trouble === null ? null : <p>{mendText(trouble)}</p>}
    </>
  );
}

function Connection({ part, onChange }: { readonly part: ObsPart; readonly onChange: () => void }) {
  const configure = useCommand('obs.configure');
  const address = usePart('obs')?.address ?? '';
  // Of itself this page says so in its own box.
  const isOwn = useOwnBridge().view?.seat === 'drives';
  const who = isOwn ? null : driver(part);
  return (
    <div className="obs-connection">
      <ObsState part={part} />
      {part.state === 'up' && part.version !== null ? (
        <p className="quiet num">
          {part.canvas === null
            ? w('obs.version', { version: part.version })
            : w('obs.versionCanvas', { version: part.version, width: String(part.canvas.width), height: String(part.canvas.height) })}
        </p>
      ) : null}
      {who === null ? null : <p className="quiet">{who}</p>}
      {part.waiting.length > 0 ? <p className="quiet">{w('obs.waiting', { n: part.waiting.length })}</p> : null}
      {part.place === 'server' && wantsPassword(part.trouble) ? <ServerPassword address={address} asks onDone={null} /> : null}
      <BridgeBox part={part} />
      <div className="pop-row">
        <Button look="quiet" onPress={onChange} disabled={false} sending={false} shortcut={null}>
          {w('obs.change')}
        </Button>
        <Button
          look="quiet"
          onPress={() => void configure.send({ place: 'off', address: '', password: null })}
          disabled={false}
          sending={configure.sending}
          shortcut={null}
        >
          {w('obs.switchOff')}
        </Button>
      </div>
    </div>
  );
}

type Where = 'server' | 'here';
function Ways({ isFirst, onDone }: { readonly isFirst: boolean; readonly onDone: () => void }) {
  const [where, setWhere] = useState<Where>('server');
  return (
    <div className="obs-connection">
      <Choice
        label={w('obs.where')}
        value={where}
        onChange={setWhere}
        choices={[
          { value: 'server', label: w('obs.where.server'), hint: w('obs.where.serverHint') },
          { value: 'here', label: w('obs.where.here'), hint: w('obs.where.hereHint') },
        ]}
      />
      {where === 'server' ? <FromServer onDone={onDone} /> : <FromHere onDone={onDone} />}
      {isFirst ? null : (
        <Button look="quiet" onPress={onDone} disabled={false} sending={false} shortcut={null}>
          {w('cancel')}
        </Button>
      )}
    </div>
  );
}

/** Looks by itself, since that is what one came for; asks for a password only where there is one. */
function FromServer({ onDone }: { readonly onDone: () => void }) {
  const kept = usePart('obs')?.address ?? '';
  const [address, setAddress] = useState(kept === '' ? OBS_ADDRESS : kept);
  const [found, setFound] = useState<ObsFound | string | null>(null);
  const look = useCallback((at: string) => {
    setFound(null);
    void findObs(at).then((asked) => setFound(asked.ok ? asked.answer : asked.message));
  }, []);
  // Once, at the address it had; another one is looked for on a press.
  const [first] = useState(address);
  useEffect(() => look(first), [look, first]);
  if (found === null) {
    return (
      <p className="reach-state" role="status">
        <CircleDashed size={26} aria-hidden />
        {w('obs.find.looking')}
      </p>
    );
  }
  if (typeof found !== 'string' && found.ok) {
    return (
      <>
        <p className="reach-state" role="status">
          <CircleCheck size={26} aria-hidden />
          {w('obs.find.found')}
        </p>
        <ServerPassword address={found.address} asks={found.password} onDone={onDone} />
      </>
    );
  }
  return (
    <>
      <p className="reach-state warn" role="status">
        <TriangleAlert size={26} aria-hidden />
        {typeof found === 'string' ? found : troubleText(found.trouble)}
      </p>
      {typeof found === 'string' ? null : <p>{mendText(found.trouble)}</p>}
      <form
        className="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          look(address.trim());
        }}
      >
        <details className="fold" open={address !== OBS_ADDRESS}>
          <summary>{w('obs.otherAddress')}</summary>
          <Field label={w('obs.address')} hint={w('obs.addressHint')} error={null}>
            {(control) => (
              <input {...control} className="mono" autoComplete="off" maxLength={200} value={address} onChange={(event) => setAddress(event.target.value)} />
            )}
          </Field>
        </details>
        <div className="pop-row">
          <SubmitButton sending={false} disabled={false}>
            {w('obs.find.again')}
          </SubmitButton>
        </div>
      </form>
    </>
  );
}

/** `asks`: this OBS wants one, as far as is known. */
function ServerPassword({ address, asks, onDone }: { readonly address: string; readonly asks: boolean; readonly onDone: (() => void) | null }) {
  const configure = useCommand('obs.configure');
  const [password, setPassword] = useState('');
  const [isMissing, setMissing] = useState(false);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (asks && password === '') return setMissing(true);
    const answer = await configure.send({ place: 'server', address, password });
    if (answer?.ok === true) onDone?.();
  };
  return (
    <form className="form" onSubmit={(event) => void submit(event)} noValidate aria-label={w('obs.connect')}>
      {asks ? (
        <Field label={w('obs.password')} hint={w('obs.passwordHint')} error={isMissing ? w('form.needed') : null}>
          {(control) => (
            <input {...control} type="password" autoComplete="off" maxLength={200} value={password} onChange={(event) => setPassword(event.target.value)} />
          )}
        </Field>
      ) : null}
      <div className="pop-row">
        <SubmitButton sending={configure.sending} disabled={false}>
          {w('obs.connect')}
        </SubmitButton>
      </div>
    </form>
  );
}

/** Through this page. Choosing so makes it the bridge, and the shop learns of it by that. */
function FromHere({ onDone }: { readonly onDone: () => void }) {
  const place = usePart('obs')?.place ?? 'off';
  const configure = useCommand('obs.configure');
  const [isReady, setReady] = useState(place !== 'server');
  if (!isReady) {
    return (
      <div className="bridge">
        <p>{w('obs.fromServerNow')}</p>
        <Button
          look="main"
          onPress={() => void configure.send({ place: 'bridge', address: '', password: null }).then((answer) => answer?.ok === true && setReady(true))}
          disabled={false}
          sending={configure.sending}
          shortcut={null}
        >
          {w('obs.letGo')}
        </Button>
      </div>
    );
  }
  return (
    <>
      <p className="quiet">{w('obs.hereText')}</p>
      <BridgeForm onDone={onDone} />
    </>
  );
}
