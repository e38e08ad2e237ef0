import type { ChatLogIn } from './chat.ts';
import type { Settings } from './manifest.ts';

/** What of a kept log-in says whose it is; `ended`: the platform takes it no more. */
interface Kept {
  readonly name: string;
  readonly ended: boolean;
}

/** How a log-in is ended and named, which is the same wherever one is kept. `notRevoked`: words for a platform that could not be asked. */
export const keptLogIn = <T extends Kept>(
  read: (logIn: Settings) => T | null,
  revoke: (mine: T) => Promise<{ readonly how: string }>,
  notRevoked: string,
): Pick<ChatLogIn, 'logOut' | 'who'> => ({
  logOut: async (logIn) => {
    const mine = read(logIn);
    if (mine === null || mine.ended) return { note: '' };
    // Refused: it is no good there any more, which is what was asked for.
    return { note: (await revoke(mine)).how === 'away' ? notRevoked : '' };
  },
  who: (logIn) => {
    const mine = read(logIn);
    return { name: mine?.name ?? '', ended: mine === null || mine.ended };
  },
});
