import { afterEach, describe, expect, it } from 'vitest';
import type { CommandAnswer, CommandName, CommandResult } from '@protocol/commands.ts';
import type { HelloMessage } from '@protocol/socket.ts';
import { decideWith } from '../../server/shop/decide.ts';
import { brokenRules } from '../../server/shop/invariants.ts';
import { liveLine, type LiveLine } from '../support/live-line.ts';
import { firedDrop, headersOf, startServer, stockedShop, until as untilClock, usual, type ServerOptions, type TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';

/** Everybody presses in the same moment: 200 people, 50 units, real HTTP, a real file, and readers on every kind of line. */
const CROWD = 200;
const UNITS = 50;
const SKU = 'LAMP-BRASS';

const toClose: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close();
});

interface Person {
  readonly cookie: string;
  readonly id: string;
}
interface Door {
  readonly server: TestServer;
  readonly dropId: string;
  readonly showId: string;
  readonly crowd: readonly Person[];
}
async function openDoor(options: ServerOptions): Promise<Door> {
  const server = await startServer(options);
  toClose.push(() => server.stop());
  const { showId } = await stockedShop(server);
  const { dropId, opensAt } = await firedDrop(server, showId, UNITS);
  const crowd = Array.from({ length: CROWD }, (_, at) => ({ cookie: server.viewer().cookie, id: `press-${String(at).padStart(3, '0')}` }));
  await untilClock(server, opensAt);
  return { server, dropId, showId, crowd };
}

interface Answered<N extends CommandName> {
  readonly status: number;
  readonly body: CommandAnswer<CommandResult<N>>;
}
async function press<N extends CommandName>(server: TestServer, { cookie, id }: Person, name: N, input: unknown): Promise<Answered<N>> {
  const response = await server.fetch('/api/commands', {
    method: 'POST',
    headers: headersOf({ cookie }, server.url),
    body: JSON.stringify({ id, name, input }),
  });
  // Made by the schema of this command.
  return { status: response.status, body: (await response.json()) as CommandAnswer<CommandResult<N>> };
}
const claim = ({ server, dropId }: Door, person: Person) => press(server, person, 'hold.place', { dropId, lines: [{ sku: SKU, quantity: 1 }] });
const claimAll = (door: Door, people: readonly Person[]) => Promise.all(people.map((person) => claim(door, person)));
const refusals = (answers: readonly Answered<CommandName>[]): Readonly<Record<string, number>> => {
  const count: Record<string, number> = {};
  for (const { status, body } of answers) {
    const how = body.ok ? `${status} ok` : `${status} ${body.refusal.code}`;
    count[how] = (count[how] ?? 0) + 1;
  }
  return count;
};

interface Counts {
  readonly left: number;
  readonly held: number;
  readonly sold: number;
}
const pick = (part: unknown): Counts | null => {
  const { left, held, sold } = (part as { readonly lines: readonly Counts[] } | undefined)?.lines[0] ?? { left: -1, held: -1, sold: -1 };
  return { left, held, sold };
};
type Parts = Readonly<Record<string, unknown>>;
/** What everybody is told who asks: by snapshot, by the file a CDN keeps, and in the panel's own columns. */
async function asked({ server, dropId, showId }: Door): Promise<Readonly<Record<string, Counts | null>>> {
  const read = async (path: string): Promise<Parts> =>
    ((await (await server.fetch(path, { headers: headersOf(server.owner, server.url) })).json()) as { parts: Parts }).parts;
  const all: Record<string, Counts | null> = {};
  for (const audience of ['panel', 'overlay', 'stage', 'public']) {
    const parts = await read(`/api/state/${audience}`);
    all[audience] = pick(parts[`drop/${dropId}`]);
    all[`stock for ${audience}`] = pick({ lines: [parts[`stock/${SKU}`]] });
    if (audience === 'panel') {
      const row = (parts['catalog'] as readonly { sku: string; held: number; committed: number; setAside: number }[]).find(({ sku }) => sku === SKU);
      all['catalog'] = { left: row?.setAside ?? -1, held: row?.held ?? -1, sold: row?.committed ?? -1 };
      all['lists'] = {
        left: UNITS - (parts['holds'] as unknown[]).length - (parts['orders'] as unknown[]).length,
        held: (parts['holds'] as unknown[]).length,
        sold: (parts['orders'] as unknown[]).length,
      };
    }
  }
  all['live'] = pick((await read(`/live/${showId}.json`))[`drop/${dropId}`]);
  return all;
}
const readers = ['panel', 'overlay', 'stage', 'public'].flatMap((audience) => [audience, `stock for ${audience}`]);
const everywhere = (counts: Counts): Readonly<Record<string, Counts>> =>
  Object.fromEntries([...readers, 'catalog', 'lists', 'live'].map((reader) => [reader, counts] as const));

/** Those who were connected all the while, and were told by patches. */
interface Watcher extends LiveLine {
  readonly audience: string;
}
async function watch({ server }: Door): Promise<readonly Watcher[]> {
  const overlayKey = (await server.key('overlay')).key;
  const lines = ([['panel', server.owner.key], ['overlay', overlayKey], ['stage', server.owner.key], ['public', null]] as const satisfies readonly (readonly [HelloMessage['audience'], string | null])[]).map(
    ([audience, key]) => ({ audience, ...liveLine(server.url, audience, key) }),
  ); // prettier-ignore
  for (const { close } of lines) toClose.push(close);
  await until(() => lines.every(({ line }) => line.view().epoch !== null));
  return lines;
}
const told = (watchers: readonly Watcher[], dropId: string): Readonly<Record<string, Counts | null>> =>
  Object.fromEntries(watchers.map(({ audience, line }) => [audience, pick(line.view().parts[`drop/${dropId}`])]));
