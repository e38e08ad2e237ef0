import { randomUUID } from 'node:crypto';
import { commands } from '@protocol/commands.ts';
import type { ObsAnswer, ObsData, ObsLink, ObsLinkEvents } from '@protocol/obs-link.ts';
import type { ObsFault, ObsPart, ObsTrouble } from '@protocol/obs.ts';
import { refuse, type Refused } from '@protocol/refusals.ts';
import type { Actor } from '@protocol/roles.ts';
import { SECOND, type DurationMs, type Instant } from '@protocol/time.ts';
import { keyText } from '../dispatch/authenticate.ts';
import type { Claims } from '../dispatch/claims.ts';
import type { Core } from '../dispatch/core.ts';
import type { Others } from '../dispatch/presence.ts';
import type { Log } from '../ports/log.ts';
import { nothingSeen, offPart, type ObsAdapter, type ObsDesk, type ObsSeen } from '../ports/obs.ts';
import { asker } from './ask-core.ts';
import { hasMark } from './obs-mark.ts';
import { addOverlay } from './obs-set-up.ts';
import { droppedBetween, readFrames, readOverlays, readScenes, readSources, textOf, numberOf, type Frames } from './obs-sight.ts';
import { holderOf, obsSeats } from './obs-seats.ts';
import { obsTasks } from './obs-tasks.ts';
import { faultOf, troubleFault } from './obs-words.ts';
import { openTasks } from './open-tasks.ts';
import type { StoredSettings } from './stored-settings.ts';

/** How often OBS is asked how it does: it is also how a frozen one is noticed. */
const LOOK_EVERY_MS: DurationMs = 2 * SECOND;
const READ_EVERY_LOOKS = 5;
const GREET_EVERY_MS: DurationMs = 500;
/** Several things change with one press: OBS is read anew once. */
const READ_AFTER_MS: DurationMs = 150;
const DROPPED_OVER_MS: DurationMs = 30 * SECOND;
/** The desk's picture of what is on air. */
const SHOT_LASTS_MS: DurationMs = 1_900;
const SHOT = { imageFormat: 'jpg', imageWidth: 480, imageCompressionQuality: 70 } as const;
const MARK_SHOT = { imageFormat: 'jpg', imageWidth: 480, imageCompressionQuality: 95 } as const;
/** An overlay paints the mark for 4 s from when it hears of it. */
const MARK_SOUGHT_MS: DurationMs = 4_500;
const MARK_EVERY_MS: DurationMs = 300;
/** The overlay's key that the shop puts into OBS by itself. */
const KEY_NAME = 'OBS';
const UNKNOWN_REQUEST = 204;
const CLAIM = 'obs';

export interface ObsDeps {
  readonly core: Core;
  /** Null in a rehearsal and the demo, from which no real OBS can be reached (E5). */
  readonly adapter: ObsAdapter | null;
  readonly people: StoredSettings;
  /** One node drives: the one that reaches OBS, or that a bridge came to. */
  readonly claims: Claims;
  readonly others: Pick<Others, 'seen'>;
  /** The shop's: an overlay's key derives from it. */
  readonly secret: Uint8Array;
  /** This server, by an address of its own computer. */
  readonly local: string;
  /** 0 to 1, for jitter. */
  readonly random: () => number;
  readonly log: Log;
}
export interface RunningObs extends ObsDesk {
  /** As this node drives it, whatever the others say. */
  own(): ObsPart;
  stop(): Promise<void>;
}

