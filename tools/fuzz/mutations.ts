/** Texts that are almost right: a specimen cut, doubled, shuffled and salted, from a seed. */
import * as fc from 'fast-check';

const salt = ['\0', '\u202e', '\ud800', '\ufeff', '\u2028', '<![CDATA[', ']]>', '<!DOCTYPE x [<!ENTITY a "b">]>', '&a;', '&#0;', '&#x10FFFF;', '--', '"', "'", '\\', '$', '$$', '{', '}', '[', ']', '<', '>', '%', '\r\n', '\r\n\r\n', ';', '=?utf-8?B?', '?=', 'x'.repeat(5000), '('.repeat(2000), ' '.repeat(3000), '\u0301'.repeat(200), '9'.repeat(400), '-1', 'NaN', '../', '%2e%2e', '😀'];

type Change = { kind: 'cut' | 'double' | 'insert' | 'flip' | 'splice'; at: number; length: number; what: string };
const change: fc.Arbitrary<Change> = fc.record({ kind: fc.constantFrom('cut', 'double', 'insert', 'flip', 'splice'), at: fc.nat(1e6), length: fc.nat(200), what: fc.oneof(fc.constantFrom(...salt), fc.string({ maxLength: 20, unit: 'binary' })) });

/** A specimen with a few changes, or now and then no relation to it at all. */
export function almost(specimens: string[]): fc.Arbitrary<string> {
  const changed = fc.tuple(fc.constantFrom(...specimens), fc.array(change, { maxLength: 6 }), fc.constantFrom(...specimens)).map(([text, changes, other]) => changes.reduce((now, c) => apply(now, c, other), text));
  return fc.oneof({ weight: 8, arbitrary: changed }, { weight: 1, arbitrary: fc.string({ maxLength: 300, unit: 'binary' }) }, { weight: 1, arbitrary: fc.array(fc.constantFrom(...salt), { maxLength: 12 }).map((s) => s.join('')) });
}

function apply(text: string, { kind, at, length, what }: Change, other: string): string {
  const from = text.length ? at % (text.length + 1) : 0, to = Math.min(text.length, from + length);
  if (kind === 'cut') return text.slice(0, from) + text.slice(to);
  if (kind === 'double') return text.slice(0, to) + text.slice(from, to) + text.slice(to);
  if (kind === 'insert') return text.slice(0, from) + what + text.slice(from);
  if (kind === 'flip') return text.slice(0, from) + String.fromCharCode((text.charCodeAt(from) || 32) ^ (1 << (at % 7))) + text.slice(from + 1);
  return text.slice(0, from) + other.slice(at % (other.length + 1), (at % (other.length + 1)) + length) + text.slice(to);
}
