/** Whether two ways of writing a name may mean one person: the same family name, and given names that do not contradict. */
const words = (name: string): string[] => name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/[ıøłđæœß]/g, (c) => ({ ı: 'i', ø: 'o', ł: 'l', đ: 'd', æ: 'ae', œ: 'oe', ß: 'ss' })[c]!).replace(/,.*$/, (rest) => ` ,${rest.slice(1)}`).split(/[^\p{L}\p{N},]+/u).filter(Boolean);

/** `Lovelace, Ada` becomes given names before the family name. */
const inOrder = (name: string): string[] => { const all = words(name), cut = all.findIndex((w) => w.startsWith(',')); return cut < 0 ? all : [...[all[cut].slice(1), ...all.slice(cut + 1)].filter(Boolean), ...all.slice(0, cut)]; };

/** `A. Lovelace`, `Ada K. Lovelace` and `Lovelace, Ada` are one person; `Alan Lovelace` and `Ada Lovelace` are not. */
export function sameName(one: string, other: string): boolean {
  const a = inOrder(one), b = inOrder(other);
  if (a.length < 2 || b.length < 2 || a.at(-1) !== b.at(-1)) return false;
  const [first, second] = [a[0], b[0]];
  return first.startsWith(second) || second.startsWith(first) ? first.length === 1 || second.length === 1 || first === second : false;
}
