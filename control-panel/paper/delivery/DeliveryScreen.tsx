import { useState } from 'react';
import { Truck } from 'lucide-react';
import type { Zone } from '@protocol/pricing.ts';
import { useSession } from '../../app/session-context.ts';
import { useCommand, usePart } from '../../line/use-line.ts';
import { money } from '../../text/money-text.ts';
import { w } from '../../text/words.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { toast } from '../../ui/toasts.ts';
import { PageHead } from '../PageHead.tsx';
import { Section } from '../Section.tsx';
import { ShopFirst } from '../ShopFirst.tsx';
import { CodesSection } from './CodesSection.tsx';
import { countryName } from './country.ts';
import { DeliveryRest } from './DeliveryRest.tsx';
import { sendable } from './sendable.ts';
import { TaxForm } from './TaxForm.tsx';
import { ZoneDialog } from './ZoneDialog.tsx';

/** Delivery by zone, carrier and weight, tax, and codes: what is charged beside the goods. */
export function DeliveryScreen() {
  const shop = usePart('shop');
  const pricing = usePart('pricing');
  const { role } = useSession();
  const save = useCommand('delivery.save');
  const [editing, setEditing] = useState<Zone | 'new' | null>(null);
  if (shop === null || pricing === null) {
    return (
      <>
        <PageHead title={w('nav.delivery')} text={w('zones.text')}>
          {null}
        </PageHead>
        {shop === null ? <ShopFirst /> : null}
      </>
    );
  }
  const { currency } = shop;
  const keep = async (zones: readonly Zone[]): Promise<boolean> => {
    const { assumedGrams, pickupDiscount } = pricing;
    const answer = await save.send({ zones: zones.map(sendable), assumedGrams, pickupDiscount });
    if (answer?.ok === true) toast('done', w('saved'));
    return answer?.ok === true;
  };
  const from = (zone: Zone): string => money(Math.min(...zone.carriers.flatMap(({ steps }) => steps.map((step) => step.price))), currency);
  return (
    <>
      <PageHead title={w('nav.delivery')} text={w('zones.text')}>
        {null}
      </PageHead>
      <div className="columns">
        <div>
          {pricing.zones.length === 0 ? (
            <Empty title={w('zones.none')} text={w('zones.noneText')}>
              <Button look="main" onPress={() => setEditing('new')} disabled={false} sending={false} shortcut={null}>
                {w('zones.add')}
              </Button>
            </Empty>
          ) : (
            <Section title={w('zones.section')} text={w('zones.sectionText')}>
              <ul className="rows">
                {pricing.zones.map((zone) => (
                  <li key={zone.zoneId}>
                    <div>
                      <b>
                        <Truck size={16} aria-hidden /> {zone.name === '' ? w('zones.everywhere') : zone.name}
                      </b>
                      <span className="quiet">{zone.countries.length === 0 ? w('zones.rest') : zone.countries.map(countryName).join(', ')}</span>
                      <span className="quiet num">
                        {zone.freeFrom === null
                          ? w('zones.from', { from: from(zone) })
                          : w('zones.fromFree', { from: from(zone), free: money(zone.freeFrom, currency) })}
                      </span>
                      <span className="quiet">
                        {zone.carriers
                          .map(({ name }) => name)
                          .filter((name) => name !== '')
                          .join(', ')}
                      </span>
                    </div>
                    <Button look="quiet" onPress={() => setEditing(zone)} disabled={false} sending={false} shortcut={null}>
                      {w('edit')}
                    </Button>
                  </li>
                ))}
              </ul>
              <Button look="plain" onPress={() => setEditing('new')} disabled={false} sending={false} shortcut={null}>
                {w('zones.add')}
              </Button>
            </Section>
          )}
          <Section title={w('weights.section')} text={pricing.unweighed === 0 ? w('weights.all') : w('weights.some', { n: pricing.unweighed })}>
            <DeliveryRest key={JSON.stringify([pricing.assumedGrams, pricing.pickupDiscount])} pricing={pricing} currency={currency} />
          </Section>
        </div>
        <div>
          <Section title={w('tax.section')} text={w('tax.text')}>
            {role === 'owner' ? <TaxForm key={JSON.stringify(pricing.tax)} tax={pricing.tax} /> : <p>{w('tax.askOwner')}</p>}
          </Section>
          <CodesSection codes={pricing.codes} currency={currency} />
        </div>
      </div>
      {editing === null ? null : (
        <ZoneDialog
          zone={editing === 'new' ? null : editing}
          others={pricing.zones.filter((zone) => zone !== editing)}
          hint={editing === 'new' ? null : (pricing.hints.find(({ zoneId }) => zoneId === editing.zoneId) ?? null)}
          currency={currency}
          sending={save.sending}
          onSave={async (zone) => {
            const zones = editing === 'new' ? [...pricing.zones, zone] : pricing.zones.map((each) => (each === editing ? zone : each));
            if (await keep(zones)) setEditing(null);
          }}
          onRemove={async () => {
            if (await keep(pricing.zones.filter((zone) => zone !== editing))) setEditing(null);
          }}
          onClose={() => setEditing(null)}
        />
      )}
    </>
  );
}
