import { useState } from 'react';
import { Link, Redirect } from 'wouter';
import { useSession } from '../../app/session-context.ts';
import { Passcode } from '../../app/Passcode.tsx';
import { usePart } from '../../line/use-line.ts';
import { SetUpStrip } from '../../setup/SetUpStrip.tsx';
import { w } from '../../text/words.ts';
import { Button } from '../../ui/Button.tsx';
import { PageHead } from '../PageHead.tsx';
import { Section } from '../Section.tsx';
import { CostsForm } from './CostsForm.tsx';
import { DeliveryForm } from './DeliveryForm.tsx';
import { PickupSlots } from './PickupSlots.tsx';
import { WithdrawalForm } from './WithdrawalForm.tsx';
import { ShopForm } from './ShopForm.tsx';

export function ShopScreen() {
  const shop = usePart('shop');
  const costs = usePart('money');
  const withdrawal = usePart('withdrawal');
  const pricing = usePart('pricing');
  const session = useSession();
  const [changing, setChanging] = useState(false);
  const isOwner = session.role === 'owner';
  if (shop === null) {
    if (isOwner) return <Redirect to="/setup" replace />;
    return (
      <PageHead title={w('nav.shop')} text={w('shop.askOwner')}>
        {null}
      </PageHead>
    );
  }
  return (
    <>
      <PageHead title={w('nav.shop')} text={w('shop.text')}>
        {null}
      </PageHead>
      {isOwner ? <SetUpStrip /> : null}
      <div className="columns">
        <div>
          {isOwner ? (
            <Section title={w('shop.section')} text={w('shop.sectionText')}>
              <ShopForm key={JSON.stringify(shop)} shop={shop} onSaved={() => undefined} onTyped={null} />
            </Section>
          ) : null}
          {isOwner ? (
            <Section title={w('costs.section')} text={w('costs.text')}>
              <CostsForm key={JSON.stringify(costs)} costs={costs} currency={shop.currency} />
            </Section>
          ) : null}
        </div>
        <div>
          {isOwner ? (
            <Section title={w('reach.section')} text={w('reach.text')}>
              <p className="mono">{shop.publicUrl ?? w('reach.noAddress')}</p>
              <Link href="/reach">{w('reach.open')}</Link>
            </Section>
          ) : null}
          <Section title={w('delivery.section')} text={w('delivery.text')}>
            {shop.shippingFlat === null && (pricing?.zones.length ?? 0) > 0 ? (
              <p>{w('delivery.byZone')}</p>
            ) : (
              <DeliveryForm key={String(shop.shippingFlat)} flat={shop.shippingFlat} currency={shop.currency} />
            )}
            <Link href="/delivery">{w('delivery.more')}</Link>
          </Section>
          <Section title={w('pickup.section')} text={w('pickup.text')}>
            <PickupSlots />
          </Section>
          {isOwner && withdrawal !== null ? (
            <Section title={w('withdrawal.section')} text={w('withdrawal.text')}>
              <WithdrawalForm key={JSON.stringify(withdrawal)} withdrawal={withdrawal} />
            </Section>
          ) : null}
          {isOwner ? (
            <Section title={w('passcode.section')} text={w('passcode.text')}>
              <Button look="plain" onPress={() => setChanging(true)} disabled={false} sending={false} shortcut={null}>
                {session.hasPasscode ? w('passcode.change') : w('passcode.choose')}
              </Button>
            </Section>
          ) : null}
        </div>
      </div>
      {changing ? (
        <Passcode
          onChosen={() => {
            session.hasChosenPasscode();
            setChanging(false);
          }}
          onLater={() => setChanging(false)}
        />
      ) : null}
    </>
  );
}
