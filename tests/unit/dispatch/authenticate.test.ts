import { describe, expect, it } from 'vitest';
import { capability } from '../../../server/people/capability.ts';
import type { Session } from '../../../server/people/people.ts';
import {
  actorFor,
  authenticate,
  identify,
  isStillGood,
  keyHash,
  keyText,
  newViewer,
  readCookies,
  viewerCookie,
  type AuthenticatingPeople,
  type Credentials,
} from '../../../server/dispatch/authenticate.ts';
import { newState } from '../../../server/shop/state.ts';

const secret = new Uint8Array(32).fill(7);
const session: Session = { sessionId: 'ses1', role: 'host', name: 'Ana', expiresAt: 1_000, keyId: null, phone: null };
const people: AuthenticatingPeople = {
  secret: () => secret,
  session: async (given, now) => (given === 'good-session' && now < session.expiresAt ? session : null),
};
const none: Credentials = { key: null, sessionCookie: null, viewerCookie: null };

function world() {
  const state = newState();
  const key = keyText(secret, 'k1');
  state.keys.set('k1', { keyId: 'k1', role: 'bot', name: 'deck', hash: keyHash(key), createdAt: 0, revoked: false });
  let caught = 0;
  const arriving: (() => void)[] = [];
  const core = {
    state,
    caughtUp: async () => {
      caught += 1;
      for (const arrive of arriving) arrive();
    },
  };
  return { state, key, core, arriving, caughtUp: () => caught };
}

describe('a phone of a helper', () => {
  const phones = (showId: string | null, madeAt: number): AuthenticatingPeople => ({
    ...people,
    session: async () => ({ ...session, sessionId: 'phone-1', role: 'producer', phone: { showId, madeAt } }),
  });
  const show = (showId: string, endedAt: number | null) =>
    ({
      showId,
      title: showId,
      startsAt: 0,
      minutes: 60,
      reach: 'network',
      state: endedAt === null ? 'live' : 'ended',
      startedAt: 0,
      endedAt,
      cues: [],
      taken: [],
    }) as const;
  const isIn = async (own: AuthenticatingPeople, shows: readonly ReturnType<typeof show>[]): Promise<boolean> => {
    const { core, state } = world();
    for (const each of shows) state.shows.set(each.showId, each);
    return (await identify({ ...none, sessionCookie: 'x' }, core, own, 100)).staff !== null;
  };

  it('P1 ends with its show, and with no other', async () => {
    expect(await isIn(phones('a', 10), [show('a', null), show('b', 50)])).toBe(true);
    expect(await isIn(phones('a', 10), [show('a', 50)])).toBe(false);
  });
  it('P1 made before there was a show, it ends with the first that ends', async () => {
    expect(await isIn(phones(null, 10), [])).toBe(true);
    expect(await isIn(phones(null, 10), [show('a', 5), show('b', null)])).toBe(true);
    expect(await isIn(phones(null, 10), [show('a', 5), show('b', 50)])).toBe(false);
  });
  it('L10 a show that is not known yet is asked for before the phone is sent away', async () => {
    const { core, state, arriving } = world();
    arriving.push(() => state.shows.set('a', show('a', null)));
    expect((await identify({ ...none, sessionCookie: 'x' }, core, phones('a', 10), 100)).staff).toMatchObject({ kind: 'session', role: 'producer' });
    expect(await isIn(phones('gone', 10), [])).toBe(false);
  });
});

