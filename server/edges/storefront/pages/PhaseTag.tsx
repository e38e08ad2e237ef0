import type { ReactNode } from 'react';
import type { PageDrop } from '../page-drop.ts';
import type { Voice } from '../voice.ts';
import { isCounter, type PagePhase } from '../browser/page-phase.ts';
import { Clock } from './Clock.tsx';
import { HOLE, Sentence } from './Sentence.tsx';

/**
 * The pill that says how things stand. For the phases that share one markup all of their texts are
 * here, and the stylesheet shows the one that is so.
 */
export function PhaseTag({ view, voice }: { readonly view: PageDrop; readonly voice: Voice }): ReactNode {
  const { t } = voice;
  const { part, phase, now } = view;
  if (!isCounter(phase)) return <span className={`tag ${phase}`}>{restingWords(phase, voice)}</span>;
  return (
    <>
      <span className="tag opening" data-in="opening">
        <Sentence text={t('tag.opening', { clock: HOLE })} node={<Clock until={part.opensAt ?? now} now={now} of="opensAt" />} />
      </span>
      <span className="tag live" data-in="live">
        {part.sells?.keeps === 'host' ? (
          t('tag.live-until', { time: voice.time(part.endsAt ?? now) })
        ) : (
          <Sentence text={t('tag.live', { clock: HOLE })} node={<Clock until={part.endsAt ?? now} now={now} of="endsAt" />} />
        )}
      </span>
      <span className="tag live" data-in="closing">
        {t('tag.closing')}
      </span>
      <span className="tag all-held" data-in="all-held">
        {t('tag.all-held')}
      </span>
    </>
  );
}

function restingWords(phase: PagePhase, { t }: Voice): string {
  switch (phase) {
    case 'planned':
    case 'armed':
      return t('tag.soon');
    case 'sold-out':
      return t('tag.sold-out');
    case 'paused':
      return t('tag.paused');
    case 'stopped':
      return t('tag.stopped');
    case 'called-off':
      return t('tag.called-off');
    case 'ended':
      return t('tag.ended');
    case 'opening':
    case 'live':
    case 'closing':
    case 'all-held':
      return '';
    default: {
      const never: never = phase;
      return never;
    }
  }
}
