import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { capability, isCapability, openSealed, sealId } from '../../server/people/capability.ts';

const secret = new Uint8Array(randomBytes(32));

describe('capabilities', () => {
  it('P2 the same id gives the same 128 bits again, and nothing is stored', () => {
    const [one, two] = [capability(secret, 'hold', 'h1'), capability(secret, 'hold', 'h1')];
    expect(one).toBe(two);
    expect(Buffer.from(one, 'base64url')).toHaveLength(16);
  });

  it('P2 another kind, another id, another shop: another capability', () => {
    const other = new Uint8Array(randomBytes(32));
    const all = [
      capability(secret, 'hold', '1'),
      capability(secret, 'order', '1'),
      capability(secret, 'viewer', '1'),
      capability(secret, 'hold', '2'),
      capability(other, 'hold', '1'),
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  const mac = capability(secret, 'order', '1001');
  const last = mac.slice(-1);
  const guesses: Readonly<Record<string, string>> = {
    nothing: '',
    'the first half': mac.slice(0, 11),
    'one letter more': `${mac}A`,
    padding: `${mac}==`,
    // 22 letters carry 4 bits too many: another last letter may decode to the same bytes, and still is not the address.
    'letters that decode to the same bytes': `${mac.slice(0, -1)}${String.fromCodePoint((last.codePointAt(0) ?? 0) + 1)}`,
    'another case': mac.toLowerCase() === mac ? mac.toUpperCase() : mac.toLowerCase(),
    'letters of several bytes': 'ü'.repeat(22),
    'the order number': '1001',
  };
  for (const [what, guess] of Object.entries(guesses)) {
    it(`P2 a guess that is ${what} opens nothing`, () => {
      expect(isCapability(secret, 'order', '1001', guess)).toBe(false);
    });
  }

  it('P2 a sealed id opens to its id, whatever is in it, and only as its own kind', () => {
    for (const id of ['v1', 'with.dots.in.it', 'hold\nviewer', 'ü “x”', '-']) {
      expect(openSealed(secret, 'viewer', sealId(secret, 'viewer', id))).toBe(id);
      expect(openSealed(secret, 'hold', sealId(secret, 'viewer', id))).toBeNull();
    }
    const sealed = sealId(secret, 'viewer', 'v1');
    for (const forged of ['', '.', 'v1', 'v1.', `.${sealed.slice(3)}`, sealed.replace('v1', 'v2'), `${sealed}.`, `${sealed}.x`, ` ${sealed}`]) {
      expect(openSealed(secret, 'viewer', forged)).toBeNull();
    }
  });
});
