import type { Draft } from './context.ts';
import { isUndrawn, runDraw } from './draw.ts';
import { happened } from './events.ts';
import { askObsForDrop } from './obs.ts';
import { closeTasks } from './open-task.ts';
import { dropOf } from './stock.ts';

/** Holds live out their time; nothing passes on any more. */
export function endDrop(draft: Draft, dropId: string, why: 'time' | 'host' | 'show' | 'panic'): void {
  // Whoever entered was promised a draw, whatever else ends.
  if (isUndrawn(draft.state, dropOf(draft.state, dropId))) runDraw(draft, dropId);
  // Nothing about this drop is worth posting any more, but who was drawn.
  closeTasks(draft, (task) => task.kind === 'chat.post' && task.dropId === dropId && task.data['template'] !== 'drawn', 'dropped', 'drop-ended');
  const wasOnAir = draft.state.single('onAir') === dropId;
  draft.emit(happened('DropEnded', { dropId, why }));
  // The picture belongs to whatever went on air since (D8).
  if (wasOnAir) askObsForDrop(draft, dropId, 'end');
}
