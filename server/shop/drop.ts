import type { CommandInput } from '@protocol/commands.ts';
import type { DepositTerms } from '@protocol/deposit.ts';
import { PRETEND_CHAT } from '@protocol/chat-template.ts';
import { LONGEST_LEAD } from '@protocol/drop-phase.ts';
import { refuse, type Refused } from '@protocol/refusals.ts';
import { MINUTE, SECOND, type DurationMs } from '@protocol/time.ts';
import { mayArm, mayEnd, mayExtend, mayFire, mayPause, mayResume, mayTest, mayUndo, nextCue, sawOnAir } from './allowed.ts';
import { postEverywhere, postTo, tellCounts } from './announce.ts';
import { madeOf } from './bundle.ts';
import { nextLetter } from './chat-rules.ts';
import type { Draft, Evolvers, Handlers } from './context.ts';
import { dueBy } from './due-bound.ts';
import { happened, type DropPlan } from './events.ts';
import { guardPrices, noteWaived } from './money.ts';
import { commitDraw, DRAW_LEAD } from './draw.ts';
import { endDrop } from './end-drop.ts';
import { askObsForDrop } from './obs.ts';
import { closeTasks, openTask } from './open-task.ts';
import { checkClaims, claimsAt } from './price-history.ts';
import { putShow, startShow } from './show-row.ts';
import { endByHand } from './settle.ts';
import { giveBack, putDrop, setAside, dropOf } from './stock.ts';
import { closeLine } from './waitlist.ts';
import { taskPriority, type Drop, type DropLine, type DropLink, type State, type Task } from './state.ts';

/** D2: a count-in everyone sees. */
const SHORTEST_LEAD: DurationMs = 3 * SECOND;
/** D6: no post goes out so early that an undo could not stop it. */
const QUIET_AFTER_FIRE: DurationMs = 3 * SECOND;
/** D10. */
const TEST_RUNS: DurationMs = 60 * SECOND;
const QUICK_HOLD_SECONDS = 300;

const find = (draft: Draft, dropId: string): Drop | Refused => draft.state.drops.get(dropId) ?? refuse('no-such-drop', { dropId });

/** The till may sell out of an armed drop; its orders then name the drop, whatever becomes of it. */
const hasSold = (drop: Drop): boolean => drop.lines.some((line) => line.sold > 0);

/** A line as it is planned. */
export const planLine = ({ was, ...line }: PlanInput['lines'][number]): DropPlan['lines'][number] =>
  was === null || was === undefined ? line : { ...line, was };
const perOrderOf = ({ perOrder }: { readonly perOrder?: number | null | undefined }) => (perOrder === null || perOrder === undefined ? {} : { perOrder });
type PlanInput = Omit<CommandInput<'drop.plan'>, 'showId' | 'belowFloor'>;
function checkPlan(draft: Draft, input: PlanInput): Refused | DropPlan {
  for (const line of input.lines) if (madeOf(draft.state, line.sku) === null) return refuse('no-such-variant', { sku: line.sku });
  const untrue = checkClaims(draft.state, input.title, input.lines, draft.context.now);
  if (untrue) return untrue;
  const { sells } = input;
  if (sells !== undefined) {
    const shop = draft.context.offers.shops.find(({ id }) => id === sells.via);
    if (shop === undefined || !(draft.state.links.get(shop.id)?.enabled ?? shop.enabledByDefault)) return refuse('no-such-provider', { provider: sells.via });
    // Nothing is reserved, raced for or drawn of what is bought elsewhere.
    if (input.mode !== 'hold') return refuse('bad-settings', { what: 'mode' });
    const strange =
      sells.url !== null && !shop.perDrop.includes('url') ? 'url' : sells.discount !== null && !shop.perDrop.includes('discount') ? 'discount' : null;
    if (strange !== null) return refuse('bad-settings', { what: strange });
    if (sells.url === null && shop.perDrop.includes('url')) return refuse('bad-settings', { what: 'url' });
  }
  const deposit = input.deposit ?? null;
  const unfit = deposit === null ? null : checkDeposit(draft, deposit, sells !== undefined);
  if (unfit) return unfit;
  return {
    title: input.title,
    mode: input.mode,
    minutes: input.minutes,
    holdSeconds: input.holdSeconds,
    perViewer: input.perViewer,
    lines: input.lines.map(planLine),
    ...perOrderOf(input),
    ...(sells === undefined ? {} : { sells }),
    ...(deposit === null ? {} : { deposit }),
  };
}
/** What is paid ahead has to be payable here, and the rest still to come. */
function checkDeposit(draft: Draft, { due }: DepositTerms, isElsewhere: boolean): Refused | null {
  const { offers, now } = draft.context;
  if (isElsewhere) return refuse('bad-settings', { what: 'deposit' });
  if (due !== null && due <= now) return refuse('deposit-past', { due });
  const canPay = offers.providers.some(
    ({ id, settles, enabledByDefault }) => settles === 'page' && (draft.state.payments.get(id)?.enabled ?? enabledByDefault),
  );
  return canPay ? null : refuse('deposit-unpayable');
}

