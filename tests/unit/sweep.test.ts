import { describe, expect, it } from 'vitest';
import { HOUR, MINUTE } from '@protocol/time.ts';
import { identify } from '../../server/dispatch/authenticate.ts';
import { noLog } from '../../server/ports/log.ts';
import { sweepPeople } from '../../server/sweep.ts';
import { coreOptions, createCore, done, handClock, host, openDrop, owner, placing, viewer } from '../support/core-rig.ts';
import { until } from '../support/until.ts';

const T0 = 1_800_000_000_000;

describe('people', () => {
  it('L8 a person without an order is forgotten after an hour; a buyer is not', async () => {
    const clock = handClock(T0);
    const options = coreOptions(clock);
    const core = await createCore(options);
    const dropId = await openDrop(core, clock, 1);
    await done(core, host, 'shipping.save', { flat: 0 });
    const lost = await options.people.put({ name: 'Lost', email: 'l@x.ie', address: null }, clock.now());
    const held = await placing(core, dropId, 'ana');
    const holdId = held.ok ? (held.result as { holdId: string }).holdId : '';
    const address = { line1: '1', line2: '', city: 'G', postcode: '', region: '', country: 'IE' };
    await done(core, viewer('ana'), 'checkout.start', {
      holdId,
      provider: 'later',
      contact: { name: 'Ana', email: 'a@x.ie' },
      delivery: { kind: 'ship', address },
      with: null,
    });
    const buyer = [...core.state.orders.values()][0]?.person ?? '';
    clock.forward(HOUR + MINUTE);
    const sweeping = sweepPeople(core, options.people, HOUR, noLog);
    await until(async () => (await options.people.get(lost)) === null);
    expect(await options.people.get(buyer)).toMatchObject({ name: 'Ana' });
    sweeping.stop();
    await core.stop();
  });

  it('P1 a key that is revoked takes the desks it opened along', async () => {
    const clock = handClock(T0);
    const options = coreOptions(clock);
    const core = await createCore(options);
    const { keyId } = await done(core, owner, 'key.create', { role: 'host', name: 'Ben' });
    const sessionCookie = await options.people.openSession('host', 'Ben', clock.now() + HOUR, keyId);
    const who = async () => (await identify({ key: null, sessionCookie, viewerCookie: null }, core, options.people, clock.now())).staff?.role ?? null;
    expect(await who()).toBe('host');
    await done(core, owner, 'key.revoke', { keyId });
    expect(await who()).toBeNull();
    await core.stop();
  });
});
