import type { Parts, PresenceParts } from '@protocol/parts.ts';
import { ALIVE_EVERY_MS, GATHER_MS, MAX_FRAME_BYTES, type Patch, type Snapshot } from '@protocol/socket.ts';
import type { Committed, Core } from '../../dispatch/core.ts';
import type { Presence } from '../../dispatch/presence.ts';
import type { Log } from '../../ports/log.ts';
import { changesFor, toldOf, type Told } from '../../views/changes.ts';
import type { Snapshots } from '../../views/snapshots.ts';
import { changedParts, MY_PARTS } from '../../views/touches.ts';
import type { Looker } from '../../views/view-context.ts';
import { createOutbox, type OutboxCounts } from './outbox.ts';
import { behindOf } from './slow-readers.ts';
import type { LiveNamespace, LiveSocket } from './socket-deps.ts';

/**
 * From committed batches to patches: one per audience and role, encoded once for the room, and at
 * most one in 50 ms (V2). A burst of sales is one patch. How a patch reaches its sockets stands in
 * outbox.ts and nowhere else.
 */
export interface FanOut {
  /** Into the room of this looker; the snapshot that its patches go on from (V1). Nothing may be awaited between the two. */
  join(looker: Looker, line: 'its-own' | 'rides-along', enter: (room: string) => void): Snapshot;
  /** Whether anybody has a desk open. */
  isWatched(): boolean;
  /** What was sent so far. */
  sent(): OutboxCounts;
  close(): void;
}

export interface FanOutListener {
  /** With each patch: what is big is room for a reader to be behind by. */
  sent(room: string, bytes: number): void;
  /** It was left out for being behind, and takes nothing. */
  stuck(socket: LiveSocket): void;
}

interface Room {
  readonly name: string;
  readonly looker: Looker;
  /** The room is for sockets that chose this audience, so its line must be kept alive; a viewer's own parts ride along on theirs. */
  alive: boolean;
  told: Told;
  epoch: string;
  /** Of the last patch; where none was sent, of the first snapshot. */
  rev: number;
  sentAt: number;
  /** Of the last patch. */
  bytes: number;
  touched: Set<string>;
}

export const roomOf = (looker: Looker): string =>
  looker.audience === 'panel' ? `panel ${looker.role}` : looker.audience === 'me' ? `me ${looker.viewer ?? ''}` : looker.audience;

/** Who is behind and took nothing for this long is not slow but stuck. A window that opens only when half of it was read takes 2 s on a thin line. */
const STUCK_AFTER_MS = 4_000;
/** As `changedParts` names a viewer's own. */
const ME = 'me/';

/** How often it is looked whether a room has been silent for a second. */
const ALIVE_CHECK_MS = ALIVE_EVERY_MS / 4;

