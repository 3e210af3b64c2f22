/**
 * Which addresses a feed may be fetched from: only hosts named beforehand, only public addresses behind them.
 * Source: OWASP ASVS 5.0, 1.3.6 (server-side request forgery); IANA special-purpose address registries.
 */
import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';

export interface Address { address: string; family: 4 | 6 }
export type Resolve = (name: string) => Promise<Address[]>;

export const systemResolve: Resolve = async (name) => (await lookup(name, { all: true, verbatim: true })) as Address[];

const special4 = new BlockList(), global6 = new BlockList(), special6 = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24], ['192.0.2.0', 24],
  ['192.88.99.0', 24], ['192.168.0.0', 16], ['198.18.0.0', 15], ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 4], ['240.0.0.0', 4],
] as const) special4.addSubnet(net, bits);
global6.addSubnet('2000::', 3, 'ipv6');
// Inside the global range, those that carry another address (Teredo, 6to4) or none (documentation).
for (const [net, bits] of [['2001::', 23], ['2001:db8::', 32], ['2002::', 16], ['3fff::', 20]] as const) special6.addSubnet(net, bits, 'ipv6');

/** True for an address of the public internet; false for private, loopback, link-local, shared, multicast, v4-mapped or unreadable ones. */
export function isPublicAddress(address: string): boolean {
  const bare = address.replace(/%.*$/, '');
  if (isIP(bare) === 4) return !special4.check(bare);
  return isIP(bare) === 6 && global6.check(bare, 'ipv6') && !special6.check(bare, 'ipv6');
}

export interface AddressRules {
  /** Where the source is; its host and port are allowed. */
  base: URL;
  /** Further hosts a redirect may lead to, on the usual ports. */
  hosts: string[];
  /** The host of `base` may be a private one (a mirror in the house, a test). No other host may. */
  allowPrivate: boolean;
}

/** Why this address must not be asked; undefined when it may. The name behind it is not looked at yet. */
export function wrongAddress(address: URL, { base, hosts }: AddressRules): string | undefined {
  const host = address.hostname.toLowerCase();
  if (address.protocol !== 'https:' && address.protocol !== 'http:') return `${address.protocol} is not fetched, only https: and http:`;
  if (address.username || address.password) return 'an address with a user name or password in it is not fetched';
  if (host !== base.hostname && !hosts.includes(host)) return `${host} is not one of the hosts of this source (${[base.hostname, ...hosts].join(', ')})`;
  if (address.port !== (host === base.hostname ? base.port : '')) return `port ${address.port || 'by default'} of ${host} is not the port of this source`;
  return undefined;
}

/** Why a redirect must not be followed, whatever it leads to; undefined when it may. */
export function wrongRedirect(from: URL, to: URL): string | undefined {
  return from.protocol === 'https:' && to.protocol !== 'https:' ? `${from.host} redirects from https down to ${to.protocol.slice(0, -1)}` : undefined;
}

/** Resolves the name and checks every address behind it. @returns a sentence when one of them is not public. */
export async function checkedAddresses(address: URL, { base, allowPrivate }: AddressRules, resolve: Resolve): Promise<Address[] | { wrong: string }> {
  const host = address.hostname.replace(/^\[|\]$/g, ''), family = isIP(host);
  const found = family ? [{ address: host, family: family as 4 | 6 }] : await resolve(host);
  if (found.length === 0) return { wrong: `${host} has no address` };
  const closed = found.find((a) => !isPublicAddress(a.address));
  if (closed && !(allowPrivate && address.hostname === base.hostname)) return { wrong: `${host} leads to ${closed.address}, which is not a public address` };
  return found;
}
