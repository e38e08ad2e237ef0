import type { Currency } from '@protocol/money.ts';
import { isMailKind } from '@protocol/mail.ts';
import type { TaskPart } from '@protocol/parts.ts';
import type { MoneyAbout } from '@protocol/pay-troubles.ts';
import { money as moneyText } from '../../text/money-text.ts';
import { ordersText } from '../../text/names.ts';
import { w } from '../../text/words.ts';

/** What a task is, and what to do about it. */
export function taskSentence(task: TaskPart, target: string, currency: Currency): { readonly title: string; readonly text: string } {
  const blanks = { title: task.title, target };
  const money = { ...blanks, amount: moneyText(task.about?.amount ?? 0, currency) };
  switch (task.kind) {
    case 'chat.post':
      return {
        title: w('task.post', blanks),
        text: task.state === 'unknown' ? w('task.postUnknown', blanks) : task.state === 'failed' ? w('task.postFailed', blanks) : '',
      };
    case 'obs.do':
      return { title: w(`task.obs.${task.obs?.do ?? 'refresh'}`, blanks), text: task.state === 'unknown' ? w('task.obsUnknown', blanks) : '' };
    case 'pay.open':
      return { title: w('task.payOpen', blanks), text: w('task.payOpenText', blanks) };
    case 'pay.expire':
      return { title: w('task.payExpire', blanks), text: w('task.payExpireText', blanks) };
    case 'pay.refund':
      return { title: w('task.payRefund', blanks), text: w('task.payRefundText', blanks) };
    case 'pay.compare':
      return { title: w('task.payCompare', blanks), text: w('task.payCompareText', blanks) };
    case 'host.dispute':
      return task.about?.what === 'lost'
        ? { title: w('task.disputeLost', money), text: w('task.disputeLostText', money) }
        : { title: w('task.dispute', money), text: w('task.disputeText', money) };
    case 'host.pay-difference':
      return { title: w('task.payDifference', money), text: differenceText(task.about?.what ?? 'amount', money) };
    case 'mail.send':
      return {
        title: w('task.mail', { ...blanks, mail: w(`mail.kind.${isMailKind(task.template) ? task.template : 'test'}`) }),
        text: w(task.state === 'unknown' ? 'task.mailUnknown' : 'task.mailFailed'),
      };
    case 'host.shortfall':
      return { title: w('task.shortfall', blanks), text: w('task.shortfallText', blanks) };
    case 'host.relist':
      return { title: w('task.relist', blanks), text: w('task.relistText', blanks) };
    case 'host.refund':
      return { title: w('task.refund', blanks), text: w('task.refundText', blanks) };
    case 'host.withdrawal':
      return { title: w('task.withdrawal', blanks), text: w('task.withdrawalText', blanks) };
    case 'host.balance':
      return { title: w('task.balance', blanks), text: w('task.balanceText') };
    case 'host.lost-tail':
      return { title: w('task.lostTail', blanks), text: w('task.lostTailText', blanks) };
    case 'host.clock-gap':
      return { title: w('task.clockGap', blanks), text: w('task.clockGapText', blanks) };
    case 'host.same-buyer':
      return { title: w('task.sameBuyer', blanks), text: w('task.sameBuyerText', { others: ordersText(task.like ?? []) }) };
    default: {
      const never: never = task.kind;
      return never;
    }
  }
}

type MoneyBlanks = { readonly title: string; readonly target: string; readonly amount: string };
function differenceText(what: MoneyAbout, money: MoneyBlanks): string {
  switch (what) {
    case 'amount':
    case 'twice':
    case 'given-back':
    case 'refund-failed':
    case 'no-session':
    case 'no-order':
      return w(`task.payDifference.${what}`, money);
    case 'open':
    case 'lost':
      return '';
    default: {
      const never: never = what;
      return never;
    }
  }
}