const toldAlike = (watchers: readonly Watcher[], counts: Counts): Readonly<Record<string, Counts>> =>
  Object.fromEntries(watchers.map(({ audience }) => [audience, counts]));

describe('200 claims at once on 50 units', () => {
  it('S1 H1 D3 D5 L4 50 hold, 150 are told “all held”, one count everywhere; asked again nothing is new; once ordered the 150 are told “sold out”', async () => {
    const door = await openDoor({ ...usual, kept: 'disk' });
    const { server, dropId, crowd } = door;
    const watchers = await watch(door);
    const patchesBefore = watchers.map(({ patches }) => patches());
    const seqOf = (): number => server.started().core.health().seq;

    const began = performance.now();
    const first = await claimAll(door, crowd);
    console.info(`${CROWD} claims answered in ${Math.round(performance.now() - began)} ms`);
    expect(refusals(first)).toEqual({ '200 ok': UNITS, '409 all-held': CROWD - UNITS });
    const winners = crowd.flatMap((person, at) => {
      const body = first[at]?.body;
      return body?.ok === true ? [{ person, holdId: body.result.holdId }] : [];
    });
    const losers = crowd.filter((_, at) => first[at]?.body.ok === false);
    expect(new Set(winners.map(({ holdId }) => holdId)).size).toBe(UNITS);

    const held = { left: 0, held: UNITS, sold: 0 };
    await expect.poll(() => told(watchers, dropId), { timeout: 20_000 }).toEqual(toldAlike(watchers, held));
    expect(await asked(door)).toEqual(everywhere(held));
    // A burst is some patches; how many, only the machine's mood decides.
    console.info(watchers.map(({ audience, patches }, at) => `${audience}: ${patches() - (patchesBefore[at] ?? 0)} patches for ${UNITS} holds`).join(', '));

    const seq = seqOf();
    expect(await claimAll(door, crowd)).toEqual(first);
    expect(seqOf()).toBe(seq);
    // The same id for something else is nobody's hold.
    const [someone] = winners;
    if (someone === undefined) throw new Error('nobody won');
    expect((await press(server, someone.person, 'hold.place', { dropId, lines: [{ sku: SKU, quantity: 2 }] })).body).toMatchObject({
      ok: false,
      refusal: { code: 'id-reused' },
    });
    expect(seqOf()).toBe(seq);

    await server.done('shipping.save', { flat: 490 }, server.owner);
    const order = (at: number, holdId: string) => ({ holdId, provider: 'later', contact: { name: `Buyer ${at}`, email: `buyer${at}@mail.example` }, delivery: { kind: 'ship', address: { line1: '1 Quay St', line2: '', city: 'Galway', postcode: '', region: '', country: 'IE' } }, with: null }); // prettier-ignore
    const orderAll = () =>
      Promise.all(
        winners.map(({ person, holdId }, at) => press(server, { cookie: person.cookie, id: `order-${person.id}` }, 'checkout.start', order(at, holdId))),
      );
    const ordered = await orderAll();
    expect(refusals(ordered)).toEqual({ '200 ok': UNITS });
    expect(new Set(ordered.map(({ body }) => (body.ok ? body.result.orderNumber : 0))).size).toBe(UNITS);
    const sold = { left: 0, held: 0, sold: UNITS };
    await expect.poll(() => told(watchers, dropId), { timeout: 20_000 }).toEqual(toldAlike(watchers, sold));
    expect(await asked(door)).toEqual(everywhere(sold));

    const after = seqOf();
    // What was accepted answers as it did; what was refused is decided anew, and is true anew.
    expect(refusals(await claimAll(door, losers))).toEqual({ '409 sold-out': CROWD - UNITS });
    expect(await claimAll(door, winners.map(({ person }) => person))).toEqual(first.filter(({ body }) => body.ok)); // prettier-ignore
    expect(await orderAll()).toEqual(ordered);
    expect(seqOf()).toBe(after);
    expect(brokenRules(server.started().core.state)).toEqual([]);

    // And from the file alone.
    await server.restart();
    expect(await asked(door)).toEqual(everywhere(sold));
    expect(await claimAll(door, winners.map(({ person }) => person))).toEqual(first.filter(({ body }) => body.ok)); // prettier-ignore
    expect(brokenRules(server.started().core.state)).toEqual([]);
  }, 180_000);

  it('S1 the negative control: with the guard off all 200 get a hold on 50 units, and the rules say what is broken', async () => {
    const door = await openDoor({ ...usual, deps: { decide: decideWith({ mayHold: () => null }) } });
    expect(refusals(await claimAll(door, door.crowd))).toEqual({ '200 ok': CROWD });
    const broken = brokenRules(door.server.started().core.state);
    expect(broken).not.toEqual([]);
    expect(broken.every((rule) => rule.startsWith('S1 '))).toBe(true);
  }, 180_000);
});
