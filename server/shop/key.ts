import { refuse } from '@protocol/refusals.ts';
import { HOUR, MINUTE, type Instant } from '@protocol/time.ts';
import type { Evolvers, Handlers } from './context.ts';
import { happened } from './events.ts';
import { askObs } from './obs.ts';
import type { Key, ReadState } from './state.ts';

/** Whether a key opens anything, at this time. */
export const isGoodKey = (key: Key, now: Instant): boolean => !key.revoked && (key.until === undefined || now < key.until);

/** The newest of those that follow a key: what an overlay that has the old one is handed. */
export function newestKey(keys: { get(keyId: string): Key | undefined }, key: Key): Key {
  const next = key.next === undefined ? undefined : keys.get(key.next);
  return next === undefined ? key : newestKey(keys, next);
}
/** A key with all that came before and after it. */
function lineOf(state: ReadState, keyId: string): readonly Key[] {
  const key = state.keys.get(keyId);
  if (key === undefined) return [];
  const last = newestKey(state.keys, key).keyId;
  return [...state.keys.values()].filter((each) => newestKey(state.keys, each).keyId === last);
}

/** API keys (P1), and what is asked of overlays: both belong to whoever runs the desk. */
export const keyHandlers: Handlers<'key.create' | 'key.revoke' | 'key.rotate' | 'overlay.identify' | 'overlay.reload' | 'attention.note'> = {
  'key.create': (draft, { role, name }) => {
    const keyId = draft.context.id();
    draft.emit(happened('KeyCreated', { keyId, role, name, hash: draft.context.keyHash(keyId) }));
  },
  'key.revoke': (draft, { keyId }) => {
    const key = draft.state.keys.get(keyId);
    if (!key || key.revoked) return refuse('no-such-key', { keyId });
    draft.emit(happened('KeyRevoked', { keyId }));
  },
  'key.rotate': (draft, { keyId, hours }) => {
    const key = draft.state.keys.get(keyId);
    if (key === undefined || key.role !== 'overlay' || key.next !== undefined || !isGoodKey(key, draft.context.now)) return refuse('no-such-key', { keyId });
    const nextId = draft.context.id();
    const until = draft.context.now + (hours === 0 ? MINUTE : hours * HOUR);
    draft.emit(happened('KeyRotated', { keyId, nextId, hash: draft.context.keyHash(nextId), until }));
  },
  'overlay.identify': (draft, { instance }) => draft.emit(happened('OverlayAsked', { what: 'identify', instance })),
  'overlay.reload': (draft, { instance }) => {
    draft.emit(happened('OverlayAsked', { what: 'reload', instance }));
    // One that broke down hears nothing: OBS loads it anew, past its cache.
    if (instance === null) askObs(draft, { do: 'refresh' }, null);
  },
  'attention.note': (draft, input) => draft.emit(happened('AttentionNoted', input)),
};

export const keyEvolvers: Evolvers<'KeyCreated' | 'KeyRevoked' | 'KeyRotated' | 'OverlayAsked' | 'AttentionNoted'> = {
  KeyCreated: (state, event, meta) =>
    state.keys.set(event.keyId, { keyId: event.keyId, role: event.role, name: event.name, hash: event.hash, createdAt: meta.at, revoked: false }),
  KeyRevoked: (state, event) => {
    // All that were one after the other: who has an old one would be handed the new.
    for (const key of lineOf(state, event.keyId)) state.keys.set(key.keyId, { ...key, revoked: true });
  },
  KeyRotated: (state, event, meta) => {
    const key = state.keys.get(event.keyId);
    if (!key) return;
    state.keys.set(event.keyId, { ...key, next: event.nextId, until: event.until });
    state.keys.set(event.nextId, { keyId: event.nextId, role: key.role, name: key.name, hash: event.hash, createdAt: meta.at, revoked: false });
  },
  OverlayAsked: (state, event, meta) =>
    state.put('ask', {
      seq: meta.seq,
      what: event.what,
      instance: event.instance,
      ...(event.colours === undefined ? {} : { colours: event.colours }),
    }),
  AttentionNoted: (state, event) => {
    for (const [name, clicks] of Object.entries(event.clicks)) {
      const code = state.codes.get(name);
      if (code) state.codes.set(name, { ...code, clicks: code.clicks + clicks });
    }
  },
};
