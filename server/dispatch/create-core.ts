import { createHmac, randomBytes } from 'node:crypto';
import { nanoid, customAlphabet } from 'nanoid';
import { commands, isCommandName, type CommandEnvelope, type CommandName } from '@protocol/commands.ts';
import { isRefused, refuse, type Refused } from '@protocol/refusals.ts';
import type { Actor } from '@protocol/roles.ts';
import { DRIFT_TOLD, MINUTE, SECOND, type DurationMs, type Instant } from '@protocol/time.ts';
import { LedgerUnavailable, LostTail, START, placeOf, samePlace, type Batch, type Ledger, type Place } from '../ledger/ledger.ts';
import { orderSecret } from '../people/capability.ts';
import type { People } from '../people/people.ts';
import type { Adapters } from '../ports/adapters.ts';
import type { ReadCatalogFile } from '../ports/catalog-file.ts';
import type { Log } from '../ports/log.ts';
import type { MediaFiles } from '../ports/media.ts';
import { linkBase, publicAddress } from '../shop/allowed.ts';
import { isBusy, isDue } from '../shop/clock.ts';
import type { Context, Offers, ResultContext } from '../shop/context.ts';
import type { Decide } from '../shop/decide.ts';
import { evolveBatch, rememberKey, type ShopBatch } from '../shop/evolve.ts';
import { isKnownEvent, type ShopEvent } from '../shop/events.ts';
import { results } from '../shop/results.ts';
import { STATE_VERSION, dumpState, loadState, newState, type ReadState, type State } from '../shop/state.ts';
import { keyHash, keyText } from './authenticate.ts';
import { decideBatch, type Asked, type DecidedBatch, type Verdict } from './batch.ts';
import type { Clock } from './clock-port.ts';
import type { Appending, Committed, Core, Health, Outcome } from './core.ts';
import { isPrepared, prepare, restsOnUnknown, type Prepared } from './prepare.ts';
import { createTurnedAway } from './turned-away.ts';
import { isUnavailable } from './unavailable.ts';
import { createVisits } from './visits.ts';

/** Commands waiting for a batch; above it the answer is "try again" rather than a long silence. */
const MOST_QUEUED = 20_000;
/** A batch is one transaction: large enough to group a rush, small enough to be one row. */
const MOST_IN_BATCH = 2_000;
/** E3: how long an answer waits for what happens outside. */
const PENDING_FOR: DurationMs = 10 * SECOND;
/** Due work is looked for this often, with jitter so that nodes do not race (E4). */
const LOOK_EVERY: DurationMs = 200;
const SNAPSHOT_EVERY = 20_000;
/** How often a store that refused, and can be read, is asked whether it writes again. */
const PROBE_EVERY: DurationMs = SECOND / 2;
/** How often the store is asked where it is, when nothing else is. */
const ASK_EVERY: DurationMs = SECOND;
/** T2: after such a silence with something live, the host decides. */
const GAP: DurationMs = 10 * MINUTE;

export interface CoreOptions {
  readonly ledger: Ledger;
  readonly people: People;
  readonly clock: Clock;
  readonly adapters: Adapters;
  readonly readers: Readonly<Record<'shopify-csv', ReadCatalogFile>>;
  /** Whether a picture that a command names is there. */
  readonly media: Pick<MediaFiles, 'open'>;
  readonly publicUrl: string | null;
  /** Where this network reaches the shop; for links of shows that are for this network only. */
  readonly networkUrl: () => string;
  /** Started for this network (`--lan`). */
  readonly networkFirst: boolean;
  /** Looks at time and writes by itself. A tool beside a running server does neither. */
  readonly isServer: boolean;
  readonly decide: Decide;
  readonly log: Log;
}

interface Waiting extends Asked {
  readonly settle: (outcome: Outcome) => void;
}

const shortCode = customAlphabet('23456789abcdefghjkmnpqrstuvwxyz', 5);
const tryAgain = refuse('try-again');
const noPreparation: Prepared = { viewer: null, person: null, alike: [], sameAddress: false, products: null, visit: null };
const clockActor: Actor = { kind: 'system', id: 'clock', role: 'system', name: 'clock' };
const actorText = (actor: Actor): string => `${actor.kind}:${actor.id}`;