/** Drives OBS, from here or through a bridge: looks how it does, does what cues ask for, and never keeps anybody waiting. */
export function startObs(deps: ObsDeps): RunningObs {
  const { core, adapter, log } = deps;
  const ask = asker(core, deps.random, log);
  let direct: ObsLink | null = null;
  let place: ObsPart['place'] = 'off';
  let state: ObsPart['state'] = 'off';
  let trouble: ObsTrouble | null = null;
  let since: Instant = core.now();
  let seen: ObsSeen = nothingSeen;
  /** Null while that is not known: then everything is asked for. */
  let available: ReadonlySet<string> | null = null;
  let frames: Frames[] = [];
  let reading: NodeJS.Timeout | null = null;
  /** Which connection is meant: what one that is gone answers late is not believed. */
  let turn = 0;
  let stopped = false;
  let holds = false;
  const isAble = (): boolean => !stopped && core.health().ready && (place === 'server' || (place === 'bridge' && seats.any()));

  const set = (next: ObsPart['state'], why: ObsTrouble | null): void => {
    if (state === next && trouble === why) return;
    if (state !== next) since = core.now();
    state = next;
    trouble = why;
    log.info({ place, state, trouble }, 'OBS');
    open.pump();
  };
  const forget = (): void => {
    turn += 1;
    seen = nothingSeen;
    available = null;
    frames = [];
    shot = null;
    if (reading !== null) clearTimeout(reading);
    reading = null;
  };

  async function call(request: string, data: ObsData): Promise<ObsAnswer> {
    if (available !== null && !available.has(request)) return { ok: false, why: 'refused', code: UNKNOWN_REQUEST, comment: request };
    return place === 'bridge' ? seats.call(request, data) : direct === null ? { ok: false, why: 'not-sent' } : direct.call(request, data);
  }

  const events: ObsLinkEvents = {
    up: () => {
      forget();
      void greet(turn).catch(broke);
    },
    down: (why) => {
      forget();
      set('down', why);
    },
    event: (name, data) => {
      if (name === 'CurrentProgramSceneChanged') seen = { ...seen, scene: textOf(data['sceneName']) ?? seen.scene };
      if (name === 'StreamStateChanged') seen = { ...seen, streaming: data['outputActive'] === true };
      if (name === 'RecordStateChanged') seen = { ...seen, recording: data['outputActive'] === true };
      if (name === 'ReplayBufferStateChanged') seen = { ...seen, replay: data['outputActive'] === true };
      readSoon();
    },
  };
  const broke = (error: unknown): void => log.error({ err: error }, 'reading OBS broke');
  const seats = obsSeats(events, (line) => {
    if (place !== 'bridge') return;
    forget();
    set(line === null ? 'down' : 'connecting', line === null ? 'no-bridge' : null);
  });

  /** First look at an OBS that just answered: it listens before it has read its own scenes, and is asked again until it has. */
  async function greet(mine: number): Promise<void> {
    for (;;) {
      const how = await readAll(mine);
      // Gone meanwhile: whoever noticed has said why.
      if (mine !== turn || stopped) return;
      if (how === 'read') break;
      if (how === 'starting') set('connecting', null);
      else set('down', 'silent');
      await ask.sleep(GREET_EVERY_MS);
    }
    await look(mine);
    if (mine === turn) set('up', null);
  }
  async function readAll(mine: number): Promise<'read' | 'starting' | 'silent'> {
    const version = await call('GetVersion', {});
    const video = await call('GetVideoSettings', {});
    const kinds = await call('GetInputKindList', { unversioned: true });
    if (mine !== turn || !version.ok) return 'silent';
    const known = version.data['availableRequests'];
    available = Array.isArray(known) ? new Set(known.filter((name): name is string => typeof name === 'string')) : null;
    seen = {
      ...seen,
      version: textOf(version.data['obsVersion']),
      canvas: video.ok ? { width: numberOf(video.data['baseWidth']), height: numberOf(video.data['baseHeight']) } : null,
      browser: kinds.ok && Array.isArray(kinds.data['inputKinds']) && kinds.data['inputKinds'].includes('browser_source'),
    };
    return (await read(mine)) ? 'read' : 'starting';
  }
  /** Scenes, and where the overlay is in them. */
  async function read(mine: number): Promise<boolean> {
    const scenes = await readScenes(call);
    if (scenes === null || mine !== turn) return false;
    const overlays = await readOverlays(call, scenes.current, scenes.names);
    if (mine !== turn) return false;
    seen = { ...seen, scene: scenes.current, scenes: scenes.names, overlays };
    return true;
  }
  function readSoon(): void {
    const mine = turn;
    reading ??= setTimeout(() => {
      reading = null;
      void read(mine).catch(broke);
    }, READ_AFTER_MS);
  }
  async function look(mine: number): Promise<void> {
    const stats = await call('GetStats', {});
    const stream = await call('GetStreamStatus', {});
    const record = await call('GetRecordStatus', {});
    const replay = await call('GetReplayBufferStatus', {});
    if (mine !== turn || !stats.ok) return;
    const now = core.now();
    frames = [...frames.filter(({ at }) => at >= now - DROPPED_OVER_MS), readFrames(now, stats.data, stream.ok ? stream.data : {})];
    const [first] = frames;
    const last = frames.at(-1);
    seen = {
      ...seen,
      streaming: stream.ok && stream.data['outputActive'] === true,
      recording: record.ok && record.data['outputActive'] === true,
      replay: replay.ok ? replay.data['outputActive'] === true : null,
      dropped: first === undefined || last === undefined ? 0 : droppedBetween(first, last),
    };
  }
  let isLooking = false;
  let looks = 0;
  const looking = setInterval(() => {
    if (state !== 'up' || isLooking) return;
    isLooking = true;
    looks += 1;
    // Older ones tell nobody when a source's size or address changed.
    void Promise.all([look(turn), looks % READ_EVERY_LOOKS === 0 ? read(turn) : null])
      .catch(broke)
      .finally(() => {
        isLooking = false;
      });
  }, LOOK_EVERY_MS);

  /** As the settings say now. */
  let refreshing: Promise<void> = Promise.resolve();
  function refresh(): void {
    refreshing = refreshing.then(settle).catch(broke);
  }
  async function settle(): Promise<void> {
    const wanted = core.state.single('obs');
    const saved = wanted.place === 'server' ? await deps.people.settings('obs', 'obs') : null;
    if (stopped) return;
    direct?.close();
    direct = null;
    forget();
    place = adapter === null ? 'off' : wanted.place;
    if (place === 'off') set('off', null);
    // Where a bridge is given the wheel below, it is connecting.
    else if (place === 'bridge') set('down', 'no-bridge');
    else set('connecting', null);
    holds = deps.claims.holds(CLAIM);
    seats.drive(place === 'bridge' && holds);
    if (place === 'server' && holds && adapter !== null) direct = adapter.open(wanted.address, String(saved?.['password'] ?? ''), events);
  }

  const away = (): ObsFault | null => (state === 'up' ? null : troubleFault(trouble ?? 'lost'));
  const fault = (answer: Exclude<ObsAnswer, { readonly ok: true }>): ObsFault => faultOf(answer, trouble);
  const list = openTasks(core, () => open.pump());
  const open = obsTasks({
    core,
    asker: ask,
    tasks: () => list.values(),
    ask: call,
    away,
    isElsewhere: () => deps.claims.isElsewhere(CLAIM),
    overlays: () => seen.overlays.map(({ source }) => source),
    fault,
    log,
  });

  /** A key for the source that the shop puts into OBS; the one before, where it is still good. */
  async function overlayKey(actor: Actor): Promise<string | Refused> {
    for (const key of core.state.keys.values())
      if (key.role === 'overlay' && key.name === KEY_NAME && !key.revoked && key.next === undefined) return keyText(deps.secret, key.keyId);
    const made = await ask.ask(actor, `obs-key:${randomUUID()}`, 'key.create', { role: 'overlay', name: KEY_NAME }, () => false);
    if (made === null) return refuse('try-again');
    return made.ok ? commands['key.create'].result.parse(made.result).key : made.refused;
  }
  /** Where OBS finds this server: on its own machine by itself, else as its bridge does. */
  const base = (): string => seats.holder()?.origin ?? deps.local;

  async function picture(sourceName: string, how: ObsData): Promise<Uint8Array | null> {
    const answer = await call('GetSourceScreenshot', { sourceName, ...how });
    const data = answer.ok ? textOf(answer.data['imageData']) : null;
    const encoded = /^data:image\/\w+;base64,(.+)$/su.exec(data ?? '')?.[1];
    return encoded === undefined ? null : Buffer.from(encoded, 'base64');
  }
  async function marked(sources: readonly string[], colours: string): Promise<boolean> {
    for (const source of sources) {
      const shown = await picture(source, MARK_SHOT);
      if (shown !== null && (await hasMark(shown, colours))) return true;
    }
    return false;
  }
  let shot: { readonly at: number; readonly picture: Promise<Uint8Array | null> } | null = null;

  const offs = [
    core.onCommitted(({ events: happened }) => {
      if (happened.some((event) => event.type === 'ObsConfigured')) refresh();
    }),
    core.onReset(refresh),
    deps.claims.onChange(() => {
      if (deps.claims.holds(CLAIM) !== holds) refresh();
    }),
  ];
  // The first look finds nothing to want yet; where this is the only node it holds it all the same.
  deps.claims.want(CLAIM, isAble);
  refresh();

  const own = (): ObsPart => {
    const holder = seats.holder();
    return { ...offPart, place, state, trouble, since, holder: holder === null ? null : holderOf(holder), waiting: seats.waiting(), ...seen };
  };
  return {
    own,
    part: () => (holds ? null : deps.others.seen().find(({ obs }) => obs !== null)?.obs) ?? own(),
    offer: async (line, take) => {
      if (adapter === null) return refuse('obs-off');
      const wanted = core.state.single('obs');
      if (wanted.place === 'server') return refuse('obs-elsewhere');
      if (wanted.place === 'off') {
        // Whoever runs a bridge wants one.
        const input = { place: 'bridge', address: '', password: null } as const;
        const answer = await ask.ask(line.actor, `bridge:${randomUUID()}`, 'obs.configure', input, () => false);
        if (answer === null) return refuse('try-again');
        if (!answer.ok) return answer.refused;
        await refreshing;
      }
      const seat = seats.offer(line, take);
      // Now there is something to drive.
      deps.claims.want(CLAIM, isAble);
      return seat;
    },
    scenes: async () => away() ?? readSources(call, seen.scenes),
    find: async (address) => (adapter === null ? { ok: false, trouble: 'unreachable' } : adapter.find(address)),
    addOverlay: async (where, actor) => {
      const gone = away();
      if (gone !== null) return gone;
      if (!seen.browser) return faultOf({ ok: false, why: 'refused', code: 605, comment: '' }, null);
      const key = await overlayKey(actor);
      if (typeof key !== 'string') return key;
      const added = await addOverlay({ ask: call, fault, url: `${base()}/overlay/now#key=${key}&name=${KEY_NAME}` }, where);
      await read(turn);
      return added;
    },
    check: async (actor) => {
      const gone = away();
      if (gone !== null) return gone;
      const asked = await ask.ask(actor, `obs-mark:${randomUUID()}`, 'overlay.mark', {}, () => false);
      if (asked === null) return refuse('try-again');
      if (!asked.ok) return asked.refused;
      const { colours } = commands['overlay.mark'].result.parse(asked.result);
      const until = core.now() + MARK_SOUGHT_MS;
      let inSource = false;
      while (core.now() < until && state === 'up') {
        if (seen.scene !== null && (await marked([seen.scene], colours))) return { ok: true, seen: 'on-air' };
        inSource ||= await marked(
          seen.overlays.map(({ source }) => source),
          colours,
        );
        await ask.sleep(MARK_EVERY_MS);
      }
      return away() ?? { ok: true, seen: inSource ? 'source' : 'nowhere' };
    },
    shot: async () => {
      if (state !== 'up' || seen.scene === null) return null;
      if (shot === null || core.now() - shot.at >= SHOT_LASTS_MS) shot = { at: core.now(), picture: picture(seen.scene, SHOT) };
      return shot.picture;
    },
    stop: async () => {
      stopped = true;
      for (const off of offs) off();
      clearInterval(looking);
      forget();
      list.stop();
      ask.stop();
      seats.drive(false);
      direct?.close();
      await refreshing;
    },
  };
}
