import { useState, type KeyboardEvent } from 'react';
import { ErrorBoundary } from 'react-error-boundary';
import { Link } from 'wouter';
import { useDrop, useList, usePart } from '../line/use-line.ts';
import { Empty } from '../ui/Empty.tsx';
import { Trouble } from '../ui/Trouble.tsx';
import { w } from '../text/words.ts';
import { Actions } from './Actions.tsx';
import { BuyersColumn } from './BuyersColumn.tsx';
import { DeskHeader } from './DeskHeader.tsx';
import { DropTable } from './DropTable.tsx';
import { Monitors } from './Monitors.tsx';
import { PostLines } from './PostLines.tsx';
import { Rundown } from './Rundown.tsx';
import { InStepWith, SoldBefore } from './SoldThere.tsx';
import { StockTable } from './StockTable.tsx';
import { AlsoLive } from './AlsoLive.tsx';
import { shortcuts } from './shortcuts.ts';
import { Key } from '../ui/Key.tsx';
import { SellingButtons, useSelling } from './use-selling.tsx';
import { useWindowFocus } from './use-window-focus.ts';

/** The live desk: what is on, what comes, who is buying, and what can be pressed. */
export function Desk() {
  const show = usePart('show');
  const onAir = usePart('onAir');
  const drop = useDrop(onAir);
  const panic = usePart('panic') === true;
  const cues = useList('rundown');
  const talk = show?.state === 'live' ? (cues.find((cue) => cue.state === 'on' && cue.kind === 'talk') ?? null) : null;
  const hasFocus = useWindowFocus();
  const [tab, setTab] = useState<'drop' | 'stock'>('drop');
  const selling = useSelling(drop);
  const byArrow = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    const other = tab === 'drop' ? 'stock' : 'drop';
    setTab(other);
    document.getElementById(`tab-${other}`)?.focus();
  };
  return (
    <div className={`desk ${onAir === null ? '' : 'desk-on-air'} ${panic ? 'desk-panic' : ''} ${hasFocus ? '' : 'desk-unheard'}`}>
      <DeskHeader />
      {hasFocus ? null : (
        <p className="unheard" role="status">
          {w('desk.noKeys')}
        </p>
      )}
      <main className="desk-middle" aria-label={w('desk.label')} tabIndex={-1}>
        {show === null ? (
          <div className="desk-empty">
            <Empty title={w('desk.noShow')} text={w('desk.noShowText')}>
              <Link href="/shows" className="button button-main">
                {w('desk.planShow')}
              </Link>
            </Empty>
          </div>
        ) : (
          <>
            <ErrorBoundary FallbackComponent={Trouble}>
              <Monitors />
            </ErrorBoundary>
            <ErrorBoundary FallbackComponent={Trouble}>
              <PostLines />
            </ErrorBoundary>
            <div className="drop-box">
              <div className="tabs-row">
                <div className="tabs" role="tablist" aria-label={w('desk.tabs')}>
                  <button
                    type="button"
                    role="tab"
                    id="tab-drop"
                    aria-selected={tab === 'drop'}
                    tabIndex={tab === 'drop' ? 0 : -1}
                    aria-controls={tab === 'drop' ? 'panel-drop' : undefined}
                    onClick={() => setTab('drop')}
                    onKeyDown={byArrow}
                  >
                    {w('desk.tabDrop')}
                  </button>
                  <button
                    type="button"
                    role="tab"
                    id="tab-stock"
                    aria-selected={tab === 'stock'}
                    tabIndex={tab === 'stock' ? 0 : -1}
                    aria-controls={tab === 'stock' ? 'panel-stock' : undefined}
                    aria-keyshortcuts={shortcuts.stock.aria}
                    onClick={() => setTab('stock')}
                    onKeyDown={byArrow}
                  >
                    {w('desk.tabStock')} <Key label={shortcuts.stock.label} />
                  </button>
                </div>
                <SellingButtons selling={selling} />
              </div>
              <ErrorBoundary FallbackComponent={Trouble}>
                <div role="tabpanel" id={`panel-${tab}`} aria-labelledby={`tab-${tab}`} className="drop-scroll" tabIndex={0}>
                  {tab === 'stock' ? (
                    <StockTable />
                  ) : (
                    <>
                      {drop === null ? (
                        <Empty
                          title={talk?.title ?? w('desk.nothingOn')}
                          text={cues.length === 0 ? w('desk.noCues') : talk === null ? w('desk.nothingOnText') : w('desk.talkText')}
                        >
                          {null}
                        </Empty>
                      ) : (
                        <DropTable drop={drop} onUnits={selling.openUnits} />
                      )}
                      <AlsoLive onUnits={selling.openUnits} />
                      <SoldBefore />
                      <InStepWith />
                    </>
                  )}
                </div>
              </ErrorBoundary>
            </div>
          </>
        )}
      </main>
      <aside className="desk-left" aria-label={w('rundown.label')}>
        <ErrorBoundary FallbackComponent={Trouble}>
          <Rundown />
        </ErrorBoundary>
      </aside>
      <aside className="desk-right" aria-label={w('buyers.label')}>
        <ErrorBoundary FallbackComponent={Trouble}>
          <BuyersColumn />
        </ErrorBoundary>
      </aside>
      <Actions onStock={() => setTab((now) => (now === 'stock' ? 'drop' : 'stock'))} selling={selling} />
      {selling.dialog}
    </div>
  );
}
