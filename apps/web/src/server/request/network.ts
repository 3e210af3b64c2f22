/** Where a request comes from, as coarse as limits need it: an IPv4 address, or the /64 of an IPv6 one. */
import net from 'node:net';

export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  if (!net.isIPv6(plain)) return plain;
  const [head, tail] = plain.split('::'), left = head ? head.split(':') : [], right = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups = tail === undefined ? left : [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right];
  return `${groups.slice(0, 4).map((g) => Number.parseInt(g, 16).toString(16)).join(':')}::/64`;
}
