/** An e-mail address as far as it can be judged without writing to it. */

/** Canonical form, trimmed and in lower case; or a sentence that says why mail could not be sent there. Lengths: RFC 5321, 4.5.3.1. */
export function readMailAddress(given: unknown): { address: string } | { wrong: string } {
  const text = typeof given === 'string' ? given.trim() : '', address = text.toLowerCase();
  const wrong = (why: string) => ({ wrong: `${JSON.stringify(text.slice(0, 60))} ${why}` });
  if (address === '') return { wrong: 'An e-mail address is needed, like ada@example.org.' };
  if (/[\u0000-\u0020\u007f-\u00a0\u2028\u2029]/.test(address)) return wrong('holds a blank or a line break, which no e-mail address does.');
  const cut = address.lastIndexOf('@'), local = address.slice(0, cut), domain = address.slice(cut + 1);
  if (cut < 1 || domain === '') return wrong('is not an e-mail address; one looks like ada@example.org.');
  if (address.length > 254 || local.length > 64) return wrong('is too long for an e-mail address.');
  if (!/^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u.test(local)) return wrong('is not an e-mail address: the part before the @ cannot be read.');
  if (!/^(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)*[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?$/u.test(domain) || (!domain.includes('.') && domain !== 'localhost')) return wrong('is not an e-mail address: the part after the @ is no name of a host.');
  return { address };
}
