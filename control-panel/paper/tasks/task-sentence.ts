import type { TaskPart } from '@protocol/parts.ts';
import { w } from '../../text/words.ts';

/** What a task is, and what to do about it. */
export function taskSentence(task: TaskPart, target: string): { readonly title: string; readonly text: string } {
  const blanks = { title: task.title, target };
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
    case 'host.shortfall':
      return { title: w('task.shortfall', blanks), text: w('task.shortfallText', blanks) };
    case 'host.relist':
      return { title: w('task.relist', blanks), text: w('task.relistText', blanks) };
    case 'host.refund':
      return { title: w('task.refund', blanks), text: w('task.refundText', blanks) };
    case 'host.lost-tail':
      return { title: w('task.lostTail', blanks), text: w('task.lostTailText', blanks) };
    case 'host.clock-gap':
      return { title: w('task.clockGap', blanks), text: w('task.clockGapText', blanks) };
    default: {
      const never: never = task.kind;
      return never;
    }
  }
}
