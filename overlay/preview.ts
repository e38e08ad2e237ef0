import { previewParts } from '@protocol/overlay-preview.ts';
import type { PreviewState } from '@protocol/overlay-preview.ts';
import type { Line, View } from '@protocol/sync.ts';

/** Loaded in a preview only: what is on a stream needs none of it. */

/** Tells the panel around this frame how far it is; nobody of another origin hears it. */
export function tellPanel(dropcast: PreviewState['dropcast']): void {
  const state: PreviewState = { dropcast };
  window.parent.postMessage(state, window.location.origin);
}

/** Says `drawn` once there is something to draw from, and it had the time to be drawn. */
export function tellWhenDrawn(line: Line): void {
  const stop = line.subscribe(() => {
    if (line.view().epoch === null) return;
    stop();
    requestAnimationFrame(() => requestAnimationFrame(() => tellPanel('drawn')));
  });
}

/** A line that is fed by the panel around this frame, and stands still in between. */
export function panelLine(): Line {
  let view: View = { status: 'connecting', epoch: null, rev: 0, parts: {}, me: {}, presence: {}, silentMs: 0, bye: null, sending: 0 };
  let now = 0;
  const listeners = new Set<() => void>();
  window.addEventListener('message', (event) => {
    if (event.origin !== window.location.origin || event.source !== window.parent) return;
    const given = previewParts(event.data);
    if (given === null) return;
    now = given.now;
    view = { ...view, status: 'live', epoch: 'preview', rev: view.rev + 1, parts: given.parts };
    for (const listener of [...listeners]) listener();
  });
  return {
    view: () => view,
    now: () => now,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    // An overlay sends no commands, and nobody is asked for anything.
    send: () => Promise.reject(new Error('a preview has no server')),
    resync: () => undefined,
    close: () => undefined,
  };
}
