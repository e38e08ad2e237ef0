import type { PanelDrop } from '@protocol/parts.ts';
import { sumCounts } from '@protocol/ticks.ts';
import { useCommand, useTick, useView } from '../line/use-line.ts';
import { w } from '../text/words.ts';
import { Button } from '../ui/Button.tsx';

/** How a draw stands. Its button is there only where the draw waits for a hand: paused when entry closed. */
export function DrawRow({ drop }: { readonly drop: PanelDrop }) {
  const run = useCommand('draw.run');
  const isLive = useView((view) => view.status === 'live');
  const waits = useTick(
    (now) => drop.draw !== undefined && drop.draw.drawnAt === null && drop.state === 'paused' && drop.closesAt !== null && now >= drop.closesAt,
  );
  if (drop.draw === undefined) return null;
  const { entries, drawnAt } = drop.draw;
  const counts = sumCounts(drop.lines);
  return (
    <p className="facts num">
      {drawnAt === null ? w('draw.open', { n: entries, places: counts.left }) : w('draw.done', { n: entries, won: counts.held + counts.sold })}{' '}
      {waits ? (
        <Button look="quiet" onPress={() => void run.send({ dropId: drop.dropId })} disabled={!isLive} sending={run.sending} shortcut={null}>
          {w('draw.now')}
        </Button>
      ) : null}
    </p>
  );
}
