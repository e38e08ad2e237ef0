import type { Actor } from '@protocol/roles.ts';
import { SECOND, type DurationMs } from '@protocol/time.ts';
import type { Config } from './config.ts';
import type { Core } from './dispatch/core.ts';
import type { Log } from './ports/log.ts';
import type { Tunnel, TunnelMaker } from './ports/tunnel.ts';
import { watchReach, type Address, type AskReach, type Reach } from './reach.ts';
import type { ReadState } from './shop/state.ts';

const actor: Actor = { kind: 'system', id: 'reach', role: 'system', name: 'reach' };
const LOOK_AFTER_LENT: DurationMs = SECOND;
/** A tunnel that is not up by then is no reason to keep the host from the panel. */
const SETTLED_WITHIN: DurationMs = 30 * SECOND;

export interface ReachDeps {
  readonly config: Pick<Config, 'publicUrl' | 'lan' | 'tunnel'>;
  readonly core: Core;
  readonly secret: Uint8Array;
  readonly port: number;
  readonly network: () => readonly string[];
  /** A desk is open. */
  readonly isWatched: () => boolean;
  readonly ask: AskReach;
  readonly tunnel: TunnelMaker;
  readonly log: Log;
}
export interface OpenReach {
  readonly watch: Reach;
  /** Resolves once buyers come by the tunnel, or when that takes too long; at once where there is none. */
  readonly settled: Promise<void>;
  stop(): Promise<void>;
}

const isShowLive = (state: ReadState): boolean => {
  const showId = state.single('showId');
  return state.single('liveDrops').length > 0 || (showId !== null && state.shows.get(showId)?.state === 'live');
};

/** How buyers reach the shop during this run: the tunnel, the address it lends, this network's own address, and the look every 10 s. */
export function openReach(deps: ReachDeps): OpenReach {
  const { config, core, log } = deps;
  let isStopped = false;
  const tunnel: Tunnel | null = config.tunnel === null ? null : deps.tunnel.open({ port: deps.port, fixed: config.tunnel.fixed }, () => void lend(), log);
  const address = (): Address => {
    if (config.publicUrl !== null) return { url: config.publicUrl, from: 'environment' };
    const lent = core.state.single('lentUrl');
    if (lent !== null) return { url: lent, from: 'tunnel' };
    const kept = core.state.single('publicUrl');
    return { url: kept, from: kept === null ? null : 'panel' };
  };
  const watch = watchReach({
    address,
    network: deps.network,
    networkFirst: config.lan && config.publicUrl === null,
    tunnel: () => tunnel?.state() ?? null,
    secret: deps.secret,
    isWatched: () => deps.isWatched() || isShowLive(core.state),
    ask: deps.ask,
    now: () => core.now(),
    log,
  });

  /** Links are made anew where the address they begin with is another: by an event, since parts go by those. */
  let madeWith = deps.network()[0];
  let lending: Promise<void> | null = null;
  function lend(): Promise<void> {
    return (lending ??= lendNow()
      .catch((error: unknown) => log.error({ err: error }, 'the address of this run could not be noted'))
      .finally(() => {
        lending = null;
      }));
  }
  async function lendNow(): Promise<void> {
    const before = core.state.single('lentUrl');
    // What an earlier run left behind is nobody's address any more; a tunnel that is just starting again has not told its next one yet.
    const wanted = tunnel === null ? null : (tunnel.url() ?? (tunnel.state().state === 'lost' ? before : null));
    const network = deps.network()[0];
    if (isStopped || (wanted === before && network === madeWith)) return;
    const outcome = await core.submit(actor, { id: `reach:${core.now()}`, name: 'reach.lend', input: { publicUrl: wanted } });
    if (outcome.ok) madeWith = network;
    else log.debug({ refused: outcome.refused.refused }, 'the address of this run is not noted yet');
  }
  const timer = setInterval(() => void lend(), LOOK_AFTER_LENT);

  const settle = async (): Promise<void> => {
    await lend();
    const until = performance.now() + SETTLED_WITHIN;
    while (tunnel !== null && !isStopped && performance.now() < until) {
      if (tunnel.state().state === 'up' && (await watch.check()).state === 'reached') return;
      await new Promise((resolve) => setTimeout(resolve, LOOK_AFTER_LENT / 4));
    }
  };
  return {
    watch,
    settled: settle(),
    stop: async () => {
      isStopped = true;
      clearInterval(timer);
      await lending;
      await watch.stop();
      await tunnel?.stop();
    },
  };
}
