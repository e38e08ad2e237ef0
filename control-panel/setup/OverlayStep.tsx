import { ArrowRight } from 'lucide-react';
import { Link } from 'wouter';
import { KeptOverlayAddress } from '../paper/keys/OverlayAddress.tsx';
import { w } from '../text/words.ts';
import { OverlaySeen } from './OverlaySeen.tsx';
import { StepPage } from './StepPage.tsx';
import { useOverlaySeen } from './use-overlay-seen.ts';

interface Props {
  readonly isDone: boolean;
  /** The address made in this visit; null where none was. */
  readonly address: string | null;
  readonly onAddress: (address: string) => void;
}

/** An address, where it goes, and the proof that it arrived. */
export function OverlayStep({ isDone, address, onAddress }: Props) {
  const seen = useOverlaySeen();
  const isThere = isDone || seen.state === 'painting';
  return (
    <StepPage
      place="overlay"
      title={w('setup.overlay.title')}
      text={w('setup.overlay.text')}
      state={isThere ? 'done' : 'open'}
      without={w('setup.overlay.without')}
    >
      {isThere ? null : (
        <div className="notice setup-notice">
          <p>{w('setup.overlay.byItself')}</p>
          <Link href="/setup/obs" className="button button-plain">
            {w('setup.overlay.toObs')}
            <ArrowRight size={18} aria-hidden />
          </Link>
        </div>
      )}
      <ol className="setup-parts">
        <li className="sheet">
          <h2>{w('setup.overlay.make')}</h2>
          {isDone && address === null ? <p className="quiet">{w('setup.overlay.madeBefore')}</p> : null}
          <KeptOverlayAddress look={isThere ? 'plain' : 'main'} address={address} onMade={onAddress} />
        </li>
        <li className="sheet">
          <h2>{w('setup.overlay.paste')}</h2>
          <p className="quiet">{w('setup.overlay.pasteText')}</p>
          <dl className="setup-facts num">
            <div>
              <dt>{w('setup.overlay.url')}</dt>
              <dd>{w('setup.overlay.urlIs')}</dd>
            </div>
            <div>
              <dt>{w('setup.overlay.width')}</dt>
              <dd>{w('setup.overlay.widthIs')}</dd>
            </div>
            <div>
              <dt>{w('setup.overlay.height')}</dt>
              <dd>{w('setup.overlay.heightIs')}</dd>
            </div>
          </dl>
        </li>
        <li className="sheet">
          <h2>{w('setup.overlay.see')}</h2>
          <OverlaySeen seen={seen} isExpected={isThere} />
        </li>
      </ol>
    </StepPage>
  );
}