/**
 * D2. Connected means switched on here: whether a chat answers at this moment is presence, not state (V5), and a line that drops
 * in the second of GO must not open the drop before its viewers see it.
 */
export function leadOf(state: State): DurationMs {
  let lead = SHORTEST_LEAD;
  for (const channel of state.channels.values()) if (channel.enabled) lead = Math.max(lead, channel.delayMs);
  return Math.min(lead, LONGEST_LEAD);
}

/** D1, D2, D8. Arms where needed, starts the show where needed, opens the link posts. */
export function fireDrop(draft: Draft, dropId: string, expectOnAir: string | null): Refused | undefined {
  const drop = find(draft, dropId);
  if ('refused' in drop) return drop;
  const onAir = draft.state.single('onAir');
  if (!sawOnAir(draft.state, expectOnAir)) return refuse('on-air-changed', { onAir, title: draft.state.drops.get(onAir ?? '')?.title ?? '' });
  const refused = mayFire(draft.state, drop, draft.context.publicUrl);
  if (refused) return refused;

  const { now } = draft.context;
  startShow(draft, drop.showId);
  const test = draft.state.single('testDrop');
  if (test !== null) draft.emit(happened('TestDropEnded', { dropId: test.dropId }));
  if (drop.state === 'planned') draft.emit(happened('DropArmed', { dropId }));
  const leadMs = drop.mode === 'draw' ? Math.max(leadOf(draft.state), DRAW_LEAD) : leadOf(draft.state);
  const opensAt = now + leadMs;
  const endsAt = opensAt + Math.round(drop.minutes * MINUTE);
  const channels = [...draft.state.channels.values()].filter((channel) => channel.enabled);
  const used = new Set<string>();
  const code = (): string => {
    for (;;) {
      const fresh = draft.context.code();
      if (draft.state.codes.has(fresh) || used.has(fresh)) continue;
      used.add(fresh);
      return fresh;
    }
  };
  const links: DropLink[] = [
    ...channels.map((channel) => ({ channel: channel.channel, code: code(), postAt: now + Math.max(QUIET_AFTER_FIRE, channel.delayMs) })),
    { channel: 'qr', code: code(), postAt: null },
    { channel: 'copy', code: code(), postAt: null },
  ];
  draft.emit(
    happened('DropFired', {
      dropId,
      opensAt,
      endsAt,
      closesAt: endsAt + leadMs,
      leadMs,
      links,
      letter: nextLetter(draft.state, drop.showId),
      was: claimsAt(draft.state, drop, opensAt),
    }),
  );
  const fired = dropOf(draft.state, dropId);
  if (drop.mode === 'draw') commitDraw(draft, dropId);
  for (const link of links) {
    if (link.postAt !== null)
      postTo(draft, link.channel, fired, { template: 'link', priority: taskPriority.link, dueAt: link.postAt, uselessAt: endsAt, extra: {} });
  }
  const cue = draft.state.shows.get(drop.showId)?.cues.find((c) => c.dropId === dropId);
  if (cue) draft.emit(happened('CueTaken', { showId: drop.showId, cueId: cue.cueId }));
  askObsForDrop(draft, dropId, 'go');
}

/** What sold out while it was paused is said now. */
function resume(draft: Draft, dropId: string): void {
  draft.emit(happened('DropResumed', { dropId }));
  tellCounts(draft, dropId);
}

