import { createContext, useContext } from 'react';
import type { Session } from '../http/session.ts';

export interface SessionValue extends Session {
  readonly leave: () => void;
  readonly hasChosenPasscode: () => void;
}
export const SessionContext = createContext<SessionValue | null>(null);

export function useSession(): SessionValue {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('used outside of SessionContext');
  return session;
}
