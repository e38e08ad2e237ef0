import type { ReactNode } from 'react';
import type { Minor } from '@protocol/money.ts';
import type { OrderState } from '@protocol/parts.ts';
import type { Instant } from '@protocol/time.ts';
import type { PageDrop } from '../page-drop.ts';
import type { Voice } from '../voice.ts';
import { Clock } from './Clock.tsx';
import { liveWords } from './live-words.ts';
import { OnNow } from './OnNow.tsx';
import { HOLE, Sentence } from './Sentence.tsx';

/** The newest; what is older is one tap away. */
const MOST_ABOVE = 3;

export interface NowPageProps {
  readonly views: readonly PageDrop[];
  readonly show: { readonly showId: string; readonly title: string; readonly startsAt: Instant; readonly state: 'planned' | 'live' | 'ended' } | null;
  readonly holds: readonly { readonly path: string; readonly title: string; readonly expiresAt: Instant }[];
  readonly orders: readonly { readonly path: string; readonly orderNumber: number; readonly state: OrderState; readonly total: Minor }[];
  readonly now: Instant;
  readonly voice: Voice;
}

export function NowPage({ views, show, holds, orders, now, voice }: NowPageProps): ReactNode {
  const { t } = voice;
  return (
    <main
      data-kind="now"
      data-now={now}
      data-show={show?.showId ?? ''}
      data-words={liveWords()}
      data-lang={voice.lang}
      data-locale={voice.locale}
      className="desk"
    >
      <p className="away" data-away="" role="status" hidden />
      <Yours holds={holds} orders={orders} now={now} voice={voice} />
      <h1>{views.length > 0 ? t('now.title') : t('now.nothing')}</h1>
      {views.length === 0 && <p className="lead">{emptyWords(show, now, voice)}</p>}
      <div className="others">
        {views.map((view) => (
          <OnNow key={view.part.dropId} view={view} voice={voice} />
        ))}
      </div>
    </main>
  );
}

/** Above everything: somebody who comes back to this page looks for what they have, and a reservation does not wait. */
function Yours({ holds, orders, now, voice }: Pick<NowPageProps, 'holds' | 'orders' | 'now' | 'voice'>): ReactNode {
  const { t } = voice;
  if (holds.length + orders.length === 0) return null;
  const rows = orders.map((order) => (
    <li key={order.orderNumber}>
      <a href={order.path} data-own={`${order.path} ${order.state}`}>
        <strong>{t('mine.order', { number: String(order.orderNumber) })}</strong>
        <span className="num">{`${t(`order.tag.${order.state}`)} · ${voice.money(order.total)}`}</span>
      </a>
    </li>
  ));
  const older = rows.slice(MOST_ABOVE);
  return (
    <section className="yours-list" aria-label={t('now.yours')}>
      <ul>
        {holds.map((hold) => (
          <li key={hold.path}>
            <a href={hold.path} data-own={hold.path} className="waits">
              <strong>{hold.title}</strong>
              <span>
                <Sentence text={t('mine.hold', { clock: HOLE })} node={<Clock until={hold.expiresAt} now={now} of={null} />} />
              </span>
            </a>
          </li>
        ))}
        {rows.slice(0, MOST_ABOVE)}
      </ul>
      {older.length > 0 && (
        <details>
          <summary>{t('now.older', { n: older.length })}</summary>
          <ul>{older}</ul>
        </details>
      )}
    </section>
  );
}

function emptyWords(show: NowPageProps['show'], now: Instant, { t, moment }: Voice): string {
  if (show?.state === 'live') return t('now.later-in-show', { title: show.title });
  if (show?.state === 'planned' && show.startsAt > now) return t('now.next-show', { title: show.title, when: moment(show.startsAt) });
  return t('now.come-back');
}