function newDrop(draft: Draft, showId: string, plan: DropPlan, cueTitle: string): string {
  const dropId = draft.context.id();
  draft.emit(
    happened('DropPlanned', { dropId, showId, plan, cue: { cueId: draft.context.id(), kind: 'drop', title: cueTitle, minutes: plan.minutes, dropId } }),
  );
  return dropId;
}
/** The cue of a drop that was just planned stands where GO takes it, not at the end of the evening. */
function comesNext(draft: Draft, showId: string, dropId: string): void {
  const show = draft.state.shows.get(showId);
  const cue = show?.cues.at(-1);
  if (!show || !cue || cue.dropId !== dropId) return;
  const others = show.cues.slice(0, -1);
  const next = nextCue({ ...show, cues: others });
  if (next === null) return;
  const place = others.indexOf(next);
  draft.emit(happened('RundownArranged', { showId, cues: [...others.slice(0, place), cue, ...others.slice(place)] }));
}
/** Handles are lower case: two ids that differ in case alone must not become one product. */
function freshNames(draft: Draft): { readonly sku: string; readonly handle: string } {
  for (;;) {
    const short = draft.context.id().slice(0, 8);
    const names = { sku: `Q-${short}`, handle: `quick-${short.toLowerCase()}` };
    if (madeOf(draft.state, names.sku) === null && !draft.state.products.has(names.handle)) return names;
  }
}
function showForPlan(draft: Draft, showId: string): Refused | null {
  const show = draft.state.shows.get(showId);
  if (!show) return refuse('no-such-show', { showId });
  return show.state === 'ended' ? refuse('show-ended', { showId }) : null;
}

export const dropHandlers: Handlers<
  | 'drop.plan'
  | 'drop.change'
  | 'drop.remove'
  | 'drop.quick'
  | 'drop.arm'
  | 'drop.disarm'
  | 'drop.fire'
  | 'drop.undo'
  | 'drop.pause'
  | 'drop.resume'
  | 'drop.extend'
  | 'drop.end'
  | 'drop.test'
  | 'panic'
  | 'panic.lift'
