import type { OverlayGone, OverlaySeen, OverlayTrouble } from '@protocol/parts.ts';
import { SECOND, type Instant } from '@protocol/time.ts';
import { timeOfDay } from '../text/show-time.ts';
import { w } from '../text/words.ts';
import type { Health } from './health.ts';

/** Painted later than this an overlay is standing still: it paints at least each second while shown. */
const PAINTED_WITHIN_MS = 3_000;
/** Tenths while it is fresh, so that one sees it live; whole seconds after. */
const paintedAgo = (ms: number): string => (ms < 2_000 ? (Math.floor(ms / 200) / 5).toFixed(1) : String(Math.floor(ms / 1_000)));
/** How many characters of a connection tell two without a name apart; the overlay shows as many (overlay/Overlay.tsx). */
const SHORT_ID = 4;

/** As it calls itself when it is asked to show its name. */
export const overlayName = ({ name, instance }: Pick<OverlaySeen, 'name' | 'instance'>): string => name ?? instance.slice(0, SHORT_ID);

const troubleNames = {
  hidden: 'overlay.hidden',
  'default-size': 'overlay.small',
  twice: 'overlay.twice',
  behind: 'overlay.behind',
  slow: 'overlay.slow',
  'old-build': 'overlay.old',
} as const satisfies Readonly<Record<OverlayTrouble, Parameters<typeof w>[0]>>;
/** One word for a pill, and what to do about it. */
export const troubleWord = (trouble: OverlayTrouble): string => w(troubleNames[trouble]);
export function troubleText(trouble: OverlayTrouble, overlay: OverlaySeen): string {
  switch (trouble) {
    case 'hidden':
      return w('overlay.hiddenText');
    case 'default-size':
      return w('overlay.smallText');
    case 'twice':
      return w('overlay.twiceText');
    case 'behind':
      return w('overlay.behindText');
    case 'slow':
      return w('overlay.slowText', { fps: Math.round(overlay.fps) });
    case 'old-build':
      return w('overlay.oldText');
    default:
      return trouble satisfies never;
  }
}

/** How one of them is: what it paints, or the first thing that is wrong. */
export function overlayState(overlay: OverlaySeen, now: Instant): { readonly state: string; readonly look: boolean } {
  const age = Math.max(0, now - overlay.seenAt);
  const [first] = overlay.troubles;
  // A hidden one is rarely heard of, and that is no trouble of its own.
  if (first === 'hidden') return { state: troubleWord(first), look: true };
  if (age > PAINTED_WITHIN_MS) return { state: w('overlay.late', { seconds: paintedAgo(age) }), look: true };
  return first === undefined ? { state: w('overlay.painted', { seconds: paintedAgo(age) }), look: false } : { state: troubleWord(first), look: true };
}

/** The best of the overlays: any one that paints is what viewers see. Null until the server said which there are. */
export function overlayHealth(overlays: readonly OverlaySeen[] | null, now: Instant): Health {
  const base = { id: 'overlay', label: w('health.overlay') };
  // Not heard yet is not "none".
  if (overlays === null) return { ...base, state: w('health.waiting'), look: false, text: w('health.waitingText') };
  if (overlays.length === 0) return { ...base, state: w('overlay.none'), look: true, text: w('overlay.noneText') };
  const visible = overlays.filter((overlay) => overlay.visible);
  if (visible.length === 0) return { ...base, state: w('overlay.hidden'), look: true, text: w('overlay.hiddenText') };
  const newest = visible.reduce((best, overlay) => (overlay.seenAt > best.seenAt ? overlay : best));
  const age = Math.max(0, now - newest.seenAt);
  if (age > PAINTED_WITHIN_MS) return { ...base, state: w('overlay.late', { seconds: paintedAgo(age) }), look: true, text: w('overlay.lateText') };
  const ill = visible.find(({ troubles }) => troubles.length > 0);
  const [trouble] = ill?.troubles ?? [];
  if (ill !== undefined && trouble !== undefined) return { ...base, state: troubleWord(trouble), look: true, text: troubleText(trouble, ill) };
  return {
    ...base,
    state: w('overlay.painted', { seconds: paintedAgo(age) }),
    look: false,
    text: w('overlay.paintedText', { n: overlays.length, fps: Math.round(newest.fps), width: String(newest.width), height: String(newest.height) }),
  };
}

/** One that was on the stream and is not there any more; null while nobody is missed. In a live show it is an alarm. */
export function goneHealth(gone: readonly OverlayGone[] | null, isLive: boolean, now: Instant): Health | null {
  const last = gone?.reduce<OverlayGone | null>((newest, each) => (newest === null || each.since > newest.since ? each : newest), null) ?? null;
  if (last === null) return null;
  const seconds = Math.max(0, Math.floor((now - last.since) / SECOND));
  const blanks = { name: last.name ?? w('overlay.size', { width: String(last.width), height: String(last.height) }), time: timeOfDay(last.since) };
  return {
    id: 'overlay',
    label: w('health.overlay'),
    state: w('overlay.gone', { seconds: String(seconds) }),
    look: true,
    alarm: isLive,
    text: w('overlay.goneText', blanks),
  };
}
