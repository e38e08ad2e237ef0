import { Server } from 'socket.io';
import type { DefaultEventsMap } from 'socket.io';
import { commandEnvelope, type CommandAnswer } from '@protocol/commands.ts';
import { refuse, type RefusalCode, type Refused } from '@protocol/refusals.ts';
import type { ObsAnswer } from '@protocol/obs-link.ts';
import {
  bridgeAnswer,
  bridgeMessage,
  GATHER_MS,
  HELLO_WITHIN_MS,
  helloMessage,
  MAX_FRAME_BYTES,
  paintedMessage,
  type BridgeAnswer,
  type ByeMessage,
  type ClientToServer,
  type HelloAnswer,
  type ServerToClient,
} from '@protocol/socket.ts';
import { MINUTE, type DurationMs } from '@protocol/time.ts';
import { actorFor, comingFrom, identify, isStillGood, keyAfter } from '../../dispatch/authenticate.ts';
import { isUnavailable } from '../../dispatch/unavailable.ts';
import type { ObsSeat } from '../../ports/obs.ts';
import { toRefusal } from '../../views/refusal-words.ts';
import { createFanOut } from './fan-out.ts';
import { greet, speaksOurs } from './hello.ts';
import { doorFor } from './origin.ts';
import { createBucket, createRates } from './rates.ts';
import { behindOf, createSlowReaders, cut } from './slow-readers.ts';
import type { LiveSocket, SocketData, SocketDeps, SocketEdge } from './socket-deps.ts';

/**
 * A frame between MAX_FRAME_BYTES and this is read, refused and counted. Above it, its own connection
 * is closed while it is still arriving: to skip it would be to read it.
 */
const MAX_READ_BYTES = 8 * MAX_FRAME_BYTES;
/**
 * A dead link must be noticed within 8 s, and the worst moment to die is right after a pong: then it takes
 * both of these. 5 s and 4 s were measured at 7.5 s, and at 8.9 s on a busy machine; the default takes 43.5 s.
 */
const PING_EVERY_MS = 4_000;
const PONG_WITHIN_MS = 3_500;
const SLOW_CHECK_MS = 250;
/** A bridge gives OBS 4 s, and the way there and back takes some. */
const BRIDGE_ANSWERS_MS = 6_000;
/** A session that was logged out elsewhere loses its sockets within this. */
const SESSION_CHECK_MS = 10_000;
/** How often it is looked whether an overlay of an old build may load itself anew. */
const RELOAD_CHECK_MS = 1_000;
/** A changed key that is over within this was changed because somebody saw it: who comes with it now is handed nothing. */
const HANDED_WHILE_MS = MINUTE;
/** For a last word to arrive. */
const BYE_TAKES_MS = 300;
/** Frames of any kind from one socket without a key: more than any page of ours sends. */
const FRAMES = { burst: 60, perSecond: 30 } as const;
/** Each costs a look at the session and a snapshot. */
const HELLOS = { burst: 10, perSecond: 1 } as const;

type Answer = (answer: { readonly ok: false; readonly refusal: ReturnType<typeof toRefusal> }) => void;
const answerOf = (args: readonly unknown[]): Answer | null => {
  const last = args.at(-1);
  // socket.io puts a function last where the sender waits for an answer, and functions do not travel.
  return typeof last === 'function' ? (last as Answer) : null;
};

