import type { CanPart, ChannelPart, PanelParts, TaskPart } from '@protocol/parts.ts';
import { commands, isCommandName } from '@protocol/commands.ts';
import { wholeOverlay } from '@protocol/overlay-options.ts';
import { isMoneyAbout } from '@protocol/pay-troubles.ts';
import type { Role } from '@protocol/roles.ts';
import { chat, obs } from '@locales/en.json';
import type { ObsAction } from '@protocol/obs.ts';
import { renderChatTask, withNames } from '@protocol/chat-template.ts';
import { say, type Words } from '@protocol/words.ts';
import { rulesOf } from '../shop/chat-rules.ts';
import { deskCan } from '../shop/allowed.ts';
import { isUnsettledMail } from '../shop/mail.ts';
import { obsActionOf } from '../shop/obs-action.ts';
import { isOpen } from '../shop/open-task.ts';
import { taskPriority, type Shop, type Task } from '../shop/state.ts';
import { linkUrl } from './link-view.ts';
import { mailNote } from './mail-view.ts';
import type { Sight } from './sight.ts';
import { fullTitle } from './titles.ts';

const chatWords: Words = chat;
const obsWords: Words = obs;
/** Of the chats there are; a shorter one cuts the title further when it posts. */
const LONGEST_POST = 500;
/** Closed tasks a desk can take in; all of them are in the ledger. */
const MOST_CLOSED = 50;

/** What it is about, without a verb: the desk makes the sentence from its kind. */
function titleOf(sight: Sight, task: Task): string {
  const drop = task.dropId === null ? undefined : sight.state.drops.get(task.dropId);
  if (task.sku !== null) return fullTitle(sight.state, task.sku);
  if (task.orderNumber !== null) return `#${task.orderNumber}`;
  const action = actionOf(task);
  if (action !== null) return 'source' in action ? action.source : 'scene' in action ? action.scene : '';
  return drop?.title ?? task.data['title'] ?? '';
}
const actionOf = (task: Task): ObsAction | null => (task.kind === 'obs.do' ? obsActionOf(task) : null);
/** The shop notes why by a code, adapters in words of their own. */
function noteOf(task: Task): string {
  if (task.kind === 'obs.do') {
    const note = `note.${task.note}`;
    return Object.hasOwn(obsWords, note) ? say(obsWords, 'en', note, {}) : task.note;
  }
  if (task.kind === 'mail.send') return mailNote(task.note);
  const key = `taskNote.${task.note}`;
  return Object.hasOwn(chatWords, key) ? say(chatWords, 'en', key, {}) : task.note;
}
interface Rendered {
  readonly templates: Readonly<Record<string, string>>;
  readonly shop: Shop | null;
  readonly base: string | null;
  readonly longest: number;
  readonly text: string | null;
}
/** Rows are replaced, never changed, and formatting a price is dear: a hundred tasks would cost 10 ms with each change of one. */
const rendered = new WeakMap<Task, Rendered>();
const noTemplates: Readonly<Record<string, string>> = {};

