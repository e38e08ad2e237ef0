import { useEffect, useState, type ReactNode } from 'react';
import { LineContext, useView } from '../line/use-line.ts';
import { openPanelLine, type PanelLine } from '../line/panel-line.ts';
import { EchoContext } from '../line/use-round-trip.ts';
import { BridgeWireContext } from '../obs/bridge-context.ts';
import { w } from '../text/words.ts';
import { Button } from '../ui/Button.tsx';
import { useSession } from './session-context.ts';

/** One line to the server, and everything inside drawn from it; or why there is none. */
export function LineFrame({ children }: { readonly children: ReactNode }) {
  const [line, setLine] = useState<PanelLine | null>(null);
  useEffect(() => {
    const opened = openPanelLine();
    setLine(opened);
    return () => opened.close();
  }, []);
  if (line === null) return null;
  return (
    <LineContext value={line}>
      <EchoContext value={line.echo}>
        <BridgeWireContext value={line.bridge}>
          <Opened>{children}</Opened>
        </BridgeWireContext>
      </EchoContext>
    </LineContext>
  );
}

function Opened({ children }: { readonly children: ReactNode }) {
  const session = useSession();
  const status = useView((view) => view.status);
  const known = useView((view) => view.epoch !== null);
  const bye = useView((view) => view.bye?.reason ?? null);
  // A phone that was let go of hears it over its line; a log-in that is over, when it says hello.
  if (status === 'refused' || bye === 'key-revoked') {
    return (
      <main className={session.isPhone ? 'alone dark' : 'alone'}>
        <h1>{session.isPhone ? w('line.phoneOut') : w('line.refused')}</h1>
        <p>{session.isPhone ? w('line.phoneOutText') : w('line.refusedText')}</p>
        <Button look="main" onPress={session.leave} disabled={false} sending={false} shortcut={null}>
          {w('line.logIn')}
        </Button>
      </main>
    );
  }
  if (status === 'ended') {
    return (
      <main className="alone">
        <h1>{w('line.ended')}</h1>
        <p>{w('line.endedText')}</p>
        <Button look="main" onPress={() => window.location.reload()} disabled={false} sending={false} shortcut={null}>
          {w('trouble.reload')}
        </Button>
      </main>
    );
  }
  if (!known) {
    return (
      <main className="alone">
        <p role="status">{w('line.connecting')}</p>
      </main>
    );
  }
  return children;
}