export function attachSocket(deps: SocketDeps): SocketEdge {
  const { core, log, presence } = deps;
  const io = new Server<ClientToServer, ServerToClient, DefaultEventsMap, SocketData>(deps.httpServer, {
    transports: ['websocket'],
    allowUpgrades: false,
    serveClient: false,
    cookie: false,
    perMessageDeflate: false,
    maxHttpBufferSize: MAX_READ_BYTES,
    pingInterval: PING_EVERY_MS,
    pingTimeout: PONG_WITHIN_MS,
    connectTimeout: HELLO_WITHIN_MS,
    allowRequest: (request, decide) => {
      const isOpen = doorFor(request.headers.origin, deps.isOurOrigin) !== 'shut';
      if (!isOpen) count('origin');
      decide(null, isOpen);
    },
  });
  // Everybody is in it before they chose a namespace; nobody has any business there.
  io.use((_socket, next) => next(new Error('not-found')));
  const nsp = io.of('/live');
  const rates = createRates(deps.limits);
  const slowReaders = createSlowReaders();
  const cutOne = (socket: LiveSocket): void => {
    count('too-slow');
    for (const room of socket.rooms) if (room !== socket.id) void socket.leave(room);
    socket.emit('bye', { reason: 'too-slow', retry: true });
    // Whoever reads at all hears why; whoever does not is not waited for.
    setTimeout(() => cut(socket), BYE_TAKES_MS);
  };
  const fanOut = createFanOut(nsp, core, deps.snapshots, presence, () => ({ reach: deps.reach(), obs: deps.obs.part() }), log, {
    sent: (room, bytes) => {
      // Small ones add up, and that is what being slow is; only what is big by itself is excused.
      if (bytes < MAX_FRAME_BYTES) return;
      for (const id of nsp.adapter.rooms.get(room) ?? []) {
        const socket = nsp.sockets.get(id);
        if (socket !== undefined) slowReaders.sent(socket, bytes);
      }
    },
    stuck: cutOne,
  });
  const refusedBy: Record<string, number> = {};
  let isClosing = false;
  function count(why: string): void {
    refusedBy[why] = (refusedBy[why] ?? 0) + 1;
  }

  const localeOf = (socket: LiveSocket): string => {
    // The panel has its own language; buyers have the shop's.
    const isStaff = socket.data.greeted?.identity.staff != null;
    return isStaff ? 'en' : (core.state.single('shop')?.locale ?? 'en');
  };
  const turnDown = (socket: LiveSocket, refused: Refused, answer: Answer | null): void => {
    count(refused.refused);
    answer?.({ ok: false, refusal: toRefusal(refused, localeOf(socket)) });
  };
  /** `try-again` where the ledger does not answer; a bug is logged, and told as the same. */
  const tellFailure = (socket: LiveSocket, error: unknown, what: string, answer: Answer | null): void => {
    if (!isUnavailable(error)) log.error({ err: error, what }, 'a socket message failed');
    turnDown(socket, refuse('try-again'), answer);
  };
  const sayBye = (socket: LiveSocket, message: ByeMessage): void => {
    socket.emit('bye', message);
    // A client that was hung up on by name stays away; one whose line broke comes back.
    if (message.retry) socket.conn.close();
    else socket.disconnect(true);
  };

  // --- hello ------------------------------------------------------------------------------------

  const enter = (socket: LiveSocket, greeted: NonNullable<SocketData['greeted']>): HelloAnswer => {
    for (const room of socket.rooms) if (room !== socket.id) void socket.leave(room);
    socket.data.greeted = greeted;
    const { looker, identity } = greeted;
    const snapshot = fanOut.join(looker, 'its-own', (room) => void socket.join(room));
    slowReaders.sent(socket, deps.snapshots.sizeOf(looker));
    if (looker.audience === 'public' && identity.viewer !== null) {
      const own = fanOut.join({ audience: 'me', role: 'viewer', viewer: identity.viewer.id }, 'rides-along', (room) => void socket.join(room));
      // Behind the answer, on the same line: `from` 0 fits whatever the page had.
      setImmediate(() => socket.emit('patch', { audience: 'me', from: 0, ...own }));
    }
    return { ok: true, ...snapshot };
  };

  const onHello = async (socket: LiveSocket, raw: unknown, answer: (answer: HelloAnswer) => void): Promise<void> => {
    const hello = helloMessage.safeParse(raw);
    if (!hello.success) return turnDown(socket, refuse('malformed', { where: hello.error.issues[0]?.path.join('.') ?? '' }), answer);
    if (!speaksOurs(hello.data)) return sayBye(socket, { reason: 'other-protocol', retry: false });
    const door = doorFor(socket.handshake.headers.origin, deps.isOurOrigin);
    const greeted = await greet(hello.data, door === 'with-cookies' ? socket.handshake.headers.cookie : undefined, deps);
    // On a full line a snapshot would only be queued behind what made it full, and asked for again before it came.
    const mine = (socket.data.hellos += 1);
    while (socket.connected && behindOf(socket) > MAX_FRAME_BYTES && socket.data.hellos === mine)
      await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
    if (!socket.connected) return;
    if (socket.data.hellos !== mine) return turnDown(socket, refuse('too-fast'), answer);
    if ('refused' in greeted) return turnDown(socket, greeted, answer);
    // Of another node, which was ahead of this one: nobody is told an older truth than they have seen.
    const { seen } = hello.data;
    const { epoch, seq } = core.health();
    if (seen !== undefined && (seen.epoch !== epoch || seen.rev > seq)) {
      await core.caughtUp();
      if (!socket.connected || socket.data.hellos !== mine) return;
    }
    leave(socket);
    answer(enter(socket, greeted));
    handOver(socket, HANDED_WHILE_MS);
    if (greeted.looker.audience === 'public' && greeted.identity.staff === null)
      leaving.set(socket.id, presence.viewerHere(greeted.identity.viewer?.id ?? socket.id));
  };
  /** What lets go of a viewer's presence, by socket. */
  const leaving = new Map<string, () => void>();
  const leave = (socket: LiveSocket): void => {
    leaving.get(socket.id)?.();
    leaving.delete(socket.id);
  };

  // --- commands -----------------------------------------------------------------------------------

  const onCommand = async (socket: LiveSocket, raw: unknown, answer: (answer: CommandAnswer) => void): Promise<void> => {
    const { greeted } = socket.data;
    if (greeted === null) return turnDown(socket, refuse('who-are-you'), answer);
    const envelope = commandEnvelope.safeParse(raw);
    if (!envelope.success) return turnDown(socket, refuse('malformed', { where: envelope.error.issues[0]?.path.join('.') ?? '' }), answer);
    const { id, name, input } = envelope.data;
    const isPage = greeted.looker.audience === 'public' || greeted.looker.audience === 'me';
    const actor = actorFor(greeted.identity, name, isPage ? 'page' : 'desk');
    if (actor === null) return turnDown(socket, refuse('who-are-you'), answer);
    // Let in once is not let in for ever: keys are revoked and sessions end while their sockets live.
    const isGood = actor.kind === 'session' ? await sessionStands(greeted.sessionCookie) : isStillGood(actor, core, core.now());
    if (!isGood) {
      turnDown(socket, refuse('who-are-you'), answer);
      return sayBye(socket, { reason: 'key-revoked', retry: false });
    }
    const wait = await rates.command(actor);
    if (wait !== null) return turnDown(socket, refuse('too-fast', { retryAfterMs: wait }), answer);
    const outcome = await core.submit(comingFrom(actor, socket.data.network), { id, name, input });
    if (!outcome.ok) return turnDown(socket, outcome.refused, answer);
    answer({ ok: true, seq: outcome.seq, result: outcome.result });
  };
  /** As at the hello: a session ends with its time, with a log-out, and with the key that opened it. */
  const sessionStands = async (cookie: string | null): Promise<boolean> =>
    cookie !== null && (await identify({ key: null, sessionCookie: cookie, viewerCookie: null }, core, deps.people, core.now())).staff !== null;

  // --- overlays -----------------------------------------------------------------------------------

  const onPainted = (socket: LiveSocket, raw: unknown): void => {
    const painted = paintedMessage.safeParse(raw);
    if (!painted.success) return turnDown(socket, refuse('malformed'), null);
    if (socket.data.greeted?.looker.audience !== 'overlay') return turnDown(socket, refuse('not-allowed'), null);
    presence.overlayPainted(socket.id, socket.data.greeted.build, painted.data, core.now());
  };

  /** An overlay that came with a key that was changed is handed the new one: its address in OBS stays as it is. */
  const handOver = (socket: LiveSocket, atLeast: DurationMs): void => {
    const { greeted } = socket.data;
    const staff = greeted?.looker.audience === 'overlay' ? greeted.identity.staff : null;
    const key = staff === null ? null : keyAfter(staff, core, deps.people, core.now(), atLeast);
    if (key !== null) socket.emit('key', key);
  };

  // --- bridges to OBS -----------------------------------------------------------------------------

  const seats = new Map<string, ObsSeat>();
  const onBridge = async (socket: LiveSocket, raw: unknown, answer: (answer: BridgeAnswer) => void): Promise<void> => {
    const message = bridgeMessage.safeParse(raw);
    if (!message.success) return turnDown(socket, refuse('malformed'), answer);
    const staff = socket.data.greeted?.identity.staff ?? null;
    if (staff === null) return turnDown(socket, refuse('who-are-you'), answer);
    if (staff.role !== 'owner' && staff.role !== 'host' && staff.role !== 'producer') return turnDown(socket, refuse('not-allowed'), answer);
    const said = message.data;
    const seat = seats.get(socket.id);
    switch (said.say) {
      case 'offer': {
        if (seat !== undefined) {
          if (said.take) seat.take();
          break;
        }
        // A page comes by an address of ours; a terminal with a key says by which one it came.
        const origin = staff.kind === 'key' && said.origin !== null ? said.origin : socket.handshake.headers.origin;
        if (origin === undefined || !/^https?:\/\/[^/\s]+$/u.test(origin)) return turnDown(socket, refuse('malformed', { where: 'origin' }), answer);
        const offered = await deps.obs.offer(
          {
            actor: staff,
            surface: said.surface,
            origin,
            tell: (told) => void socket.emit('bridge', told),
            call: (request, data) => askBridge(socket, request, data),
          },
          said.take,
        );
        if ('refused' in offered) return turnDown(socket, offered, answer);
        if (socket.connected) seats.set(socket.id, offered);
        else offered.leave();
        break;
      }
      case 'leave':
        giveUpSeat(socket);
        break;
      case 'up':
      case 'down':
      case 'event':
        seat?.heard(said);
        break;
      default: {
        const never: never = said;
        return never;
      }
    }
    answer({ ok: true });
  };
  const giveUpSeat = (socket: LiveSocket): void => {
    seats.get(socket.id)?.leave();
    seats.delete(socket.id);
  };
  /** What a bridge answers is looked at before it is believed. */
  const askBridge = async (socket: LiveSocket, request: string, data: Readonly<Record<string, unknown>>): Promise<ObsAnswer> => {
    if (!socket.connected) return { ok: false, why: 'not-sent' };
    try {
      const answer: unknown = await socket.timeout(BRIDGE_ANSWERS_MS).emitWithAck('obs', request, data);
      return bridgeAnswer.safeParse(answer).data ?? { ok: false, why: 'no-answer' };
    } catch {
      // The line broke or nothing came in time: nobody knows whether OBS did it.
      return { ok: false, why: 'no-answer' };
    }
  };

  // --- one socket ---------------------------------------------------------------------------------

  nsp.on('connection', (socket) => {
    socket.data.greeted = null;
    socket.data.hellos = 0;
    socket.data.network = deps.networkOf(socket.request);
    // All that is asked of it stands above and in the handshake; kept, it is kilobytes for each viewer.
    Reflect.set(socket.conn, 'request', null);
    const frames = createBucket(FRAMES.burst, FRAMES.perSecond);
    const hellos = createBucket(HELLOS.burst, HELLOS.perSecond);
    const sizes: number[] = [];
    // Events are handed on in the order of their frames; the handlers do not learn how long those were.
    socket.conn.on('data', (data: unknown) => {
      if (typeof data === 'string' && (data.startsWith('2') || data.startsWith('5'))) sizes.push(Buffer.byteLength(data));
    });
    const waiting = setTimeout(() => {
      if (socket.data.greeted === null) sayBye(socket, { reason: 'no-hello', retry: true });
    }, HELLO_WITHIN_MS);

    socket.use(([event, ...args], next) => {
      const size = sizes.shift() ?? 0;
      const answer = answerOf(args);
      const refused = refusalOf(event, args, size, answer !== null);
      if (refused !== null) turnDown(socket, refused, answer);
      else next();
    });
    const refusalOf = (event: string, args: readonly unknown[], size: number, isAsked: boolean): Refused | null => {
      const isKey = socket.data.greeted?.identity.staff?.kind === 'key';
      if (!isKey && !frames.take(performance.now())) return refuse('too-fast');
      if (size > MAX_FRAME_BYTES) return refuse('too-large', { most: MAX_FRAME_BYTES });
      if (event !== 'hello' && event !== 'command' && event !== 'painted' && event !== 'bridge' && event !== 'echo')
        return refuse('unknown-command', { event: String(event).slice(0, 40) });
      if (args.length !== (event === 'painted' || event === 'echo' ? 1 : 2) || isAsked !== (event !== 'painted')) return refuse('malformed', { event });
      if (event === 'hello' && !hellos.take(performance.now())) return refuse('too-fast');
      return null;
    };

    // A command right behind its hello waits for it: to look up a session takes a moment.
    let hailing: Promise<void> = Promise.resolve();
    socket.on('hello', (message, answer) => {
      hailing = onHello(socket, message, answer).catch((error: unknown) => tellFailure(socket, error, 'hello', answer));
    });
    socket.on('command', (envelope, answer) => {
      hailing.then(() => onCommand(socket, envelope, answer)).catch((error: unknown) => tellFailure(socket, error, 'command', answer));
    });
    socket.on('painted', (message) => onPainted(socket, message));
    // One after the other: whoever offers twice while the first is being written has one seat.
    let bridging: Promise<void> = Promise.resolve();
    socket.on('bridge', (message, answer) => {
      bridging = bridging
        .then(() => hailing)
        .then(() => onBridge(socket, message, answer))
        .catch((error: unknown) => tellFailure(socket, error, 'bridge', answer));
    });
    // How long a press takes to be heard, for a phone that shows it.
    socket.on('echo', (answer) => answer());
    // A frame that is no packet at all: socket.io closes the connection it came by, and only that.
    socket.on('error', () => count('malformed' satisfies RefusalCode));
    socket.on('disconnect', () => {
      clearTimeout(waiting);
      leave(socket);
      giveUpSeat(socket);
      slowReaders.forget(socket);
      presence.overlayGone(socket.id);
    });
    if (isClosing) sayBye(socket, { reason: 'closing', retry: true });
  });

  // --- everyone -----------------------------------------------------------------------------------

  const cutSlow = (): void => {
    for (const socket of slowReaders.tooSlow(nsp.sockets.values())) cutOne(socket);
  };
  /** Revoked, or changed and over. */
  const endKeys = (): void => {
    for (const socket of nsp.sockets.values()) {
      const staff = socket.data.greeted?.identity.staff;
      if (staff?.kind === 'key' && !isStillGood(staff, core, core.now())) sayBye(socket, { reason: 'key-revoked', retry: false });
    }
  };
  const endSessions = async (): Promise<void> => {
    for (const socket of [...nsp.sockets.values()]) {
      const { greeted } = socket.data;
      if (greeted === null || greeted.sessionCookie === null || (await sessionStands(greeted.sessionCookie))) continue;
      sayBye(socket, { reason: 'key-revoked', retry: false });
    }
  };
  const lookAtSessions = (): void => {
    endKeys();
    endSessions().catch((error: unknown) => log.warn({ err: error }, 'sessions of sockets could not be asked about'));
  };
  const stopListening = core.onCommitted(({ events }) => {
    for (const event of events) {
      if (event.type === 'OverlayAsked') {
        for (const socket of nsp.sockets.values()) {
          if (socket.data.greeted?.looker.audience === 'overlay' && (event.instance === null || event.instance === socket.id))
            socket.emit('do', event.what, event.colours ?? '');
        }
      }
      if (event.type === 'KeyRevoked') {
        lookAtSessions();
      }
      if (event.type === 'KeyRotated') {
        for (const socket of nsp.sockets.values()) if (socket.data.greeted?.identity.staff?.id === event.keyId) handOver(socket, 0);
      }
      // Phones end with it: a moment later, so that a phone that ended it hears that it did.
      if (event.type === 'ShowEnded') setTimeout(lookAtSessions, BYE_TAKES_MS).unref();
    }
  });
  /** A page that was loaded before the shop was updated, between drops: nobody sees it blink. */
  const reloadOld = (): void => {
    const isQuiet = core.state.single('liveDrops').length === 0 && core.state.single('testDrop') === null;
    for (const instance of presence.overlaysToReload(core.now(), isQuiet)) nsp.sockets.get(instance)?.emit('do', 'reload', '');
  };
  const stopHearing = deps.people.onSessionsClosed(lookAtSessions);
  const timers = [setInterval(cutSlow, SLOW_CHECK_MS), setInterval(lookAtSessions, SESSION_CHECK_MS), setInterval(reloadOld, RELOAD_CHECK_MS)];

  return {
    isWatched: () => fanOut.isWatched(),
    counts: () => ({ connected: nsp.sockets.size, sent: fanOut.sent(), refused: { ...refusedBy } }),
    close: async () => {
      if (isClosing) return;
      isClosing = true;
      stopListening();
      stopHearing();
      for (const timer of timers) clearInterval(timer);
      fanOut.close();
      for (const socket of nsp.sockets.values()) sayBye(socket, { reason: 'closing', retry: true });
      // As long as it takes, and no longer: stuck readers are not waited for.
      const until = performance.now() + BYE_TAKES_MS;
      while (nsp.sockets.size > 0 && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 20));
      for (const socket of nsp.sockets.values()) cut(socket);
      io.engine.close();
    },
  };
}
