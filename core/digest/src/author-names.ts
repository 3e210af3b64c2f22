/** Whether two writings of a name may be one person's: word by word, initials stand for names, accents do not matter. */
const plainLetters: Record<string, string> = { ø: 'o', ł: 'l', ß: 'ss', æ: 'ae', œ: 'oe', đ: 'd', ð: 'd', þ: 'th', ı: 'i' };

/** `Łukasz Müller-Kaiser` -> lukasz, muller, kaiser. `Müller, Łukasz` is turned round. */
export function nameWords(name: string): string[] {
  const [last, first] = name.split(','), turned = first?.trim() ? `${first} ${last}` : name;
  return turned.toLowerCase().replace(/[øłßæœđðþı]/g, (c) => plainLetters[c]).normalize('NFD').replace(/\p{M}/gu, '').match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** The family name must be the same word; of the names before it each that is given must fit one of the other's, in order. */
export function sameName(asked: string[], written: string[]): boolean {
  if (asked.length === 0 || written.length === 0 || asked.at(-1) !== written.at(-1)) return false;
  let at = 0;
  const before = written.slice(0, -1);
  if (before.length === 0) return asked.length === 1;
  for (const word of asked.slice(0, -1)) {
    // The first name leads: "Ada Lovelace" is not "Beatrice Ada Lovelace". Middle names may be left out.
    const found = at === 0 ? (fits(word, before[0]) ? 0 : -1) : before.findIndex((w, i) => i >= at && fits(word, w));
    if (found === -1) return at > 0 && before.length < asked.length - 1 && at === before.length;
    at = found + 1;
  }
  return true;
}

const fits = (a: string, b: string) => a === b || (a.length === 1 && b.startsWith(a)) || (b.length === 1 && a.startsWith(b));
