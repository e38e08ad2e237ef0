import type { OrderPart } from '@protocol/parts.ts';
import { useCommand, useView } from '../../line/use-line.ts';
import { w } from '../../text/words.ts';
import { Button } from '../../ui/Button.tsx';
import { mailState } from '../mail/mail-state.ts';

/** What the buyer was told by mail, and what to do where nobody knows. */
export function OrderMails({ mails, mayRepeat }: { readonly mails: OrderPart['mails']; readonly mayRepeat: boolean }) {
  const repeat = useCommand('task.repeat');
  const isLive = useView((view) => view.status === 'live');
  if (mails.length === 0) return null;
  return (
    <div>
      <dt>{w('orders.mails')}</dt>
      <dd>
        <ul className="order-mails">
          {mails.map((mail) => {
            const isOpen = mail.state === 'failed' || mail.state === 'unknown';
            return (
              <li key={mail.taskId}>
                {w(`mail.kind.${mail.kind}`)} · <span className={isOpen ? 'warn' : 'quiet'}>{mailState(mail)}</span>
                {isOpen && mayRepeat ? (
                  <Button look="quiet" onPress={() => void repeat.send({ taskId: mail.taskId })} disabled={!isLive} sending={repeat.sending} shortcut={null}>
                    {w('tasks.sendAgain')}
                  </Button>
                ) : null}
              </li>
            );
          })}
        </ul>
      </dd>
    </div>
  );
}
