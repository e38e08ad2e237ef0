import type { Parts } from '@protocol/parts.ts';
import { ALIVE_EVERY_MS, GATHER_MS, type Patch, type Snapshot } from '@protocol/socket.ts';
import type { Committed, Core } from '../../dispatch/core.ts';
import type { Presence } from '../../dispatch/presence.ts';
import type { Log } from '../../ports/log.ts';
import { changesFor, toldOf, type Told } from '../../views/changes.ts';
import type { Snapshots } from '../../views/snapshots.ts';
import { changedParts } from '../../views/touches.ts';
import type { Looker } from '../../views/view-context.ts';
import type { LiveNamespace } from './socket-deps.ts';

/**
 * From committed batches to patches: one per audience and role, encoded once for the room, and at
 * most one in 50 ms (V2). A burst of sales is one patch. How a patch reaches its sockets stands in
 * `emit` below and nowhere else.
 */
export interface FanOut {
  /** Into the room of this looker; the snapshot that its patches go on from (V1). Nothing may be awaited between the two. */
  join(looker: Looker, line: 'its-own' | 'rides-along', enter: (room: string) => void): Snapshot;
  /** A big message is room for a reader to be behind by: told with each patch. */
  onSent(listener: (room: string, bytes: number) => void): void;
  /** Patches sent so far. */
  sent(): number;
  close(): void;
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
  touched: Set<string>;
}

export const roomOf = (looker: Looker): string =>
  looker.audience === 'panel' ? `panel ${looker.role}` : looker.audience === 'me' ? `me ${looker.viewer ?? ''}` : looker.audience;

/** As `changedParts` names a viewer's own. */
const ME = 'me/';

/** How often it is looked whether a room has been silent for a second. */
const ALIVE_CHECK_MS = ALIVE_EVERY_MS / 4;

export function createFanOut(nsp: LiveNamespace, core: Core, snapshots: Snapshots, presence: Presence, log: Log): FanOut {
  const rooms = new Map<string, Room>();
  /** By viewer: thousands of them, and only those that an event names are looked at. */
  const mine = new Map<string, Room>();
  const touchedMine = new Set<Room>();
  const listeners: ((room: string, bytes: number) => void)[] = [];
  let gathering: ReturnType<typeof setTimeout> | null = null;
  let sent = 0;
  // Never the wall clock: it may be set.
  const clock = (): number => performance.now();

  const emit = (room: Room, patch: Patch, bytes: number): void => {
    room.sentAt = clock();
    sent += 1;
    nsp.local.to(room.name).emit('patch', patch);
    for (const listener of listeners) listener(room.name, bytes);
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
    emit(room, { ...header(room), from: fresh.rev, parts: {} }, 0);
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
    const bytes = Object.keys(parts).reduce((sum, key) => sum + key.length + (room.told.get(key)?.length ?? 4), 0);
    emit(room, { ...head, from: room.rev, parts }, bytes);
    room.rev = head.rev;
  };

  const flushAll = (): void => {
    gathering = null;
    for (const room of [...rooms.values(), ...touchedMine]) {
      try {
        flush(room);
      } catch (error) {
        // A part that cannot be made must not keep the other audiences from theirs, nor end the server.
        log.error({ err: error, room: room.name }, 'a patch could not be made');
      }
    }
    touchedMine.clear();
  };
  const gather = (): void => {
    gathering ??= setTimeout(flushAll, GATHER_MS);
  };

  const committed = ({ batch, events }: Committed): void => {
    announced = batch.first + batch.events.length - 1;
    if (rooms.size === 0 && mine.size === 0) return;
    const changed = changedParts(events, core.state);
    for (const room of rooms.values()) for (const key of changed) room.touched.add(key);
    for (const key of changed) {
      if (!key.startsWith(ME)) continue;
      const own = mine.get(key.slice(ME.length));
      for (const room of key === `${ME}*` ? mine.values() : own === undefined ? [] : [own]) {
        room.touched.add('holds').add('orders');
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
    for (const [map, key, room] of all()) {
      if (isEmpty(room)) map.delete(key);
      else if (room.alive && room.touched.size === 0 && now - room.sentAt >= ALIVE_EVERY_MS - ALIVE_CHECK_MS) send(room, {});
    }
  };
  const tellPresence = (): void => {
    const at = core.now();
    const parts = presence.parts(at);
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
      }
      const room =
        known !== undefined && !isEmpty(known)
          ? known
          : { name, looker, alive: false, told: toldOf(snapshot.parts), epoch: snapshot.epoch, rev: snapshot.rev, sentAt: clock(), touched: new Set<string>() };
      if (line === 'its-own') room.alive = true;
      map.set(key, room);
      enter(name);
      return core.health().ready ? snapshot : { ...snapshot, stale: true };
    },
    onSent: (listener) => void listeners.push(listener),
    sent: () => sent,
    close: () => {
      for (const stop of stops) stop();
      for (const timer of timers) clearInterval(timer);
      if (gathering !== null) clearTimeout(gathering);
      rooms.clear();
      mine.clear();
    },
  };
}
