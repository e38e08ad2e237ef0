import { useCommand, usePart, useView } from '../line/use-line.ts';
import { Button } from '../ui/Button.tsx';
import { lasting } from '../text/show-time.ts';
import { w } from '../text/words.ts';
import { ReachWarning } from './ReachWarning.tsx';
import { useSession } from './session-context.ts';

/** What is wrong with everything at once: the line, or the ledger behind it. */
export function Warnings() {
  const stale = useView((view) => view.status === 'stale');
  const closed = usePart('closed') === true;
  return (
    <>
      {stale ? <Stale /> : null}
      {closed ? <Closed /> : null}
      <ReachWarning />
    </>
  );
}

function Stale() {
  const since = useView((view) => Math.floor(view.silentMs / 1_000) * 1_000);
  return (
    <div className="warning warning-stale" role="alert">
      <p>{w('line.stale', { since: lasting(since) })}</p>
    </div>
  );
}

function Closed() {
  const { role } = useSession();
  const reopen = useCommand('shop.reopen');
  const moved = usePart('moved') === true;
  return (
    <div className="warning" role="alert">
      <p>{w(moved ? 'closed.movedText' : 'closed.text')}</p>
      {role === 'owner' ? (
        <Button look="plain" onPress={() => void reopen.send({})} disabled={false} sending={reopen.sending} shortcut={null}>
          {w(moved ? 'closed.takeBack' : 'closed.reopen')}
        </Button>
      ) : null}
    </div>
  );
}
