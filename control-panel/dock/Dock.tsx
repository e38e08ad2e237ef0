import { useEffect } from 'react';
import { ErrorBoundary } from 'react-error-boundary';
import { TriangleAlert } from 'lucide-react';
import { LineFrame } from '../app/LineFrame.tsx';
import { Warnings } from '../app/Warnings.tsx';
import { AfterNext } from '../crew/AfterNext.tsx';
import { CrewActions } from '../crew/CrewActions.tsx';
import { ForCrew } from '../crew/ForCrew.tsx';
import { OnAirCard } from '../crew/OnAirCard.tsx';
import { AirTag } from '../desk/AirTag.tsx';
import { AlsoLive } from '../desk/AlsoLive.tsx';
import { DeskLog } from '../desk/DeskLog.tsx';
import { PostLines } from '../desk/PostLines.tsx';
import { useDeskActions } from '../desk/use-desk-actions.ts';
import { useHealth } from '../desk/use-health.ts';
import { useSelling } from '../desk/use-selling.tsx';
import { usePart, usePresence } from '../line/use-line.ts';
import { BridgeBox } from '../obs/BridgeBox.tsx';
import { useOwnBridge } from '../obs/bridge-context.ts';
import { Bridging } from '../obs/Bridging.tsx';
import { drivenBy } from '../obs/obs-text.ts';
import { w } from '../text/words.ts';
import { Button } from '../ui/Button.tsx';
import { Trouble } from '../ui/Trouble.tsx';

/** In a column beside a stream the newest lines are the ones that say what just happened. */
const LOG_LINES = 6;

/** One column for a custom dock in OBS: no window opens from it, and nothing needs more room than it has. */
export function Dock() {
  return (
    <ForCrew>
      <LineFrame>
        <Bridging surface="dock">
          <Column />
        </Bridging>
      </LineFrame>
    </ForCrew>
  );
}

function Column() {
  const show = usePart('show');
  const actions = useDeskActions();
  const selling = useSelling(actions.onAir);
  const { quick } = selling;
  useEffect(() => {
    document.title = w('page.title', { title: w('dock.title'), product: w('product') });
  }, []);
  return (
    <div className="dark dock">
      <header className="dock-head">
        <AirTag />
        <h1>{show?.title ?? w('desk.noShowTitle')}</h1>
      </header>
      <main aria-label={w('desk.label')}>
        <Warnings />
        <ErrorBoundary FallbackComponent={Trouble}>
          <OnAirCard onUnits={selling.openUnits} />
          <CrewActions actions={actions}>
            {quick === null ? null : (
              <Button look="plain" onPress={quick} disabled={false} sending={false} shortcut={null}>
                {w('quick.open')}
              </Button>
            )}
          </CrewActions>
          <PostLines />
          <AfterNext />
          <AlsoLive onUnits={selling.openUnits} />
          <Healths />
          <DockObs />
          <DeskLog most={LOG_LINES} />
        </ErrorBoundary>
      </main>
      {selling.dialog}
    </div>
  );
}

/** A dock stands on OBS's own machine: the place from which to drive it. */
function DockObs() {
  const part = usePresence('obs');
  const isOwn = useOwnBridge().view?.seat === 'drives';
  if (part === null || part.place === 'server') return null;
  return (
    <section className="dock-obs" aria-label={w('health.obs')}>
      {part.holder === null || isOwn ? null : <p className="quiet">{drivenBy(part.holder)}</p>}
      <BridgeBox part={part} />
    </section>
  );
}

/** What works is one quiet line; what wants a look unfolds to what to do, since nothing pops up here. */
function Healths() {
  const rows = useHealth();
  return (
    <section aria-label={w('dock.health')}>
      <ul className="dock-health num">
        {rows.map(({ health }) => (
          <li key={health.id} className={health.look ? 'warn' : ''}>
            {health.look ? (
              <details>
                <summary>
                  <TriangleAlert size={14} aria-hidden />
                  {w('health.pill', { label: health.label, state: health.state })}
                </summary>
                <p className="quiet">{health.text}</p>
              </details>
            ) : (
              w('health.pill', { label: health.label, state: health.state })
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
