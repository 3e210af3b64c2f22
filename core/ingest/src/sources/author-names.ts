/** A line of authors as arXiv keeps it, taken apart: `A. Author, B. Other (1) and C. Third ((1) Institute)`. */

const generation = /^(?:jr|sr)\.?$|^(?:ii|iii|iv)$/i;

/** Names in their order; affiliations in parentheses are dropped, `Jr.` stays with its name, a collaboration before a colon is an author. */
export function splitNames(line: string): string[] {
  let depth = 0, bare = '';
  for (const letter of line) {
    if (letter === '(') depth++;
    else if (letter === ')') depth = Math.max(0, depth - 1);
    else if (depth === 0) bare += letter;
  }
  const names: string[] = [];
  for (const piece of bare.replace(/\s+/g, ' ').replace(/\b((?:collaboration|consortium|team)s?) ?:/gi, '$1,').split(/[,;]| and (?=[^ ])| & /)) {
    const name = piece.replace(/^ ?and /, '').trim();
    if (generation.test(name) && names.length > 0) names[names.length - 1] += ` ${name}`;
    else if (name) names.push(name);
  }
  return names;
}
