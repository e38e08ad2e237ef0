import type { KeyRole } from '@protocol/roles.ts';
import type { Instant } from '@protocol/time.ts';
import type { Consent, ConsentChannel, Consenting } from './consent.ts';
import type { Alike } from './likeness.ts';
import type { Pairings } from './pairings.ts';
import type { Phones } from './phones.ts';

/**
 * Personal data and secrets, apart from events (L8): the ledger knows only random ids. Written
 * before the event that names them; people that no event names are swept.
 */
export interface Address {
  readonly line1: string;
  readonly line2: string;
  readonly city: string;
  readonly postcode: string;
  readonly region: string;
  readonly country: string;
}
export interface Person {
  readonly name: string;
  readonly email: string;
  readonly address: Address | null;
}
export interface Session {
  readonly sessionId: string;
  readonly role: KeyRole;
  readonly name: string;
  readonly expiresAt: Instant;
  /** The key it was opened with: it ends with that. Null for passcode and set-up link. */
  readonly keyId: string | null;
  /** A helper's phone: it ends with this show, or, where none was planned yet, with the first that ends after `madeAt`. Null for a desk. */
  readonly phone: { readonly showId: string | null; readonly madeAt: Instant } | null;
}
/** `log-in`: what a chat's log-in by code brought, apart from its form, because it is renewed in mid-show. `obs`: the password of an OBS that the server itself drives. `mail`: the mail server's. */
export type SettingsKind = 'chat' | 'payment' | 'shop' | 'log-in' | 'obs' | 'mail';
export type Settings = Readonly<Record<string, string | number | boolean>>;

export interface People {
  /** 32 random bytes, made once: capabilities and hashes derive from it. */
  secret(): Uint8Array;
  /** Stores a person under a new random id. */
  put(person: Person, now: Instant): Promise<string>;
  get(personId: string): Promise<Person | null>;
  /** Whose name and mail have every word of `text` in them, whatever case and accents: newest first, at most `most`. */
  find(text: string, most: number): Promise<readonly { readonly personId: string; readonly person: Person }[]>;
  /** Who else has this one's address or mail, newest first of each, at most `most`. */
  alike(personId: string, most: number): Promise<readonly Alike[]>;
  /** Notes that they may be told of the next drop. */
  consent(personId: string, channel: ConsentChannel, wording: string, now: Instant): Promise<void>;
  endConsent(personId: string, channel: ConsentChannel, now: Instant): Promise<void>;
  consentOf(personId: string, channel: ConsentChannel): Promise<Consent | null>;
  /** Those whose consent stands, newest first: nobody else is anybody's recipient (promise 8). */
  consenting(): Promise<readonly Consenting[]>;
  /** A person's or a viewer's id. Remembered for ever, so that a restored backup forgets them again. */
  erase(personId: string): Promise<void>;
  /** Removes people older than `before` for whom `named` is false, and sessions that ended before it; answers how many people. */
  sweep(before: Instant, named: (personId: string) => boolean): Promise<number>;
  /** 32 random bytes of a day (days since 1970): what the tags of networks are made with. `sweep` deletes it two days later, and the tags are nobody's (L8). */
  networkKey(day: number): Promise<Uint8Array>;
  /** The random viewer id behind a chat handle such as `twitch:1234`: of the browser it is paired with, else made at first sight. */
  viewerOf(handle: string): Promise<string>;

  settings(kind: SettingsKind, id: string): Promise<Settings | null>;
  saveSettings(kind: SettingsKind, id: string, settings: Settings): Promise<void>;

  /** Answers the secret for the cookie; only its hash is kept. */
  openSession(role: KeyRole, name: string, expiresAt: Instant, keyId: string | null): Promise<string>;
  session(secret: string, now: Instant): Promise<Session | null>;
  closeSession(secret: string): Promise<void>;
  /** Ends every session that passcode or set-up link opened, but this one (null: none is kept), and every phone with its code. Those of a key end with their key. */
  closeOtherSessions(secret: string | null): Promise<void>;
  /** Told after `closeOtherSessions` and `phones.revoke`, in this process: who is still connected by such a session is to be let go. Returns what stops it. */
  onSessionsClosed(listener: () => void): () => void;
  readonly phones: Phones;
  readonly pairings: Pairings;
  /** A one-time secret, for the set-up link. Opening it uses it up. */
  makeTicket(role: KeyRole, expiresAt: Instant): Promise<string>;
  useTicket(secret: string, now: Instant): Promise<KeyRole | null>;
  setPasscode(passcode: string): Promise<void>;
  hasPasscode(): Promise<boolean>;
  checkPasscode(passcode: string): Promise<boolean>;

  /** Copies the store beside the ledger's backup. */
  backup(path: string): Promise<void>;
  close(): Promise<void>;
}

/** The store refuses for now: "try again" (L7). */
export class PeopleUnavailable extends Error {
  override readonly name = 'PeopleUnavailable';
}
/** The file cannot be read. `message` says where the copy is and how to restore. */
export class PeopleBroken extends Error {
  override readonly name = 'PeopleBroken';
}
