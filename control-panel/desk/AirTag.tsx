import { usePart } from '../line/use-line.ts';
import { w } from '../text/words.ts';

/** Whether anything of ours is on air, as on the door of a studio. */
export function AirTag() {
  const show = usePart('show');
  const onAir = usePart('onAir');
  const panic = usePart('panic') === true;
  return (
    <span className={`air ${panic ? 'air-stopped' : onAir === null ? 'air-off' : 'air-on'}`}>
      {panic ? w('air.stopped') : onAir !== null ? w('air.on') : show?.state === 'live' ? w('air.live') : w('air.off')}
    </span>
  );
}