> = {
  'drop.plan': (draft, { showId, next, belowFloor, ...input }) => {
    const refused = showForPlan(draft, showId);
    if (refused) return refused;
    const plan = checkPlan(draft, input);
    if ('refused' in plan) return plan;
    const waived = guardPrices(draft, plan.lines, belowFloor ?? null, null, plan.deposit ?? null);
    if ('refused' in waived) return waived;
    const dropId = newDrop(draft, showId, plan, plan.title);
    noteWaived(draft, dropId, waived);
    if (next === true) comesNext(draft, showId, dropId);
  },
  'drop.change': (draft, { dropId, belowFloor, ...input }) => {
    const drop = find(draft, dropId);
    if ('refused' in drop) return drop;
    if (drop.state !== 'planned') return refuse('wrong-state', { state: drop.state });
    if (hasSold(drop)) return refuse('wrong-state', { state: 'sold' });
    const plan = checkPlan(draft, input);
    if ('refused' in plan) return plan;
    // A price that stands there already was asked when it came: whoever changes the title is not asked again.
    const sameAhead = JSON.stringify(plan.deposit ?? null) === JSON.stringify(drop.deposit ?? null);
    const fresh = plan.lines.filter(({ sku, price }) => !sameAhead || !drop.lines.some((line) => line.sku === sku && line.price === price));
    const waived = guardPrices(draft, fresh, belowFloor ?? null, null, plan.deposit ?? null);
    if ('refused' in waived) return waived;
    draft.emit(happened('DropChanged', { dropId, plan }));
    noteWaived(draft, dropId, waived);
  },
  'drop.remove': (draft, { dropId }) => {
    const drop = find(draft, dropId);
    if ('refused' in drop) return drop;
    // One that was fired has links out there, which must go on saying "called off".
    if (drop.state !== 'planned' || drop.firing > 0 || hasSold(drop)) return refuse('wrong-state', { state: drop.state });
    draft.emit(happened('DropRemoved', { dropId, showId: drop.showId }));
  },
  'drop.quick': (draft, input) => {
    const refused = showForPlan(draft, input.showId);
    if (refused) return refused;
    if (draft.state.single('shop') === null) return refuse('shop-not-configured');
    const { sku, handle } = freshNames(draft);
    const untrue = checkClaims(draft.state, input.title, [{ sku, price: input.price }], draft.context.now);
    if (untrue) return untrue;
    const cost = input.cost ?? null;
    const waived = cost === null ? [] : guardPrices(draft, [{ sku, price: input.price }], input.belowFloor ?? null, { cost, grams: null }, null);
    if ('refused' in waived) return waived;
    const product = {
      handle, title: input.title, body: '', vendor: '', pictures: input.mediaId === null ? [] : [`/media/${input.mediaId}.webp`], options: [],
      variants: [{ sku, options: [], price: input.price, compareAt: null, cost, grams: null, onHand: input.count }],
    }; // prettier-ignore
    draft.emit(happened('ProductsSaved', { products: [product], removed: [], via: 'quick' }));
    const plan: DropPlan = {
      title: input.title,
      mode: 'hold',
      minutes: input.minutes,
      holdSeconds: QUICK_HOLD_SECONDS,
      perViewer: 1,
      lines: [{ sku, allotted: input.count, price: input.price }],
    };
    const dropId = newDrop(draft, input.showId, plan, plan.title);
    noteWaived(draft, dropId, waived);
    // It is meant for now.
    comesNext(draft, input.showId, dropId);
  },
  'drop.arm': (draft, { dropId }) => {
    const drop = find(draft, dropId);
    if ('refused' in drop) return drop;
    const refused = mayArm(draft.state, drop);
    if (refused) return refused;
    draft.emit(happened('DropArmed', { dropId }));
  },
  'drop.disarm': (draft, { dropId }) => {
    const drop = find(draft, dropId);
    if ('refused' in drop) return drop;
    if (drop.state !== 'armed') return refuse('wrong-state', { state: drop.state });
    draft.emit(happened('DropDisarmed', { dropId }));
  },
  'drop.fire': (draft, { dropId, expectOnAir }) => fireDrop(draft, dropId, expectOnAir),
  'drop.undo': (draft, { dropId }) => {
    const drop = find(draft, dropId);
    if ('refused' in drop) return drop;
    const refused = mayUndo(drop, draft.context.now);
    if (refused) return refused;
    const isOut = (task: Task): boolean => task.state === 'taken' || task.state === 'done' || task.state === 'unknown';
    const posted = [...draft.state.tasks.values()].filter(
      (task) =>
        task.dropId === dropId &&
        task.kind === 'chat.post' &&
        ['link', 'drop'].includes(task.data['template'] ?? '') &&
        task.openedAt >= (drop.firedAt ?? 0) &&
        isOut(task),
    );
    closeTasks(draft, (task) => task.kind === 'chat.post' && task.dropId === dropId, 'dropped', 'called-off');
    const { now } = draft.context;
    // D9: bots are silent. Who was never told of it is not told that it is off.
    if (draft.state.single('panicAt') === null)
      // One of a person's that was taken out since is nobody's to post in.
      for (const channel of new Set(posted.map((task) => task.target).filter((target) => draft.state.channels.has(target))))
        postTo(draft, channel, drop, { template: 'called-off', priority: taskPriority.link, dueAt: now, uselessAt: now + MINUTE, extra: {} });
    const wasOnAir = draft.state.single('onAir') === dropId;
    draft.emit(happened('DropUndone', { dropId }));
    if (wasOnAir) askObsForDrop(draft, dropId, 'end');
  },
  'drop.pause': (draft, { dropId }) => {
    const drop = find(draft, dropId);
    if ('refused' in drop) return drop;
    const refused = mayPause(drop);
    if (refused) return refused;
    draft.emit(happened('DropPaused', { dropId, why: 'host' }));
  },
  'drop.resume': (draft, { dropId }) => {
    const drop = find(draft, dropId);
    if ('refused' in drop) return drop;
    const refused = mayResume(draft.state, drop, draft.context.now);
    if (refused) return refused;
    resume(draft, dropId);
  },
  'drop.extend': (draft, { dropId, minutes, reason }) => {
    const drop = find(draft, dropId);
    if ('refused' in drop) return drop;
    const refused = mayExtend(drop, draft.context.now);
    if (refused) return refused;
    const endsAt = (drop.endsAt ?? draft.context.now) + Math.round(minutes * MINUTE);
    draft.emit(happened('DropExtended', { dropId, endsAt, closesAt: endsAt + drop.leadMs, reason }));
    // D7: an extension is announced.
    postEverywhere(draft, dropOf(draft.state, dropId), {
      template: 'extended',
      priority: taskPriority.news,
      uselessAt: endsAt,
      extra: { reason, more: String(minutes) },
    });
  },
  'drop.end': (draft, { dropId }) => {
    const drop = find(draft, dropId);
    if ('refused' in drop) return drop;
    const refused = mayEnd(drop);
    if (refused) return refused;
    endByHand(draft, dropId);
  },
  'drop.test': (draft, { showId }) => {
    const refused = mayTest(draft.state);
    if (refused) return refused;
    const opensAt = draft.context.now + SHORTEST_LEAD;
    draft.emit(happened('TestDropStarted', { dropId: draft.context.id(), showId, opensAt, endsAt: draft.context.now + TEST_RUNS }));
    openTask(draft, {
      kind: 'chat.post',
      target: PRETEND_CHAT,
      priority: taskPriority.link,
      data: { template: 'link', title: 'TEST', priceMinor: '0', code: 'test' },
      uselessAt: draft.context.now + TEST_RUNS,
    });
  },
  panic: (draft) => {
    if (draft.state.single('panicAt') !== null) return void draft.emit(happened('Answered', { result: {} }));
    for (const dropId of draft.state.single('liveDrops')) {
      if (draft.state.drops.get(dropId)?.state === 'live') draft.emit(happened('DropPaused', { dropId, why: 'panic' }));
    }
    closeTasks(draft, (task) => task.kind === 'chat.post', 'dropped', 'panic');
    draft.emit(happened('Panicked', {}));
  },
  'panic.lift': (draft, { drops }) => {
    if (draft.state.single('panicAt') === null) return refuse('not-panicking');
    for (const { dropId } of drops) if (!draft.state.single('liveDrops').includes(dropId)) return refuse('no-such-drop', { dropId });
    draft.emit(happened('PanicLifted', {}));
    for (const { dropId, then } of drops) {
      const drop = dropOf(draft.state, dropId);
      // Named twice, or over by now: the first word stands.
      if (then === 'resume' && mayResume(draft.state, drop, draft.context.now) === null) resume(draft, dropId);
      if (then === 'end' && mayEnd(drop) === null) endDrop(draft, dropId, 'panic');
    }
  },
};

