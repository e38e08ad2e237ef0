import { useState, type ReactNode } from 'react';
import { ErrorBoundary } from 'react-error-boundary';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { Desk } from '../desk/Desk.tsx';
import { usePart } from '../line/use-line.ts';
import { Bridging } from '../obs/Bridging.tsx';
import { ObsScreen } from '../obs/ObsScreen.tsx';
import { CatalogScreen } from '../paper/catalog/CatalogScreen.tsx';
import { ChannelsScreen } from '../paper/channels/ChannelsScreen.tsx';
import { CrewScreen } from '../paper/crew/CrewScreen.tsx';
import { DeckScreen } from '../paper/deck/DeckScreen.tsx';
import { DeliveryScreen } from '../paper/delivery/DeliveryScreen.tsx';
import { KeysScreen } from '../paper/keys/KeysScreen.tsx';
import { MailScreen } from '../paper/mail/MailScreen.tsx';
import { OrdersScreen } from '../paper/orders/OrdersScreen.tsx';
import { OverlayScreen } from '../paper/overlay/OverlayScreen.tsx';
import { PaymentsScreen } from '../paper/payments/PaymentsScreen.tsx';
import { ReachScreen } from '../paper/reach/ReachScreen.tsx';
import { ShopScreen } from '../paper/shop/ShopScreen.tsx';
import { ShowsScreen } from '../paper/shows/ShowsScreen.tsx';
import { TasksScreen } from '../paper/tasks/TasksScreen.tsx';
import { SetUp } from '../setup/SetUp.tsx';
import { useSetUp } from '../setup/use-set-up.ts';
import { TillScreen } from '../till/TillScreen.tsx';
import { Trouble } from '../ui/Trouble.tsx';
import { w } from '../text/words.ts';
import { LineFrame } from './LineFrame.tsx';
import { Passcode } from './Passcode.tsx';
import { PaperFrame } from './PaperFrame.tsx';
import { Warnings } from './Warnings.tsx';
import { screensOf } from './screens.ts';
import { useSession } from './session-context.ts';

/** Logged in: every screen there is for this role, and once, for the owner, the passcode. */
export function Panel() {
  return (
    <LineFrame>
      <Bridging surface="panel">
        <Screens />
        <AskPasscode />
      </Bridging>
    </LineFrame>
  );
}

function AskPasscode() {
  const session = useSession();
  const [asks, setAsks] = useState(true);
  return session.role === 'owner' && !session.hasPasscode && asks ? <Passcode onChosen={session.hasChosenPasscode} onLater={() => setAsks(false)} /> : null;
}

function Screens() {
  const shop = usePart('shop');
  const { role } = useSession();
  const [at] = useLocation();
  const mine = screensOf(role);
  const first = mine[0]?.path ?? '/orders';
  const { isFirstRun } = useSetUp();
  const home = isFirstRun && role === 'owner' ? '/setup' : first;
  // A redirect leads once: to another place it is another one, or whoever is sent on twice stands before nothing.
  const lead = (to: string): ReactNode => <Redirect key={to} to={to} replace />;
  const paper = (path: string, screen: ReactNode): ReactNode => (
    <Route path={path}>
      {mine.some((each) => each.path === path) ? (
        <PaperFrame>
          <ErrorBoundary FallbackComponent={Trouble} resetKeys={[at]}>
            {screen}
          </ErrorBoundary>
        </PaperFrame>
      ) : (
        lead(home)
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
          lead(home === '/desk' ? '/shop' : home)
        ) : (
          // Whoever cannot set the shop up would be sent to and fro between here and there.
          <main className="alone">
            <h1>{w('notSetUp')}</h1>
            <p>{w('notSetUpText')}</p>
          </main>
        )}
      </Route>
      <Route path="/setup/:name?">{({ name }) => (mine.some((each) => each.path === '/setup') ? <SetUp name={name ?? null} /> : lead(home))}</Route>
      {paper('/shows', <ShowsScreen />)}
      {paper('/catalog', <CatalogScreen />)}
      {paper('/orders', <OrdersScreen />)}
      {paper('/till', <TillScreen />)}
      {paper('/tasks', <TasksScreen />)}
      {paper('/overlay', <OverlayScreen />)}
      {paper('/obs', <ObsScreen />)}
      {paper('/channels', <ChannelsScreen />)}
      {paper('/payments', <PaymentsScreen />)}
      {paper('/mail', <MailScreen />)}
      {paper('/shop', <ShopScreen />)}
      {paper('/delivery', <DeliveryScreen />)}
      {paper('/reach', <ReachScreen />)}
      {paper('/crew', <CrewScreen />)}
      {paper('/deck', <DeckScreen />)}
      {paper('/keys', <KeysScreen />)}
      <Route>{lead(home)}</Route>
    </Switch>
  );
}
