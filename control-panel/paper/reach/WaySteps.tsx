import type { ReactNode } from 'react';
import type { ReachPart } from '@protocol/parts.ts';
import { useSession } from '../../app/session-context.ts';
import { usePart } from '../../line/use-line.ts';
import { w } from '../../text/words.ts';
import { CopyText } from '../../ui/CopyText.tsx';
import { Section } from '../Section.tsx';
import { AddressForm } from './AddressForm.tsx';
import { useCheck } from './use-check.ts';
import type { Way } from './ways.ts';

/** What to do for the chosen way, step by step. */
export function WaySteps({ way, reach }: { readonly way: Way; readonly reach: ReachPart }) {
  switch (way) {
    case 'network':
      return (
        <Section title={w('way.network.how')} text={w('way.network.text')}>
          <Steps>
            {reach.network.length > 0 ? (
              <li>
                <p>{w('way.network.open')}</p>
                {reach.network.map((origin) => (
                  <CopyText key={origin} label={w('reach.address')} text={`${origin}/now`} />
                ))}
              </li>
            ) : (
              <li>
                <p>{w('way.network.start')}</p>
                <CopyText label={w('way.command')} text={w('way.network.command')} />
                <p className="hint">{w('way.clicked', { line: w('way.network.line') })}</p>
              </li>
            )}
            <li>{w('way.network.plan')}</li>
            <li>{w('way.network.firewall')}</li>
          </Steps>
        </Section>
      );
    case 'tunnel':
      return (
        <Section title={w('way.tunnel.how')} text={w('way.tunnel.text')}>
          {reach.tunnel === null ? null : <p className="notice">{tunnelNow(reach)}</p>}
          <Steps>
            <li>{w('way.tunnel.install')}</li>
            <li>
              <p>{w('way.tunnel.try')}</p>
              <CopyText label={w('way.command')} text={w('way.tunnel.command')} />
              <p className="hint">{w('way.clicked', { line: w('way.tunnel.line') })}</p>
            </li>
            <li>
              <p>{w('way.tunnel.keep')}</p>
              <CopyText label={w('way.tunnel.settings')} text={w('way.tunnel.setting')} />
              <CopyText label={w('way.tunnel.settings')} text={w('way.tunnel.settingToo')} />
            </li>
          </Steps>
        </Section>
      );
    case 'address':
      return (
        <Section title={w('way.address.how')} text={w('way.address.text')}>
          <div className="way-form">
            <OwnAddress reach={reach} />
          </div>
          <Steps>
            <li>{w('way.address.lead')}</li>
            <li>{w('way.address.trust')}</li>
          </Steps>
        </Section>
      );
    case 'server':
      return (
        <Section title={w('way.server.how')} text={w('way.server.text')}>
          <Steps>
            <li>{w('way.server.rent')}</li>
            <li>{w('way.server.compose')}</li>
            <li>
              <p>{w('way.server.move')}</p>
              <CopyText label={w('way.command')} text={w('way.server.command')} />
            </li>
          </Steps>
        </Section>
      );
    default:
      return way satisfies never;
  }
}

const Steps = ({ children }: { readonly children: ReactNode }) => <ol className="way-steps">{children}</ol>;

function tunnelNow({ tunnel }: ReachPart): string {
  if (tunnel === null) return '';
  if (tunnel.state === 'up') return tunnel.quick ? w('way.tunnel.quickUp') : w('way.tunnel.up');
  return w('reach.tunnelDown', { note: tunnel.note });
}

/** Only the owner sends buyers elsewhere, and nobody does over the head of the environment. */
function OwnAddress({ reach }: { readonly reach: ReachPart }) {
  const { role } = useSession();
  const { look } = useCheck();
  const kept = usePart('shop')?.publicUrl ?? null;
  if (reach.from === 'environment') return <p className="notice">{w('way.address.environment', { url: reach.url ?? '' })}</p>;
  if (role !== 'owner') return <p className="quiet">{w('way.address.askOwner')}</p>;
  // While a tunnel lends one, the part shows that.
  const own = reach.from === 'tunnel' ? '' : (kept ?? '');
  return <AddressForm key={own} publicUrl={own === '' ? null : own} onSaved={look} />;
}
