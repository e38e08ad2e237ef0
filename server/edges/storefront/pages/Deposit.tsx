import type { ReactNode } from 'react';
import type { DepositTerms } from '@protocol/deposit.ts';
import type { Minor } from '@protocol/money.ts';
import { WHOLE } from '@protocol/pricing.ts';
import type { DepositShown } from '../../../views/deposit-view.ts';
import type { Voice } from '../voice.ts';

/** When the rest is to be paid. `way` null: not chosen yet. */
export const dueWords = (due: number | null, way: 'pickup' | 'ship' | null, { t, moment }: Pick<Voice, 't' | 'moment'>): string =>
  due === null ? t(way === null ? 'deposit.due' : `deposit.due.${way}`) : t('deposit.due-by', { when: moment(due) });
const keptWords = (kept: boolean, { t }: Pick<Voice, 't'>): string => t(kept ? 'deposit.kept' : 'deposit.back');

/** On the product page, before anything is reserved (MONEY, promise 4). */
export function depositWords({ cut, due, kept }: DepositTerms, voice: Voice): string {
  const { t, money, locale } = voice;
  const share = cut.kind === 'share' ? new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 }).format(cut.share / WHOLE) : '';
  const now = cut.kind === 'amount' ? t('deposit.each', { amount: money(cut.amount) }) : t('deposit.share', { share });
  return `${now} ${t('deposit.rest', { when: dueWords(due, null, voice) })} ${keptWords(kept, voice)}`;
}

/** Under a total at the checkout: what of it is paid now, and what later. */
export function DepositRows({ terms, way, ahead, total, voice }: RowsProps): ReactNode {
  const { t, money } = voice;
  return (
    <>
      <div>
        <dt>{t('deposit.now')}</dt>
        <dd className="num">{money(ahead)}</dd>
      </div>
      <div>
        <dt>{t('deposit.later', { when: dueWords(terms.due, way, voice) })}</dt>
        <dd className="num">{money(total - ahead)}</dd>
      </div>
      <p className="note">{keptWords(terms.kept, voice)}</p>
    </>
  );
}
interface RowsProps {
  readonly terms: DepositTerms;
  readonly way: 'pickup' | 'ship' | null;
  readonly ahead: Minor;
  readonly total: Minor;
  readonly voice: Voice;
}

/** Of an order: both payments, and whether they are there. */
export function PaidRows({
  deposit,
  way,
  isOver,
  voice,
}: {
  readonly deposit: DepositShown;
  readonly way: 'pickup' | 'ship';
  readonly isOver: boolean;
  readonly voice: Voice;
}): ReactNode {
  const { t, money } = voice;
  return (
    <>
      <div>
        <dt>{t(deposit.paid ? 'deposit.paid' : 'deposit.now')}</dt>
        <dd className="num">{money(deposit.amount)}</dd>
      </div>
      {!isOver && (
        <div>
          <dt>{deposit.paid && !deposit.waits ? t('deposit.rest-paid') : t('deposit.later', { when: dueWords(deposit.due, way, voice) })}</dt>
          <dd className="num">{money(deposit.rest)}</dd>
        </div>
      )}
    </>
  );
}

/** What is still to come, payable here at any time. */
export function PayRest({
  deposit,
  canPay,
  path,
  token,
  voice,
}: {
  readonly deposit: DepositShown;
  readonly canPay: boolean;
  readonly path: string;
  readonly token: string;
  readonly voice: Voice;
}): ReactNode {
  const { t, money } = voice;
  const amount = money(deposit.rest);
  if (!deposit.waits || !canPay) return null;
  return (
    <div className="paying">
      {deposit.overdue && <p role="status">{t('deposit.overdue')}</p>}
      {deposit.payUrl === null ? (
        <form method="post" action={`${path}/balance`}>
          <input type="hidden" name="token" value={token} />
          <button type="submit" className="primary">
            {t('deposit.pay', { amount })}
          </button>
        </form>
      ) : (
        <a className="primary" href={deposit.payUrl}>
          {t('deposit.pay', { amount })}
        </a>
      )}
    </div>
  );
}
