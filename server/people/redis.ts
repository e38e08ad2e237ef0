import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { server as words } from '@locales/en.json';
import type { KeyRole } from '@protocol/roles.ts';
import type { Instant } from '@protocol/time.ts';
import { speaker } from '@protocol/words.ts';
import { privateFolder } from '../disk/private.ts';
import type { RedisLine } from '../redis/line.ts';
import type { Consent, ConsentChannel, Consenting } from './consent.ts';
import { fileErasures } from './erasures.ts';
import { randomId, randomSecret } from './ids.ts';
import type { Alike } from './likeness.ts';
import { lastNetworkDay } from './network-days.ts';
import { opensPasscode, sealPasscode } from './passcode.ts';
import { PeopleBroken } from './people.ts';
import type { People, Person, Session, Settings, SettingsKind } from './people.ts';
import { RedisEndings, endedFile, endedOf } from './redis-endings.ts';
import { RedisErasures } from './redis-erasures.ts';
import { RedisPairings } from './redis-pairings.ts';
import { RedisPersons } from './redis-persons.ts';
import { RedisPhones } from './redis-phones.ts';
import { RedisSessions } from './redis-sessions.ts';
import { RedisStore, names } from './redis-store.ts';
import { fileSeal, keyOf, memorySeal, settingsSeal, type SettingsSeal } from './seal-settings.ts';

const say = speaker(words, 'en');
const KEY_FILE = 'settings.key';
export const ENDED_FILE = 'log-ins-ended.txt';
/** How often each node looks at what the others ended and erased. */
const LOOK_MS = 1_000;

export interface RedisPeopleOptions {
  /** Stays its opener's: closing the people closes no line. */
  readonly line: RedisLine;
  /** This node's own folder: who was erased is kept there, too, and how many log-ins ended. */
  readonly dataDir: string;
  /** `SETTINGS_KEY`; null: the folder's own key file. */
  readonly settingsKey: string | null;
  /** For a server; a tool beside one makes no key and opens no settings without. */
  readonly exclusive: boolean;
}

/**
 * People in Redis, for several nodes at once. Throws `PeopleUnavailable` where Redis is away, `PeopleBroken` where this node has
 * another key for the settings than the others.
 */
export async function openRedisPeople({ line, dataDir, settingsKey, exclusive }: RedisPeopleOptions): Promise<People> {
  const store = new RedisStore(line);
  const secret = new Uint8Array(Buffer.from(await store.setOnce(names.kept, 'secret', randomSecret()), 'base64url'));
  privateFolder(dataDir, (files) => files.includes('erased.txt'));
  const seal = await sharedSeal(store, dataDir, settingsKey, exclusive);
  const people = new RedisPeople(store, secret, seal, dataDir, endedOf(await store.ask((redis) => redis.hmget(store.key(names.kept), 'closings', 'ended'))));
  await people.look();
  return people;
}

/**
 * Every node opens what any of them sealed. The first one leaves a sample beside the settings; a node whose key does not open it says so
 * and stays away, before it seals a token that the others could not read.
 */
async function sharedSeal(store: RedisStore, dataDir: string, settingsKey: string | null, exclusive: boolean): Promise<SettingsSeal> {
  const file = join(dataDir, KEY_FILE);
  const known = await store.get(names.kept, 'seal');
  const given = settingsKey === null ? null : keyOf(settingsKey);
  // The key of this folder alone would be another one than theirs: none is made where the shop has one.
  if (given === null && known !== null && !(existsSync(file) && keyOf(readFileSync(file, 'utf8')) !== null)) {
    if (!exclusive) return memorySeal();
    throw new PeopleBroken(say('people.noSettingsKey', { folder: dataDir }));
  }
  const seal = given === null ? fileSeal(file, exclusive) : settingsSeal(given);
  if (!exclusive) return seal;
  const sample = known ?? (await store.setOnce(names.kept, 'seal', seal.seal('dropcast', 'sample')));
  if (seal.open(sample, 'sample') === null)
    throw new PeopleBroken(say('people.otherSettingsKey', { where: given === null ? file : 'SETTINGS_KEY', field: `HDEL ${store.key(names.kept)} seal` }));
  return seal;
}

class RedisPeople implements People {
  readonly phones: RedisPhones;
  readonly pairings: RedisPairings;
  private readonly persons: RedisPersons;
  private readonly sessions: RedisSessions;
  private readonly erasures: RedisErasures;
  private readonly endings: RedisEndings;
  private passcodes: Promise<unknown> = Promise.resolve();
  private readonly timer: NodeJS.Timeout;
  private readonly stopReturning: () => void;
  private looking: Promise<void> | null = null;

  constructor(
    private readonly store: RedisStore,
    private readonly secretBytes: Uint8Array,
    private readonly seal: SettingsSeal,
    dataDir: string,
    ended: Parameters<RedisEndings['note']>[0],
  ) {
    this.endings = new RedisEndings(store, endedFile(join(dataDir, ENDED_FILE)), ended);
    this.persons = new RedisPersons(store, secretBytes);
    this.erasures = new RedisErasures(store, this.persons, fileErasures(join(dataDir, 'erased.txt')));
    this.phones = new RedisPhones(store, this.endings);
    this.pairings = new RedisPairings(store);
    this.sessions = new RedisSessions(store, this.endings, this.phones);
    const look = (): void => {
      // Redis is away, and nothing can be ended there meanwhile: looked again in a second, and at once when it is back.
      this.look().catch(() => null);
    };
    this.timer = setInterval(look, LOOK_MS);
    this.timer.unref();
    this.stopReturning = store.onReturn(look);
  }