export function createFanOut(
  nsp: LiveNamespace,
  core: Core,
  snapshots: Snapshots,
  presence: Presence,
  watched: () => Pick<PresenceParts, 'reach' | 'obs'>,
  log: Log,
  listener: FanOutListener,
): FanOut {
  const rooms = new Map<string, Room>();
  /** By viewer: thousands of them, and only those that an event names are looked at. */
  const mine = new Map<string, Room>();
  const touchedMine = new Set<Room>();
  let gathering: ReturnType<typeof setTimeout> | null = null;
  const outbox = createOutbox(nsp);
  // Never the wall clock: it may be set.
  const clock = (): number => performance.now();

  /** `changed`: keys of parts, whose values stand in `told` as text already. */
  const emit = (room: Room, head: Omit<Patch, 'parts'>, changed: readonly string[]): void => {
    const parts = changed.map((key) => `${JSON.stringify(key)}:${room.told.get(key) ?? 'null'}`).join(',');
    const { wire } = outbox.put(room.name, 'patch', `${JSON.stringify(head).slice(0, -1)},"parts":{${parts}}}`);
    room.sentAt = clock();
    room.bytes = wire.length;
    listener.sent(room.name, wire.length);
  };
  const isEmpty = (room: Room): boolean => (nsp.adapter.rooms.get(room.name)?.size ?? 0) === 0;
  /**
   * Not the state's own rev: between a batch's fold and its announcement the state is ahead of what was
   * gathered, and a patch that said so would make its readers take the rest for known.
   */
  let announced = core.state.single('counters').seq;
  const header = (room: Room): Omit<Patch, 'parts' | 'from'> => ({
    audience: room.looker.audience,
    epoch: room.epoch,
    rev: Math.max(room.rev, announced),
    now: core.now(),
    ...(core.health().ready ? {} : { stale: true as const }),
  });

  /** Everyone in it says hello again: the epoch is another. */
  const restart = (room: Room): void => {
    const fresh = snapshots.of(room.looker, core.now());
    room.told = toldOf(fresh.parts);
    room.epoch = fresh.epoch;
    room.touched.clear();
    room.rev = fresh.rev;
    emit(room, { ...header(room), from: fresh.rev }, []);
  };
  /** Sends what changed, if anything did. */
  const flush = (room: Room): void => {
    if (core.state.single('ledger').epoch !== room.epoch) return restart(room);
    if (room.touched.size === 0) return;
    const touched = room.touched;
    room.touched = new Set();
    const parts = changesFor(room.looker, touched, room.told, snapshots.sight());
    if (Object.keys(parts).length > 0) send(room, parts);
  };
  const send = (room: Room, parts: Parts): void => {
    const head = header(room);
    emit(room, { ...head, from: room.rev }, Object.keys(parts));
    room.rev = head.rev;
  };

  /**
   * A desk with a thousand variants gets 250 kB with each change. Where a line does not carry 20 of those
   * a second, its room gets fewer, with more in each, for up to a second; whoever is behind even then is left out
   * until it has caught up, and then finds the gap and says hello (V1). The others do not wait for it, and
   * nothing piles up.
   */
  const behindIn = (room: Room): readonly LiveSocket[] =>
    room.bytes <= MAX_FRAME_BYTES
      ? []
      : [...(nsp.adapter.rooms.get(room.name) ?? [])].flatMap((id) => nsp.sockets.get(id) ?? []).filter((socket) => behindOf(socket) > MAX_FRAME_BYTES);
  const leftOut = new Map<LiveSocket, { readonly room: Room; readonly behind: number; readonly since: number }>();
  /** Whether the room's patch is held back for them. */
  const waitsFor = (room: Room): boolean => {
    if (room.touched.size === 0) return false;
    const behind = behindIn(room);
    if (behind.length === 0) return false;
    if (clock() - room.sentAt < ALIVE_EVERY_MS) return true;
    for (const socket of behind) {
      void socket.leave(room.name);
      leftOut.set(socket, { room, behind: behindOf(socket), since: clock() });
    }
    return false;
  };
  const takeBack = (): void => {
    for (const [socket, { room, behind, since }] of leftOut) {
      const left = socket.connected ? behindOf(socket) : 0;
      if (left > 0) {
        if (left < behind) leftOut.set(socket, { room, behind: left, since: clock() });
        else if (clock() - since > STUCK_AFTER_MS) {
          leftOut.delete(socket);
          listener.stuck(socket);
        }
        continue;
      }
      leftOut.delete(socket);
      // It may have said hello meanwhile, or gone.
      const { greeted } = socket.data;
      if (!socket.connected || socket.rooms.has(room.name) || greeted === null || roomOf(greeted.looker) !== room.name) continue;
      void socket.join(room.name);
      socket.emit('patch', { ...header(room), from: header(room).rev, parts: {} });
    }
  };
  const flushAll = (): void => {
    gathering = null;
    let isHeld = false;
    for (const room of [...rooms.values(), ...touchedMine]) {
      try {
        if (waitsFor(room)) isHeld = true;
        else flush(room);
      } catch (error) {
        // A part that cannot be made must not keep the other audiences from theirs, nor end the server.
        log.error({ err: error, room: room.name }, 'a patch could not be made');
      }
    }
    touchedMine.clear();
    outbox.flush();
    if (isHeld) gather();
  };
  const gather = (): void => {
    gathering ??= setTimeout(flushAll, GATHER_MS);
  };

  const changesOf = (events: Committed['events']): ReadonlySet<string> => {
    try {
      return changedParts(events, core.state);
    } catch (error) {
      // It is in the ledger: what cannot be named is compared instead, and no sale fails for it.
      log.error({ err: error }, 'what a batch changed could not be told');
      const everything = new Set(['drop/*', 'stock/*', `${ME}*`]);
      for (const room of rooms.values()) for (const key of room.told.keys()) everything.add(key);
      return everything;
    }
  };
  const committed = ({ batch, events }: Committed): void => {
    announced = batch.first + batch.events.length - 1;
    if (rooms.size === 0 && mine.size === 0) return;
    const changed = changesOf(events);
    for (const room of rooms.values()) for (const key of changed) room.touched.add(key);
    for (const key of changed) {
      if (!key.startsWith(ME)) continue;
      const own = mine.get(key.slice(ME.length));
      for (const room of key === `${ME}*` ? mine.values() : own === undefined ? [] : [own]) {
        for (const key of MY_PARTS) room.touched.add(key);
        touchedMine.add(room);
      }
    }
    gather();
  };

  function* all(): Generator<readonly [Map<string, Room>, string, Room]> {
    for (const map of [rooms, mine]) for (const [key, room] of map) yield [map, key, room];
  }
  const alive = (): void => {
    const now = clock();
    takeBack();
    for (const [map, key, room] of all()) {
      if (isEmpty(room)) map.delete(key);
      else if (room.alive && room.touched.size === 0 && now - room.sentAt >= ALIVE_EVERY_MS - ALIVE_CHECK_MS) send(room, {});
    }
    outbox.flush();
  };
  const tellPresence = (): void => {
    const at = core.now();
    const parts: PresenceParts = { ...presence.parts(at), clock: { driftMs: core.health().driftMs }, ...watched() };
    for (const room of rooms.values()) {
      const { audience, role } = room.looker;
      // V6: a packer packs, and the person on camera wants to know how many look.
      if (audience === 'panel' && role !== 'packer') nsp.local.to(room.name).emit('presence', { at, parts: { ...parts } });
      else if (audience === 'stage') nsp.local.to(room.name).emit('presence', { at, parts: { viewers: parts.viewers } });
    }
  };

  const stops = [
    core.onCommitted(committed),
    core.onReset(() => {
      announced = core.state.single('counters').seq;
      for (const [, , room] of all()) restart(room);
      outbox.flush();
    }),
  ];
  const timers = [setInterval(alive, ALIVE_CHECK_MS), setInterval(tellPresence, ALIVE_EVERY_MS)];

  return {
    join: (looker, line, enter) => {
      const name = roomOf(looker);
      const map = looker.audience === 'me' ? mine : rooms;
      const key = looker.audience === 'me' ? (looker.viewer ?? '') : name;
      const known = map.get(key);
      // What the room was told and what the newcomer is told must be the same: a part that changed and
      // changed back within one gathering would otherwise stay wrong for the newcomer.
      const snapshot = snapshots.of(looker, core.now());
      if (known !== undefined) {
        // Ahead of what was announced: what changed is not named yet, so everything is compared.
        if (snapshot.rev > announced) for (const part of [...known.told.keys(), ...Object.keys(snapshot.parts)]) known.touched.add(part);
        flush(known);
        // Before the newcomer is among the readers.
        outbox.flush();
      }
      const room =
        known !== undefined && !isEmpty(known)
          ? known
          : {
              name,
              looker,
              alive: false,
              told: toldOf(snapshot.parts),
              epoch: snapshot.epoch,
              rev: snapshot.rev,
              sentAt: clock(),
              bytes: 0,
              touched: new Set<string>(),
            };
      if (line === 'its-own') room.alive = true;
      map.set(key, room);
      enter(name);
      return core.health().ready ? snapshot : { ...snapshot, stale: true };
    },
    isWatched: () => [...rooms.values()].some((room) => room.looker.audience === 'panel' && !isEmpty(room)),
    sent: () => outbox.counts(),
    close: () => {
      for (const stop of stops) stop();
      for (const timer of timers) clearInterval(timer);
      if (gathering !== null) clearTimeout(gathering);
      rooms.clear();
      leftOut.clear();
      mine.clear();
    },
  };
}