/** A batch of the ledger as the shop reads it; null where it holds an event of a later release (L9). */
function readable(batch: Batch): ShopBatch | null {
  const events: ShopEvent[] = [];
  for (const event of batch.events) {
    if (!isKnownEvent(event)) return null;
    events.push(event);
  }
  return { id: batch.id, first: batch.first, at: batch.at, accepted: batch.accepted, events };
}

/**
 * The one door. Opens the ledger's state, then decides commands in batches: one append in flight, a
 * layer per batch, an answer only after it is durable (L3, L6). Rejects where the ledger cannot be opened.
 */
export async function createCore(options: CoreOptions): Promise<Core> {
  const { ledger, people, clock, log, decide } = options;
  const offers: Offers = {
    providers: options.adapters.payments.map(({ manifest, page }) => ({
      id: manifest.id,
      settles: manifest.settles,
      enabledByDefault: manifest.enabledByDefault,
      compares: page?.paidSince !== undefined,
    })),
    shops: options.adapters.shops.map(({ manifest: { id, label, keeps, perDrop, enabledByDefault } }) => ({ id, label, keeps, perDrop, enabledByDefault })),
    channels: options.adapters.chats.map(({ manifest }) => ({ id: manifest.id, reads: manifest.capabilities.reads })),
  };
  const secret = people.secret();
  const hashSecret = createHmac('sha256', secret).update('commands').digest();

  const visits = createVisits(people, () => publicAddress(state, options.publicUrl)?.startsWith('https:') === true);
  const turnedAway = createTurnedAway();

  let state: State = newState();
  let place: Place = START;
  let writable = true;
  let stopped = false;
  let unknownEvent: string | null = null;
  /** From where the ledger is lost; until the new epoch stands nothing is decided and no place is noted (L5). */
  let lostSince: number | null = null;
  /** The epoch that what was lost stood in. */
  let lostIn: string | undefined;
  let snapshotSeq = 0;
  /** Ledger time of the last batch that another process wrote. */
  let heardAt: Instant = 0;
  let queue: Waiting[] = [];
  let working: Promise<void> | null = null;
  const committedListeners = new Set<(committed: Committed) => void>();
  const resetListeners = new Set<() => void>();
  const appendedListeners = new Set<(appending: Appending) => void>();

  // --- reading --------------------------------------------------------------------------------

  const apply = (batch: Batch): void => {
    const shopBatch = readable(batch);
    if (shopBatch === null) {
      unknownEvent = batch.events.find((event) => !isKnownEvent(event))?.type ?? '';
      log.error(
        { event: unknownEvent, seq: batch.first },
        'the ledger holds an event of a later release; nothing is decided until this server is brought up to date',
      );
      throw new UnknownEvent(unknownEvent);
    }
    evolveBatch(state, shopBatch);
    place = placeOf(batch);
    clock.notBefore(batch.at);
  };
  const announce = (batch: Batch): void => {
    // Read back as it was written: `apply` or `decide` has seen that every event is known.
    const committed: Committed = { batch, events: batch.events as readonly ShopEvent[] };
    for (const listener of committedListeners) listener(committed);
  };

  async function replay(): Promise<void> {
    state = newState();
    place = START;
    const snapshot = await ledger.loadSnapshot();
    if (snapshot !== null && snapshot.version === STATE_VERSION) {
      const head = await ledger.batchAt(snapshot.place.seq);
      if (head !== null && samePlace(placeOf(head), snapshot.place)) {
        state = loadState(snapshot.state);
        place = snapshot.place;
        snapshotSeq = place.seq;
        clock.notBefore(state.single('counters').at);
      }
    }
    for await (const batch of ledger.readAfter(place)) apply(batch);
  }

  const notePlace = (): Promise<void> => ledger.notePlace({ ...place, epoch: state.single('ledger').epoch });
  async function catchUp(): Promise<void> {
    // L9: what comes after an event that is not known is not known either; it was told once.
    if (unknownEvent !== null) return;
    for await (const batch of ledger.readAfter(place)) hear(batch);
    await notePlace();
  }
  /** What another process wrote. */
  function hear(batch: Batch): void {
    apply(batch);
    heardAt = batch.at;
    announce(batch);
  }
  /** L10: rejects where the head cannot be asked for, or cannot be reached. */
  async function caughtUp(): Promise<void> {
    if (stopped) throw new LedgerUnavailable('stopping');
    const head = await ledger.head();
    if (samePlace(head, place)) return;
    // What is under way here may be what was seen there.
    if (head.seq >= place.seq) await nudge(true);
    if (place.seq < head.seq) throw new LedgerUnavailable(`at ${place.seq}, and the ledger is at ${head.seq}`);
  }

  // --- deciding -------------------------------------------------------------------------------

  const contextFor = (asked: Asked, now: Instant): Context => ({
    now,
    actor: asked.actor,
    id: () => nanoid(16),
    code: shortCode,
    publicUrl: options.publicUrl,
    networkFirst: options.networkFirst,
    offers,
    keyHash: (keyId) => keyHash(keyText(secret, keyId)),
    drawSeed: (draw) => createHmac('sha256', secret).update(`draw\n${draw}`).digest('hex'),
    ...asked.prepared,
  });
  const decideNow = (waitings: readonly Waiting[]): DecidedBatch<Waiting> =>
    decideBatch({
      state,
      place,
      asked: waitings,
      tick: options.isServer ? system('clock.tick', {}) : null,
      now: clock.now(),
      decide,
      contextFor,
      batchId: nanoid(16),
    });
  const baseOf = (showId: string | null): string => {
    const { publicUrl, networkUrl, networkFirst } = options;
    return linkBase(state, showId, { publicUrl, networkUrl: networkUrl(), networkFirst }) ?? '';
  };
  const resultContext: ResultContext = {
    get state() {
      return state;
    },
    keyOf: (keyId) => keyText(secret, keyId),
    orderUrl: (orderNumber, link) => {
      const order = state.orders.get(String(orderNumber));
      const showId = state.drops.get(order?.dropId ?? '')?.showId ?? null;
      return `${baseOf(showId)}/order/${orderNumber}/${orderSecret(secret, orderNumber, link)}`;
    },
    linkUrl: (code, showId) => `${baseOf(showId)}/d/${code}`,
  };

  async function answerFor(seq: number, count: number, name: CommandName): Promise<Outcome> {
    const batch = await ledger.batchAt(seq);
    if (batch === null) return { ok: false, refused: tryAgain };
    const events = batch.events.slice(seq - batch.first, seq - batch.first + count) as readonly ShopEvent[];
    return { ok: true, seq: seq + count - 1, result: results[name](events, resultContext) };
  }

  const system = (name: CommandName, input: unknown): Waiting => ({
    name,
    // Checked by the schema of the command it is made for, by whoever makes it here.
    input: input as never,
    actor: clockActor,
    envelope: { actor: actorText(clockActor), id: nanoid(12), hash: '' },
    prepared: noPreparation,
    settle: () => undefined,
  });

  async function settle(verdicts: readonly Verdict<Waiting>[], batch: Batch | null): Promise<void> {
    for (const { asked: waiting, decided } of verdicts) {
      if (isRefused(decided)) waiting.settle({ ok: false, refused: decided });
      else if ('answer' in decided) waiting.settle({ ok: true, seq: place.seq, result: decided.answer });
      else if (batch !== null && decided.seq >= batch.first) {
        const events = batch.events.slice(decided.seq - batch.first, decided.seq - batch.first + decided.events) as readonly ShopEvent[];
        waiting.settle({ ok: true, seq: decided.seq + decided.events - 1, result: results[waiting.name](events, resultContext) });
      } else waiting.settle(await answerFor(decided.seq, decided.events, waiting.name));
    }
  }

  /** Appends, deciding anew on top of whatever others wrote first. Throws where the store gives no clear answer. */
  async function work(waitings: readonly Waiting[]): Promise<void> {
    let rest = waitings;
    for (;;) {
      let decided: DecidedBatch<Waiting>;
      try {
        decided = decideNow(rest);
      } catch (error) {
        if (rest.length === 0) throw error;
        // One of them is broken; which one shows when each is decided alone.
        if (rest.length > 1) {
          for (const one of rest) await work([one]);
          return;
        }
        log.error({ err: error, command: rest[0]?.name }, 'a command could not be decided');
        for (const one of rest) one.settle({ ok: false, refused: tryAgain });
        return;
      }
      const { batch, verdicts, fold } = decided;
      if (batch === null) {
        fold();
        // L10: nobody is told no from an old state.
        if (verdicts.length > 0 && !samePlace(await ledger.head(), place)) {
          await catchUp();
          continue;
        }
        await settle(verdicts, null);
        return;
      }
      const began = performance.now();
      let appended: Awaited<ReturnType<Ledger['append']>>;
      try {
        appended = await ledger.append(place, batch);
      } catch (error) {
        // No clear answer: the batch's id tells whether it stands (L6).
        if (!(error instanceof LedgerUnavailable) || (await ledger.batchById(batch.id)) === null) throw error;
        appended = { ok: true, place: placeOf(batch) };
      }
      if (appended.ok) {
        fold();
        place = appended.place;
        writable = true;
        const appending = { ms: performance.now() - began, commands: rest.length, events: batch.events.length };
        for (const listener of appendedListeners) listener(appending);
        if (lostSince === null) await notePlace();
        announce(batch);
        await settle(verdicts, batch);
        return;
      }
      for (const missed of appended.missed) hear(missed);
      // Two that found the loss at once: whoever was first has opened the epoch for both.
      rest = isToldAlready() ? waitings.filter(({ name }) => name !== 'ledger.opened') : waitings;
    }
  }

  // --- a lost tail ----------------------------------------------------------------------------

  /** L5: what this node had seen is gone. A new epoch, and nothing is sold until the host reopens. */
  async function openEpoch(lostFrom: number): Promise<void> {
    if (isToldAlready()) return foundOpened();
    await work([system('ledger.opened', { epoch: randomBytes(6).toString('base64url'), lostFrom, restored: ledger.wasRestored })]);
    lostSince = null;
    await notePlace();
    if (lostFrom > 0) log.error({ lostFrom }, 'the end of the ledger was lost; nothing is sold until the host reopens the shop');
  }
  /** Whether the epoch is another than what was lost stood in: somebody has told the host. */
  const opened = (epoch: string | undefined): boolean =>
    epoch !== undefined && epoch !== '' && state.single('ledger').epoch !== '' && epoch !== state.single('ledger').epoch;
  const isToldAlready = (): boolean => lostSince !== null && !ledger.wasRestored && opened(lostIn);
  async function foundOpened(): Promise<void> {
    lostSince = null;
    await notePlace();
  }
  async function recover(error: LostTail): Promise<void> {
    lostSince = error.head.seq + 1;
    lostIn = state.single('ledger').epoch;
    await replay();
    // Another node may have seen it first, and opened the epoch for all.
    await openEpoch(lostSince);
    for (const listener of resetListeners) listener();
  }

  // --- the loop -------------------------------------------------------------------------------

  /** Told, and not read yet: reading once finds all that was told of meanwhile. */
  let isToldOfOthers = false;
  async function drain(isForeign: boolean): Promise<void> {
    if (isForeign) {
      isToldOfOthers = false;
      await guarded(() => catchUp(), []);
    }
    while (queue.length > 0 && !stopped) {
      const taken = queue.slice(0, MOST_IN_BATCH);
      queue = queue.slice(MOST_IN_BATCH);
      await guarded(() => work(taken), taken);
    }
  }
  /** L7: a store that refuses is said to refuse; the next command tries again. */
  async function guarded(step: () => Promise<void>, waitings: readonly Waiting[]): Promise<void> {
    try {
      await step();
    } catch (error) {
      if (error instanceof LostTail) {
        await guarded(() => recover(error), []);
      } else if (!isUnavailable(error) && !(error instanceof UnknownEvent)) {
        log.error({ err: error }, 'a batch failed');
      }
      if (!(error instanceof LostTail)) {
        if (writable) log.warn({ err: error }, 'the ledger cannot be written; sales answer "try again"');
        writable = false;
      }
      for (const waiting of waitings) waiting.settle({ ok: false, refused: tryAgain });
    }
  }
  /** One at a time: whatever runs, the next waits for it. */
  let chain: Promise<void> = Promise.resolve();
  const nudge = (isForeign: boolean): Promise<void> => {
    if (working !== null && !isForeign) return working;
    const mine = chain.then(() => drain(isForeign));
    chain = mine;
    if (!isForeign) {
      working = mine.finally(() => {
        working = null;
        if (queue.length > 0 && !stopped) void nudge(false);
      });
      return working;
    }
    return mine;
  };

  const enqueue = (waiting: Omit<Waiting, 'settle'>): Promise<Outcome> =>
    new Promise((resolve) => {
      if (queue.length >= MOST_QUEUED) return resolve({ ok: false, refused: refuse('try-again', { queued: queue.length }) });
      queue.push({ ...waiting, settle: resolve });
      // Everything of this tick of the event loop becomes one batch.
      if (working === null) setImmediate(() => void nudge(false));
    });

  // --- the door -------------------------------------------------------------------------------

  async function submit(actor: Actor, envelope: CommandEnvelope): Promise<Outcome> {
    if (!isCommandName(envelope.name)) return { ok: false, refused: refuse('unknown-command') };
    const name: CommandName = envelope.name;
    if (!(commands[name].roles as readonly string[]).includes(actor.role)) return { ok: false, refused: refuse('not-allowed', { role: actor.role }) };
    const parsed = commands[name].input.safeParse(envelope.input);
    if (!parsed.success)
      return { ok: false, refused: refuse('malformed', { where: parsed.error.issues[0]?.path.join('.') ?? '', problem: parsed.error.issues[0]?.code ?? '' }) };
    if (stopped || unknownEvent !== null || lostSince !== null) return { ok: false, refused: tryAgain };
    const input = parsed.data as never;
    const hash = createHmac('sha256', hashSecret).update(name).update('\n').update(JSON.stringify(parsed.data)).digest('base64url').slice(0, 22);
    const who = actorText(actor);
    let prepared: Prepared = noPreparation;
    // Seen before: the memory answers, and nothing is written down a second time.
    if (isPrepared(name) && !state.remembered.has(rememberKey(who, envelope.id))) {
      try {
        const made = await prepareNow(name, input, actor);
        if (isRefused(made)) return { ok: false, refused: made };
        prepared = made;
      } catch (error) {
        if (!isUnavailable(error)) log.error({ err: error, command: name }, 'a command could not be prepared');
        return { ok: false, refused: tryAgain };
      }
    }
    const outcome = await enqueue({ name, input, actor, envelope: { actor: who, id: envelope.id, hash }, prepared });
    // Only what names a drop is prepared with a visit.
    if (!outcome.ok && prepared.visit !== null) return turnAway(outcome.refused, parsed.data as { readonly dropId: string }, actor.id);
    return (name === 'checkout.start' || name === 'balance.pay') && outcome.ok ? whenSettled(outcome, name === 'balance.pay') : outcome;
  }

  /** L10: what is not known here may be known by now; only then is it asked for, since a rush of claims knows its drop. */
  async function prepareNow(name: CommandName, input: never, actor: Actor): Promise<Prepared | Refused> {
    if (restsOnUnknown(name, input, state)) await caughtUp();
    const { adapters, readers, media } = options;
    return prepare(name, input, actor, { state, people, adapters, readers, media, visits, now: clock.now() });
  }

  async function turnAway(refused: Refused, { dropId }: { readonly dropId: string }, viewer: string): Promise<Outcome> {
    turnedAway.add(dropId, viewer, refused);
    return { ok: false, refused: await visits.asked(refused, dropId, viewer, clock.now()) };
  }

  /** E3: a command that needs an outside answer waits for it, for a while. */
  async function whenSettled(outcome: Extract<Outcome, { ok: true }>, isRest: boolean): Promise<Outcome> {
    // The result of checkout.start or balance.pay, made above from its schema.
    const result = outcome.result as { readonly orderNumber: number; readonly pending: boolean };
    if (!result.pending) return outcome;
    const until = Date.now() + PENDING_FOR;
    const order = () => state.orders.get(String(result.orderNumber));
    const rest = () => order()?.deposit?.balances.at(-1);
    const payUrlNow = () => (isRest ? rest()?.payUrl : order()?.payUrl) ?? null;
    const isOpening = () => payUrlNow() === null && (isRest ? rest()?.state === 'open' : order()?.state === 'paying');
    while (isOpening() && Date.now() < until && !stopped) {
      await new Promise<void>((resolve) => {
        const off = core.onCommitted(() => done());
        const timer = setTimeout(() => done(), 500);
        const done = (): void => {
          off();
          clearTimeout(timer);
          resolve();
        };
      });
    }
    return { ...outcome, result: { ...result, payUrl: payUrlNow(), pending: isOpening() } };
  }

  const core: Core = {
    get state(): ReadState {
      return state;
    },
    now: () => clock.now(),
    submit,
    onCommitted: (listener) => {
      committedListeners.add(listener);
      return () => committedListeners.delete(listener);
    },
    onAppended: (listener) => {
      appendedListeners.add(listener);
      return () => appendedListeners.delete(listener);
    },
    onReset: (listener) => {
      resetListeners.add(listener);
      return () => resetListeners.delete(listener);
    },
    caughtUp,
    health: (): Health => ({
      ready: writable && !stopped && unknownEvent === null && lostSince === null,
      writable,
      closed: state.single('ledger').closed,
      seq: place.seq,
      epoch: state.single('ledger').epoch,
      queued: queue.length,
      driftMs: clock.drift(),
      note: unknownEvent !== null ? `unknown event ${unknownEvent}` : writable ? '' : 'the ledger cannot be written',
    }),
    stop: async () => {
      if (stopped) return;
      clearInterval(looking);
      clearInterval(driftWatch);
      stopWatching();
      // What was not noted yet is lost with this process.
      if (options.isServer) await Promise.all(turnedAway.take(Infinity).map((note) => enqueue(system('crowd.note', note))));
      await chain;
      stopped = true;
      for (const waiting of queue.splice(0)) waiting.settle({ ok: false, refused: tryAgain });
      await chain;
      if (options.isServer) await saveSnapshot();
    },
  };

  async function saveSnapshot(): Promise<void> {
    if (place.seq === snapshotSeq || unknownEvent !== null) return;
    try {
      await ledger.saveSnapshot({ place, version: STATE_VERSION, state: dumpState(state) });
      snapshotSeq = place.seq;
    } catch (error) {
      // A snapshot only saves time at the next start.
      log.warn({ err: error }, 'the snapshot could not be saved');
    }
  }

  // --- opening --------------------------------------------------------------------------------

  const known = await ledger.lastKnownPlace();
  try {
    await replay();
  } catch (error) {
    if (!(error instanceof UnknownEvent)) throw error;
  }
  if (known !== null && known.seq > 0) {
    const there = await ledger.batchAt(known.seq);
    if ((there === null || !samePlace(placeOf(there), known)) && !opened(known.epoch)) {
      lostSince = place.seq + 1;
      lostIn = known.epoch;
    }
  }
  // What was restored may have been sold on beyond: a new epoch, whatever the places say.
  if (ledger.wasRestored) lostSince = place.seq + 1;
  // The first epoch is opened by whoever comes first: a key may be made before the first start.
  if (place.seq === 0 && known === null && unknownEvent === null) await guarded(() => openEpoch(0), []);
  if (options.isServer && unknownEvent === null) {
    const silentFor = clock.now() - state.single('counters').at;
    await guarded(async () => {
      if (lostSince !== null) await openEpoch(lostSince);
      if (place.seq > 0 && silentFor >= GAP && isBusy(state)) await work([system('clock.gap', { since: clock.now() - silentFor })]);
    }, []);
  }
  if (lostSince === null) await notePlace();

  /** Wakes the loop for what is due, and probes a store that refused. */
  const looking = setInterval(
    () => {
      if (!options.isServer || stopped || unknownEvent !== null || working !== null) return;
      if (writable && lostSince === null && Date.now() - askedAt >= ASK_EVERY) void chainAsk();
      if (!writable || lostSince !== null || isDue(state, clock.now())) void chainTick();
      for (const note of turnedAway.take(clock.now())) void enqueue(system('crowd.note', note));
      // The whole state becomes text at once: not while somebody is selling.
      if (place.seq - snapshotSeq >= SNAPSHOT_EVERY && state.single('liveDrops').length === 0) void saveSnapshot();
    },
    LOOK_EVERY + Math.floor(Math.random() * 50),
  );
  async function chainTick(): Promise<void> {
    const mine = chain.then(() => guarded(() => (lostSince !== null ? openEpoch(lostSince) : writable ? work([]) : probe()), []));
    chain = mine;
    await mine;
  }
  /** Whether the store is still there, and nothing of others was missed: in a quiet hour nobody else would find out. */
  let askedAt = Date.now();
  async function chainAsk(): Promise<void> {
    askedAt = Date.now();
    const mine = chain.then(() =>
      guarded(async () => {
        if (!samePlace(await ledger.head(), place)) await catchUp();
      }, []),
    );
    chain = mine;
    await mine;
  }
  /** A store that refused is asked to write something that may be lost: only a write shows that there is room again. */
  let probedAt = 0;
  async function probe(): Promise<void> {
    // What others wrote meanwhile comes first: whoever is told that all is well again sees it. It is the cheaper question, too: a
    // store that was away is asked it at every look, and back within one of them.
    await catchUp();
    if (Date.now() - probedAt < PROBE_EVERY) return;
    probedAt = Date.now();
    await ledger.saveSnapshot({ place, version: STATE_VERSION, state: dumpState(state) });
    snapshotSeq = place.seq;
    writable = true;
    log.info({ seq: place.seq }, 'the ledger can be written again');
  }
  /** This machine was away; the shop was not, where another node went on meanwhile. */
  async function gap(since: Instant): Promise<void> {
    await catchUp();
    if (clock.now() - heardAt >= GAP) await work([system('clock.gap', { since })]);
  }
  /** T2: the wall clock and ours went apart: the machine slept, or somebody set the clock. */
  let toldDrift = false;
  let watchedAt = clock.now();
  const driftWatch = setInterval(() => {
    const drift = clock.drift();
    // Where the steady clock counts sleep, there is no drift: our own time has jumped between two looks.
    const jumpedFrom = clock.now() - watchedAt >= GAP ? watchedAt : null;
    watchedAt = clock.now();
    if (options.isServer && !stopped && jumpedFrom !== null && isBusy(state)) {
      chain = chain.then(() => guarded(() => gap(jumpedFrom), []));
      return;
    }
    if (!options.isServer || stopped || Math.abs(drift) < DRIFT_TOLD) {
      toldDrift = false;
      return;
    }
    const busy = isBusy(state);
    if (!toldDrift) log.warn({ drift, busy }, 'the clock of this machine and the ledger’s time went apart');
    toldDrift = true;
    if (busy && drift < GAP) return;
    const since = clock.now();
    clock.followWall();
    if (busy) chain = chain.then(() => guarded(() => gap(since), []));
  }, SECOND);
  looking.unref();
  driftWatch.unref();
  const stopWatching = ledger.onForeignAppend(() => {
    if (isToldOfOthers) return;
    isToldOfOthers = true;
    void nudge(true);
  });
  return core;
}

/** L9: stops deciding rather than guessing. */
class UnknownEvent extends Error {
  override readonly name = 'UnknownEvent';
}
