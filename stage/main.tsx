import { stage as words } from '@locales/en.json';
import { buildId } from '@protocol/build-id.ts';
import { keepAwake } from '@protocol/keep-awake.ts';
import { PROTOCOL, STALE_AFTER_MS } from '@protocol/limits.ts';
import { openLine } from '@protocol/sync.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { readAddress } from '../overlay/address.ts';
import '../overlay/fonts.css';
import { Keys } from '../overlay/keys.ts';
import { socketWire } from '../overlay/wire.ts';
import { Stage } from './Stage.tsx';
import './stage.css';

const RETRY_MS = 1_000;

const address = readAddress(window.location.pathname, window.location.hash);
const line = openLine({
  audience: 'stage',
  show: address.show,
  key: address.key,
  build: buildId,
  protocol: PROTOCOL,
  open: socketWire(() => undefined, new Keys(address.key)).open,
  clock: () => performance.now(),
  // It reads and never asks.
  newId: () => `${performance.now()}`,
  staleAfterMs: STALE_AFTER_MS,
  retryMs: RETRY_MS,
});
keepAwake();
// A tablet that was asleep shows what is so now, before its line has noticed the gap by itself.
document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && line.resync());

document.title = words.title;
const place = document.getElementById('stage');
if (place === null) throw new Error('index.html has no #stage');
createRoot(place).render(
  <StrictMode>
    <Stage line={line} />
  </StrictMode>,
);
