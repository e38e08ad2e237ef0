import { overlay as words } from '@locales/en.json';
import { buildId } from '@protocol/build-id.ts';
import { PROTOCOL, STALE_AFTER_MS } from '@protocol/limits.ts';
import { openLine } from '@protocol/sync.ts';
import type { Line } from '@protocol/sync.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { readAddress } from './address.ts';
import { Asked } from './asked.ts';
import './fonts.css';
import './overlay.css';
import { Keys } from './keys.ts';
import { Overlay } from './Overlay.tsx';
import { reportPainted } from './painted.ts';
import { socketWire } from './wire.ts';

const RETRY_MS = 1_000;

const address = readAddress(window.location.pathname, window.location.hash);
// What is asked of overlays is not asked of a picture of one.
const asked = new Asked(() => window.location.reload(), address.preview === null);

function draw(line: Line, instance: () => string | null): void {
  document.title = words.title;
  const place = document.getElementById('overlay');
  if (place === null) throw new Error('index.html has no #overlay');
  createRoot(place).render(
    <StrictMode>
      <Overlay line={line} asked={asked} source={{ name: address.name, instance }} />
    </StrictMode>,
  );
}

async function start(): Promise<void> {
  const preview = address.preview === null ? null : await import('./preview.ts');
  if (preview !== null && address.preview === 'parts') {
    const line = preview.panelLine();
    draw(line, () => null);
    preview.tellWhenDrawn(line);
    return preview.tellPanel('waiting');
  }
  const wire = socketWire((what, colours) => asked.hear(what, colours), new Keys(address.key));
  const line = openLine({
    audience: 'overlay',
    show: address.show,
    key: address.key,
    build: buildId,
    protocol: PROTOCOL,
    open: wire.open,
    clock: () => performance.now(),
    // An overlay sends no commands; on a plain http address there is no `crypto.randomUUID` either.
    newId: () => `${performance.now()}`,
    staleAfterMs: STALE_AFTER_MS,
    retryMs: RETRY_MS,
  });
  // A server that was updated meanwhile no longer understands what stands here; where what it serves is as old, it stays so.
  line.subscribe(() => {
    if (line.view().bye?.reason === 'other-protocol' && window.name !== buildId) {
      window.name = buildId;
      window.location.reload();
    }
  });
  // Who does not say what it paints is not there for anybody: a preview is none of the overlays that the desk counts.
  if (preview === null) reportPainted(line, wire, address.name);
  else preview.tellWhenDrawn(line);
  draw(line, wire.id);
}

void start();
