import type { Line, LineStatus } from '@protocol/sync.ts';
import { useEffect, useState } from 'react';
import type { Asked } from './asked.ts';
import { NOTHING, pictureOf } from './card-of.ts';
import type { Picture } from './card-of.ts';
import { dropsOf, overlayParts } from './overlay-parts.ts';
import { watch } from './settled.ts';
import type { Seen } from './settled.ts';
import { shown } from './shown.ts';
import { EMPTY, step } from './staging.ts';
import type { Staging } from './staging.ts';
import { themeOf } from './theme-of.ts';
import type { Theme } from './theme-of.ts';

/** Ten looks a second: a clock turns over at most this late, and drawing happens only where something changed. */
const LOOK_EVERY_MS = 100;
/** Not looked for this long: the source was hidden or the machine slept. What changed meanwhile is not to be acted out now. */
const ASLEEP_MS = 2_000;

export interface Scene {
  readonly status: LineStatus;
  readonly picture: Picture;
  readonly staging: Staging;
  readonly theme: Theme;
  /** True while nothing may move: first picture, waking up, panic. */
  readonly cut: boolean;
}
const FIRST: Scene = { status: 'connecting', picture: NOTHING, staging: EMPTY, theme: themeOf({}), cut: true };

/** Follows the line and the server's clock; gives a new scene only where something to be seen has changed. */
export function usePicture(line: Line, asked: Asked, instance: () => string | null): Scene {
  const [scene, setScene] = useState(FIRST);
  useEffect(() => {
    let seen: Seen = {};
    let last: Scene = FIRST;
    let text = '';
    let lookedAt: number | null = null;
    /** When the server sent us away: from then on its parts grow old without the line saying so. */
    let endedAt: number | null = null;
    const prefersCuts = window.matchMedia('(prefers-reduced-motion: reduce)');

    const look = (): void => {
      const view = line.view();
      const at = performance.now();
      if (view.status === 'ended') endedAt ??= at;
      if (view.epoch === null) {
        if (view.status !== last.status) setScene((last = { ...last, status: view.status }));
        return;
      }
      const now = line.now();
      const parts = overlayParts(view.parts);
      asked.see(parts.ask, instance());
      seen = watch(seen, dropsOf(parts), now);
      const silentMs = endedAt === null ? view.silentMs : at - endedAt;
      const theme = themeOf(parts.theme);
      const picture = shown(pictureOf(parts, now, seen, silentMs), theme.options);
      // The first picture is where watching begins (V3).
      const cut = lookedAt === null || at - lookedAt > ASLEEP_MS || document.visibilityState === 'hidden' || picture.blank || last.picture.blank;
      lookedAt = at;
      const staging = step(last.staging, picture.card, at, cut || prefersCuts.matches);
      const next: Scene = { status: view.status, picture, staging, theme, cut };
      const nextText = JSON.stringify([next.status, next.picture, staging.shown, staging.movement, next.theme, cut]);
      last = next;
      if (nextText === text) return;
      text = nextText;
      setScene(next);
    };

    look();
    const timer = setInterval(look, LOOK_EVERY_MS);
    const unsubscribe = line.subscribe(look);
    document.addEventListener('visibilitychange', look);
    return () => {
      clearInterval(timer);
      unsubscribe();
      document.removeEventListener('visibilitychange', look);
    };
  }, [line, asked, instance]);
  return scene;
}
