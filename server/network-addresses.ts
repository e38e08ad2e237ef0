import { networkInterfaces, type NetworkInterfaceInfo } from 'node:os';

/** Bridges of containers and virtual machines, and the far ends of VPNs: on no phone's Wi-Fi. */
const virtual = /^(?:docker|br-|veth|virbr|vmnet|vboxnet|vEthernet|utun|tun|tap|wg|tailscale|zt|cni|flannel|podman|lxc)/iu;
/** Homes and stalls first; then offices; then what a machine gives itself where nobody gave it one. */
function strangeness(address: string): number {
  if (address.startsWith('192.168.')) return 0;
  if (address.startsWith('10.')) return 1;
  if (/^172\.(?:1[6-9]|2\d|3[01])\./u.test(address)) return 2;
  return address.startsWith('169.254.') ? 4 : 3;
}

/** This machine's IPv4 addresses on its networks, without loopback: the one that a phone in the same Wi-Fi most likely reaches comes first. */
export function rankAddresses(interfaces: Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>): readonly string[] {
  return Object.entries(interfaces)
    .flatMap(([name, infos]) =>
      (infos ?? [])
        .filter((info) => !info.internal && info.family === 'IPv4')
        .map(({ address }) => ({ address, rank: (virtual.test(name) ? 10 : 0) + strangeness(address) })),
    )
    .sort((a, b) => a.rank - b.rank)
    .map(({ address }) => address);
}

/** How long an answer of the system is taken for the present: asked with every request, it would cost more than the request. */
const FRESH_MS = 2_000;
/** A laptop changes its Wi-Fi while the shop is open: asked anew every few seconds. */
export function createNetworkAddresses(): () => readonly string[] {
  let asked = -Infinity;
  let known: readonly string[] = [];
  return () => {
    const now = performance.now();
    if (now - asked >= FRESH_MS) {
      asked = now;
      const next = rankAddresses(networkInterfaces());
      // The same list keeps its identity, so that what is made from it is made once.
      if (next.join() !== known.join()) known = next;
    }
    return known;
  };
}
