import OBSWebSocket from 'obs-websocket-js/json';
import { findObs, openObsLink, type ObsSocket } from '@protocol/obs-link.ts';
import type { ObsAdapter } from '../../ports/obs.ts';

/** obs-websocket-js as the link wants it (protocol/obs-link.ts): its requests are typed by name, ours come over a wire. */
export function obsSocket(): ObsSocket {
  const socket = new OBSWebSocket();
  return {
    connect: (url, password, options) => socket.connect(url, password, options),
    // The list of requests that may be made stands in protocol/obs-bridge.ts; OBS itself refuses what it does not know.
    call: (request, data) => socket.call(request as 'GetVersion', data as never),
    disconnect: () => socket.disconnect(),
    onAny: (listener) => {
      // The one seam at which every event passes, whatever OBS calls it.
      const emit = socket.emit.bind(socket);
      socket.emit = (name, ...args) => {
        listener(String(name), args[0]);
        return emit(name, ...args);
      };
    },
  };
}

/** An OBS that this machine reaches. */
export const obsAdapter = (): ObsAdapter => ({
  open: (address, password, events) => openObsLink({ make: obsSocket, address, password, barred: async () => null }, events),
  find: (address) => findObs({ make: obsSocket, address, barred: async () => null }),
});
