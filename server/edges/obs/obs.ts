import OBSWebSocket from 'obs-websocket-js/json';
import { findObs, lookAtObs, obsSocketOf, openObsLink, type ObsSocket } from '@protocol/obs-link.ts';
import type { ObsAdapter } from '../../ports/obs.ts';

export const obsSocket = (): ObsSocket => obsSocketOf(new OBSWebSocket());

/** An OBS that this machine reaches. */
export const obsAdapter = (): ObsAdapter => ({
  open: (address, password, events) => openObsLink({ make: obsSocket, address, password, barred: async () => null }, events),
  look: (address, password) => lookAtObs({ make: obsSocket, address, password, barred: async () => null }),
  find: (address) => findObs({ make: obsSocket, address, barred: async () => null }),
});
