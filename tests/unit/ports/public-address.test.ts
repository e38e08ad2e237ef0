import { describe, expect, it } from 'vitest';
import { isPublicAddress } from '../../../server/ports/public-address.ts';

describe('which addresses are on the public internet', () => {
  it.each(['1.1.1.1', '23.227.38.65', '100.63.255.255', '100.128.0.1', '172.15.0.1', '172.32.0.1', '192.0.1.1', '223.255.255.255', '2606:4700::6810:84e5', '2a00:1450:4001::200e', '::ffff:1.1.1.1', '64:ff9b::101:101'])('%s is', (address) =>
    expect(isPublicAddress(address)).toBe(true),
  ); // prettier-ignore

  it.each([
    // this machine
    '127.0.0.1', '127.8.9.10', '0.0.0.0', '::1', '::', '::ffff:127.0.0.1', '::ffff:7f00:1',
    // its networks
    '10.0.0.1', '172.16.0.1', '172.31.255.254', '192.168.178.1', '100.64.0.1', 'fd00::1', 'fc00::1', 'fe80::1', 'fe80::1%eth0', '::ffff:192.168.0.1',
    // what a cloud tells a machine about itself
    '169.254.169.254', 'fd00:ec2::254', '::ffff:169.254.169.254',
    // the old internet in new clothes, leading back in
    '64:ff9b::7f00:1', '64:ff9b::a00:1', '64:ff9b:1::1', '2002:7f00:1::', '2001:0:1::1', '::127.0.0.1',
    // many, nobody, later
    '224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255', 'ff02::1', '192.0.2.1', '198.18.0.1', '203.0.113.9', '2001:db8::1',
    // no address
    'localhost', '127.1', '0x7f.0.0.1', '2130706433', '', '1.2.3', '[::1]',
  ])('%s is not', (address) => expect(isPublicAddress(address)).toBe(false)); // prettier-ignore
});
