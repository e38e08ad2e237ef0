import { describe, expect, it } from 'vitest';
import { trusts } from '../../../../server/edges/http/trust.ts';

describe('whose word is believed', () => {
  it.each([
    [{ hops: 0, here: false }, '127.0.0.1', 0, false],
    [{ hops: 1, here: false }, '172.18.0.3', 0, true],
    [{ hops: 1, here: false }, '203.0.113.7', 1, false],
    [{ hops: 2, here: false }, '203.0.113.7', 1, true],
    // `--lan` and `--tunnel`: the proxy is on this computer, and a phone in the Wi-Fi is not one.
    [{ hops: 1, here: true }, '127.0.0.1', 0, true],
    [{ hops: 1, here: true }, '::1', 0, true],
    [{ hops: 1, here: true }, '::ffff:127.0.0.1', 0, true],
    [{ hops: 1, here: true }, '192.168.1.20', 0, false],
    [{ hops: 2, here: true }, '203.0.113.7', 1, true],
  ] as const)('%o · %s at hop %i: %s', (trust, address, hop, isBelieved) => {
    expect(trusts(trust)(address, hop)).toBe(isBelieved);
  });
});
