import { useCommand, useView } from '../../line/use-line.ts';
import { w } from '../../text/words.ts';
import { Button } from '../../ui/Button.tsx';

/** After an hour in which the mail server took nothing: one press for all of them. */
export function UnsentMails({ n }: { readonly n: number }) {
  const again = useCommand('mail.again');
  const isLive = useView((view) => view.status === 'live');
  return (
    <div className="notice notice-does">
      <p>{w('mail.unsent', { n })}</p>
      <Button look="plain" onPress={() => void again.send({})} disabled={!isLive} sending={again.sending} shortcut={null}>
        {w('mail.sendAll')}
      </Button>
    </div>
  );
}
