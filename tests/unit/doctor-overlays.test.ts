import { describe, expect, it } from 'vitest';
import type { OverlaySeen } from '@protocol/parts.ts';
import { keyLines, overlayLines } from '../../server/doctor-overlays.ts';

const seen: OverlaySeen = { instance: 'abcdef', name: 'Main', build: 'b', fps: 30, visible: true, width: 1920, height: 1080, rev: 1, seenAt: 0, troubles: [] };

describe('what the doctor says of overlays and keys', () => {
  it('a good one is fine, each trouble says what to do, and hidden is nothing to mend', () => {
    expect(overlayLines([seen], [])).toEqual([{ ok: true, what: 'Overlay Main: 1920 × 1080, 30 pictures a second', mend: '' }]);
    const [ill] = overlayLines([{ ...seen, width: 800, height: 600, troubles: ['default-size', 'old-build'] }], []);
    expect(ill?.ok).toBe(false);
    expect(ill?.mend).toContain('1920 × 1080');
    expect(ill?.mend).toContain('updated');
    expect(overlayLines([{ ...seen, name: null, troubles: ['hidden'] }], [])[0]).toMatchObject({ ok: true, what: expect.stringContaining('abcd') });
  });
  it('one that is gone is to be mended, and none at all is not', () => {
    expect(overlayLines([], [{ name: null, width: 1080, height: 1920, since: 1 }])).toMatchObject([
      { ok: false, what: expect.stringContaining('1080 × 1920') },
    ]);
    expect(overlayLines([], [])).toMatchObject([{ ok: true }]);
  });
  it('counts the keys that are good, each changed one once', () => {
    const key = { keyId: 'a', role: 'overlay', name: 'Overlay', hash: '', createdAt: 0, revoked: false } as const;
    const keys = [
      { ...key, next: 'b', until: 99 },
      { ...key, keyId: 'b' },
      { ...key, keyId: 'c', revoked: true },
      { ...key, keyId: 'd', role: 'producer', name: 'Deck' },
    ] as const;
    expect(keyLines(keys, 5).map(({ what }) => what)).toEqual(['1 key for an overlay', '1 key that may press: Deck']);
    expect(keyLines([], 5).every(({ ok }) => ok)).toBe(true);
  });
});
