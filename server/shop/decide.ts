import type { CommandInput, CommandName } from '@protocol/commands.ts';
import { isRefused, type Refused } from '@protocol/refusals.ts';
import { bundleHandlers } from './bundle.ts';
import { catalogHandlers } from './catalog.ts';
import { chatHandlers } from './chat.ts';
import { chatClaimHandlersWith } from './chat-claim.ts';
import { chatRulesHandlers } from './chat-rules.ts';
import { clockHandlers } from './clock.ts';
import type { Context, Handler, Handlers } from './context.ts';
import { depositHandlers } from './deposit.ts';
import { drawHandlers } from './draw.ts';
import { dropHandlers } from './drop.ts';
import type { ShopEvent } from './events.ts';
import { fairnessHandlers } from './fairness-handlers.ts';
import { elsewhereHandlers } from './elsewhere.ts';
import { evolve, evolveAccepted, evolveNothing, type AcceptedCommand } from './evolve.ts';
import { holdGuard, holdHandlersWith, type HoldGuard } from './hold.ts';
import { keyHandlers } from './key.ts';
import { mailHandlers, openMails } from './mail.ts';
import { midShowHandlers } from './mid-show.ts';
import { moneyHandlers } from './money.ts';
import { withdrawalHandlers } from './withdrawal.ts';
import { mirrorHandlers } from './mirror.ts';
import { movedGuard, moveHandlers } from './move.ts';
import { obsHandlers } from './obs.ts';
import { orderHandlers } from './order.ts';
import { pickupHandlers } from './pickup.ts';
import { pictureHandlers } from './picture.ts';
import { paymentHandlers } from './payment.ts';
import { raceHandlersWith } from './race.ts';
import { settleHandlers } from './settle.ts';
import { waitlistHandlers } from './waitlist.ts';
import { overlayHandlers } from './overlay.ts';
import { pricingHandlers } from './pricing.ts';
import { settingsHandlers } from './settings.ts';
import { shopLinkHandlers } from './shop-link.ts';
import { showHandlers } from './show.ts';
import { taskHandlers } from './task.ts';
import type { State } from './state.ts';

/** Closed: a command without a handler does not compile. */
export const handlersWith = (guard: HoldGuard): Handlers => ({
  ...settingsHandlers,
  ...moveHandlers,
  ...catalogHandlers,
  ...bundleHandlers,
  ...pickupHandlers,
  ...pictureHandlers,
  ...showHandlers,
  ...dropHandlers,
  ...midShowHandlers,
  ...holdHandlersWith(guard),
  ...orderHandlers,
  ...pricingHandlers,
  ...paymentHandlers,
  ...raceHandlersWith(guard),
  ...depositHandlers,
  ...drawHandlers,
  ...settleHandlers,
  ...waitlistHandlers,
  ...taskHandlers,
  ...mailHandlers,
  ...chatHandlers,
  ...chatRulesHandlers,
  ...chatClaimHandlersWith(guard),
  ...fairnessHandlers,
  ...keyHandlers,
  ...overlayHandlers,
  ...obsHandlers,
  ...shopLinkHandlers,
  ...mirrorHandlers,
  ...elsewhereHandlers,
  ...clockHandlers,
  ...moneyHandlers,
  ...withdrawalHandlers,
});

export type Decision =
  | { readonly kind: 'refused'; readonly refused: Refused }
  /** A question: nothing to append, nothing to remember. */
  | { readonly kind: 'answer'; readonly answer: unknown }
  | { readonly kind: 'accepted'; readonly events: readonly ShopEvent[] };

export interface Envelope {
  readonly actor: string;
  readonly id: string;
  readonly hash: string;
}

/**
 * Decides one command on `state`, a batch's layer, and applies what it decides to it: the next
 * command of the batch sees it. `seq` is the number its first event will have.
 */
export type Decide = <N extends CommandName>(state: State, name: N, input: CommandInput<N>, context: Context, envelope: Envelope, seq: number) => Decision;

export function decideWith(guard: HoldGuard): Decide {
  const handlers = handlersWith(guard);
  return (state, name, input, context, envelope, seq) => {
    const events: ShopEvent[] = [];
    const emit = (event: ShopEvent): void => {
      evolve(state, event, { seq: seq + events.length, at: context.now, actor: envelope.actor });
      events.push(event);
    };
    const left = movedGuard(state, name);
    if (left) return { kind: 'refused', refused: left };
    // A key of the map and its handler's input are the same type by construction.
    const draft = { state, context, emit };
    const decided = (handlers[name] as Handler<typeof name>)(draft, input);
    if (decided) {
      // What was emitted is in the layer already: a refusal after it would leave a trace (L6).
      if (events.length > 0) throw new Error(`${name} decided something and then said no`);
      return isRefused(decided) ? { kind: 'refused', refused: decided } : { kind: 'answer', answer: decided.answer };
    }
    if (events.length === 0) {
      evolveNothing(state, name);
      return { kind: 'answer', answer: {} };
    }
    openMails(draft, events);
    const accepted: AcceptedCommand = { ...envelope, name, events: events.length };
    evolveAccepted(state, accepted, seq, context.now);
    return { kind: 'accepted', events };
  };
}
export const decide: Decide = decideWith(holdGuard);
