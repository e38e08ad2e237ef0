import type { ReactNode } from 'react';
import { sumCounts } from '@protocol/ticks.ts';
import type { PageDrop } from '../page-drop.ts';
import type { Voice } from '../voice.ts';
import { Ticks } from './Ticks.tsx';

/** Ticks and the same in words. `counted` says how old the figures are: the script keeps it true, without script it is the time. */
export function Count({ view, voice }: { readonly view: PageDrop; readonly voice: Voice }): ReactNode {
  const counts = sumCounts(view.part.lines);
  return (
    <div className="count">
      <Ticks counts={counts} id={view.part.dropId} />
      <p className="num">
        <strong data-count="left">
          {view.part.draw === undefined ? voice.t('count.left', { n: counts.left }) : voice.t('count.entries', { n: view.part.draw.entries })}
        </strong>
        <span>
          {view.part.draw !== undefined && <span>{voice.t('count.places', { n: counts.left })}</span>}
          <span data-count="held" hidden={counts.held === 0}>
            {voice.t('count.held', { n: counts.held })}
          </span>
          {/* How old the figures are says nothing where a person keeps them. */}
          {view.part.sells === undefined ? (
            <span data-counted={view.now}>{voice.t('counted.at', { time: voice.seconds(view.now) })}</span>
          ) : (
            <span>{view.part.sells.keeps === 'host' ? voice.t('count.by-host') : voice.t('count.by-shop', { at: view.part.sells.at })}</span>
          )}
        </span>
      </p>
    </div>
  );
}
