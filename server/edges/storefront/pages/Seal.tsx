import type { ReactNode } from 'react';
import type { DrawPart } from '@protocol/parts.ts';
import type { Voice } from '../voice.ts';

/** What fixes the draw, and after it what one needs to draw again. The script fills in how that ended. */
export function Seal({ draw, code, voice: { t } }: { readonly draw: DrawPart; readonly code: string; readonly voice: Voice }): ReactNode {
  return (
    <details className="elsewhere" data-draw={`/d/${code}/draw.json`}>
      <summary>{t(draw.drawnAt === null ? 'draw.sealed' : 'draw.check')}</summary>
      <p>{t(draw.drawnAt === null ? 'draw.sealed-text' : 'draw.check-text')}</p>
      <p className="mono">{draw.commitment}</p>
      {draw.drawnAt !== null && (
        <>
          <button type="button" className="second" data-draw-again="">
            {t('draw.again')}
          </button>
          {(['ok', 'seed', 'entries', 'order', 'not-drawn'] as const).map((verdict) => (
            <p key={verdict} className={verdict === 'ok' ? 'note' : 'alert'} role="status" data-verdict={verdict} hidden>
              {t(`draw.verdict.${verdict}`)}
            </p>
          ))}
        </>
      )}
      <p>
        <a className="thumb-link" href={`/d/${code}/draw.json`}>
          {t('draw.record')}
        </a>
      </p>
    </details>
  );
}
