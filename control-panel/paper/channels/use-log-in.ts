import { useCallback, useEffect, useState } from 'react';
import type { LogInState } from '@protocol/log-in.ts';
import { call, type HttpAnswer } from '../../http/api.ts';

/** While a code is shown; the server itself asks the platform at its own pace. */
const ASK_EVERY_MS = 1_500;

const states: readonly unknown[] = ['out', 'waiting', 'over', 'in', 'ended'] satisfies LogInState['state'][];
/** As the server made it, by this very type; null where it is no answer of ours. */
function readState(answer: HttpAnswer<unknown>): LogInState | null {
  if (!answer.ok) return null;
  const { value } = answer;
  const logIn = typeof value === 'object' && value !== null && 'logIn' in value ? value.logIn : null;
  return typeof logIn === 'object' && logIn !== null && 'state' in logIn && states.includes(logIn.state) ? (logIn as LogInState) : null;
}

export interface LogIn {
  /** Null until the server said. */
  readonly state: LogInState | null;
  readonly sending: boolean;
  /** A sentence where the last press was refused. */
  readonly wrong: string | null;
  readonly start: () => Promise<void>;
  readonly end: () => Promise<void>;
}

/** Who is logged in to a chat, and the way in by a code. Null where a chat has none. `onIn` is told when somebody came in while this looked. */
export function useLogIn(channel: string | null, onIn: () => void): LogIn {
  const path = channel === null ? null : `/api/chats/${encodeURIComponent(channel)}/log-in`;
  const [state, setState] = useState<LogInState | null>(null);
  const [sending, setSending] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  const ask = useCallback(
    async (method: 'GET' | 'POST' | 'DELETE') => {
      if (path === null) return null;
      const answer = await call(method, path, null);
      const next = readState(answer);
      if (next !== null) setState(next);
      return answer.ok ? null : answer.message;
    },
    [path],
  );
  useEffect(() => void ask('GET'), [ask]);
  const isWaiting = state?.state === 'waiting';
  useEffect(() => {
    if (!isWaiting) return;
    const timer = setInterval(() => void ask('GET'), ASK_EVERY_MS);
    return () => clearInterval(timer);
  }, [isWaiting, ask]);
  const isIn = state?.state === 'in';
  const [wasWaiting, setWasWaiting] = useState(false);
  if (isWaiting && !wasWaiting) setWasWaiting(true);
  useEffect(() => {
    if (!isIn || !wasWaiting) return;
    setWasWaiting(false);
    onIn();
  }, [isIn, wasWaiting, onIn]);
  const press = async (method: 'POST' | 'DELETE'): Promise<void> => {
    if (sending) return;
    setSending(true);
    setWrong(await ask(method));
    setSending(false);
  };
  return { state, sending, wrong, start: () => press('POST'), end: () => press('DELETE') };
}
