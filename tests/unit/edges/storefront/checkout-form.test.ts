import { describe, expect, it } from 'vitest';
import { checkForm, emptyCheckout, readCheckout, SHIP } from '../../../../server/edges/storefront/checkout-form.ts';

const typed = (change: Readonly<Record<string, string>>): ReturnType<typeof checkForm> =>
  checkForm(readCheckout({ name: 'Niamh Byrne', email: 'niamh@example.com', delivery: 'slot-1', ...change }));
const wrongOf = (checked: ReturnType<typeof checkForm>): readonly string[] => (checked.ok ? [] : [...checked.wrong].sort());
const address = { delivery: SHIP, line1: '4 Quay Street', city: 'Galway', country: 'IE' };

describe('what a buyer types', () => {
  it('is a contact and a pickup slot, or an address', () => {
    expect(typed({})).toEqual({
      ok: true,
      input: { contact: { name: 'Niamh Byrne', email: 'niamh@example.com' }, delivery: { kind: 'pickup', pickupId: 'slot-1' } },
    });
    const shipped = typed(address);
    expect(shipped.ok && shipped.input.delivery).toEqual({
      kind: 'ship',
      address: { line1: '4 Quay Street', line2: '', city: 'Galway', postcode: '', region: '', country: 'IE' },
    });
  });
  it.each([
    [{ name: '  ' }, ['name']],
    [{ email: 'niamh' }, ['email']],
    [{ delivery: '' }, ['delivery']],
    [{ name: '', email: '', delivery: '' }, ['delivery', 'email', 'name']],
    [{ ...address, line1: '', city: ' ' }, ['city', 'line1']],
    [{ ...address, country: 'Ireland' }, ['country']],
    [{ name: 'Ni\u202eamh' }, ['name']],
    [{ name: 'a\nb' }, ['name']],
    [{ name: 'x'.repeat(81) }, ['name']],
  ])('says which field is wrong: %j', (change, wrong) => {
    expect(wrongOf(typed(change))).toEqual(wrong);
  });
  it('an address is not asked for where it is picked up', () => {
    expect(wrongOf(typed({ line1: '', country: 'nowhere' }))).toEqual([]);
  });
  it('mail with a space around it, as phones type it, is good', () => {
    expect(typed({ email: ' niamh@example.com ' }).ok).toBe(true);
  });
  it('a field sent twice or as something else is empty, never a crash', () => {
    expect(readCheckout({ name: ['a', 'b'], email: { x: 1 }, delivery: 7 })).toEqual(emptyCheckout('', '', ''));
  });
});
