import type { ReactNode } from 'react';
import type { Voice } from '../voice.ts';
import { Lines, type ShownLine } from './Lines.tsx';

/** The second of two steps, without a log-in: what it is about, and one button that says what it does. */
export function Withdraw({
  orderNumber,
  lines,
  kept,
  path,
  token,
  now,
  voice,
}: {
  readonly orderNumber: number;
  readonly lines: readonly ShownLine[];
  /** Names of what the law gives no right for. */
  readonly kept: readonly string[];
  readonly path: string;
  readonly token: string;
  readonly now: number;
  readonly voice: Voice;
}): ReactNode {
  const { t } = voice;
  return (
    <main data-kind="plain" data-now={now} className="desk">
      <article className="ticket">
        <div className="plain">
          <h1>{t('withdraw.title', { number: String(orderNumber) })}</h1>
          <p className="lead">{t('withdraw.text')}</p>
          <Lines lines={lines} voice={voice} />
          {kept.length > 0 && <p>{t('withdraw.kept', { titles: kept.join(', ') })}</p>}
          <form method="post" action={`${path}/withdraw`} className="row" data-once="">
            <input type="hidden" name="token" value={token} />
            <button type="submit" className="primary">
              {t('withdraw.yes')}
            </button>
            <a className="second" href={path}>
              {t('withdraw.no')}
            </a>
          </form>
        </div>
      </article>
    </main>
  );
}
