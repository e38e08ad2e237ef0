import { refuse } from '@protocol/refusals.ts';
import type { Evolvers, Handlers } from './context.ts';
import { happened } from './events.ts';
import { askObs } from './obs.ts';

/** API keys (P1), and what is asked of overlays: both belong to whoever runs the desk. */
export const keyHandlers: Handlers<'key.create' | 'key.revoke' | 'overlay.identify' | 'overlay.reload' | 'attention.note'> = {
  'key.create': (draft, { role, name }) => {
    const keyId = draft.context.id();
    draft.emit(happened('KeyCreated', { keyId, role, name, hash: draft.context.keyHash(keyId) }));
  },
  'key.revoke': (draft, { keyId }) => {
    const key = draft.state.keys.get(keyId);
    if (!key || key.revoked) return refuse('no-such-key', { keyId });
    draft.emit(happened('KeyRevoked', { keyId }));
  },
  'overlay.identify': (draft, { instance }) => draft.emit(happened('OverlayAsked', { what: 'identify', instance })),
  'overlay.reload': (draft, { instance }) => {
    draft.emit(happened('OverlayAsked', { what: 'reload', instance }));
    // One that broke down hears nothing: OBS loads it anew, past its cache.
    if (instance === null) askObs(draft, { do: 'refresh' }, null);
  },
  'attention.note': (draft, input) => draft.emit(happened('AttentionNoted', input)),
};

export const keyEvolvers: Evolvers<'KeyCreated' | 'KeyRevoked' | 'OverlayAsked' | 'AttentionNoted'> = {
  KeyCreated: (state, event, meta) =>
    state.keys.set(event.keyId, { keyId: event.keyId, role: event.role, name: event.name, hash: event.hash, createdAt: meta.at, revoked: false }),
  KeyRevoked: (state, event) => {
    const key = state.keys.get(event.keyId);
    if (key) state.keys.set(event.keyId, { ...key, revoked: true });
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
