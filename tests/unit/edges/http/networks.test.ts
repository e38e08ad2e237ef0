import { describe, expect, it } from 'vitest';
import { networkOf } from '../../../../server/edges/http/rate-limits.ts';

describe('whose requests are counted together', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2:ffff::1', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['127.0.0.1', null],
    ['127.8.9.1', null],
    ['::1', null],
    ['::ffff:127.0.0.1', null],
    ['', null],
  ])('%s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
