import type { ReactNode } from 'react';
import type { PageDrop } from '../page-drop.ts';
import type { Voice } from '../voice.ts';
import { ProofField, challengeTo, type ClaimState } from './ClaimForm.tsx';

/** In line for what may come back. `phases`: where the page's script shows it by itself; null where it stands anyway. */
export function WaitForm({
  view,
  code,
  claim,
  phases,
  voice: { t },
}: {
  readonly view: PageDrop;
  readonly code: string;
  readonly claim: ClaimState;
  readonly phases: string | null;
  readonly voice: Voice;
}): ReactNode {
  const gone = view.lines.filter((line) => line.left === 0 || (line.waiting ?? 0) > 0);
  const lines = gone.length > 0 ? gone : view.lines;
  return (
    <form className="wait" method="post" action={`/d/${code}/wait`} data-once="" data-in={phases ?? undefined} data-challenge={challengeTo('wait', claim)}>
      <input type="hidden" name="token" value={claim.token} />
      <ProofField to="wait" claim={claim} />
      <p>
        <b>{t('wait.title')}</b> {t('wait.text')}
      </p>
      {lines.length > 1 ? (
        <label>
          <span className="quiet">{t('options')}</span>
          <select name="sku" defaultValue={claim.chosen?.sku}>
            {lines.map((line) => (
              <option key={line.sku} value={line.sku}>
                {line.label}
              </option>
            ))}
          </select>
        </label>
      ) : (
        <input type="hidden" name="sku" value={lines[0]?.sku ?? ''} />
      )}
      <label className="field">
        <span>{t('wait.email')}</span>
        <input type="email" name="email" autoComplete="email" maxLength={200} defaultValue={claim.email} />
      </label>
      <button type="submit" className="second">
        {t('wait.join')}
      </button>
      <a className="mine" data-mine="" href={`/d/${code}/mine`} hidden>
        {t('mine.wait')}
      </a>
    </form>
  );
}
