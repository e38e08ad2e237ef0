import type { OverlaySeen } from '@protocol/parts.ts';
import { useCommand, useLine, usePresence, useTick } from '../line/use-line.ts';
import { w } from '../text/words.ts';
import { Button } from '../ui/Button.tsx';
import { overlayName, overlayState, troubleText } from './overlay-health.ts';

/** Every overlay that is open, by its name: what it paints, what is wrong with it, and which of OBS's sources it is. */
export function OverlayRows({ mayAsk }: { readonly mayAsk: boolean }) {
  const overlays = usePresence('overlays') ?? [];
  if (overlays.length === 0) return null;
  return (
    <ul className="overlay-rows" aria-label={w('overlay.list')}>
      {overlays.map((overlay) => (
        <OverlayRow key={overlay.instance} overlay={overlay} mayAsk={mayAsk} />
      ))}
    </ul>
  );
}

function OverlayRow({ overlay, mayAsk }: { readonly overlay: OverlaySeen; readonly mayAsk: boolean }) {
  const line = useLine();
  const identify = useCommand('overlay.identify');
  const reload = useCommand('overlay.reload');
  useTick(() => overlayState(overlay, line.now()).state);
  const { state, look } = overlayState(overlay, line.now());
  const { instance, troubles } = overlay;
  const name = overlayName(overlay);
  return (
    <li>
      <p>
        <b>{w('overlay.row', { name })}</b> <span className={look ? 'num overlay-ill' : 'num'}>{state}</span>
      </p>
      <p className="quiet num">
        {w('overlay.facts', { width: String(overlay.width), height: String(overlay.height), fps: Math.round(overlay.fps), build: overlay.build.slice(0, 7) })}
      </p>
      {troubles.map((trouble) => (
        <p key={trouble}>{troubleText(trouble, overlay)}</p>
      ))}
      {mayAsk ? (
        <div className="pop-row">
          <Button look="plain" onPress={() => void identify.send({ instance })} disabled={false} sending={identify.sending} shortcut={null}>
            {w('overlay.identify')}
          </Button>
          <Button look="plain" onPress={() => void reload.send({ instance })} disabled={false} sending={reload.sending} shortcut={null}>
            {w('overlay.reload')}
          </Button>
        </div>
      ) : null}
    </li>
  );
}
