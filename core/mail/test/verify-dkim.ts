/** Checks a DKIM signature from RFC 6376 alone: relaxed/relaxed, rsa-sha256. Knows nothing of the library that signs. */
import { createHash, createVerify } from 'node:crypto';

export interface Checked { signed: string[]; domain: string; selector: string; bodyMatches: boolean; signatureMatches: boolean }

export function verifyDkim(raw: string, publicKeyPem: string): Checked {
  const end = raw.indexOf('\r\n\r\n'), body = raw.slice(end + 4);
  const fields = raw.slice(0, end).split(/\r\n(?![ \t])/).map((line) => ({ name: line.slice(0, line.indexOf(':')), value: line.slice(line.indexOf(':') + 1) }));
  const signature = fields.find((f) => f.name.toLowerCase() === 'dkim-signature');
  if (!signature) throw new Error('The mail has no DKIM-Signature.');
  const tags = new Map(signature.value.replace(/\r\n/g, '').split(';').filter((t) => t.includes('=')).map((t) => [t.slice(0, t.indexOf('=')).trim(), t.slice(t.indexOf('=') + 1).trim()]));
  const tag = (name: string) => (tags.get(name) ?? '').replace(/\s+/g, '');
  if (tag('v') !== '1' || tag('a') !== 'rsa-sha256' || tag('c') !== 'relaxed/relaxed') throw new Error(`Not a signature this check knows: ${signature.value}`);
  // 3.4.4: blanks within a line to one, none at its end, no empty lines at the end of the body.
  const lines = body.split('\r\n').map((l) => l.replace(/[ \t]+/g, ' ').replace(/ $/, ''));
  while (lines.at(-1) === '') lines.pop();
  const canonicalBody = lines.length ? `${lines.join('\r\n')}\r\n` : '';
  const bodyMatches = createHash('sha256').update(canonicalBody).digest('base64') === tag('bh');
  // 3.4.2: names in lower case, values unfolded, blanks to one. 5.4.2: of several fields of a name the last one first.
  const canonical = (name: string, value: string) => `${name.toLowerCase().trim()}:${value.replace(/\r\n/g, '').replace(/[ \t]+/g, ' ').trim()}`;
  const signed = tag('h').split(':').map((n) => n.toLowerCase()), left = fields.filter((f) => f !== signature).reverse();
  const text = signed.flatMap((name) => {
    const at = left.findIndex((f) => f.name.toLowerCase().trim() === name);
    return at === -1 ? [] : left.splice(at, 1).map((f) => canonical(f.name, f.value));
  });
  const own = canonical(signature.name, signature.value.replace(/(\bb=)[^;]*$/, '$1').replace(/(;\s*b=)[^;]*(;)/, '$1$2'));
  const signatureMatches = createVerify('RSA-SHA256').update([...text, own].join('\r\n')).verify(publicKeyPem, tag('b'), 'base64');
  return { signed, domain: tag('d'), selector: tag('s'), bodyMatches, signatureMatches };
}
