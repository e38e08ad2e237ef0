import { describe, expect, it } from 'vitest';
import { MINUTE } from '@protocol/time.ts';
import { eventOf } from '../../../server/shop/context.ts';
import { brokenRules } from '../../../server/shop/invariants.ts';
import { dropPart, panelDrop } from '../../../server/views/drop-view.ts';
import { sightOf } from '../../../server/views/sight.ts';
import { connectChat, host, openStall, refusedAs, viewer, type Stall } from '../../support/stall.ts';
import { viewContext } from '../../support/view-rig.ts';

const elsewhere = { via: 'link', url: 'https://www.craft.example/bag/7', discount: null };
function open(stall: Stall, units: number, sells: { via: string; url: string | null; discount: string | null } = elsewhere): string {
  const lines = [{ sku: 'A', allotted: units, price: 900 }];
  const planned = stall.world.mustAsk(
    'drop.plan',
    { showId: stall.showId, title: 'Bag', mode: 'hold', lines, minutes: 5, holdSeconds: 60, perViewer: 2, sells },
    host,
  );
  const dropId = eventOf(planned, 'DropPlanned')?.dropId ?? '';
  stall.fire(dropId);
  stall.world.now = stall.drop(dropId).opensAt ?? stall.world.now;
  return dropId;
}
const mark = (stall: Stall, dropId: string, by: 1 | -1) => stall.world.ask('drop.mark', { dropId, sku: 'A', by }, host);
const counts = (stall: Stall, dropId: string) => {
  const { left, held, sold, allotted } = stall.drop(dropId).lines[0] ?? { left: -1, held: -1, sold: -1, allotted: -1 };
  return { left, held, sold, allotted };
};

describe('a drop that is bought by a link', () => {
  it('H1 nothing is reserved of it: a hold is refused with where it is bought', () => {
    const stall = openStall();
    const dropId = open(stall, 3);
    expect(refusedAs(stall.hold('ana', dropId, [['A', 1]]))).toBe('sold-elsewhere');
    expect(counts(stall, dropId)).toEqual({ left: 3, held: 0, sold: 0, allotted: 3 });
  });
  it('S1 S3 each press of the host sells one from the drop, and one press back gives it back', () => {
    const stall = openStall();
    const dropId = open(stall, 2);
    expect(mark(stall, dropId, 1).ok && mark(stall, dropId, 1).ok).toBe(true);
    expect(counts(stall, dropId)).toEqual({ left: 0, held: 0, sold: 2, allotted: 2 });
    expect(stall.variant('A')).toMatchObject({ onHand: 8, setAside: 0 });
    expect(refusedAs(mark(stall, dropId, 1))).toBe('not-enough-stock');
    expect(mark(stall, dropId, -1).ok).toBe(true);
    expect(counts(stall, dropId)).toEqual({ left: 1, held: 0, sold: 1, allotted: 2 });
    expect(stall.variant('A')).toMatchObject({ onHand: 9, setAside: 1 });
    expect(stall.world.state.single('takings').paid).toBe(900);
    mark(stall, dropId, -1);
    expect(refusedAs(mark(stall, dropId, -1))).toBe('none-marked');
    expect(brokenRules(stall.world.state)).toEqual([]);
  });
  it('S3 who was there before the end may have paid after it: marked then, it comes from free stock and stands with the drop', () => {
    const stall = openStall();
    const dropId = open(stall, 4);
    stall.later(10 * MINUTE);
    expect(stall.drop(dropId).state).toBe('ended');
    expect(mark(stall, dropId, 1).ok).toBe(true);
    expect(counts(stall, dropId)).toEqual({ left: 3, held: 0, sold: 1, allotted: 4 });
    expect(stall.variant('A')).toMatchObject({ onHand: 9, setAside: 0 });
    expect(mark(stall, dropId, -1).ok).toBe(true);
    expect(brokenRules(stall.world.state)).toEqual([]);
  });
  it('promise 3 the last mark is told once in the chats, and what is said of the count says that a person keeps it', () => {
    const stall = openStall();
    connectChat(stall, 0);
    const dropId = open(stall, 1);
    const link = [...stall.world.state.tasks.values()].find((task) => task.data['template'] === 'link');
    expect(link?.data).toMatchObject({ left: '1', keeps: 'host', claim: '' });
    mark(stall, dropId, 1);
    expect(stall.tasks('chat.post').filter((task) => task.template === 'sold-out')).toHaveLength(1);
  });
  it('who goes on is counted for the link they came by; not before it opens, and not after the last is marked', () => {
    const stall = openStall();
    const dropId = open(stall, 1);
    const code = stall.drop(dropId).links.find((link) => link.channel === 'qr')?.code ?? '';
    const leave = (who: string, from: string) => stall.world.ask('drop.leave', { dropId, lines: [{ sku: 'A', quantity: 1 }], code: from }, viewer(who));
    expect(leave('ana', code).ok && leave('ben', code).ok && leave('cem', 'of another drop').ok).toBe(true);
    expect(panelDrop(sightOf(stall.world.state, viewContext), stall.drop(dropId)).leads?.left).toEqual({ qr: 2, copy: 1 });
    mark(stall, dropId, 1);
    expect(refusedAs(leave('dea', code))).toBe('sold-out');
    stall.later(10 * MINUTE);
    expect(refusedAs(leave('dea', code))).toBe('not-open');
  });
  it('V6 everyone is told at whose shop it is bought; the address itself is the desk’s alone', () => {
    const stall = openStall();
    const dropId = open(stall, 1);
    const sight = sightOf(stall.world.state, viewContext);
    expect(dropPart(sight, stall.drop(dropId)).sells).toEqual({ via: 'link', at: 'craft.example', keeps: 'host' });
    expect(JSON.stringify(dropPart(sight, stall.drop(dropId)))).not.toContain('/bag/7');
  });
  it('a plan without an address, with what its shop has no use for, or of a shop that is not there is refused', () => {
    const stall = openStall();
    const plan = (sells: { via: string; url: string | null; discount: string | null }): string => {
      const fields = { title: 'Bag', mode: 'hold' as const, lines: [{ sku: 'A', allotted: 1, price: 900 }], minutes: 5, holdSeconds: 60, perViewer: 1 };
      return refusedAs(stall.world.ask('drop.plan', { showId: stall.showId, ...fields, sells }, host));
    };
    expect(plan({ via: 'link', url: null, discount: null })).toBe('bad-settings');
    expect(plan({ ...elsewhere, discount: 'FLASH' })).toBe('bad-settings');
    expect(plan({ ...elsewhere, url: 'http://craft.example' })).toBe('malformed');
    expect(plan({ ...elsewhere, url: 'javascript:alert(1)' })).toBe('malformed');
    expect(plan({ via: 'market', url: null, discount: null })).toBe('no-such-provider');
    expect(plan({ via: 'nowhere', url: null, discount: null })).toBe('no-such-provider');
    expect(refusedAs(stall.world.ask('drop.mark', { dropId: stall.open('Here', [['B', 1]]), sku: 'B', by: 1 }, host))).toBe('wrong-state');
  });
});
