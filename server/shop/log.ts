import type { LogPart } from '@protocol/parts.ts';
import type { EventMeta } from './context.ts';
import type { ShopEvent } from './events.ts';
import { obsActionOf } from './obs-action.ts';
import type { ReadState, State } from './state.ts';

/** The desk's log: who pressed what, and how it ended. Kept short; the ledger has all of it. */
const KEPT = 60;

const ANSWERS: readonly string[] = ['paired', 'claimed', 'entered', 'placed', 'claim-no', 'claim-first'];

type Entry = readonly [what: string, blanks: LogPart['blanks']];

/** A sentence's key under `log.` and its blanks, or null for what the desk shows elsewhere (holds, counts). */
function entryOf(event: ShopEvent, state: ReadState): Entry | null {
  const title = (dropId: string): string => state.drops.get(dropId)?.title ?? '';
  switch (event.type) {
    case 'ShopConfigured':
    case 'ShopReopened':
    case 'ShopMoved':
    case 'Panicked':
    case 'PanicLifted':
    case 'OverlayConfigured':
      return [event.type, {}];
    case 'LedgerOpened':
      return event.lostFrom > 0 ? [event.type, { lostFrom: event.lostFrom }] : null;
    case 'ClockGap':
      return [event.type, { drops: event.paused.length }];
    case 'ProductsSaved':
      return [event.via === 'import' ? 'CatalogImported' : 'ProductSaved', { n: event.products.length, title: event.products[0]?.title ?? '' }];
    case 'BundleSaved':
      return [event.type, { title: event.bundle.title }];
    case 'VariantCounted':
      return [event.type, { sku: event.sku, onHand: event.onHand, reason: event.reason }];
    case 'ShowStarted':
    case 'ShowEnded':
    case 'ShowPlanned':
      return [event.type, { title: state.shows.get(event.showId)?.title ?? '' }];
    case 'CueTaken':
      return [event.type, { title: state.shows.get(event.showId)?.cues.find((cue) => cue.cueId === event.cueId)?.title ?? '' }];
    case 'StageSaid':
      return event.text === '' ? null : [event.type, { text: event.text }];
    case 'DropArmed':
    case 'DropDisarmed':
    case 'DropFired':
    case 'DropUndone':
    case 'DropResumed':
      return [event.type, { title: title(event.dropId) }];
    case 'DropPaused':
    case 'DropEnded':
      return [`${event.type}.${event.why}`, { title: title(event.dropId) }];
    case 'DropExtended':
      return [event.type, { title: title(event.dropId), reason: event.reason }];
    case 'DropRestocked':
      return [
        `${event.type}.${event.counted ? (event.add > 0 ? 'found' : 'notFound') : event.add > 0 ? 'more' : 'less'}`,
        { n: Math.abs(event.add), sku: event.sku, title: title(event.dropId), onHand: event.onHand },
      ];
    case 'DropRepriced':
    case 'DropLineAdded':
      return [event.type, { sku: 'line' in event ? event.line.sku : event.sku, title: title(event.dropId) }];
    case 'MoneySaved':
    case 'WithdrawalSaved':
      return [event.type, {}];
    case 'MarginWaived':
      // Neither floor nor margin: the log is read by crew without money (P1).
      return [event.type, { sku: event.sku, title: event.dropId === null ? '' : title(event.dropId), reason: event.reason }];
    case 'DrawRun':
      return [event.type, { title: title(event.dropId), n: event.order.length }];
    case 'DropSettling':
      return [event.type, { title: title(event.dropId) }];
    case 'WaitlistLeft':
      return event.why === 'crew' ? [event.type, { title: title(event.dropId) }] : null;
    case 'DropTold':
      return event.what === 'soldOut' ? ['DropSoldOut', { title: title(event.dropId) }] : null;
    case 'TestDropStarted':
    case 'TestDropEnded':
      return [event.type, {}];
    case 'OrderPaid':
      return [event.part === 'deposit' ? 'DepositPaid' : event.type, { orderNumber: `#${event.orderNumber}` }];
    case 'BalanceOverdue':
    case 'BalanceReturned':
    case 'OrderCancelled':
    case 'OrderRefunded':
    case 'OrderRelinked':
    case 'OrderWithdrawn':
    case 'OrderHandedOver':
    case 'SaleRecorded':
    case 'RefundDue':
      return [event.type, { orderNumber: `#${event.orderNumber}` }];
    case 'OrderFound':
      return [event.type, { orderNumber: `#${event.orderNumber}` }];
    case 'PayDisputed':
      return [`${event.type}.${event.state}`, { orderNumber: `#${event.orderNumber}` }];
    case 'PaymentsCompared':
      return [event.type, { provider: event.provider, n: event.sessions }];
    case 'TaskClosed': {
      const task = state.tasks.get(event.taskId);
      const action = task?.kind === 'obs.do' ? obsActionOf(task) : null;
      if (action !== null && 'scene' in action) return [`ObsTask.${event.outcome}`, { title: 'source' in action ? action.source : action.scene }];
      // What a chat that came back was not told is said once, below.
      const template = task?.data['template'] ?? '';
      // Answers to single people: of hundreds only those are told that went wrong.
      const isSmall = ANSWERS.includes(template) && (event.outcome === 'done' || event.outcome === 'dropped');
      return task?.kind === 'chat.post' && event.note !== 'caught-up' && !isSmall ? [`ChatPost.${event.outcome}`, { channel: task.target, template }] : null;
    }
    case 'UnpaidReleased':
      return [event.type, { n: event.released + event.expiring }];
    case 'PersonRestricted':
      return [event.type, { title: event.orderNumber === null ? title(event.dropId ?? '') : `#${event.orderNumber}` }];
    case 'RestrictionLifted':
      return [event.type, {}];
    case 'ChannelSaved':
    case 'ChatRulesSaved':
      return [event.type, { channel: event.channel }];
    case 'ChannelRemoved':
      return [event.type, { name: event.label }];
    case 'ChannelDelayed':
      return [event.type, { channel: event.channel, seconds: event.delayMs / 1000 }];
    case 'ChatCaughtUp':
      return [event.type, { channel: event.channel, n: event.unsent }];
    case 'MailSaved':
      return [`${event.type}.${event.enabled ? 'on' : 'off'}`, {}];
    case 'PaymentSaved':
      return [event.type, { provider: event.provider }];
    case 'KeyCreated':
      return [event.type, { name: event.name, role: event.role }];
    case 'KeyRevoked':
    case 'KeyRotated':
      return [event.type, { name: state.keys.get(event.keyId)?.name ?? '' }];
    default:
      return null;
  }
}

/** "Ana's deck" for a key by its name; what stands for the rest is worded by the panel (`log.who.*`). */
function whoOf(actor: string, state: ReadState): string {
  const colon = actor.indexOf(':');
  const kind = actor.slice(0, colon);
  if (kind === 'key') return state.keys.get(actor.slice(colon + 1))?.name ?? 'key';
  // Names of people stay out of events (L8); that it was a phone and not the desk is worth telling.
  return kind === 'session' && actor.startsWith('phone-', colon + 1) ? 'phone' : kind;
}

export function noteInLog(state: State, event: ShopEvent, meta: EventMeta): void {
  const entry = entryOf(event, state);
  if (entry === null) return;
  const [what, blanks] = entry;
  const log = state.single('log');
  state.put('log', [
    ...(log.length >= KEPT ? log.slice(log.length - KEPT + 1) : log),
    { seq: meta.seq, at: meta.at, who: whoOf(meta.actor, state), what, blanks },
  ]);
}
