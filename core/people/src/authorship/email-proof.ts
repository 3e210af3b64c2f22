/** Proof by e-mail: the address an account was verified with stands in the paper's own metadata. */

/** Addresses in a text, lower case, the braces of author lists opened: `{ada,charles}@analytical.example`. */
export function addressesIn(text: string): Set<string> {
  const found = new Set<string>();
  for (const [, braces, local, domain] of text.slice(0, 500_000).matchAll(/(?:\{([\w.+, |-]{1,400})\}|([\w.+-]{1,64}))\s?@\s?((?:[\w-]{1,63}\.){1,5}[a-z]{2,24})(?![\w-])/gi)) {
    for (const name of braces === undefined ? [local] : braces.split(/[,|]/)) if (name.trim()) found.add(`${name.trim()}@${domain}`.toLowerCase());
  }
  return found;
}
