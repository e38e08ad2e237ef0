import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LedgerHooks } from '../../server/ledger/hooks.ts';
import { LostTail, START, lastSeq, placeOf } from '../../server/ledger/ledger.ts';
import type { Batch, Ledger } from '../../server/ledger/ledger.ts';
import { batchAfter, isWhole, readAll } from '../support/ledger/batches.ts';
import { appendMany } from '../support/ledger/worlds.ts';
import type { World } from '../support/ledger/worlds.ts';

/** What every ledger promises, whatever it is kept in. Run once per kind. */
export function ledgerSuite(kind: string, newWorld: () => World): void {
  describe(`ledger contract: ${kind}`, () => {
    let world: World;
    beforeEach(() => {
      world = newWorld();
    });
    afterEach(() => world.remove());
    const alone = (hooks: LedgerHooks | null = null): Promise<Ledger> => world.open('alone', hooks);

    it('L1 a batch goes in whole, and the place moves to its last event', async () => {
      const ledger = await alone();
      expect(await ledger.head()).toEqual(START);
      const batch = batchAfter(START, 'a');
      expect(await ledger.append(START, batch)).toEqual({ ok: true, place: placeOf(batch) });
      expect(await ledger.head()).toEqual({ seq: batch.events.length, batch: 'a' });
      expect(await readAll(ledger.readAfter(START))).toEqual([batch]);
    });

    it('L1 whoever decided from an older place gets what was missed, in order, and nothing is added', async () => {
      const [mine, other] = [await alone(), await world.open('beside', null)];
      const [first] = await appendMany(mine, 1, 'first');
      const missed = await appendMany(other, 3, 'other');
      const place = placeOf(first!);
      expect(await mine.append(place, batchAfter(place, 'late'))).toEqual({ ok: false, missed });
      expect(await mine.batchById('late')).toBeNull();
      expect(await mine.head()).toEqual(placeOf(missed[2]!));
    });

    it('L1 a hundred appends from the same place: one goes in', async () => {
      const writers = [await alone(), await world.open('beside', null)];
      const tries = await Promise.all(Array.from({ length: 100 }, (_, n) => writers[n % 2]!.append(START, batchAfter(START, `try-${n}`))));
      expect(tries.filter((tried) => tried.ok)).toHaveLength(1);
      expect(await readAll(writers[0]!.readAfter(START))).toHaveLength(1);
    });

    it('L1 an append that breaks off before it is durable leaves nothing', async () => {
      for (const point of ['asked', 'begun', 'inserted'] as const) {
        const ledger = await world.open('beside', { reached: (at) => throwAt(at === point) });
        await expect(ledger.append(START, batchAfter(START, `cut-${point}`))).rejects.toThrow('cut');
        expect(await ledger.batchById(`cut-${point}`)).toBeNull();
        expect(await ledger.head()).toEqual(START);
      }
      expect(await appendMany(await alone(), 1, 'after')).toHaveLength(1);
    });

    it('L6 an append whose answer was lost is found by its id, and asked again it is among what was missed', async () => {
      const ledger = await alone({ reached: (at, batch) => throwAt(at === 'durable' && batch.id === 'unheard') });
      const batch = batchAfter(START, 'unheard');
      await expect(ledger.append(START, batch)).rejects.toThrow('cut');
      expect(await ledger.batchById('unheard')).toEqual(batch);
      expect(await ledger.append(START, batch)).toEqual({ ok: false, missed: [batch] });
    });

    it('L1 a batch no correct writer makes is a bug that throws and leaves nothing', async () => {
      const ledger = await alone();
      const [before] = await appendMany(ledger, 1, 'before');
      const place = placeOf(before!);
      const good = batchAfter(place, 'good');
      const bad: readonly Batch[] = [
        { ...good, events: [] },
        { ...good, id: '' },
        { ...good, first: good.first + 1 },
        { ...good, at: before!.at - 1 },
        { ...good, at: before!.at + 0.5 },
        { ...good, accepted: [{ ...good.accepted[0]!, events: good.events.length + 1 }] },
        { ...good, id: before!.id },
      ];
      for (const batch of bad) await expect(ledger.append(place, batch)).rejects.toThrow();
      expect(await ledger.head()).toEqual(place);
      expect(await ledger.append(place, good)).toMatchObject({ ok: true });
    });

    it('L2 numbers rise by one without a gap, and every reader sees the same', async () => {
      const [one, two] = [await alone(), await world.open('beside', null)];
      // More than one page of the reader.
      const written = await appendMany(one, 150, 'n');
      const [byOne, byTwo] = [await readAll(one.readAfter(START)), await readAll(two.readAfter(START))];
      expect(byOne).toEqual(written);
      expect(byTwo).toEqual(written);
      let next = 1;
      for (const batch of byTwo) {
        expect(batch.first).toBe(next);
        expect(isWhole(batch)).toBe(true);
        next = lastSeq(batch) + 1;
      }
    });

    it('L2 reading goes on from any place, and finds what was appended meanwhile', async () => {
      const ledger = await alone();
      const written = await appendMany(ledger, 5, 'n');
      expect(await readAll(ledger.readAfter(placeOf(written[2]!)))).toEqual(written.slice(3));
      expect(await readAll(ledger.readAfter(placeOf(written[4]!)))).toEqual([]);
      const more = await appendMany(ledger, 2, 'm');
      expect(await readAll(ledger.readAfter(placeOf(written[4]!)))).toEqual(more);
    });

    it('L4 a batch is found by any of its events and by its id; what was accepted stands in it', async () => {
      const ledger = await alone();
      for (const batch of await appendMany(ledger, 20, 'n')) {
        for (let seq = batch.first; seq <= lastSeq(batch); seq++) expect(await ledger.batchAt(seq)).toEqual(batch);
        expect(await ledger.batchById(batch.id)).toEqual(batch);
      }
      expect(await ledger.batchAt(0)).toBeNull();
      expect(await ledger.batchAt((await ledger.head()).seq + 1)).toBeNull();
      expect(await ledger.batchById('nobody')).toBeNull();
    });

    it('L2 another process’s append is told soon, our own is not, and a listener that left hears nothing', async () => {
      const ledger = await alone();
      const told: string[] = [];
      const stop = ledger.onForeignAppend(() => told.push('left'));
      stop();
      let heard = (): void => undefined;
      const foreign = new Promise<void>((resolve) => (heard = resolve));
      ledger.onForeignAppend(() => {
        told.push('foreign');
        heard();
      });
      const [own] = await appendMany(ledger, 1, 'own');
      await new Promise((resolve) => setTimeout(resolve, 600));
      expect(told).toEqual([]);
      await world.appendElsewhere(3);
      await foreign;
      expect(told).not.toContain('left');
      expect((await readAll(ledger.readAfter(placeOf(own!)))).map((batch) => batch.id)).toEqual(['elsewhere-0', 'elsewhere-1', 'elsewhere-2']);
    });

    it('L5 a place that is not in the ledger is a lost tail: to a reader, to a writer, and after a restart', async () => {
      const ledger = await alone();
      const [kept] = await appendMany(ledger, 1, 'kept');
      const putBack = await world.remember();
      const lost = await appendMany(ledger, 3, 'lost');
      const known = placeOf(lost[2]!);
      await ledger.notePlace(known);
      await putBack();
      await expect(readAll(ledger.readAfter(known))).rejects.toThrow(LostTail);
      await expect(ledger.append(known, batchAfter(known, 'on'))).rejects.toMatchObject({ name: 'LostTail', known, head: placeOf(kept!) });
      expect(await ledger.head()).toEqual(placeOf(kept!));
      await ledger.close();
      const again = await alone();
      expect(await again.lastKnownPlace()).toEqual(known);
      await expect(readAll(again.readAfter(known))).rejects.toThrow(LostTail);
      // It goes on from what is there.
      expect(await appendMany(again, 1, 'on')).toHaveLength(1);
    });

    it('L5 the same number with another batch is a lost tail too', async () => {
      const ledger = await alone();
      const putBack = await world.remember();
      const [lost] = await appendMany(ledger, 1, 'lost');
      await putBack();
      const other: Batch = { ...lost!, id: 'another' };
      expect(await ledger.append(START, other)).toMatchObject({ ok: true });
      await expect(readAll(ledger.readAfter(placeOf(lost!)))).rejects.toThrow(LostTail);
      await expect(ledger.append(placeOf(lost!), batchAfter(placeOf(lost!), 'on'))).rejects.toThrow(LostTail);
    });

    it('L5 the last place of this node is kept apart and survives a restart; none at first', async () => {
      const ledger = await alone();
      expect(await ledger.lastKnownPlace()).toBeNull();
      const places = (await appendMany(ledger, 5, 'n')).map(placeOf);
      for (const place of places) await ledger.notePlace(place);
      await ledger.close();
      expect(await (await alone()).lastKnownPlace()).toEqual(places[4]);
    });

    it('L9 a kind and a version nobody knows yet come back as they were', async () => {
      const ledger = await alone();
      const batch = { ...batchAfter(START, 'a'), events: [{ type: 'FromTheFuture', v: 7, deep: { list: [1, null, 'ü\u0000\u2028'] } }] };
      await ledger.append(START, batch);
      await ledger.close();
      expect(await readAll((await alone()).readAfter(START))).toEqual([batch]);
    });

    it('L9 a snapshot comes back with its place and version; the newest counts', async () => {
      const ledger = await alone();
      expect(await ledger.loadSnapshot()).toBeNull();
      const [a, b] = await appendMany(ledger, 2, 'n');
      await ledger.saveSnapshot({ place: placeOf(a!), version: 3, state: 'one' });
      await ledger.saveSnapshot({ place: placeOf(b!), version: 4, state: 'two “ü”' });
      await ledger.close();
      expect(await (await alone()).loadSnapshot()).toEqual({ place: placeOf(b!), version: 4, state: 'two “ü”' });
    });

    it('L9 a snapshot of a place that is not in the ledger, or a spoilt one, counts as none', async () => {
      const ledger = await alone();
      const [kept] = await appendMany(ledger, 1, 'kept');
      await ledger.saveSnapshot({ place: { seq: kept!.first, batch: 'other' }, version: 1, state: 'of another ledger' });
      expect(await ledger.loadSnapshot()).toBeNull();
      await ledger.saveSnapshot({ place: { seq: 9_999, batch: 'ahead' }, version: 1, state: 'of what was lost' });
      expect(await ledger.loadSnapshot()).toBeNull();
      await ledger.saveSnapshot({ place: placeOf(kept!), version: 1, state: 'SNAPSHOT-TEXT' });
      await ledger.close();
      await world.spoilSnapshot();
      const again = await alone();
      expect(await again.loadSnapshot()).toBeNull();
      expect((await readAll(again.readAfter(START))).map((batch) => batch.id)).toEqual(['kept-0']);
    });
  });
}

function throwAt(here: boolean): void {
  if (here) throw new Error('cut');
}
