import { usePresence } from '../line/use-line.ts';
import { PageHead } from '../paper/PageHead.tsx';
import { Section } from '../paper/Section.tsx';
import { w } from '../text/words.ts';
import { CopyText } from '../ui/CopyText.tsx';
import { ObsConnect } from './ObsConnect.tsx';
import { ObsFacts } from './ObsFacts.tsx';
import { AddOverlay, CheckOverlay } from './ObsOverlay.tsx';

/** Everything between the shop and OBS: who drives it, what it does now, and the overlay in it. */
export function ObsScreen() {
  const part = usePresence('obs');
  return (
    <>
      <PageHead title={w('nav.obs')} text={w('obs.screenText')}>
        {null}
      </PageHead>
      {part === null ? (
        <p role="status">{w('obs.asking')}</p>
      ) : (
        <div className="columns">
          <div>
            <Section title={w('obs.link')} text={null}>
              <ObsConnect part={part} />
            </Section>
            {part.state === 'up' ? (
              <Section title={w('obs.now')} text={null}>
                <ObsFacts part={part} />
              </Section>
            ) : null}
          </div>
          <div>
            <Section title={w('obs.overlay')} text={w('obs.overlayText')}>
              <AddOverlay part={part} />
            </Section>
            <Section title={w('obs.check')} text={null}>
              <CheckOverlay part={part} />
            </Section>
            <Section title={w('setup.obs.dock')} text={w('dock.text')}>
              <CopyText label={w('dock.address')} text={`${window.location.origin}/dock`} />
            </Section>
          </div>
        </div>
      )}
    </>
  );
}
