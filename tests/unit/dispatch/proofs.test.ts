import { solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/web/pbkdf2';
import type { Challenge } from 'altcha-lib/types';
import { describe, expect, it } from 'vitest';
import { DAY, MINUTE } from '@protocol/time.ts';
import type { Actor } from '@protocol/roles.ts';
import type { Core, Outcome } from '../../../server/dispatch/core.ts';
import { createProofs } from '../../../server/dispatch/proofs.ts';
import { createVisits } from '../../../server/dispatch/visits.ts';
import { openMemoryPeople } from '../../../server/people/memory.ts';
import { networkName } from '../../../server/ports/network-name.ts';
import type { Drop } from '../../../server/shop/state.ts';
import { ask, coreOptions, createCore, freshId, handClock, openDrop, viewer, type HandClock } from '../../support/core-rig.ts';

/** What any client does with a challenge: solved, put together and sent as text. */
async function answerTo(challenge: Challenge): Promise<string> {
  const solution = await solveChallenge({ challenge, deriveKey });
  return Buffer.from(JSON.stringify({ challenge, solution })).toString('base64');
}
const ADDRESS = '81.2.69.142';
const from = (name: string, network = ADDRESS): Actor => ({ ...viewer(name), network });
const place = (core: Core, dropId: string, actor: Actor, proof: string | null): Promise<Outcome> =>
  ask(core, actor, 'hold.place', { dropId, lines: [{ sku: 'BAG', quantity: 1 }], ...(proof === null ? {} : { proof }) });
const refusedAs = (outcome: Outcome): unknown => (outcome.ok ? 'accepted' : [outcome.refused.refused, outcome.refused.details['why']]);
const challengeOf = (outcome: Outcome): Challenge => {
  if (outcome.ok) throw new Error('nothing was asked');
  return outcome.refused.details['challenge'] as Challenge;
};

/** Ten units, so two are free; they are taken. */
async function crowded(): Promise<{ readonly core: Core; readonly clock: HandClock; readonly dropId: string; readonly events: () => string }> {
  const clock = handClock(Date.parse('2026-11-22T23:55:00Z'));
  const core = await createCore(coreOptions(clock));
  const written: unknown[] = [];
  core.onCommitted(({ batch }) => written.push(batch));
  const dropId = await openDrop(core, clock, 10);
  for (const name of ['ana', 'ben']) expect((await place(core, dropId, from(name), null)).ok).toBe(true);
  return { core, clock, dropId, events: () => JSON.stringify(written) };
}

describe('a proof of work', () => {
  it('is asked for beyond the free share, good once, and for nobody else', async () => {
    const { core, clock, dropId, events } = await crowded();
    const first = await place(core, dropId, from('cem'), null);
    expect(refusedAs(first)).toEqual(['prove-first', 'crowded']);
    expect(first).toMatchObject({ refused: { details: { n: 2, challenge: { parameters: { algorithm: 'PBKDF2/SHA-256', cost: 2_000, keyPrefix: '00' } } } } });
    const proof = await answerTo(challengeOf(first));
    // Somebody else's, on the same network; and what is none.
    expect(refusedAs(await place(core, dropId, from('dea'), proof))).toEqual(['prove-first', 'other']);
    for (const none of ['', 'x', Buffer.from('{}').toString('base64'), Buffer.from('null').toString('base64')])
      expect(refusedAs(await place(core, dropId, from('cem'), none))).toEqual(['prove-first', 'wrong']);
    // Not taken up in another network is not a proof spent: there it was not needed.
    const id = freshId();
    const input = { dropId, lines: [{ sku: 'BAG', quantity: 1 }], proof };
    const placed = await ask(core, from('cem'), 'hold.place', input, id);
    expect(placed.ok).toBe(true);
    // L4: asked again it is the same hold, and no second proof is wanted.
    expect(await ask(core, from('cem'), 'hold.place', input, id)).toEqual(placed);
    const holdId = placed.ok ? (placed.result as { holdId: string }).holdId : '';
    expect((await ask(core, viewer('cem'), 'hold.release', { holdId })).ok).toBe(true);
    expect(refusedAs(await place(core, dropId, from('cem'), proof))).toEqual(['prove-first', 'spent']);
    // In the same batch too: two presses with one proof are one hold.
    const fresh = await answerTo(challengeOf(await place(core, dropId, from('eli'), null)));
    const both = await Promise.all([place(core, dropId, from('eli'), fresh), ask(core, from('eli'), 'hold.place', { dropId, lines: [{ sku: 'BAG', quantity: 2 }], proof: fresh })]); // prettier-ignore
    // Whichever is checked first: two units are not had with a proof that is spent; one in the place of two takes no more, and needs none.
    const [one, two] = both.map(refusedAs);
    expect(one).toBe('accepted');
    expect([['prove-first', 'spent'], 'accepted']).toContainEqual(two);
    expect([...core.state.holds.values()].filter(({ viewer: by, state }) => by === 'eli' && state === 'held').map(({ lines }) => lines[0]?.quantity)).toEqual([1]); // prettier-ignore
    // L8: neither the address nor a viewer's challenge is in any event; the tag is.
    expect(events()).not.toContain(ADDRESS);
    expect(events()).toMatch(/"network":"[\w-]{12}"/u);
    // Other networks are asked for nothing, and a proof given all the same does no harm.
    clock.forward(1_000);
    expect((await place(core, dropId, from('fay', '81.2.69.143'), fresh)).ok).toBe(true);
    await core.stop();
  }, 60_000);

  it('T2 runs out by the ledger’s clock, whatever the wall’s says', async () => {
    const { core, clock, dropId } = await crowded();
    const proof = await answerTo(challengeOf(await place(core, dropId, from('cem'), null)));
    // A wall clock that was put ahead moves nothing.
    clock.wallForward(5 * MINUTE);
    clock.forward(3 * MINUTE - 1);
    expect((await place(core, dropId, from('cem'), proof)).ok).toBe(true);
    const late = await answerTo(challengeOf(await place(core, dropId, from('dea'), null)));
    clock.forward(3 * MINUTE);
    // Their reservations have run out, and still count: midnight, too, gives nobody a second share.
    expect(refusedAs(await place(core, dropId, from('dea'), late))).toEqual(['prove-first', 'expired']);
    await core.stop();
  }, 60_000);

  it('is not asked for without https, without an address, by keys, and in a show for this network only', async () => {
    const clock = handClock(Date.parse('2026-11-22T12:00:00Z'));
    const plain = await createCore({ ...coreOptions(clock), publicUrl: 'http://shop.example' });
    const dropId = await openDrop(plain, clock, 10);
    for (const name of ['ana', 'ben', 'cem', 'dea']) expect(refusedAs(await place(plain, dropId, from(name), null))).toBe('accepted');
    await plain.stop();
    const { core, dropId: other } = await crowded();
    for (const name of ['cem', 'dea']) expect(refusedAs(await place(core, other, viewer(name), null))).toBe('accepted');
    const bot: Actor = { kind: 'key', id: 'bot', role: 'bot', name: 'bot', network: ADDRESS };
    for (const n of [1, 2, 3])
      expect(refusedAs(await ask(core, bot, 'hold.place', { dropId: other, lines: [{ sku: 'BAG', quantity: 1 }], onBehalfOf: `twitch:${n}` }))).toBe(
        'accepted',
      );
    await core.stop();
  });

  it('cannot be made easier, changed or lent: all of it is signed, for one drop and one viewer', async () => {
    const proofs = createProofs(new Uint8Array(32).fill(7));
    const now = 1_000_000;
    const challenge = await proofs.challenge('drop', 'ana', 0, now);
    const right = await answerTo(challenge);
    const changed = (change: (proof: { challenge: Challenge; solution: Record<string, unknown> }) => void): string => {
      const proof = JSON.parse(Buffer.from(right, 'base64').toString()) as { challenge: Challenge; solution: Record<string, unknown> };
      change(proof);
      return Buffer.from(JSON.stringify(proof)).toString('base64');
    };
    const why = async (text: string, drop = 'drop', who = 'ana', at = now): Promise<unknown> => {
      const proof = await proofs.check(text, drop, who, at);
      return proof.good ? 'good' : proof.why;
    };
    expect(await why(right)).toBe('good');
    expect(await why(right, 'drop2')).toBe('other');
    expect(await why(right, 'drop', 'ben')).toBe('other');
    expect(await why(right, 'drop', 'ana', now + 3 * MINUTE)).toBe('expired');
    for (const change of [
      (p: { challenge: Challenge }) => (p.challenge.parameters.cost = 1),
      (p: { challenge: Challenge }) => (p.challenge.parameters.keyPrefix = '0'),
      (p: { challenge: Challenge }) => (p.challenge.parameters.nonce = '0'.repeat(32)),
      (p: { challenge: Challenge }) => (p.challenge.parameters.data = { ...p.challenge.parameters.data, until: now + DAY }),
      (p: { challenge: Challenge }) => (p.challenge.parameters.data = { ...p.challenge.parameters.data, step: 8 }),
      (p: { challenge: Challenge }) => (p.challenge.signature = '0'.repeat(64)),
      (p: { solution: Record<string, unknown> }) => (p.solution['counter'] = Number(p.solution['counter']) + 1),
      (p: { solution: Record<string, unknown> }) => (p.solution['derivedKey'] = '00'.repeat(32)),
      (p: { solution: Record<string, unknown> }) => (p.solution['counter'] = -1),
    ])
      expect(await why(changed(change)), String(change)).toBe('wrong');
    // Another shop's.
    expect(await (async () => (await createProofs(new Uint8Array(32).fill(8)).check(right, 'drop', 'ana', now)).good)()).toBe(false);
  }, 30_000);
});

describe('the name of a network', () => {
  it.each([
    ['81.2.69.142', '81.2.69.142'],
    ['::ffff:81.2.69.142', '81.2.69.142'],
    ['::FFFF:5102:458e', '81.2.69.142'],
    // A home is one network, however its addresses are written.
    ['2a02:8071:5ef0:1201::1', '2a0280715ef012/56'],
    ['2A02:8071:5EF0:12ff:ffff:1:2:3', '2a0280715ef012/56'],
    ['2a02:8071:5ef0:1301::1', '2a0280715ef013/56'],
    ['127.0.0.1', null],
    ['::1', null],
    ['192.168.1.20', null],
    ['100.64.3.4', null],
    ['fe80::1%eth0', null],
    ['fd00::1', null],
    ['', null],
    [undefined, null],
    ['not an address', 'unreadable'],
    ['1.2.3', 'unreadable'],
  ])('%s', (address, name) => {
    expect(networkName(address)).toBe(name);
  });
  it('L8 a tag is of one drop and one day’s key, and the key is forgotten two days later', async () => {
    const people = openMemoryPeople();
    const noon = Date.parse('2026-11-22T12:00:00Z');
    const tag = async (dropId: string, firedAt: number): Promise<string | null> =>
      (await createVisits(people, () => true).of(from('ana'), { dropId, firedAt } as Drop, null, noon)).network;
    const today = await tag('one', noon);
    expect(await tag('one', noon + 1)).toBe(today);
    expect(new Set([today, await tag('two', noon), await tag('one', noon + DAY)]).size).toBe(3);
    await people.sweep(noon + DAY, () => true);
    expect(await tag('one', noon)).toBe(today);
    await people.sweep(noon + 2 * DAY + DAY, () => true);
    expect(await tag('one', noon)).not.toBe(today);
    await people.close();
  });
});
