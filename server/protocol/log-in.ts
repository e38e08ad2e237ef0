import type { Instant } from './time.ts';

/**
 * How a chat stands with the account that writes there, where one logs in by a code that is typed at the platform.
 * `out`: nobody is logged in; `note` says why where that is not plain. `waiting`: the code is shown; `note` where the platform does
 * not answer. `over`: the code is good for nothing any more. `ended`: the platform ended a log-in that was good.
 */
export type LogInState =
  | { readonly state: 'out'; readonly note: string }
  | {
      readonly state: 'waiting';
      readonly code: string;
      readonly url: string;
      readonly startedAt: Instant;
      readonly expiresAt: Instant;
      readonly note: string;
    }
  | { readonly state: 'over'; readonly why: 'denied' | 'expired' | 'failed'; readonly note: string }
  | { readonly state: 'in'; readonly name: string }
  | { readonly state: 'ended'; readonly name: string };
