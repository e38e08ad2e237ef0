import { afterEach, describe, expect, it } from 'vitest';
import type { CommandAnswer, CommandName, CommandResult } from '@protocol/commands.ts';
import { decideWith } from '../../server/shop/decide.ts';
import { brokenRules } from '../../server/shop/invariants.ts';
import { liveLine } from '../support/live-line.ts';
import {
  firedDrop,
  freshId,
  headersOf,
  startServer,
  stockedShop,
  until as untilClock,
  usual,
  type As,
  type ServerOptions,
  type TestServer,
} from '../support/server.ts';
import { until } from '../support/until.ts';

/** A hand at the counter and a thumb on the stream reach for the last one in the same moment: over real HTTP, on a real file. */
const ROUNDS = 12;
const SKU = 'LAMP-BRASS';

const toClose: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close();
});

interface Stream {
  readonly server: TestServer;
  readonly dropId: string;
  readonly packer: As;
}
async function openStream(options: ServerOptions, units: number): Promise<Stream> {
  const server = await startServer(options);
  toClose.push(() => server.stop());
  const { showId } = await stockedShop(server);
  const { dropId, opensAt } = await firedDrop(server, showId, units);
  await untilClock(server, opensAt);
  return { server, dropId, packer: await server.key('packer') };
}
async function ask<N extends CommandName>(server: TestServer, as: As, name: N, input: unknown): Promise<CommandAnswer<CommandResult<N>>> {
  const response = await server.fetch('/api/commands', {
    method: 'POST',
    headers: headersOf(as, server.url),
    body: JSON.stringify({ id: freshId(), name, input }),
  });
  // Made by the schema of this command.
  return (await response.json()) as CommandAnswer<CommandResult<N>>;
}
const sell = ({ server, dropId, packer }: Stream) =>
  ask(server, packer, 'sale.record', { lines: [{ sku: SKU, quantity: 1, price: 2400 }], paidBy: 'cash', dropId });
const claim = ({ server, dropId }: Stream) => ask(server, server.viewer(), 'hold.place', { dropId, lines: [{ sku: SKU, quantity: 1 }] });
const lineOf = ({ server, dropId }: Stream) => server.started().core.state.drops.get(dropId)?.lines[0];

describe('the last one, at the till and on the stream', () => {
  it('S1 S3 one of them has it, the other is told no, whoever it is; nothing is sold twice', async () => {
    const stream = await openStream({ ...usual, kept: 'disk' }, 1);
    const { server, dropId } = stream;
    const won = { till: 0, stream: 0 };
    for (let round = 0; round < ROUNDS; round += 1) {
      // Now the one, now the other goes first out of the door.
      const both = round % 2 === 0 ? [sell(stream), claim(stream)] : [claim(stream), sell(stream)];
      const answers = await Promise.all(both);
      const [sold, held] = round % 2 === 0 ? answers : [answers[1], answers[0]];
      expect([sold?.ok, held?.ok].filter(Boolean)).toHaveLength(1);
      if (sold?.ok === true) {
        won.till += 1;
        expect(held).toMatchObject({ ok: false, refusal: { code: 'sold-out' } });
      } else {
        won.stream += 1;
        expect(sold).toMatchObject({ ok: false, refusal: { code: 'not-enough-stock', details: { sku: SKU, n: 0 } } });
        const holdId = [...server.started().core.state.holds.values()][0]?.holdId ?? '';
        await server.done('hold.release', { holdId }, server.owner);
      }
      expect(brokenRules(server.started().core.state)).toEqual([]);
      // The next one for both of them: found just now, or the one that came back.
      if (lineOf(stream)?.left === 0) await server.done('drop.restock', { dropId, sku: SKU, add: 1, counted: round % 3 === 0 }, server.owner);
    }
    console.info(`the last one went ${won.till} times over the counter, ${won.stream} times to the stream`);
    const line = lineOf(stream);
    expect(line).toMatchObject({ left: 1, held: 0, sold: won.till, allotted: won.till + 1 });
    // And from the file alone.
    await server.restart();
    expect(lineOf(stream)).toEqual(line);
    expect(brokenRules(server.started().core.state)).toEqual([]);
  }, 120_000);

  it('S1 the negative control: with the stream’s guard off both have it, and the rules say so', async () => {
    const stream = await openStream({ ...usual, deps: { decide: decideWith({ mayHold: () => null }) } }, 1);
    expect((await sell(stream)).ok).toBe(true);
    expect((await claim(stream)).ok).toBe(true);
    const broken = brokenRules(stream.server.started().core.state);
    expect(broken).not.toEqual([]);
    expect(broken.every((rule) => rule.startsWith('S1 '))).toBe(true);
  }, 120_000);
});

describe('whoever stands at the till', () => {
  it('V6 D3 a packer sees what can be sold, and each sale on the stream as it happens; no cost, no plan, nobody’s link', async () => {
    const stream = await openStream(usual, 3);
    const { server, dropId, packer } = stream;
    const { line, close } = liveLine(server.url, 'panel', (packer as { readonly key: string }).key);
    toClose.push(close);
    await until(() => line.view().epoch !== null);
    const seen = () => JSON.stringify(line.view().parts);
    const left = (): number | undefined =>
      (line.view().parts[`drop/${dropId}`] as { readonly lines: readonly { readonly left: number }[] } | undefined)?.lines[0]?.left;
    expect(left()).toBe(3);
    expect((await claim(stream)).ok).toBe(true);
    await until(() => left() === 2);
    expect((await sell(stream)).ok).toBe(true);
    await until(() => left() === 1);
    expect(seen()).not.toContain('"cost"');
    expect(seen()).not.toContain('"links"');
    expect(Object.keys(line.view().parts)).not.toContain('rundown');
  });
  it('P1 a slip of theirs they take back themselves, a refund they cannot give', async () => {
    const stream = await openStream(usual, 2);
    const sold = await sell(stream);
    const orderNumber = sold.ok ? sold.result.orderNumber : 0;
    expect(await ask(stream.server, stream.packer, 'order.refund', { orderNumber, lines: [{ sku: SKU, quantity: 1 }], restock: true })).toMatchObject({
      ok: false,
      refusal: { code: 'not-allowed' },
    });
    expect((await ask(stream.server, stream.packer, 'sale.undo', { orderNumber })).ok).toBe(true);
    expect(lineOf(stream)).toMatchObject({ left: 2, sold: 0 });
    expect(await ask(stream.server, stream.packer, 'sale.undo', { orderNumber })).toMatchObject({ ok: false, refusal: { code: 'order-over' } });
  });
});
