import type { PreviewKind } from '@protocol/overlay-preview.ts';

/** What the overlay's address says: `/overlay/:show#key=…` and, for telling sources apart, `&name=…`. */
export interface Address {
  /** null: whatever show is on (`/overlay/now`). */
  readonly show: string | null;
  readonly key: string | null;
  readonly name: string | null;
  /** In a frame of the panel; null: on a stream. */
  readonly preview: PreviewKind | null;
}

/**
 * The key stands in the fragment, which no request line and no log ever carries (CONTRACT). It
 * stays in the address: OBS reloads the source from there.
 */
export function readAddress(pathname: string, hash: string): Address {
  const fragment = new URLSearchParams(hash.replace(/^#/u, ''));
  const segments = pathname.split('/').filter((segment) => segment !== '');
  const last = segments.length > 1 ? (segments[segments.length - 1] ?? 'now') : 'now';
  const preview = fragment.get('preview');
  return {
    show: last === 'now' ? null : decodeURIComponent(last),
    key: fragment.get('key'),
    name: fragment.get('name')?.slice(0, 40) || null,
    preview: preview === 'air' || preview === 'parts' ? preview : null,
  };
}
