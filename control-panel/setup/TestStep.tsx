import { useState, type ReactNode } from 'react';
import { CircleCheck, CircleDashed, TriangleAlert } from 'lucide-react';
import { Link } from 'wouter';
import { formatClock } from '@protocol/time.ts';
import { whyNot } from '../desk/why-not.ts';
import { useCommand, useDrop, useList, usePart, usePresence, useTick, useView } from '../line/use-line.ts';
import busy from '../paper/overlay/busy.svg';
import { w } from '../text/words.ts';
import { Button } from '../ui/Button.tsx';
import { OverlayFrame } from '../ui/OverlayFrame.tsx';
import { OverlayChecks } from './OverlaySeen.tsx';
import { StepPage } from './StepPage.tsx';
import { useOverlaySeen } from './use-overlay-seen.ts';

const CANVAS = { width: 1280, height: 720 } as const;

/** The proof of it all: TEST on the stream, without a unit touched or a line posted. */
export function TestStep({ isDone }: { readonly isDone: boolean }) {
  const onAir = useDrop(usePart('onAir'));
  const isOn = onAir?.mode === 'test';
  const can = usePart('can');
  const isLive = useView((view) => view.status === 'live');
  const test = useCommand('drop.test');
  const noTest = useTick((now) => whyNot(can, 'drop.test', now));
  const endsAt = onAir?.endsAt ?? 0;
  const left = useTick((now) => (isOn ? formatClock(Math.max(0, endsAt - now)) : ''));
  return (
    <StepPage place="test" title={w('setup.test.title')} text={w('setup.test.text')} state={isDone ? 'done' : 'open'} without={w('setup.test.without')}>
      <div className="setup-test">
        <div className="overlay-picture landscape" style={{ backgroundImage: `url(${busy})` }}>
          <OverlayFrame label={isOn ? w('setup.test.pictureOn') : w('setup.test.picture')} kind="air" preview={null} {...CANVAS} still={null} />
        </div>
        <div className="sheet setup-said">
          {isOn ? <Arrived /> : <Before isDone={isDone} />}
          <div className="setup-does">
            <Button
              look={isDone ? 'plain' : 'main'}
              onPress={() => void test.send({ showId: null })}
              disabled={!isLive || (noTest !== null && !isOn)}
              sending={test.sending || isOn}
              shortcut={null}
            >
              {isOn ? w('setup.test.ends', { clock: left }) : isDone ? w('setup.test.again') : w('setup.test.do')}
            </Button>
            {noTest !== null && !isOn ? <p className="quiet">{noTest}</p> : null}
          </div>
        </div>
      </div>
    </StepPage>
  );
}

function Before({ isDone }: { readonly isDone: boolean }) {
  const seen = useOverlaySeen();
  const isReady = seen.state === 'painting';
  return (
    <>
      <Said icon={isDone ? 'yes' : 'wait'}>{isDone ? w('setup.test.was') : w('setup.test.before')}</Said>
      <p className="quiet">{isReady ? w('setup.test.ready', { word: seen.word }) : w('setup.test.notReady')}</p>
      {isReady ? null : <Link href="/setup/overlay">{w('setup.test.toOverlay')}</Link>}
    </>
  );
}

/** While it is on: whether an overlay has painted what the test changed. */
function Arrived() {
  const overlays = usePresence('overlays') ?? [];
  const startedAt = useList('log').findLast((entry) => entry.what === 'TestDropStarted')?.seq ?? null;
  const seen = useOverlaySeen();
  const painter = overlays.find((overlay) => overlay.visible && startedAt !== null && overlay.rev >= startedAt) ?? null;
  // Once there it is not taken back by one late report.
  const [was, setWas] = useState(false);
  if (painter !== null && !was) setWas(true);
  if (was) {
    return (
      <>
        <Said icon="yes">{w('setup.test.arrived')}</Said>
        <p className="quiet num">
          {painter === null ? w('setup.test.look') : w('setup.test.size', { width: String(painter.width), height: String(painter.height) })}
        </p>
      </>
    );
  }
  if (overlays.length > 0) {
    return (
      <>
        <Said icon="wait">{w('setup.test.waiting')}</Said>
        <p className="quiet num">{seen.state === 'trouble' ? seen.text : w('setup.seen.word', { word: seen.word })}</p>
      </>
    );
  }
  return (
    <>
      <Said icon={seen.state === 'missing' ? 'look' : 'wait'}>{w('setup.test.nowhere')}</Said>
      {seen.state === 'missing' ? <OverlayChecks /> : <p className="quiet">{w('setup.test.nowhereText')}</p>}
      <Link href="/setup/overlay">{w('setup.test.toOverlay')}</Link>
    </>
  );
}

const icons = { yes: CircleCheck, wait: CircleDashed, look: TriangleAlert } as const;
function Said({ icon, children }: { readonly icon: keyof typeof icons; readonly children: ReactNode }) {
  const Icon = icons[icon];
  return (
    <p className="reach-state" role="status">
      <Icon size={26} aria-hidden />
      {children}
    </p>
  );
}
