import { useEffect } from 'react';
import { ErrorBoundary } from 'react-error-boundary';
import { canKeepAwake, keepAwake } from '@protocol/keep-awake.ts';
import { LineFrame } from '../app/LineFrame.tsx';
import { Warnings } from '../app/Warnings.tsx';
import { AfterNext } from '../crew/AfterNext.tsx';
import { CrewActions } from '../crew/CrewActions.tsx';
import { ForCrew } from '../crew/ForCrew.tsx';
import { OnAirCard } from '../crew/OnAirCard.tsx';
import { AirTag } from '../desk/AirTag.tsx';
import { AlsoLive } from '../desk/AlsoLive.tsx';
import { DelayButton } from '../desk/DelayBox.tsx';
import { SayForm } from '../desk/SayForm.tsx';
import { PostLines } from '../desk/PostLines.tsx';
import { useDeskActions } from '../desk/use-desk-actions.ts';
import { useSelling } from '../desk/use-selling.tsx';
import { ReceiptContext, useLine, usePart } from '../line/use-line.ts';
import { w } from '../text/words.ts';
import { Button } from '../ui/Button.tsx';
import { Trouble } from '../ui/Trouble.tsx';
import { InStep } from './InStep.tsx';

/** Felt in the hand that pressed: one short for done, two for refused. A phone without it shows the same on the button and in words. */
const receipt = (ok: boolean): void => {
  if ('vibrate' in navigator) navigator.vibrate(ok ? 35 : [60, 70, 60]);
};
const presets = [w('say.preset.closer'), w('say.preset.slower'), w('say.preset.chat'), w('say.preset.two'), w('say.preset.wrap'), w('say.preset.well')];

/** The friend's phone in one hand: what is on, the one big button, and a word to the person on camera. */
export function Remote() {
  return (
    <ForCrew>
      <ReceiptContext value={receipt}>
        <LineFrame>
          <Room />
        </LineFrame>
      </ReceiptContext>
    </ForCrew>
  );
}

/** On while it is looked at; and what it shows after a nap is asked for at once. */
function useWake(): void {
  const line = useLine();
  useEffect(keepAwake, []);
  useEffect(() => {
    const look = (): void => {
      if (document.visibilityState === 'visible') line.resync();
    };
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [line]);
}

function Room() {
  const show = usePart('show');
  const actions = useDeskActions();
  const selling = useSelling(actions.onAir);
  useWake();
  useEffect(() => {
    document.title = w('page.title', { title: w('remote.title'), product: w('product') });
  }, []);
  const { quick, add } = selling;
  return (
    <div className="dark remote">
      <header className="remote-head">
        <AirTag />
        <h1>{show?.title ?? w('remote.title')}</h1>
        <InStep />
      </header>
      <main className="remote-main" aria-label={w('desk.label')}>
        <Warnings />
        <ErrorBoundary FallbackComponent={Trouble}>
          <OnAirCard onUnits={selling.openUnits} />
          <PostLines />
          <AlsoLive onUnits={selling.openUnits} />
          <AfterNext />
          {quick === null && add === null ? null : (
            <div className="remote-pair">
              <Button look="plain" onPress={() => quick?.()} disabled={quick === null} sending={false} shortcut={null}>
                {w('quick.open')}
              </Button>
              <Button look="plain" onPress={() => add?.()} disabled={add === null} sending={false} shortcut={null}>
                {w('add.open')}
              </Button>
            </div>
          )}
          <SayForm presets={presets} />
          <DelayButton />
          {canKeepAwake() ? null : <p className="quiet remote-dim">{w('remote.mayDim')}</p>}
        </ErrorBoundary>
      </main>
      <footer className="remote-foot">
        <CrewActions actions={actions}>{null}</CrewActions>
      </footer>
      {selling.dialog}
    </div>
  );
}
