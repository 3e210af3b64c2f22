/** Evaluations a reader pastes: pools to fit, mixtures to check the fit by, and what is wrong with which line. */
import { InputError, poolsFromCsv, type Pool, type Quantity } from '@galley/data-laws';

/** A row whose pool is written `A + B`, or `0.7 A + 0.3 B`, of other pools in the table. */
export interface Mixture { name: string; keep: string[]; weights?: number[]; points: { samples: number; error: number }[] }
export interface Evaluations { pools: Pool[]; mixtures: Mixture[] }

/** The table cannot be fitted; a sentence for each line that is wrong. */
export class TableError extends Error {
  readonly sentences: string[];
  constructor(sentences: string[]) { super(sentences.join(' ')); this.sentences = sentences; }
}

export const mostPools = 24;
const mostCharacters = 500_000, mostSentences = 6;

/**
 * Reads `pool,samples,error[,size]`. `size`: distinct samples of a pool where the table does not say.
 * @throws TableError with the line of every mistake.
 */
export function readEvaluations(csv: string, { size, quantity }: { size?: number; quantity: Quantity }): Evaluations {
  if (csv.trim() === '') throw new TableError(['There is no table yet: paste one with a header line "pool,samples,error" and a line for each evaluation.']);
  if (csv.length > mostCharacters) throw new TableError([`The table has ${csv.length} characters and this page reads ${mostCharacters}: fit larger ones in a terminal with "curate fit".`]);
  let all: Pool[];
  try {
    all = poolsFromCsv(csv, { size });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const lines = wrongLines(csv, { size, quantity });
    throw new TableError(lines.length > 0 ? lines : [sentence(error.message)]);
  }
  if (!all.every((pool) => sound(pool, quantity))) throw new TableError(wrongLines(csv, { size, quantity }));
  const mixed = splitMixtures(all);
  if (mixed.pools.length > mostPools) throw new TableError([`The table has ${mixed.pools.length} pools and this page fits ${mostPools} at once: fit more in a terminal with "curate fit".`]);
  return mixed;
}

function splitMixtures(all: Pool[]): Evaluations {
  const names = new Set(all.map((p) => p.name)), pools: Pool[] = [], mixtures: Mixture[] = [];
  for (const pool of all) {
    const recipe = recipeOf(pool.name, names);
    if (!recipe) { pools.push(pool); continue; }
    mixtures.push({ name: pool.name, ...recipe, points: pool.points?.flatMap(({ samples, error }) => (error === null ? [] : [{ samples, error }])) ?? [] });
  }
  return { pools, mixtures };
}

function recipeOf(name: string, names: Set<string>): { keep: string[]; weights?: number[] } | null {
  const parts = name.split('+').map((part) => part.trim());
  if (parts.length < 2) return null;
  if (parts.every((part) => names.has(part))) return { keep: parts };
  const weighed = parts.map((part) => /^(\d*\.?\d+)\s*[*×·]?\s+(.+)$/.exec(part));
  if (!weighed.every((part) => part !== null && names.has(part[2]))) return null;
  return { keep: weighed.map((part) => part![2]), weights: weighed.map((part) => Number(part![1])) };
}

const sound = ({ points = [] }: Pool, quantity: Quantity) => points.every((p, i) => p.samples > 0 && Number.isFinite(p.samples) && (i === 0 || p.samples !== points[i - 1].samples)
  && (p.error === null || (p.error > 0 && p.error < (quantity === 'error' ? 1 : Infinity))));

/** A sentence for each line that cannot be used, the first few of them. */
function wrongLines(csv: string, { size, quantity }: { size?: number; quantity: Quantity }): string[] {
  const lines = csv.replace(/^\uFEFF/, '').split(/\r?\n/), isText = (line: string) => line.trim() !== '' && !line.startsWith('#'), header = lines.findIndex(isText);
  const wrong: string[] = [], seen = new Map<string, number>();
  let count = 0;
  const complain = (line: number, what: string) => { if (++count <= mostSentences) wrong.push(sentence(`line ${line}: ${what}`)); };
  for (let i = header + 1; i < lines.length; i++) {
    if (!isText(lines[i])) continue;
    try {
      const [{ name, points = [] }] = poolsFromCsv(`${lines[header]}\n${lines[i]}`, { size }), { samples, error } = points[0], place = `${name} ${samples}`;
      const before = seen.get(place);
      if (!(samples > 0 && Number.isFinite(samples))) complain(i + 1, `expected more than 0 samples, got ${samples}`);
      else if (before !== undefined) complain(i + 1, `pool "${name}" was evaluated at ${samples} samples in line ${before} already: average repeated runs, or give each its own name`);
      else if (error !== null && !(error > 0 && Number.isFinite(error))) complain(i + 1, `expected ${quantity === 'error' ? 'an error between 0 and 1' : 'a loss above 0'}, got ${error}`);
      else if (quantity === 'error' && error !== null && error >= 1) complain(i + 1, `an error of ${error} is outside 0 to 1: give errors as shares (1 − accuracy), or say that these are losses`);
      seen.set(place, i + 1);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      // The header is wrong, not this line: said once, by the whole table.
      if (error.message.startsWith('line 1 has no column')) return [sentence(error.message.replace(/^line 1/, `line ${header + 1}`))];
      complain(i + 1, error.message.replace(/^line \d+: /, ''));
    }
  }
  if (count > mostSentences) wrong.push(`${count - mostSentences} more ${count - mostSentences === 1 ? 'line has' : 'lines have'} mistakes.`);
  return wrong;
}

/** A message as a sentence: a capital, a full stop. */
export const sentence = (message: string) => `${message.replace(/^./, (c) => c.toUpperCase())}${/[.!?]$/.test(message) ? '' : '.'}`;
