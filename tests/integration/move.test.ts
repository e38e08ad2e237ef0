import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildServer, startChild } from '../support/child.ts';
import { firedDrop, startServer, stockedShop, until, usual, type TestServer } from '../support/server.ts';

const move = async (dataDir: string, ...args: readonly string[]): Promise<{ readonly code: number | string; readonly said: string }> => {
  const child = startChild('move', args, { DATA_DIR: dataDir });
  const code = await child.ended;
  return { code, said: child.stdout() + child.stderr() };
};
interface Row {
  readonly sku: string;
  readonly onHand: number;
  readonly committed: number;
}
const panelOf = async (server: TestServer, key: string): Promise<{ readonly epoch: string; readonly parts: Readonly<Record<string, unknown>> }> => {
  const response = await server.fetch('/api/state/panel', { headers: { authorization: `Bearer ${key}` } });
  expect(response.status).toBe(200);
  // The contract's snapshot.
  return (await response.json()) as { epoch: string; parts: Record<string, unknown> };
};

describe('a shop goes to another machine', () => {
  let folder: string;
  let old: TestServer;
  let fresh: TestServer;
  beforeAll(async () => {
    await buildServer();
    folder = mkdtempSync(join(tmpdir(), 'dropcast-move-'));
    old = await startServer({ ...usual, kept: 'disk' });
    fresh = await startServer({ ...usual, kept: 'disk' });
  });
  afterAll(async () => {
    await old.stop();
    await fresh.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const parcel = (): string => join(folder, 'shop.dropcast');

  it('L5 is packed beside the running server, which sells nothing from then on; unpacked it has every order, sells at once, and has an epoch of its own', async () => {
    const { showId } = await stockedShop(old);
    const sale = await old.done('sale.record', { lines: [{ sku: 'LAMP-STEEL', quantity: 1, price: 2400 }], paidBy: 'cash', dropId: null }, old.owner);
    const fired = await firedDrop(old, showId, 5);
    await until(old, fired.opensAt);
    // Not from under a live drop: who is buying right now is not locked out by a command line.
    const early = await move(old.dataDir, '--out', parcel());
    expect(early).toMatchObject({ code: 1 });
    expect(early.said).toContain('Lamps');
    expect(existsSync(parcel())).toBe(false);
    await old.done('drop.end', { dropId: fired.dropId }, old.owner);
    const before = await panelOf(old, old.owner.key);
    await old.started().people.saveSettings('log-in', 'somewhere', { refreshToken: 'moves-along' });

    const packed = await move(old.dataDir, '--out', parcel());
    expect(packed, packed.said).toMatchObject({ code: 0 });
    expect(statSync(parcel()).mode & 0o077).toBe(0);

    // The server that runs there has heard it.
    await expect.poll(async () => (await panelOf(old, old.owner.key)).parts['moved'], { timeout: 10_000 }).toBe(true);
    for (const answer of [
      await old.command('variant.adjust', { sku: 'LAMP-BRASS', onHand: 9, reason: 'count' }, old.owner),
      await old.command('sale.record', { lines: [{ sku: 'LAMP-BRASS', quantity: 1, price: 2400 }], paidBy: 'cash', dropId: null }, old.owner),
      await old.command('key.create', { role: 'host', name: 'deck' }, old.owner),
    ])
      expect(answer).toMatchObject({ ok: false, refusal: { code: 'shop-moved' } });
    // Asked once more it packs the same shop: a stick that was lost costs nothing.
    const again = await move(old.dataDir, '--out', join(folder, 'again.dropcast'));
    expect(again, again.said).toMatchObject({ code: 0 });

    const unpacked = await move(fresh.dataDir, '--in', parcel());
    expect(unpacked, unpacked.said).toMatchObject({ code: 0 });
    await fresh.restart();
    // What lies encrypted opens there: its key came along, too.
    expect(await fresh.started().people.settings('log-in', 'somewhere')).toEqual({ refreshToken: 'moves-along' });
    // The same keys open it: the shop's secret came along.
    const after = await panelOf(fresh, old.owner.key);
    expect(after.epoch).not.toBe(before.epoch);
    expect(after.parts).toMatchObject({ moved: false, closed: false });
    expect(after.parts['catalog']).toEqual(before.parts['catalog']);
    expect(after.parts['orders']).toEqual(before.parts['orders']);
    expect((after.parts['catalog'] as readonly Row[]).find((row) => row.sku === 'LAMP-STEEL')).toMatchObject({ onHand: 2, committed: 0 });
    const next = await fresh.done('sale.record', { lines: [{ sku: 'LAMP-BRASS', quantity: 1, price: 2400 }], paidBy: 'cash', dropId: null }, old.owner);
    // Nothing can have been lost on the way, so no number is left out.
    expect(next.orderNumber).toBe(sale.orderNumber + 1);
  });

  it('is not unpacked over a shop, and not packed over a file', async () => {
    const over = await move(fresh.dataDir, '--in', parcel());
    expect(over).toMatchObject({ code: 1 });
    expect(existsSync(join(fresh.dataDir, 'restore.db'))).toBe(false);
    const length = statSync(parcel()).size;
    expect(await move(old.dataDir, '--out', parcel())).toMatchObject({ code: 1 });
    expect(statSync(parcel()).size).toBe(length);
  });

  it('a parcel that is cut off, altered or none leaves nothing behind', async () => {
    const cut = join(folder, 'cut.dropcast');
    writeFileSync(cut, readFileSync(parcel()));
    truncateSync(cut, statSync(cut).size - 200);
    const altered = join(folder, 'altered.dropcast');
    const bytes = readFileSync(parcel());
    for (let at = 2_000; at < 2_040; at += 1) bytes[at] = 0xff ^ (bytes[at] ?? 0);
    writeFileSync(altered, bytes);
    const none = join(folder, 'none.dropcast');
    writeFileSync(none, 'a letter');
    for (const file of [cut, altered, none, join(folder, 'nowhere.dropcast')]) {
      const empty = mkdtempSync(join(folder, 'empty-'));
      const told = await move(empty, '--in', file);
      expect(told.code, `${file}: ${told.said}`).toBe(1);
      expect(told.said).toContain(file);
      for (const left of ['restore.db', 'restore.db.whole', 'restore.people.db', 'restore.people.db.part'])
        expect(existsSync(join(empty, left)), left).toBe(false);
    }
    expect(await move(folder, '--in', parcel(), '--out', cut)).toMatchObject({ code: 1 });
  });

  it('the owner takes it back, and it sells again', async () => {
    await old.done('shop.reopen', {}, old.owner);
    await old.done('sale.record', { lines: [{ sku: 'LAMP-BRASS', quantity: 1, price: 2400 }], paidBy: 'cash', dropId: null }, old.owner);
    expect((await panelOf(old, old.owner.key)).parts).toMatchObject({ moved: false, closed: false });
  });
});
