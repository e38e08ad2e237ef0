import type { ReactNode } from 'react';
import type { Voice } from '../voice.ts';

/** What is kept about a buyer, why, for how long, and how to have it forgotten. True of this software; the shop's own policy may say more. */
export function Privacy({
  seller,
  now,
  voice: { t },
}: {
  readonly seller: { readonly name: string; readonly email: string } | null;
  readonly now: number;
  readonly voice: Voice;
}): ReactNode {
  const rows = ['cookie', 'order', 'payment', 'chat', 'trackers', 'forget'] as const;
  return (
    <main data-kind="plain" data-now={now} className="desk text">
      <h1>{t('privacy.title')}</h1>
      {seller !== null && <p className="lead">{t('privacy.who', { name: seller.name, email: seller.email })}</p>}
      {rows.map((row) => (
        <section key={row}>
          <h2>{t(`privacy.${row}`)}</h2>
          <p>{t(`privacy.${row}.text`)}</p>
        </section>
      ))}
    </main>
  );
}
