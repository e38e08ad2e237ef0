import type { PanelParts, TaskPart } from '@protocol/parts.ts';
import { timeOfDay } from '../text/show-time.ts';
import { w } from '../text/words.ts';

export interface PostedLink {
  readonly channel: string;
  /** How it went, in a few words. */
  readonly text: string;
  /** It is not out, or nobody knows: somebody has to look. */
  readonly look: boolean;
  readonly onOverlay: boolean;
}
/** Messages that carry a drop's link for its own sake: when it opens, and when a chat that was away is back. */
const isLink = (task: TaskPart): boolean => task.kind === 'chat.post' && (task.template === 'link' || (task.template === 'drop' && task.onOverlay));

/** The newest word about a drop's link in each chat that the shop posts in by itself. */
export function postedLinks(dropId: string, tasks: readonly TaskPart[], channels: PanelParts['channels']): readonly PostedLink[] {
  return channels.flatMap(({ channel, label, hand }) => {
    if (hand !== null) return [];
    const about = tasks.filter((task) => isLink(task) && task.target === channel && task.dropId === dropId);
    const task = about.reduce<TaskPart | null>((newest, each) => (newest === null || each.dueAt > newest.dueAt ? each : newest), null);
    // What was called off, or said by a newer line, is no news of this one.
    if (task === null || (task.state === 'dropped' && !task.onOverlay)) return [];
    const key =
      task.state === 'waiting' || task.state === 'taken' ? task.state : task.state === 'done' ? (task.receipt === 'seen' ? 'seen' : 'sent') : badly(task);
    return [
      {
        channel,
        text: w(`posted.${key}`, { label, time: timeOfDay(task.closedAt ?? task.dueAt) }),
        look: task.state === 'failed' || task.state === 'unknown' || task.state === 'dropped',
        onOverlay: task.onOverlay,
      },
    ];
  });
}
function badly(task: TaskPart): 'limited' | 'dropped' | 'unsent' | 'unknown' {
  if (task.state === 'unknown') return 'unknown';
  return task.receipt === 'limited' || task.receipt === 'dropped' ? task.receipt : 'unsent';
}