/** What would be posted; null where that cannot be said yet. */
function textOf(sight: Sight, task: Task): string | null {
  if (task.kind !== 'chat.post') return null;
  const channel = sight.state.channels.get(task.target);
  const templates = channel?.templates ?? noTemplates;
  const longest = channel?.hand?.longest ?? LONGEST_POST;
  const shop = sight.state.single('shop');
  const showId = sight.state.drops.get(task.dropId ?? '')?.showId ?? '';
  const base = linkUrl(sight, showId, '');
  const known = rendered.get(task);
  if (known !== undefined && known.templates === templates && known.shop === shop && known.base === base && known.longest === longest) return known.text;
  const made = renderChatTask(task.data, templates, shop, (code) => linkUrl(sight, showId, code), chatWords, longest);
  const asked = task.data['to']?.split(' ').length ?? 0;
  const text = made?.ok === true ? withNames(made.text, asked === 0 ? [] : [say(chatWords, 'en', 'blank.who', { n: asked })], LONGEST_POST) : null;
  rendered.set(task, { templates, shop, base, longest, text });
  return text;
}
/** A link that a chat did not take: whoever watches still has the code on the overlay, where the shop shows one. */
function isOnOverlay(sight: Sight, task: Task): boolean {
  if (task.kind !== 'chat.post' || task.priority !== taskPriority.link) return false;
  const isOut = task.state === 'waiting' || task.state === 'taken' || task.state === 'done';
  if (isOut || (task.state === 'dropped' && task.note !== 'too-late')) return false;
  const hasCode = sight.state.drops.get(task.dropId ?? '')?.links.some((link) => link.channel === 'qr') === true;
  return hasCode && wholeOverlay(sight.state.single('overlay')).stub === 'code';
}
/** A page for the rest after a deposit ends in an hour: nothing anybody has to know. */
const isEndToCome = (task: Task): boolean => task.kind === 'pay.expire' && task.data['of'] === 'balance' && task.state === 'waiting';
/** A mail stands with its order; here only one that somebody has to see to. */
const isForDesk = (task: Task): task is DeskTask => !isEndToCome(task) && task.kind !== 'picture.copy' && (task.kind !== 'mail.send' || isUnsettledMail(task));
type DeskTask = Task & { readonly kind: TaskPart['kind'] };
/** Open ones in the order they are due, then the closed, newest first. */
export function tasksPart(sight: Sight): readonly TaskPart[] {
  const all = [...sight.state.tasks.values()].filter(isForDesk);
  const open = all.filter(isOpen).sort((a, b) => a.dueAt - b.dueAt || a.priority - b.priority || (a.taskId < b.taskId ? -1 : 1));
  // What failed or ended unknown waits for the host: it is never pushed out by what went well.
  const closed = all.filter((task) => !isOpen(task)).sort((a, b) => (b.closedAt ?? 0) - (a.closedAt ?? 0) || (a.taskId < b.taskId ? -1 : 1));
  const unsettled = closed.filter((task) => task.state === 'unknown' || task.state === 'failed');
  const settled = closed.filter((task) => task.state === 'done' || task.state === 'dropped').slice(0, MOST_CLOSED);
  return [...open, ...unsettled, ...settled].map((task) => {
    const action = actionOf(task);
    const { what } = task.data;
    return {
      taskId: task.taskId,
      kind: task.kind,
      target: task.target,
      title: titleOf(sight, task),
      state: task.state,
      dueAt: task.dueAt,
      closedAt: task.closedAt,
      note: noteOf(task),
      text: textOf(sight, task),
      uselessAt: task.uselessAt,
      dropId: task.dropId,
      template: task.kind === 'chat.post' ? (task.data['template'] ?? null) : task.kind === 'mail.send' ? (task.data['mail'] ?? null) : null,
      receipt: task.receipt,
      onOverlay: isOnOverlay(sight, task),
      ...(task.kind === 'host.same-buyer' ? { like: (task.data['like'] ?? '').split(' ').map(Number) } : {}),
      ...(isMoneyAbout(what) ? { about: { what, amount: Number(task.data['amount'] ?? 0) } } : {}),
      ...(action === null ? {} : { obs: action }),
    };
  });
}

export function channelsPart(sight: Sight): readonly ChannelPart[] {
  const chats = sight.context.channels.map((offered): ChannelPart => {
    const saved = sight.state.channels.get(offered.id);
    return {
      channel: offered.id,
      label: offered.label,
      hand: null,
      enabled: saved?.enabled ?? false,
      delaySeconds: saved === undefined ? offered.delaySeconds : saved.delayMs / 1000,
      latencies: offered.latencies,
      templates: saved?.templates ?? {},
      rules: offered.reads ? rulesOf(sight.state, offered.id) : null,
    };
  });
  const byHand = [...sight.state.channels.values()].flatMap(({ channel, hand, enabled, delayMs, templates }): ChannelPart[] =>
    hand === null
      ? []
      : [{ channel, label: hand.label, hand: { longest: hand.longest }, enabled, delaySeconds: delayMs / 1000, latencies: [], templates, rules: null }],
  );
  return [...chats, ...byHand];
}
export const paymentsPart = (sight: Sight): PanelParts['payments'] =>
  sight.context.providers.map((offered) => ({
    provider: offered.id,
    label: offered.label,
    enabled: sight.state.payments.get(offered.id)?.enabled ?? offered.enabledByDefault,
    heard: sight.state.payments.get(offered.id)?.heard ?? false,
    compared: sight.state.payments.get(offered.id)?.compared ?? null,
    comparing: [...sight.state.tasks.values()].some((task) => task.kind === 'pay.compare' && task.target === offered.id && isOpen(task)),
    compares: offered.compares,
  }));

/** Never the hash: a list of who may do what, newest first. */
export const keysPart = (sight: Sight): PanelParts['keys'] =>
  [...sight.state.keys.values()]
    .map((key) => ({
      keyId: key.keyId,
      role: key.role,
      name: key.name,
      createdAt: key.createdAt,
      revoked: key.revoked,
      next: key.next ?? null,
      until: key.until ?? null,
    }))
    .sort((a, b) => b.createdAt - a.createdAt || (a.keyId < b.keyId ? -1 : 1));

/** D6: named by its drop. By the clock it is over at `until`; the desk's button then says End. */
export function undoPart(sight: Sight): PanelParts['undo'] {
  const drop = sight.state.drops.get(sight.state.single('onAir') ?? '');
  if (drop === undefined || drop.opensAt === null || (drop.state !== 'live' && drop.state !== 'paused')) return null;
  return { dropId: drop.dropId, title: drop.title, until: drop.opensAt };
}

const notYours = { refusal: 'not-allowed', until: null } as const;
/** As decide would answer at the time of the last batch; what this role may never do says so. */
export function canPart(sight: Sight, role: Role): CanPart {
  const asked = deskCan(sight.state, sight.context.publicUrl);
  return Object.fromEntries(
    Object.entries(asked).map(([name, answer]) => [name, isCommandName(name) && !commands[name].roles.includes(role) ? notYours : answer]),
  );
}
