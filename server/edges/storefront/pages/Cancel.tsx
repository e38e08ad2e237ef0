import type { ReactNode } from 'react';
import type { Voice } from '../voice.ts';

/** The second of two steps: nobody cancels by a slip of the thumb. */
export function Cancel({
  orderNumber,
  path,
  token,
  now,
  voice: { t },
}: {
  readonly orderNumber: number;
  readonly path: string;
  readonly token: string;
  readonly now: number;
  readonly voice: Voice;
}): ReactNode {
  return (
    <main data-kind="plain" data-now={now} className="desk">
      <article className="ticket">
        <div className="plain">
          <h1>{t('cancel.title', { number: String(orderNumber) })}</h1>
          <p className="lead">{t('cancel.text')}</p>
          <form method="post" action={`${path}/cancel`} className="row" data-once="">
            <input type="hidden" name="token" value={token} />
            <button type="submit" className="primary">
              {t('cancel.yes')}
            </button>
            <a className="second" href={path}>
              {t('cancel.no')}
            </a>
          </form>
        </div>
      </article>
    </main>
  );
}
