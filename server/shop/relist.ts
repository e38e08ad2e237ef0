import type { Draft } from './context.ts';
import { isOpen, openTask } from './open-task.ts';

/** D11: what a drop of an ended show has left is listed once, so that it can be put on sale again. */
export function relist(draft: Draft, dropId: string | null): void {
  const drop = dropId === null ? undefined : draft.state.drops.get(dropId);
  if (!drop || drop.state !== 'ended' || draft.state.shows.get(drop.showId)?.state !== 'ended') return;
  const left = drop.lines.reduce((sum, line) => sum + line.left, 0);
  const isListed = [...draft.state.tasks.values()].some((task) => task.kind === 'host.relist' && task.dropId === drop.dropId && isOpen(task));
  if (left > 0 && !isListed) openTask(draft, { kind: 'host.relist', target: 'host', dropId: drop.dropId, data: { title: drop.title, left: String(left) } });
}
