import { server as words } from '@locales/en.json';
import type { OverlayGone, OverlaySeen, OverlayTrouble } from '@protocol/parts.ts';
import type { Instant } from '@protocol/time.ts';
import { speaker } from '@protocol/words.ts';
import type { DoctorLine } from './ports/manifest.ts';
import { isGoodKey } from './shop/key.ts';
import type { Key } from './shop/state.ts';

const say = speaker(words, 'en');
const mends = {
  hidden: 'doctor.overlay.hidden',
  'default-size': 'doctor.overlay.small',
  twice: 'doctor.overlay.twice',
  behind: 'doctor.overlay.behind',
  slow: 'doctor.overlay.slow',
  'old-build': 'doctor.overlay.old',
} as const satisfies Readonly<Record<OverlayTrouble, Parameters<typeof say>[0]>>;

/** Each overlay that is open, and each that is missed. Hidden is said and is nothing to mend: between scenes it is as it should be. */
export function overlayLines(overlays: readonly OverlaySeen[], gone: readonly OverlayGone[]): readonly DoctorLine[] {
  if (overlays.length + gone.length === 0) return [{ ok: true, what: say('doctor.overlay.none'), mend: '' }];
  const nameOf = ({ name, width, height }: OverlayGone | OverlaySeen): string => name ?? `${width} × ${height}`;
  return [
    ...overlays.map((overlay): DoctorLine => {
      const { width, height, fps, troubles } = overlay;
      const what = say('doctor.overlay', {
        name: overlay.name ?? overlay.instance.slice(0, 4),
        width: String(width),
        height: String(height),
        fps: Math.round(fps),
      });
      return { ok: troubles.every((trouble) => trouble === 'hidden'), what, mend: troubles.map((trouble) => say(mends[trouble])).join(' ') };
    }),
    ...gone.map((each): DoctorLine => ({ ok: false, what: say('doctor.overlay.gone', { name: nameOf(each) }), mend: say('doctor.overlay.gone.mend') })),
  ];
}

/** Keys by what they are for: the overlay's, and those that press. */
export function keyLines(keys: readonly Key[], now: Instant): readonly DoctorLine[] {
  const good = keys.filter((key) => isGoodKey(key, now) && key.next === undefined);
  const overlay = good.filter(({ role }) => role === 'overlay').length;
  const deck = good.filter(({ role }) => role === 'producer' || role === 'host').map(({ name }) => name);
  return [
    { ok: true, what: overlay === 0 ? say('doctor.keys.noOverlay') : say('doctor.keys.overlay', { n: overlay }), mend: '' },
    { ok: true, what: deck.length === 0 ? say('doctor.keys.noDeck') : say('doctor.keys.deck', { n: deck.length, names: deck.join(', ') }), mend: '' },
  ];
}
