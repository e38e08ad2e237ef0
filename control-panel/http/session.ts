import { keyRoles, type KeyRole } from '@protocol/roles.ts';
import { call, type HttpAnswer } from './api.ts';

export interface Session {
  readonly role: KeyRole;
  readonly name: string;
  /** False until the owner chose one: the set-up link works once. */
  readonly hasPasscode: boolean;
  /** A helper's phone: it came in by a code, and has none to log in with again. */
  readonly isPhone: boolean;
}

const isRole = (value: unknown): value is KeyRole => keyRoles.some((role) => role === value);

/** Who this browser is; null where nobody is logged in. */
export async function fetchSession(): Promise<HttpAnswer<Session | null>> {
  const answer = await call('GET', '/api/session', null);
  if (!answer.ok) return answer.status === 401 || answer.status === 403 ? { ok: true, value: null } : answer;
  const value = answer.value;
  if (typeof value !== 'object' || value === null || !('role' in value) || !isRole(value.role)) return { ok: true, value: null };
  return {
    ok: true,
    value: {
      role: value.role,
      name: 'name' in value && typeof value.name === 'string' ? value.name : '',
      hasPasscode: !('hasPasscode' in value) || value.hasPasscode !== false,
      isPhone: 'isPhone' in value && value.isPhone === true,
    },
  };
}
export const logIn = (secret: { readonly passcode: string } | { readonly key: string }): Promise<HttpAnswer<unknown>> => call('POST', '/api/login', secret);
export const logOut = (): Promise<HttpAnswer<unknown>> => call('POST', '/api/logout', {});
export const choosePasscode = (passcode: string): Promise<HttpAnswer<unknown>> => call('POST', '/api/passcode', { passcode });
