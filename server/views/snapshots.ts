import type { Parts } from '@protocol/parts.ts';
import type { Snapshot } from '@protocol/socket.ts';
import type { Instant } from '@protocol/time.ts';
import type { ReadState } from '../shop/state.ts';
import { liveJson } from './live-json.ts';
import { partsBy } from './parts.ts';
import { sightOf, type Sight } from './sight.ts';
import type { Looker, ViewContext } from './view-context.ts';

/**
 * Snapshots of the committed state, made once per rev for each audience and role, whoever asks and
 * however many: a crowd that comes back at once costs one computation (V1).
 */
export interface Snapshots {
  of(looker: Looker, now: Instant): Snapshot;
  /** Bytes of the parts as JSON, about: what a reader of this snapshot may have unsent. */
  sizeOf(looker: Looker): number;
  /** The body of `GET /live/:show.json`. */
  liveJson(): string;
  /** The look that these share, for patches of the same rev. */
  sight(): Sight;
}

interface Kept {
  readonly parts: Parts;
  bytes: number | null;
}

/** `state` answers the committed one, never a layer: it is the same for as long as its rev and epoch are. */
export function createSnapshots(state: () => ReadState, context: ViewContext): Snapshots {
  let at: {
    readonly state: ReadState;
    readonly epoch: string;
    readonly rev: number;
    readonly sight: Sight;
    readonly kept: Map<string, Kept>;
    live: string | null;
  } | null = null;

  const current = (): NonNullable<typeof at> => {
    const now = state();
    const { epoch } = now.single('ledger');
    const rev = now.single('counters').seq;
    if (at === null || at.state !== now || at.epoch !== epoch || at.rev !== rev)
      at = { state: now, epoch, rev, sight: sightOf(now, context), kept: new Map(), live: null };
    return at;
  };
  const keep = (looker: Looker): Kept => {
    const { kept, sight } = current();
    // A viewer's own parts are asked for once: keeping them would keep everybody's.
    if (looker.audience === 'me') return { parts: partsBy(looker, sight), bytes: null };
    const name = looker.audience === 'panel' ? `panel ${looker.role}` : looker.audience;
    const known = kept.get(name);
    if (known !== undefined) return known;
    const fresh: Kept = { parts: partsBy(looker, sight), bytes: null };
    kept.set(name, fresh);
    return fresh;
  };

  return {
    of: (looker, now) => {
      const { epoch, rev } = current();
      return { epoch, rev, now, parts: keep(looker).parts };
    },
    sizeOf: (looker) => {
      const entry = keep(looker);
      return (entry.bytes ??= Buffer.byteLength(JSON.stringify(entry.parts)));
    },
    liveJson: () => {
      const here = current();
      return (here.live ??= liveJson(here.epoch, here.rev, keep({ audience: 'public', role: 'viewer', viewer: null }).parts));
    },
    sight: () => current().sight,
  };
}
