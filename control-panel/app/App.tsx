import { useCallback, useEffect, useState, type ReactNode } from 'react';
import { ErrorBoundary } from 'react-error-boundary';
import { Router } from 'wouter';
import { fetchSession, logOut, type Session } from '../http/session.ts';
import { Toasts } from '../ui/Toasts.tsx';
import { Trouble } from '../ui/Trouble.tsx';
import { Button } from '../ui/Button.tsx';
import { w } from '../text/words.ts';
import { LogIn } from './LogIn.tsx';
import { SessionContext } from './session-context.ts';

type Who =
  | { readonly kind: 'asking' }
  | { readonly kind: 'away'; readonly message: string }
  | { readonly kind: 'nobody' }
  | { readonly kind: 'somebody'; readonly session: Session };

/** `base` is where the app lives, `/panel` or one page of its own; `login` what stands under the log-in's title. */
export function App({ base, login, children }: { readonly base: string; readonly login: string | null; readonly children: ReactNode }) {
  const [who, setWho] = useState<Who>({ kind: 'asking' });
  const ask = useCallback(async () => {
    const answer = await fetchSession();
    if (!answer.ok) return setWho({ kind: 'away', message: answer.message });
    setWho(answer.value === null ? { kind: 'nobody' } : { kind: 'somebody', session: answer.value });
  }, []);
  useEffect(() => {
    void ask();
  }, [ask]);
  return (
    <ErrorBoundary FallbackComponent={Trouble}>
      <Router base={base}>
        <Asked who={who} ask={ask} change={setWho} login={login}>
          {children}
        </Asked>
      </Router>
      <Toasts />
    </ErrorBoundary>
  );
}

interface AskedProps {
  readonly who: Who;
  readonly ask: () => Promise<void>;
  readonly change: (who: Who) => void;
  readonly login: string | null;
  readonly children: ReactNode;
}
function Asked({ who, ask, change, login, children }: AskedProps) {
  switch (who.kind) {
    case 'asking':
      return (
        <main className="alone">
          <p role="status">{w('session.asking')}</p>
        </main>
      );
    case 'away':
      return (
        <main className="alone">
          <h1>{w('session.away')}</h1>
          <p>{who.message}</p>
          <Button look="main" onPress={() => void ask()} disabled={false} sending={false} shortcut={null}>
            {w('session.again')}
          </Button>
        </main>
      );
    case 'nobody':
      return <LogIn onIn={() => void ask()} also={login} />;
    case 'somebody':
      return (
        <SessionContext
          value={{
            ...who.session,
            leave: () => void logOut().then(() => change({ kind: 'nobody' })),
            hasChosenPasscode: () => change({ kind: 'somebody', session: { ...who.session, hasPasscode: true } }),
          }}
        >
          {children}
        </SessionContext>
      );
    default: {
      const never: never = who;
      return never;
    }
  }
}
