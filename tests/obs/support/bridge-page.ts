import type { BridgeView } from '@protocol/obs-bridge.ts';
import type { ObsSurface } from '@protocol/obs.ts';
import { openPanelLine } from '../../../control-panel/line/panel-line.ts';
import { openBridge } from '../../../control-panel/obs/bridge.ts';

/** The panel's own line and its own bridge in a page of the panel, without the panel around them: a test presses what its buttons press. */
interface BridgeHandle {
  readonly views: readonly BridgeView[];
  take(): void;
}
declare global {
  interface Window {
    driveObs(surface: Exclude<ObsSurface, 'terminal'>, port: number, password: string): void;
    bridge: BridgeHandle | undefined;
  }
}
window.driveObs = (surface, port, password) => {
  const views: BridgeView[] = [];
  const bridge = openBridge({ wire: openPanelLine().bridge, surface, port, password, takes: false, changed: (view) => void views.push(view) });
  window.bridge = { views, take: () => bridge.take() };
};
