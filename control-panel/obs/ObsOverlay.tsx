import { useState } from 'react';
import type { ObsAdded, ObsChecked, ObsPart } from '@protocol/obs.ts';
import { addOverlay, checkOverlay, type ObsAsked } from '../http/obs.ts';
import { w } from '../text/words.ts';
import { Button } from '../ui/Button.tsx';
import { Choice } from '../ui/Choice.tsx';

/** What OBS, or the shop before it, had to say: what is so, and what to do. */
function Fault({ asked }: { readonly asked: ObsAsked<ObsAdded | ObsChecked> }) {
  if (!asked.ok)
    return (
      <p className="wrong" role="alert">
        {asked.message}
      </p>
    );
  if (asked.answer.ok) return null;
  return (
    <p className="notice" role="alert">
      <b>{asked.answer.note}</b> {asked.answer.mend}
    </p>
  );
}

/** Puts the overlay's source into OBS, at the canvas's size, once. */
export function AddOverlay({ part }: { readonly part: ObsPart }) {
  const [scene, setScene] = useState<'own' | 'current'>('current');
  const [isAsking, setAsking] = useState(false);
  const [asked, setAsked] = useState<ObsAsked<ObsAdded> | null>(null);
  const isUp = part.state === 'up';
  const add = async (): Promise<void> => {
    setAsking(true);
    setAsked(await addOverlay(scene));
    setAsking(false);
  };
  const there = part.overlays[0];
  return (
    <div className="obs-part">
      {isUp && !part.browser ? <p className="notice">{w('obs.noBrowser')}</p> : null}
      {there === undefined ? null : (
        <p role="status">{w('obs.overlay.there', { source: there.source, width: String(there.width), height: String(there.height) })}</p>
      )}
      <Choice
        label={w('obs.overlay.into')}
        value={scene}
        onChange={setScene}
        choices={[
          {
            value: 'current',
            label: w('obs.overlay.current'),
            hint: part.scene === null ? w('obs.overlay.currentHint') : w('obs.overlay.currentIs', { scene: part.scene }),
          },
          { value: 'own', label: w('obs.overlay.own'), hint: w('obs.overlay.ownHint') },
        ]}
      />
      <div className="pop-row">
        <Button look={there === undefined ? 'main' : 'plain'} onPress={() => void add()} disabled={!isUp} sending={isAsking} shortcut={null}>
          {w(there === undefined ? 'obs.overlay.add' : 'obs.overlay.addAgain')}
        </Button>
      </div>
      {asked === null ? null : asked.ok && asked.answer.ok ? (
        <p role="status">
          {w('obs.overlay.added', {
            source: asked.answer.source,
            scene: asked.answer.scene,
            width: String(asked.answer.width),
            height: String(asked.answer.height),
          })}
        </p>
      ) : (
        <Fault asked={asked} />
      )}
    </div>
  );
}

/** Paints four colours and looks for them in OBS's own picture: nothing that only looks as if it worked passes. */
export function CheckOverlay({ part }: { readonly part: ObsPart }) {
  const [isAsking, setAsking] = useState(false);
  const [asked, setAsked] = useState<ObsAsked<ObsChecked> | null>(null);
  const check = async (): Promise<void> => {
    setAsking(true);
    setAsked(null);
    setAsked(await checkOverlay());
    setAsking(false);
  };
  return (
    <div className="obs-part">
      <p className="quiet">{w('obs.check.text')}</p>
      <div className="pop-row">
        <Button
          look={part.overlays.length > 0 ? 'main' : 'plain'}
          onPress={() => void check()}
          disabled={part.state !== 'up'}
          sending={isAsking}
          shortcut={null}
        >
          {w('obs.check.do')}
        </Button>
      </div>
      {isAsking ? <p role="status">{w('obs.check.looking')}</p> : null}
      {asked === null ? null : asked.ok && asked.answer.ok ? (
        <p className={asked.answer.seen === 'on-air' ? '' : 'notice'} role="status">
          <b>{w(`obs.check.${asked.answer.seen}`)}</b> {w(`obs.check.${asked.answer.seen}.text`)}
        </p>
      ) : (
        <Fault asked={asked} />
      )}
    </div>
  );
}
