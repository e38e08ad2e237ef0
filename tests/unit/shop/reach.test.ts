import { describe, expect, it } from 'vitest';
import { linkBase, publicAddress } from '../../../server/shop/allowed.ts';
import { openStall, owner, system } from '../../support/stall.ts';

const near = 'http://192.168.1.7:4700';

describe('P3 what links begin with', () => {
  const stall = openStall();
  const { world } = stall;
  const { showId: forAll } = stall;
  world.mustAsk('show.plan', { title: 'Stall', startsAt: world.now, minutes: 30, reach: 'network' }, owner);
  const forNetwork = [...world.state.shows.values()].find((show) => show.reach === 'network')?.showId ?? '';
  const base = (showId: string | null, publicUrl: string | null, networkFirst: boolean): string | null =>
    linkBase(world.state, showId, { publicUrl, networkUrl: near, networkFirst });

  it('the environment’s address before what a tunnel lent, and that before what the panel keeps', () => {
    expect(base(forAll, null, false)).toBeNull();
    expect(base(forNetwork, null, false)).toBe(near);
    world.mustAsk('shop.reach', { publicUrl: 'https://kept.example' }, owner);
    expect(base(forAll, null, false)).toBe('https://kept.example');
    expect(base(forNetwork, null, false)).toBe('https://kept.example');
    world.mustAsk('reach.lend', { publicUrl: 'https://lent.example' }, system);
    expect(base(forAll, null, false)).toBe('https://lent.example');
    expect(base(forAll, 'https://set.example', false)).toBe('https://set.example');
    expect(publicAddress(world.state, null)).toBe('https://lent.example');
    world.mustAsk('reach.lend', { publicUrl: null }, system);
    expect(base(null, null, false)).toBe('https://kept.example');
  });
  it('started for this network: its own shows have its links, and no other show has', () => {
    expect(base(forNetwork, null, true)).toBe(near);
    expect(base(forAll, null, true)).toBe('https://kept.example');
    expect(base(null, null, true)).toBe('https://kept.example');
  });
});
