import { useState, type SubmitEvent } from 'react';
import { Check } from 'lucide-react';
import { Link } from 'wouter';
import { formatClock } from '@protocol/time.ts';
import { useTick } from '../../line/use-line.ts';
import { w } from '../../text/words.ts';
import { Button, SubmitButton } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { AddressCode, addressName } from './AddressCode.tsx';
import { invitePhone, letGo, type Address, type Invitation, type PhoneRow } from './use-phones.ts';

interface Props {
  readonly phones: readonly PhoneRow[];
  readonly addresses: readonly Address[];
  readonly again: () => void;
}

/** A name, a code for five minutes, and then that the phone is in. */
export function AddPhone({ phones, addresses, again }: Props) {
  const [made, setMade] = useState<(Invitation & { readonly name: string }) | null>(null);
  // What only this computer can open is no way in for a phone.
  const reaching = addresses.filter(({ kind }) => kind !== 'local');
  if (reaching.length === 0) {
    return (
      <p className="notice">
        {w('crew.noAddress')} <Link href="/reach">{w('reach.open')}</Link>
      </p>
    );
  }
  const show = (name: string, invitation: Invitation): void => {
    setMade({ ...invitation, name });
    again();
  };
  if (made === null) return <Ask onMade={show} />;
  const phone = phones.find(({ phoneId }) => phoneId === made.phoneId) ?? null;
  const over = (): void => {
    setMade(null);
    again();
  };
  if (phone !== null && phone.inSince !== null) return <IsIn phone={phone} onMore={over} />;
  return <Code made={made} addresses={reaching} onOver={over} />;
}

function Ask({ onMade }: { readonly onMade: (name: string, invitation: Invitation) => void }) {
  const [name, setName] = useState('');
  const [wrong, setWrong] = useState<string | null>(null);
  const [sending, setSending] = useState(false);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const given = name.trim();
    if (given === '') return setWrong(w('form.needed'));
    if (sending) return;
    setSending(true);
    const answer = await invitePhone(given);
    setSending(false);
    if ('message' in answer) setWrong(answer.message);
    else onMade(given, answer);
  };
  return (
    <form className="form" onSubmit={(event) => void submit(event)} noValidate>
      <Field label={w('crew.phoneName')} hint={w('crew.phoneNameHint')} error={wrong}>
        {(control) => (
          <input
            {...control}
            maxLength={40}
            autoComplete="off"
            value={name}
            onChange={(event) => {
              setName(event.target.value);
              setWrong(null);
            }}
          />
        )}
      </Field>
      <div className="form-end">
        <SubmitButton sending={sending} disabled={false}>
          {w('crew.showCode')}
        </SubmitButton>
      </div>
    </form>
  );
}

interface CodeProps {
  readonly made: Invitation & { readonly name: string };
  readonly addresses: readonly Address[];
  readonly onOver: () => void;
}
function Code({ made, addresses, onOver }: CodeProps) {
  const left = useTick((now) => (made.expiresAt > now ? formatClock(made.expiresAt - now) : ''));
  const takeBack = (): void => void letGo(made.phoneId).then(onOver);
  if (left === '') {
    return (
      <div className="made" role="status">
        <p>{w('crew.codeOver', { name: made.name })}</p>
        <div className="form-end">
          <Button look="main" onPress={onOver} disabled={false} sending={false} shortcut={null}>
            {w('crew.newCode')}
          </Button>
        </div>
      </div>
    );
  }
  return (
    <div className="made">
      <p className="phone-code-head">
        <b>{w('crew.scan', { name: made.name })}</b>
        <span className="num">{w('crew.codeLeft', { clock: left })}</span>
      </p>
      <AddressCode path={made.path} addresses={addresses} label={w('crew.codeOf', { name: made.name })} />
      <div className="form-end">
        <Button look="plain" onPress={takeBack} disabled={false} sending={false} shortcut={null}>
          {w('cancel')}
        </Button>
      </div>
    </div>
  );
}

function IsIn({ phone, onMore }: { readonly phone: PhoneRow; readonly onMore: () => void }) {
  return (
    <div className="made phone-in" role="status">
      <Check size={28} aria-hidden />
      <p>
        <b>{w('crew.isIn', { name: phone.name })}</b>
        <span className="quiet">{phone.address === null ? w('crew.can') : w('crew.inBy', { address: addressName(phone.address) })}</span>
      </p>
      <Button look="plain" onPress={onMore} disabled={false} sending={false} shortcut={null}>
        {w('crew.another')}
      </Button>
    </div>
  );
}
