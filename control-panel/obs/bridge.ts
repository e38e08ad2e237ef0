import OBSWebSocket from 'obs-websocket-js/json';
import { createBridge, whyBarred, type Bridge, type BridgeView } from '@protocol/obs-bridge.ts';
import { openObsLink, type ObsSocket } from '@protocol/obs-link.ts';
import type { ObsSurface, ObsTrouble } from '@protocol/obs.ts';
import type { BridgeWire } from '../line/panel-line.ts';

/** A file of its own: only a page that drives OBS fetches the library. */

/** obs-websocket-js as the link wants it: its requests are typed by name, ours come over a wire. */
function obsSocket(): ObsSocket {
  const socket = new OBSWebSocket();
  return {
    connect: (url, password, options) => socket.connect(url, password, options),
    // What may be asked stands in protocol/obs-bridge.ts; OBS itself refuses what it does not know.
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

const LOCAL = ['localhost', '127.0.0.1', '[::1]'];
/** Chrome's names for it, the newer one first. Other browsers have none, and say so by throwing. */
const PERMISSIONS = ['loopback-network', 'local-network-access'];
async function localNetwork(): Promise<'granted' | 'denied' | 'prompt' | null> {
  for (const name of PERMISSIONS) {
    try {
      // Newer than the types of the browser's own list.
      return (await navigator.permissions.query({ name: name as PermissionName })).state;
    } catch {
      // This browser does not know that name.
    }
  }
  return null;
}
export async function barred(): Promise<ObsTrouble | null> {
  const { hostname } = window.location;
  return whyBarred({
    isSecure: window.isSecureContext,
    isLocal: LOCAL.includes(hostname),
    agent: navigator.userAgent,
    localNetwork: await localNetwork(),
  });
}

interface Options {
  readonly wire: BridgeWire;
  readonly surface: ObsSurface;
  readonly port: number;
  readonly password: string;
  /** At once in the place of whoever drives. */
  readonly takes: boolean;
  readonly changed: (view: BridgeView) => void;
}
export function openBridge({ wire, surface, port, password, takes, changed }: Options): Bridge {
  let wants = takes;
  const bridge = createBridge({
    surface,
    origin: null,
    open: (events) => openObsLink({ make: obsSocket, address: `ws://127.0.0.1:${port}`, password, barred }, events),
    say: wire.say,
    changed,
  });
  const off = wire.listen({
    up: () => {
      if (wants) bridge.take();
      else bridge.lineUp();
      wants = false;
    },
    down: bridge.lineDown,
    told: bridge.told,
    call: bridge.call,
  });
  return {
    ...bridge,
    close: () => {
      bridge.close();
      off();
    },
  };
}
