import type { OverlayParts } from './parts.ts';
import type { Instant } from './time.ts';

/**
 * Overlays in a frame of the panel: none of them counts as one, since none says what it paints. The address's fragment says which:
 * `#preview=air` draws what is on air, as the browser's own session may see it; `#preview=parts` draws what the panel hands it.
 * Panel and overlay are one origin, and each hears the other by that alone.
 */
export type PreviewKind = 'air' | 'parts';
export const previewAddress = (kind: PreviewKind): string => `/overlay/now#preview=${kind}`;

/** Panel → frame. The clock stands still at `now`. */
export interface PreviewParts {
  readonly dropcast: 'preview';
  readonly now: Instant;
  readonly parts: Partial<OverlayParts>;
}
/** Frame → panel: it listens (`waiting`), or has drawn its first picture (`drawn`). */
export interface PreviewState {
  readonly dropcast: 'waiting' | 'drawn';
}

const isRecord = (data: unknown): data is Readonly<Record<string, unknown>> => typeof data === 'object' && data !== null && !Array.isArray(data);

/** What a message's data is, where it is one of ours; null for any other. */
export function previewParts(data: unknown): PreviewParts | null {
  if (!isRecord(data) || data['dropcast'] !== 'preview' || typeof data['now'] !== 'number' || !isRecord(data['parts'])) return null;
  // The panel of the same origin made the parts by their type, as the server does.
  return { dropcast: 'preview', now: data['now'], parts: data['parts'] as Partial<OverlayParts> };
}
export const previewState = (data: unknown): PreviewState['dropcast'] | null =>
  isRecord(data) && (data['dropcast'] === 'waiting' || data['dropcast'] === 'drawn') ? data['dropcast'] : null;
