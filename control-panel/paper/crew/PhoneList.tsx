import { formatClock } from '@protocol/time.ts';
import { useTick } from '../../line/use-line.ts';
import { ago } from '../../text/show-time.ts';
import { w } from '../../text/words.ts';
import { Button } from '../../ui/Button.tsx';
import { KeepButton } from '../../ui/KeepButton.tsx';
import { toast } from '../../ui/toasts.ts';
import { useKeep } from '../../ui/use-keep.ts';
import { addressName } from './AddressCode.tsx';
import { letGo, type PhoneRow } from './use-phones.ts';

/** Who is in by phone, by which address, and when they were last here. */
export function PhoneList({ phones, again }: { readonly phones: readonly PhoneRow[]; readonly again: () => void }) {
  if (phones.length === 0) return <p className="quiet">{w('crew.noPhones')}</p>;
  return (
    <ul className="rows">
      {phones.map((phone) => (
        <Row key={phone.phoneId} phone={phone} again={again} />
      ))}
    </ul>
  );
}

function Row({ phone, again }: { readonly phone: PhoneRow; readonly again: () => void }) {
  const facts = useTick((now) => {
    if (phone.inSince === null) return w('crew.codeWaits', { clock: formatClock(Math.max(0, (phone.codeUntil ?? now) - now)) });
    return [
      w('crew.seen', { ago: ago(phone.seenAt ?? phone.inSince, now) }),
      phone.address === null ? null : addressName(phone.address),
      phone.show === null ? w('crew.endsNext') : w('crew.ends', { show: phone.show }),
    ]
      .filter((each) => each !== null)
      .join(' · ');
  });
  const doLetGo = (): void =>
    void letGo(phone.phoneId).then((answer) => {
      if (!answer.ok) toast('refused', answer.message);
      again();
    });
  const keep = useKeep(doLetGo);
  return (
    <li>
      <div>
        <b>{phone.name}</b>
        <span className="quiet num">{facts}</span>
      </div>
      {phone.inSince === null ? (
        <Button look="plain" onPress={doLetGo} disabled={false} sending={false} shortcut={null}>
          {w('crew.takeBack')}
        </Button>
      ) : (
        <KeepButton
          look="danger"
          keep={keep}
          onDone={doLetGo}
          disabled={false}
          sending={false}
          shortcut={null}
          question={w('crew.letGoQuestion', { name: phone.name })}
        >
          {w('crew.letGo')}
        </KeepButton>
      )}
    </li>
  );
}
