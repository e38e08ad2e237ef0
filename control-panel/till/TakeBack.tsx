import { UNDO_SALE_WITHIN_MS } from '@protocol/limits.ts';
import type { Instant } from '@protocol/time.ts';
import { useCommand, useTick, useView } from '../line/use-line.ts';
import { w } from '../text/words.ts';
import { KeepButton } from '../ui/KeepButton.tsx';
import { toast } from '../ui/toasts.ts';
import { useKeep } from '../ui/use-keep.ts';

/** A slip, taken back while it is one: the goods go where they came from. Kept, not pressed: somebody may be waiting for the next one. */
export function TakeBack({ orderNumber, placedAt }: { readonly orderNumber: number; readonly placedAt: Instant }) {
  const undo = useCommand('sale.undo');
  const isLive = useView((view) => view.status === 'live');
  const isFresh = useTick((now) => now - placedAt <= UNDO_SALE_WITHIN_MS);
  const number = String(orderNumber);
  const takeBack = (): void =>
    void undo.send({ orderNumber }).then((answer) => {
      if (answer?.ok === true) toast('done', w('till.takenBack', { number }));
    });
  const keep = useKeep(takeBack);
  if (!isFresh) return null;
  return (
    <KeepButton
      look="plain"
      keep={keep}
      onDone={takeBack}
      disabled={!isLive}
      sending={undo.sending}
      shortcut={null}
      question={w('till.takeBackQuestion', { number })}
    >
      {w('till.takeBack')}
    </KeepButton>
  );
}