const freshLines = (plan: DropPlan): DropLine[] =>
  plan.lines.map((line) => ({
    sku: line.sku,
    price: line.price,
    allotted: line.allotted,
    added: 0,
    left: line.allotted,
    held: 0,
    sold: 0,
    ...(line.was === undefined ? {} : { was: line.was }),
  }));
const isSoldOut = (drop: Drop): boolean => drop.lines.every((line) => line.left + line.held === 0);
const without = (ids: readonly string[], dropId: string): readonly string[] => ids.filter((id) => id !== dropId);

function takeOffAir(state: State, dropId: string): void {
  state.put('liveDrops', without(state.single('liveDrops'), dropId));
  if (state.single('onAir') === dropId) state.put('onAir', null);
}

export const dropEvolvers: Evolvers<
  | 'DropPlanned'
  | 'DropChanged'
  | 'DropRemoved'
  | 'DropArmed'
  | 'DropDisarmed'
  | 'DropFired'
  | 'DropUndone'
  | 'DropPaused'
  | 'DropResumed'
  | 'DropExtended'
  | 'DropEnded'
  | 'DropTold'
  | 'TestDropStarted'
  | 'TestDropEnded'
  | 'Panicked'
  | 'PanicLifted'
> = {
  DropPlanned: (state, { dropId, showId, plan, cue }) => {
    state.drops.set(dropId, {
      dropId, showId, title: plan.title, mode: plan.mode, minutes: plan.minutes, holdSeconds: plan.holdSeconds, perViewer: plan.perViewer, perOrder: plan.perOrder ?? null, state: 'planned', lines: freshLines(plan),
      firing: 0, letter: '', calledOff: false, firedAt: null, opensAt: null, endsAt: null, closesAt: null, leadMs: 0, links: [], extension: null, endedEarly: false, onAirBefore: null, settledAt: null, more: null,
      told: { lastFew: false, soldOut: false }, ...(plan.sells === undefined ? {} : { sells: plan.sells }), ...(plan.deposit === undefined ? {} : { deposit: plan.deposit }),
    }); // prettier-ignore
    putShow(state, showId, (show) => ({ cues: [...show.cues, cue] }));
  },
  DropChanged: (state, { dropId, plan }) => {
    const { sells: _sells, deposit: _deposit, ...before } = dropOf(state, dropId);
    state.drops.set(dropId, {
      ...before,
      ...(plan.sells === undefined ? {} : { sells: plan.sells }),
      ...(plan.deposit === undefined ? {} : { deposit: plan.deposit }),
      title: plan.title,
      mode: plan.mode,
      minutes: plan.minutes,
      holdSeconds: plan.holdSeconds,
      perViewer: plan.perViewer,
      perOrder: plan.perOrder ?? null,
      lines: freshLines(plan),
      calledOff: false,
    });
    putShow(state, dropOf(state, dropId).showId, (show) => ({
      cues: show.cues.map((cue) => (cue.dropId === dropId ? { ...cue, title: plan.title, minutes: plan.minutes } : cue)),
    }));
  },
  DropRemoved: (state, { dropId, showId }) => {
    state.drops.delete(dropId);
    putShow(state, showId, (show) => ({ cues: show.cues.filter((cue) => cue.dropId !== dropId) }));
  },
  DropArmed: (state, { dropId }) => {
    putDrop(state, dropId, () => ({ state: 'armed', calledOff: false }));
    setAside(state, dropOf(state, dropId));
  },
  DropDisarmed: (state, { dropId }) => {
    giveBack(state, dropOf(state, dropId));
    putDrop(state, dropId, () => ({ state: 'planned' }));
  },
  DropFired: (state, event, meta) => {
    const { dropId, opensAt, endsAt, closesAt, leadMs, links } = event;
    putDrop(state, dropId, (drop) => ({
      state: 'live', firedAt: meta.at, opensAt, endsAt, closesAt, leadMs, links, firing: drop.firing + 1, letter: event.letter ?? '', calledOff: false, extension: null, onAirBefore: state.single('onAir'), settledAt: null, more: null, pace: null, settling: null,
      lines: drop.lines.map((line) => (line.was === undefined ? line : { ...line, was: event.was?.[line.sku] ?? null })),
      told: { lastFew: false, soldOut: false },
    })); // prettier-ignore
    const firing = dropOf(state, dropId).firing;
    for (const link of links) state.codes.set(link.code, { code: link.code, dropId, channel: link.channel, firing, clicks: 0 });
    state.put('liveDrops', [...without(state.single('liveDrops'), dropId), dropId]);
    state.put('onAir', dropId);
    dueBy(state, closesAt);
  },
  DropUndone: (state, { dropId }, meta) => {
    const drop = dropOf(state, dropId);
    const wasOnAir = state.single('onAir') === dropId;
    takeOffAir(state, dropId);
    const live = state.single('liveDrops').filter((other) => !state.drops.get(other)?.settling);
    // Only the card it took is given back, and only to a drop that is still live (D8).
    if (wasOnAir) state.put('onAir', drop.onAirBefore !== null && live.includes(drop.onAirBefore) ? drop.onAirBefore : (live.at(-1) ?? null));
    giveBack(state, drop);
    putDrop(state, dropId, () => ({
      state: 'planned',
      calledOff: true,
      firedAt: null,
      opensAt: null,
      endsAt: null,
      closesAt: null,
      onAirBefore: null,
      settledAt: meta.at,
    }));
    putShow(state, drop.showId, (show) => ({ taken: show.taken.filter((cueId) => show.cues.find((cue) => cue.cueId === cueId)?.dropId !== dropId) }));
  },
  DropPaused: (state, { dropId }) => putDrop(state, dropId, () => ({ state: 'paused' })),
  DropResumed: (state, { dropId }) => {
    putDrop(state, dropId, () => ({ state: 'live' }));
    // What came back meanwhile passes on.
    dueBy(state, 0);
  },
  DropExtended: (state, { dropId, endsAt, closesAt, reason }) => putDrop(state, dropId, () => ({ endsAt, closesAt, extension: reason })),
  DropEnded: (state, { dropId, why }, meta) => {
    closeLine(state, dropId);
    giveBack(state, dropOf(state, dropId));
    takeOffAir(state, dropId);
    putDrop(state, dropId, (drop) => ({
      state: 'ended',
      settling: null,
      // By hand while it settled: what everyone was shown had ended before.
      endedEarly: drop.settling ? drop.endedEarly : why !== 'time',
      endsAt: why === 'time' ? drop.endsAt : Math.min(drop.endsAt ?? meta.at, meta.at),
      settledAt: drop.settling || isSoldOut(drop) ? (drop.settledAt ?? meta.at) : meta.at,
    }));
  },
  DropTold: (state, { dropId, what }, meta) =>
    putDrop(state, dropId, (drop) => ({ told: { ...drop.told, [what]: true }, settledAt: what === 'soldOut' ? meta.at : drop.settledAt })),
  TestDropStarted: (state, event, meta) => {
    state.put('testDrop', { dropId: event.dropId, showId: event.showId, firedAt: meta.at, opensAt: event.opensAt, endsAt: event.endsAt });
    dueBy(state, event.endsAt);
  },
  TestDropEnded: (state) => state.put('testDrop', null),
  Panicked: (state, _event, meta) => state.put('panicAt', meta.at),
  PanicLifted: (state) => state.put('panicAt', null),
};
