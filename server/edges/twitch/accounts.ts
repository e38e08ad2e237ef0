import type { DurationMs } from '@protocol/time.ts';
import type { LogInStore } from '../../ports/chat.ts';
import type { Settings } from '../../ports/manifest.ts';
import type { IdServer } from './id-server.ts';
import { freshLogIn } from './log-in.ts';
import { readTwitchSettings, settingsOf, type TwitchSettings } from './settings.ts';

/** What Twitch says that a token is good for. */
export interface Rights {
  readonly clientId: string;
  readonly userId: string;
  readonly scopes: ReadonlySet<string>;
}
/**
 * `rights` null: not known, so that only the chat's own line is used. `ended`: only logging in again helps. `refused`: a token that was
 * typed, and that Twitch does not take.
 */
export type Account =
  | { readonly how: 'ok'; readonly settings: TwitchSettings; readonly byCode: boolean; readonly rights: Rights | null }
  | { readonly how: 'not-set-up' | 'away' | 'refused' }
  | { readonly how: 'ended'; readonly name: string };

export interface Accounts {
  /** `refused`: a token that Twitch did not take, to be renewed if it is still ours. `anew`: asks Twitch even where it said so a moment ago. Never rejects. */
  now(refused: string | null, anew: boolean): Promise<Account>;
}
export const bareToken = (settings: TwitchSettings): string => settings.token.replace(/^oauth:/u, '');

/** Who writes: whoever logged in by a code, else the account whose token was typed. `validates`: Twitch is asked about typed tokens, too. */
export function accounts(ids: IdServer, raw: Settings, logIn: LogInStore, validates: boolean, everyMs: DurationMs): Accounts {
  let checked: { readonly token: string; readonly at: number; readonly rights: Rights } | null = null;
  // One at a time: a refresh token is good once, and two who renew beside each other would end the log-in.
  let turn: Promise<unknown> = Promise.resolve();

  async function look(refused: string | null, anew: boolean): Promise<Account> {
    const fresh = await freshLogIn(ids, logIn, refused);
    if (fresh.how === 'ended' || fresh.how === 'away') return fresh;
    const byCode = fresh.how === 'ok';
    const typed = byCode ? null : readTwitchSettings(raw);
    const settings = fresh.how === 'ok' ? settingsOf(raw, fresh.logIn) : typed?.how === 'typed' ? typed.settings : null;
    if (settings === null) return { how: 'not-set-up' };
    if (!byCode && !validates) return { how: 'ok', settings, byCode, rights: null };
    const token = bareToken(settings);
    const known = checked?.token === token ? checked : null;
    if (known !== null && !anew && Date.now() - known.at < everyMs) return { how: 'ok', settings, byCode, rights: known.rights };
    const valid = await ids.validate(token);
    if (valid.how === 'away') return { how: 'ok', settings, byCode, rights: known?.rights ?? null };
    if (valid.how === 'refused') {
      checked = null;
      if (!byCode) return { how: 'refused' };
      // One that was renewed a moment ago and is not good is trouble of theirs.
      return refused === null ? look(token, false) : { how: 'away' };
    }
    const { client_id, user_id, scopes } = valid.value;
    checked = { token, at: Date.now(), rights: { clientId: client_id, userId: user_id, scopes: new Set(scopes ?? []) } };
    return { how: 'ok', settings, byCode, rights: checked.rights };
  }
  return {
    now: (refused, anew) => {
      // The store cannot be read now: as good as not being reached.
      const looked = turn.then(() => look(refused, anew)).catch((): Account => ({ how: 'away' }));
      turn = looked;
      return looked;
    },
  };
}
