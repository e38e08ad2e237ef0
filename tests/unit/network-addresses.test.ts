import type { NetworkInterfaceInfo } from 'node:os';
import { expect, it } from 'vitest';
import { rankAddresses } from '../../server/network-addresses.ts';

const at = (address: string, internal = false): NetworkInterfaceInfo[] => [
  { address, netmask: '255.255.255.0', family: 'IPv4', mac: '00:00:00:00:00:00', internal, cidr: `${address}/24` },
];

it('the address that a phone in the Wi-Fi reaches comes first, those of containers and VPNs last, loopback not at all', () => {
  expect(
    rankAddresses({
      lo: at('127.0.0.1', true),
      docker0: at('172.17.0.1'),
      tailscale0: at('100.64.0.9'),
      eth0: at('10.0.0.5'),
      en9: at('169.254.3.4'),
      wlan0: [...at('192.168.1.7'), { address: 'fe80::1', netmask: '', family: 'IPv6', mac: '', internal: false, cidr: null, scopeid: 2 }],
      gone: undefined,
    }),
  ).toEqual(['192.168.1.7', '10.0.0.5', '169.254.3.4', '172.17.0.1', '100.64.0.9']);
  expect(rankAddresses({ lo: at('127.0.0.1', true) })).toEqual([]);
});
