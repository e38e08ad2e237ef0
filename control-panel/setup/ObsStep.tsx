import { Link } from 'wouter';
import { ObsConnect } from '../obs/ObsConnect.tsx';
import { AddOverlay, CheckOverlay } from '../obs/ObsOverlay.tsx';
import { usePresence } from '../line/use-line.ts';
import { w } from '../text/words.ts';
import { CopyText } from '../ui/CopyText.tsx';
import { StepPage } from './StepPage.tsx';

/** OBS is found, given the overlay, and looked at; whoever likes to do that by hand goes back to the overlay's address. */
export function ObsStep() {
  const part = usePresence('obs');
  const hasOverlay = part !== null && part.overlays.length > 0;
  return (
    <StepPage place="obs" title={w('setup.obs.title')} text={w('setup.obs.text')} state={hasOverlay ? 'done' : 'open'} without={w('setup.obs.without')}>
      {part === null ? (
        <p role="status">{w('obs.asking')}</p>
      ) : (
        <ol className="setup-parts setup-obs">
          <li className="sheet">
            <h2>{w('obs.connection')}</h2>
            <ObsConnect part={part} />
          </li>
          <li className="sheet">
            <h2>{w('setup.obs.put')}</h2>
            <AddOverlay part={part} />
          </li>
          <li className="sheet">
            <h2>{w('obs.check')}</h2>
            <CheckOverlay part={part} />
          </li>
          <li className="sheet">
            <h2>{w('setup.obs.dock')}</h2>
            <p className="quiet">{w('dock.text')}</p>
            <CopyText label={w('dock.address')} text={`${window.location.origin}/dock`} />
          </li>
        </ol>
      )}
      <p className="setup-fact">
        <Link href="/setup/overlay">{w('setup.obs.byHand')}</Link>
      </p>
    </StepPage>
  );
}
