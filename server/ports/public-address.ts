import { BlockList, isIP, isIPv6 } from 'node:net';

/** Everything that is not the public internet: this machine, its networks, and what leads back to them. */
const notPublic = new BlockList();
const subnets: readonly (readonly [string, number, 'ipv4' | 'ipv6'])[] = [
  ['0.0.0.0', 8, 'ipv4'], ['10.0.0.0', 8, 'ipv4'], ['100.64.0.0', 10, 'ipv4'], ['127.0.0.0', 8, 'ipv4'], ['169.254.0.0', 16, 'ipv4'], ['172.16.0.0', 12, 'ipv4'], ['192.0.0.0', 24, 'ipv4'],
  ['192.0.2.0', 24, 'ipv4'], ['192.88.99.0', 24, 'ipv4'], ['192.168.0.0', 16, 'ipv4'], ['198.18.0.0', 15, 'ipv4'], ['198.51.100.0', 24, 'ipv4'], ['203.0.113.0', 24, 'ipv4'], ['224.0.0.0', 3, 'ipv4'],
  ['2001::', 23, 'ipv6'], ['2001:db8::', 32, 'ipv6'], ['2002::', 16, 'ipv6'], ['3fff::', 20, 'ipv6'],
]; // prettier-ignore
for (const [net, bits, family] of subnets) notPublic.addSubnet(net, bits, family);
/** Global unicast; all else of IPv6 is local, multicast or not given out. */
const global = new BlockList();
global.addSubnet('2000::', 3, 'ipv6');

/** The sixteen bytes of an IPv6 address, by the one parser that is beyond doubt. */
function bytesOf(address: string): readonly number[] {
  const groups = new URL(`http://[${address}]/`).hostname.slice(1, -1).split('::');
  const part = (text: string | undefined): number[] => (text === undefined || text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16)));
  const [head, tail] = [part(groups[0]), part(groups[1])];
  const all = groups.length === 1 ? head : [...head, ...Array<number>(8 - head.length - tail.length).fill(0), ...tail];
  return all.flatMap((group) => [group >> 8, group & 255]);
}
/** The network of so many bits (whole bytes) that an IPv6 address lies in. */
export const prefixOf = (address: string, bits: number): string =>
  `${bytesOf(address)
    .slice(0, bits / 8)
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')}/${bits}`;
/** 64:ff9b::/96 is how an IPv6-only network writes an address of the old internet, ::ffff:0:0/96 how a machine does. Null for one of the new. */
export function oldAddress(address: string): string | null {
  const bytes = bytesOf(address);
  const starts = (prefix: readonly number[]): boolean => prefix.every((byte, at) => bytes[at] === byte);
  const zeros = (n: number): number[] => Array<number>(n).fill(0);
  return starts([...zeros(10), 255, 255]) || starts([0, 0x64, 0xff, 0x9b, ...zeros(8)]) ? bytes.slice(12).join('.') : null;
}

/** Whether a numeric address is one on the public internet. `1` and `127.1` are no address here: a resolver has made them into one before. */
export function isPublicAddress(address: string): boolean {
  const plain = address.replace(/%.*$/u, '');
  if (isIP(plain) === 0) return false;
  if (!isIPv6(plain)) return !notPublic.check(plain, 'ipv4');
  const old = oldAddress(plain);
  if (old !== null) return !notPublic.check(old, 'ipv4');
  return global.check(plain, 'ipv6') && !notPublic.check(plain, 'ipv6');
}
