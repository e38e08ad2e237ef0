import { overlay as words } from '@locales/en.json';
import { buildId } from '@protocol/build-id.ts';
import { PROTOCOL, STALE_AFTER_MS } from '@protocol/limits.ts';
import { openLine } from '@protocol/sync.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { readAddress } from './address.ts';
import { Asked } from './asked.ts';
import './fonts.css';
import './overlay.css';
import { Overlay } from './Overlay.tsx';
import { reportPainted } from './painted.ts';
import { socketWire } from './wire.ts';

const RETRY_MS = 1_000;

const address = readAddress(window.location.pathname, window.location.hash);
const asked = new Asked(() => window.location.reload());
const wire = socketWire((what) => asked.hear(what));
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
reportPainted(line, wire);

document.title = words.title;
const place = document.getElementById('overlay');
if (place === null) throw new Error('index.html has no #overlay');
createRoot(place).render(
  <StrictMode>
    <Overlay line={line} asked={asked} source={{ name: address.name, instance: wire.id }} />
  </StrictMode>,
);
