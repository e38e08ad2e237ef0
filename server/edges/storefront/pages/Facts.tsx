import type { ReactNode } from 'react';
import type { Minor } from '@protocol/money.ts';
import type { PageDrop, Offered } from '../page-drop.ts';
import type { Voice } from '../voice.ts';
import { depositWords } from './Deposit.tsx';

/** What one has to know before buying, in plain rows. */
export function Facts({
  view,
  offered,
  returnsUrl,
  voice,
}: {
  readonly view: PageDrop;
  readonly offered: Offered;
  readonly returnsUrl: string | null;
  readonly voice: Voice;
}): ReactNode {
  const { t, money, between } = voice;
  const cost = (price: Minor): string => (price === 0 ? t('free') : money(price));
  const zoneWords = ({ name, from, freeFrom }: { readonly name: string; readonly from: Minor; readonly freeFrom: Minor | null }): string =>
    freeFrom === null ? t('facts.zone', { name, from: cost(from) }) : t('facts.zone-free', { name, from: cost(from), free: money(freeFrom) });
  const { sells } = view.part;
  // How it is delivered and taken back is the other shop's to say.
  const [slot] = sells === undefined ? offered.pickups : [];
  return (
    <dl className="facts">
      <div>
        <dt>{t('facts.each')}</dt>
        <dd>
          {view.part.mode === 'draw' ? t('facts.each-draw') : t('facts.each-n', { n: view.part.perViewer })}
          {view.part.perOrder === undefined ? '' : ` ${t('facts.each-order', { n: view.part.perOrder })}`}
        </dd>
      </div>
      {view.part.deposit !== undefined && (
        <div>
          <dt>{t('facts.deposit')}</dt>
          <dd>{depositWords(view.part.deposit, voice)}</dd>
        </div>
      )}
      {sells !== undefined && (
        <div>
          <dt>{t('facts.bought-at')}</dt>
          <dd>{sells.at}</dd>
        </div>
      )}
      {sells === undefined && offered.shipping !== null && (
        <div>
          <dt>{t('facts.delivery')}</dt>
          <dd className="num">
            {offered.shipping.isFlat ? cost(offered.shipping.from) : offered.shipping.zones.map((zone) => <p key={zone.name}>{zoneWords(zone)}</p>)}
          </dd>
        </div>
      )}
      {slot !== undefined && (
        <div>
          <dt>{t('facts.pickup')}</dt>
          <dd>
            {slot.place}
            <br />
            <span className="num">{between(slot.startsAt, slot.endsAt)}</span>
          </dd>
        </div>
      )}
      {view.noWithdrawal && (
        <div>
          <dt>{t('facts.withdraw')}</dt>
          <dd>{t('facts.withdraw-none')}</dd>
        </div>
      )}
      {returnsUrl !== null && (
        <div>
          <dt>{t('facts.returns')}</dt>
          <dd>
            <a href={returnsUrl}>{t('facts.returns-link')}</a>
          </dd>
        </div>
      )}
    </dl>
  );
}
