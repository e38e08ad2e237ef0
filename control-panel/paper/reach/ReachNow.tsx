import { CircleCheck, CircleDashed, TriangleAlert } from 'lucide-react';
import type { ReachPart } from '@protocol/parts.ts';
import { useTick } from '../../line/use-line.ts';
import { reachTrouble } from '../../text/reach-text.ts';
import { ago, timeOfDay } from '../../text/show-time.ts';
import { w } from '../../text/words.ts';
import { Button } from '../../ui/Button.tsx';
import { CopyText } from '../../ui/CopyText.tsx';
import { QrCode } from '../../ui/QrCode.tsx';
import { useCheck } from './use-check.ts';

/** How it is now, in one look: the address, whether buyers get there, and a code to try it with one's own phone. */
export function ReachNow({ reach }: { readonly reach: ReachPart }) {
  const near = reach.url === null || reach.networkFirst;
  const address = near ? (reach.network[0] ?? null) : reach.url;
  return (
    <div className="reach-now">
      <div className="reach-said">
        {near ? <Near address={address} /> : <Far reach={reach} />}
        {address === null ? null : <CopyText label={w('reach.address')} text={address} />}
        {near ? null : <Looked reach={reach} />}
      </div>
      {address === null ? null : (
        <figure className="reach-qr">
          <QrCode text={`${address}/now`} label={w('reach.qrLabel', { address })} />
          <figcaption>{near ? w('reach.qrNear') : w('reach.qrFar')}</figcaption>
        </figure>
      )}
    </div>
  );
}

function Near({ address }: { readonly address: string | null }) {
  return (
    <>
      <p className="reach-state">
        <CircleDashed size={26} aria-hidden />
        {address === null ? w('reach.onlyHere') : w('reach.onlyNear')}
      </p>
      <p className="quiet">{address === null ? w('reach.onlyHereText') : w('reach.onlyNearText')}</p>
    </>
  );
}

function Far({ reach }: { readonly reach: ReachPart }) {
  switch (reach.state) {
    case 'none':
    case 'checking':
      return (
        <p className="reach-state">
          <CircleDashed size={26} aria-hidden />
          {w('reach.looking')}
        </p>
      );
    case 'reached':
      return (
        <>
          <p className="reach-state">
            <CircleCheck size={26} aria-hidden />
            {w('reach.yes')}
          </p>
          {reach.proxyUnheard ? <p className="notice">{w('reach.unheard')}</p> : <p className="quiet">{from(reach)}</p>}
        </>
      );
    case 'failing':
      return (
        <>
          <p className="reach-state warn">
            <TriangleAlert size={26} aria-hidden />
            {w('reach.cannot', { since: timeOfDay(reach.since) })}
          </p>
          <p>{reachTrouble(reach)}</p>
        </>
      );
    default:
      return reach.state satisfies never;
  }
}
function from({ from: whose, tunnel }: ReachPart): string {
  if (whose === 'tunnel') return w('reach.from.quick');
  if (tunnel !== null) return w('reach.from.tunnel');
  return whose === 'environment' ? w('reach.from.environment') : w('reach.from.panel');
}

function Looked({ reach }: { readonly reach: ReachPart }) {
  const { looking, look } = useCheck();
  const { checkedAt } = reach;
  const when = useTick((now) => (checkedAt === null ? '' : w('reach.looked', { ago: ago(checkedAt, now) })));
  return (
    <div className="reach-look">
      <Button look="plain" onPress={look} disabled={false} sending={looking} shortcut={null}>
        {w('reach.look')}
      </Button>
      <p className="quiet num">{when}</p>
    </div>
  );
}
