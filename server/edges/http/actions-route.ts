import type { Request, Response } from 'express';
import type { CommandName } from '@protocol/commands.ts';
import type { PanelDrop, PanelParts } from '@protocol/parts.ts';
import { isRefused, refuse, type Refused } from '@protocol/refusals.ts';
import type { Actor } from '@protocol/roles.ts';
import type { Instant } from '@protocol/time.ts';
import type { Outcome } from '../../dispatch/core.ts';
import { isUnavailable } from '../../dispatch/unavailable.ts';
import { actorOf, whoAsks } from './asking.ts';
import type { HttpDeps } from './http-deps.ts';
import type { RateLimits } from './rate-limits.ts';
import { sendNotFound, sendOutcome, sendRefused } from './reply.ts';

/** A deck's buttons: no screen beside them, so that each means what the desk shows at that moment. */
export const actions = ['go', 'fire', 'end', 'pause', 'resume', 'panic', 'undo'] as const;
export type Action = (typeof actions)[number];
const isAction = (name: string): name is Action => (actions as readonly string[]).includes(name);

interface Meant {
  readonly name: CommandName;
  readonly input: unknown;
}
const drops = (parts: PanelParts): readonly PanelDrop[] => Object.entries(parts).flatMap(([key, part]) => (key.startsWith('drop/') ? [part as PanelDrop] : []));

/**
 * The command behind a button, from what the desk shows; a refusal where nothing is there to press it for. `onAir` is the drop that
 * is: the desk's own part also names a test drop, which has nothing to end or to pause.
 */
export function meantBy(action: Action, parts: PanelParts, onAir: string | null): Meant | Refused {
  const one = (name: CommandName, dropId: string | null): Meant | Refused => (dropId === null ? refuse('wrong-state') : { name, input: { dropId } });
  switch (action) {
    case 'go': {
      const next = parts.rundown.find((cue) => cue.state === 'next');
      if (next === undefined || parts.show === null) return refuse('nothing-next');
      return { name: 'cue.go', input: { showId: parts.show.showId, cueId: next.cueId, expectOnAir: onAir } };
    }
    case 'fire': {
      const armed = drops(parts).filter((drop) => drop.state === 'armed');
      const inRundown = parts.rundown.find((cue) => cue.dropId !== null && armed.some((drop) => drop.dropId === cue.dropId));
      const dropId = inRundown?.dropId ?? armed[0]?.dropId;
      return dropId === undefined || dropId === null ? refuse('nothing-next') : { name: 'drop.fire', input: { dropId, expectOnAir: onAir } };
    }
    case 'end':
      return one('drop.end', onAir);
    case 'pause':
      return one('drop.pause', onAir);
    case 'resume':
      return one('drop.resume', onAir);
    case 'undo':
      return parts.undo === null ? refuse('already-open') : { name: 'drop.undo', input: { dropId: parts.undo.dropId } };
    case 'panic':
      return { name: 'panic', input: {} };
    default:
      return action satisfies never;
  }
}

/** A finger that bounces, a deck that sends twice, a relay that repeats: within this it was one press. */
export const SAME_PRESS_MS = 1_000;

interface Press {
  readonly at: Instant;
  readonly outcome: Promise<Outcome>;
}
/**
 * One press per actor and action and second, counted from the press itself and not by the wall's seconds: a bounce over the turn
 * of a second is still one. Two presses that count are at least a second apart, so that the second's number makes ids that never
 * meet; and where two nodes get one press each within a second, the ledger knows the id (L4).
 */
export function createPresses(): (actor: Actor, action: Action, now: Instant, press: (id: string) => Promise<Outcome>) => Promise<Outcome> {
  const last = new Map<string, Press>();
  return (actor, action, now, press) => {
    const who = `${actor.kind} ${actor.id} ${action}`;
    const before = last.get(who);
    if (before !== undefined && now - before.at < SAME_PRESS_MS) return before.outcome;
    if (last.size > 1_000) for (const [key, value] of last) if (now - value.at >= SAME_PRESS_MS) last.delete(key);
    const outcome = press(`action:${action}:${Math.floor(now / SAME_PRESS_MS)}`);
    last.set(who, { at: now, outcome });
    return outcome;
  };
}

/** `POST /api/actions/:action`. A body is not needed and not read. */
export const actionsRoute = (deps: HttpDeps, limits: RateLimits) => {
  const presses = createPresses();
  return async (request: Request, response: Response): Promise<void> => {
    const action = String(request.params['action']);
    request.resume();
    if (!isAction(action)) return sendNotFound(response, deps.core);
    const asking = await whoAsks(request, deps);
    if (isRefused(asking)) return sendRefused(response, deps.core, asking);
    const actor = actorOf(asking, `action.${action}`);
    if (isRefused(actor)) return sendRefused(response, deps.core, actor);
    if (actor.role !== 'owner' && actor.role !== 'host' && actor.role !== 'producer') return sendRefused(response, deps.core, refuse('not-allowed'));
    const wait = await limits.forActor(actor, request.ip);
    if (wait !== null) return sendRefused(response, deps.core, refuse('too-fast', { retryAfterMs: wait }));
    const outcome = await presses(actor, action, deps.core.now(), async (id) => {
      // L10: what a button means is what is so now, on whichever node that happened.
      try {
        await deps.core.caughtUp();
      } catch (error) {
        if (!isUnavailable(error)) throw error;
        return { ok: false, refused: refuse('try-again') };
      }
      // Parts of the panel, made by views for this very role.
      const parts = deps.snapshots.of({ audience: 'panel', role: actor.role, viewer: null }, deps.core.now()).parts as unknown as PanelParts;
      const meant = meantBy(action, parts, deps.core.state.single('onAir'));
      return isRefused(meant) ? { ok: false, refused: meant } : deps.core.submit(actor, { id, ...meant });
    });
    sendOutcome(response, deps.core, outcome);
  };
};
