import { useEffect, useState, type ReactNode } from 'react';
import { ErrorBoundary } from 'react-error-boundary';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import type { Line } from '@protocol/sync.ts';
import { Desk } from '../desk/Desk.tsx';
import { LineContext, usePart, useView } from '../line/use-line.ts';
import { openPanelLine } from '../line/panel-line.ts';
import { CatalogScreen } from '../paper/catalog/CatalogScreen.tsx';
import { ChannelsScreen } from '../paper/channels/ChannelsScreen.tsx';
import { KeysScreen } from '../paper/keys/KeysScreen.tsx';
import { OrdersScreen } from '../paper/orders/OrdersScreen.tsx';
import { PaymentsScreen } from '../paper/payments/PaymentsScreen.tsx';
import { ShopScreen } from '../paper/shop/ShopScreen.tsx';
import { ShowsScreen } from '../paper/shows/ShowsScreen.tsx';
import { TasksScreen } from '../paper/tasks/TasksScreen.tsx';
import { Button } from '../ui/Button.tsx';
import { Trouble } from '../ui/Trouble.tsx';
import { w } from '../text/words.ts';
import { Passcode } from './Passcode.tsx';
import { PaperFrame } from './PaperFrame.tsx';
import { Warnings } from './Warnings.tsx';
import { screensOf } from './screens.ts';
import { useSession } from './session-context.ts';

/** Logged in: one line to the server, and everything drawn from it. */
export function Panel() {
  const [line, setLine] = useState<Line | null>(null);
  useEffect(() => {
    const opened = openPanelLine();
    setLine(opened);
    return () => opened.close();
  }, []);
  if (line === null) return null;
  return (
    <LineContext value={line}>
      <Opened />
    </LineContext>
  );
}

function Opened() {
  const session = useSession();
  const status = useView((view) => view.status);
  const known = useView((view) => view.epoch !== null);
  const [asksPasscode, setAsksPasscode] = useState(true);
  if (status === 'refused' || status === 'ended') {
    return (
      <main className="alone">
        <h1>{w(status === 'refused' ? 'line.refused' : 'line.ended')}</h1>
        <p>{w(status === 'refused' ? 'line.refusedText' : 'line.endedText')}</p>
        <Button
          look="main"
          onPress={() => (status === 'refused' ? session.leave() : window.location.reload())}
          disabled={false}
          sending={false}
          shortcut={null}
        >
          {w(status === 'refused' ? 'line.logIn' : 'trouble.reload')}
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
  return (
    <>
      <Screens />
      {session.role === 'owner' && !session.hasPasscode && asksPasscode ? (
        <Passcode onChosen={session.hasChosenPasscode} onLater={() => setAsksPasscode(false)} />
      ) : null}
    </>
  );
}

function Screens() {
  const shop = usePart('shop');
  const { role } = useSession();
  const [at] = useLocation();
  const mine = screensOf(role);
  const first = mine[0]?.path ?? '/orders';
  const home = shop === null && role === 'owner' ? '/shop' : first;
  const paper = (path: string, screen: ReactNode): ReactNode => (
    <Route path={path}>
      {mine.some((each) => each.path === path) ? (
        <PaperFrame>
          <ErrorBoundary FallbackComponent={Trouble} resetKeys={[at]}>
            {screen}
          </ErrorBoundary>
        </PaperFrame>
      ) : (
        <Redirect to={home} replace />
      )}
    </Route>
  );
  return (
    <Switch>
      <Route path="/desk">
        {mine.some((each) => each.path === '/desk') && shop !== null ? (
          <div className="dark">
            <Warnings />
            <ErrorBoundary FallbackComponent={Trouble}>
              <Desk />
            </ErrorBoundary>
          </div>
        ) : home !== '/desk' || mine.some((each) => each.path === '/shop') ? (
          <Redirect to={home === '/desk' ? '/shop' : home} replace />
        ) : (
          // Whoever cannot set the shop up would be sent to and fro between here and there.
          <main className="alone">
            <h1>{w('notSetUp')}</h1>
            <p>{w('notSetUpText')}</p>
          </main>
        )}
      </Route>
      {paper('/shows', <ShowsScreen />)}
      {paper('/catalog', <CatalogScreen />)}
      {paper('/orders', <OrdersScreen />)}
      {paper('/tasks', <TasksScreen />)}
      {paper('/channels', <ChannelsScreen />)}
      {paper('/payments', <PaymentsScreen />)}
      {paper('/shop', <ShopScreen />)}
      {paper('/keys', <KeysScreen />)}
      <Route>
        <Redirect to={home} replace />
      </Route>
    </Switch>
  );
}