  /** What other nodes ended and erased since. One at a time. */
  look(): Promise<void> {
    this.looking ??= (async () => {
      await this.endings.look();
      await this.erasures.look();
      await this.phones.tellSeen();
    })().finally(() => (this.looking = null));
    return this.looking;
  }

  secret(): Uint8Array {
    return this.secretBytes;
  }
  put(person: Person, now: Instant): Promise<string> {
    return this.persons.put(person, now);
  }
  get(personId: string): Promise<Person | null> {
    return this.persons.get(personId);
  }
  find(text: string, most: number): Promise<readonly { readonly personId: string; readonly person: Person }[]> {
    return this.persons.find(text, most);
  }
  alike(personId: string, most: number): Promise<readonly Alike[]> {
    return this.persons.alike(personId, most);
  }
  consent(personId: string, channel: ConsentChannel, wording: string, now: Instant): Promise<void> {
    return this.persons.consent(personId, channel, wording, now);
  }
  endConsent(personId: string, channel: ConsentChannel, now: Instant): Promise<void> {
    return this.persons.endConsent(personId, channel, now);
  }
  consentOf(personId: string, channel: ConsentChannel): Promise<Consent | null> {
    return this.persons.consentOf(personId, channel);
  }
  consenting(): Promise<readonly Consenting[]> {
    return this.persons.consenting();
  }
  erase(personId: string): Promise<void> {
    return this.erasures.erase(personId);
  }
  async sweep(before: Instant, named: (personId: string) => boolean): Promise<number> {
    const swept = await this.persons.sweep(before, named);
    await this.sessions.sweep(before);
    await this.phones.sweep(before);
    await this.pairings.sweep(before);
    const days = await this.store.ask((redis) => redis.hkeys(this.store.key(names.networkKey)));
    const old = days.filter((day) => Number(day) < lastNetworkDay(before));
    if (old.length > 0) await this.store.ask((redis) => redis.hdel(this.store.key(names.networkKey), ...old));
    return swept;
  }
  async networkKey(day: number): Promise<Uint8Array> {
    const key = (await this.store.get(names.networkKey, String(day))) ?? (await this.store.setOnce(names.networkKey, String(day), randomSecret()));
    return new Uint8Array(Buffer.from(key, 'base64url'));
  }
  viewerOf(handle: string): Promise<string> {
    return this.pairings.viewerFor(handle, randomId());
  }

  async settings(kind: SettingsKind, id: string): Promise<Settings | null> {
    const sealed = await this.store.get(names.settings, `${kind} ${id}`);
    const json = sealed === null ? null : this.seal.open(sealed, `${kind} ${id}`);
    // Written by saveSettings alone. Sealed with a key that is lost, it is as good as never saved.
    return json === null ? null : (JSON.parse(json) as Settings);
  }
  saveSettings(kind: SettingsKind, id: string, settings: Settings): Promise<void> {
    return this.store.set(names.settings, `${kind} ${id}`, this.seal.seal(JSON.stringify(settings), `${kind} ${id}`));
  }

  openSession(role: KeyRole, name: string, expiresAt: Instant, keyId: string | null): Promise<string> {
    return this.sessions.open(role, name, expiresAt, keyId);
  }
  session(secret: string, now: Instant): Promise<Session | null> {
    return this.sessions.get(secret, now);
  }
  closeSession(secret: string): Promise<void> {
    return this.sessions.close(secret);
  }
  closeOtherSessions(secret: string | null): Promise<void> {
    return this.sessions.closeOthers(secret);
  }
  onSessionsClosed(listener: () => void): () => void {
    return this.endings.onSessionsClosed(listener);
  }
  makeTicket(role: KeyRole, expiresAt: Instant): Promise<string> {
    return this.sessions.makeTicket(role, expiresAt);
  }
  useTicket(secret: string, now: Instant): Promise<KeyRole | null> {
    return this.sessions.useTicket(secret, now);
  }

  async setPasscode(passcode: string): Promise<void> {
    await this.store.set(names.kept, 'passcode', await sealPasscode(passcode));
  }
  async hasPasscode(): Promise<boolean> {
    return (await this.store.get(names.kept, 'passcode')) !== null;
  }
  /** One at a time: a crowd of guesses may not take all the memory and all the threads. */
  checkPasscode(passcode: string): Promise<boolean> {
    const answer = this.passcodes.then(async () => {
      const sealed = await this.store.get(names.kept, 'passcode');
      return sealed !== null && (await opensPasscode(sealed, passcode));
    });
    // Only the order is kept here; the caller has the error.
    this.passcodes = answer.catch(() => null);
    return answer;
  }

  /**
   * No file of ours: the copy of a shop on Redis is a copy of Redis's own append-only file, with ledger and people of the same moment in it.
   * Two copies made apart could have an order whose buyer is missing.
   */
  backup(): Promise<void> {
    return Promise.reject(new Error('Redis keeps its own copies'));
  }
  async close(): Promise<void> {
    clearInterval(this.timer);
    this.stopReturning();
    await this.looking?.catch(() => null);
    this.store.close();
  }
}