describe('authenticate', () => {
  it('P1 a key, a session and a viewer cookie are each the actor they stand for', async () => {
    const { core, key } = world();
    expect(await authenticate({ ...none, key }, core, people, 1)).toEqual({ kind: 'key', id: 'k1', role: 'bot', name: 'deck' });
    expect(await authenticate({ ...none, sessionCookie: 'good-session' }, core, people, 1)).toEqual({ kind: 'session', id: 'ses1', role: 'host', name: 'Ana' });
    expect(await authenticate({ ...none, viewerCookie: viewerCookie(people, 'v1') }, core, people, 1)).toEqual({
      kind: 'viewer',
      id: 'v1',
      role: 'viewer',
      name: 'viewer',
    });
    expect(await authenticate(none, core, people, 1)).toBeNull();
  });

  it('P1 what is forged, cut, foreign, revoked or expired is nobody', async () => {
    const { core, state, key } = world();
    const other = new Uint8Array(32).fill(8);
    const bad: Credentials[] = [
      ...[
        '',
        'dc_',
        'dc_k1',
        'dc_k1.',
        `dc_k1.${'A'.repeat(22)}`,
        key.slice(0, -1),
        `${key}A`,
        ` ${key}`,
        `dc_k1.${capability(other, 'key', 'k1')}`,
        `dc_k2.${capability(secret, 'key', 'k2')}`,
        `dc_k1.${capability(secret, 'viewer', 'k1')}`,
        'dc___proto__.AAAAAAAAAAAAAAAAAAAAAA',
      ].map((k) => ({ ...none, key: k })),
      { ...none, sessionCookie: 'bad-session' },
      ...['', 'v1', 'v1.', '.', viewerCookie({ secret: () => other }, 'v1'), `v1.${capability(secret, 'hold', 'v1')}`].map((v) => ({
        ...none,
        viewerCookie: v,
      })),
    ];
    for (const credentials of bad) expect(await authenticate(credentials, core, people, 1), JSON.stringify(credentials)).toBeNull();
    expect(await authenticate({ ...none, sessionCookie: 'good-session' }, core, people, 2_000)).toBeNull();
    const row = state.keys.get('k1');
    if (row === undefined) throw new Error('no key');
    state.keys.set('k1', { ...row, revoked: true });
    expect(await authenticate({ ...none, key }, core, people, 1)).toBeNull();
    expect(isStillGood({ kind: 'key', id: 'k1', role: 'bot', name: 'deck' }, core, 0)).toBe(false);
  });

  it('P1 the hash in the state must be that of the whole key', async () => {
    const { core, state, key } = world();
    state.keys.set('k1', { keyId: 'k1', role: 'owner', name: 'x', hash: keyHash('another'), createdAt: 0, revoked: false });
    expect(await authenticate({ ...none, key }, core, people, 1)).toBeNull();
  });

  it('L10 a key made in another process a moment ago is let in: no 401 from an old state', async () => {
    const { core, state, arriving, caughtUp } = world();
    const fresh = keyText(secret, 'k9');
    arriving.push(() => state.keys.set('k9', { keyId: 'k9', role: 'host', name: 'new', hash: keyHash(fresh), createdAt: 0, revoked: false }));
    expect(await authenticate({ ...none, key: fresh }, core, people, 1)).toMatchObject({ id: 'k9', role: 'host' });
    expect(caughtUp()).toBe(1);
  });

  it('L10 a forged key costs no look into the ledger', async () => {
    const { core, caughtUp } = world();
    await authenticate({ ...none, key: `dc_k9.${'A'.repeat(22)}` }, core, people, 1);
    expect(caughtUp()).toBe(0);
  });

  it('P1 a dead key does not fall back to a cookie', async () => {
    const { core } = world();
    expect(await identify({ key: 'dc_dead.x', sessionCookie: 'good-session', viewerCookie: viewerCookie(people, 'v1') }, core, people, 1)).toEqual({
      staff: null,
      viewer: null,
    });
  });

  it('P1 a host on a product page buys as the viewer, and fires as the host', async () => {
    const { core } = world();
    const both = await identify({ key: null, sessionCookie: 'good-session', viewerCookie: viewerCookie(people, 'v1') }, core, people, 1);
    expect(actorFor(both, 'hold.place', 'page')?.role).toBe('viewer');
    expect(actorFor(both, 'hold.place', 'desk')?.role).toBe('host');
    expect(actorFor(both, 'drop.fire', 'page')?.role).toBe('host');
    expect(actorFor({ staff: null, viewer: both.viewer }, 'drop.fire', 'desk')?.role).toBe('viewer');
  });

  it('a new viewer’s cookie opens to the same viewer', async () => {
    const { core } = world();
    const made = newViewer(people);
    expect(await authenticate({ ...none, viewerCookie: made.cookie }, core, people, 1)).toEqual(made.actor);
  });

  it('cookies are read from any header a browser, or somebody else, may send', () => {
    expect(readCookies(undefined)).toEqual({ sessionCookie: null, viewerCookie: null });
    expect(readCookies('a=b; dc_viewer=v.1 ;dc_session=s=1; dc_session=second')).toEqual({ sessionCookie: 's=1', viewerCookie: 'v.1' });
    expect(readCookies(`;;=;dc_viewer; dc_session=; dc_viewer=${'x'.repeat(201)}`)).toEqual({ sessionCookie: null, viewerCookie: null });
  });
});
