import type { LogInState } from '@protocol/log-in.ts';
import type { Actor } from '@protocol/roles.ts';

/** Logging chats in by a code, whichever they are. Null where there is no such chat, or nothing to log in to. */
export interface LogIns {
  state(channel: string): Promise<LogInState | null>;
  /** Asks for a new code; one that is shown is good for nothing any more. Once it was typed, the chat is on. */
  start(channel: string, actor: Actor): Promise<LogInState | null>;
  /** Puts a code that is shown away; where none is, logs out and switches the chat off. */
  end(channel: string, actor: Actor): Promise<LogInState | null>;
  /** A browser came back from the platform with this in its address. False where nobody was sent for it, null where that is no way to log in. */
  back(channel: string, query: Readonly<Record<string, string>>): boolean | null;
}
