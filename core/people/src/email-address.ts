/** An e-mail address as far as it can be judged without writing to it. */
import { Refusal } from './refusal.ts';

/** Canonical form: trimmed, lower case. @throws Refusal when mail could not be sent there. Lengths: RFC 5321, 4.5.3.1. */
export function readEmail(given: unknown): string {
  const text = typeof given === 'string' ? given.trim() : '', address = text.toLowerCase();
  const wrong = (why: string) => new Refusal(`${JSON.stringify(text.slice(0, 60))} ${why}`);
  if (address === '') throw new Refusal('An e-mail address is needed, like ada@example.org.');
  if (/[\u0000-\u0020\u007f-\u00a0\u2028\u2029]/.test(address)) throw wrong('holds a blank or a line break, which no e-mail address does.');
  const cut = address.lastIndexOf('@'), local = address.slice(0, cut), domain = address.slice(cut + 1);
  if (cut < 1 || domain === '') throw wrong('is not an e-mail address; one looks like ada@example.org.');
  if (address.length > 254 || local.length > 64) throw wrong('is too long for an e-mail address.');
  if (!/^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u.test(local)) throw wrong('is not an e-mail address: the part before the @ cannot be read.');
  if (!/^(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)*[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?$/u.test(domain) || (!domain.includes('.') && domain !== 'localhost')) throw wrong('is not an e-mail address: the part after the @ is no name of a host.');
  return address;
}
