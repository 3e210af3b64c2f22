/**
 * Reads the losses of `src/measured/datablations.ts` from a copy of the notebook they were published in:
 *
 *   git clone https://github.com/huggingface/datablations
 *   node scripts/extract-datablations.ts datablations/plotstables/return_alloc.ipynb
 *
 * The first code cell names each run by parameters, tokens seen and unique tokens (`2b855b4b`: 2.8 B, 55 B, 4 B). Printed is
 * the table as it stands in the library; exit code 1 when the library's figures differ from the notebook's.
 */
import { readFileSync } from 'node:fs';
import { datablations } from '../src/measured/datablations.ts';

const wanted: [series: keyof typeof datablations, model: string, unique: string][] = [['2.8B on 4B', '2b8', '4b'], ['4.2B on 12B', '4b2', '12b'], ['146M on 100M', '146m', '100m']];

const path = process.argv[2];
if (!path) {
  process.stderr.write('expected the path of return_alloc.ipynb: node scripts/extract-datablations.ts return_alloc.ipynb\n');
  process.exit(2);
}
interface Notebook { cells: { cell_type: string; source: string[] }[] }
const source = (JSON.parse(readFileSync(path, 'utf8')) as Notebook).cells.find(({ cell_type }) => cell_type === 'code')!.source;
const losses = new Map<string, number>();
for (const line of source) {
  const match = /^\s*"(\w+)":\s*(\d\.\d+E[+-]\d+)/.exec(line);
  if (match) losses.set(match[1], Number(match[2]));
}

/** `55b`, `1b5` (1.5), `100m` in billions. Only one-digit counts carry a fraction, which is what keeps `55b` + `14b` from reading as 55.1 on 4b. */
function billions(text: string): number {
  const match = /^(\d+)([bm])()$/.exec(text) ?? /^(\d)([bm])(\d+)$/.exec(text);
  return match ? Number(`${match[1]}.${match[3] || 0}`) / (match[2] === 'm' ? 1000 : 1) : NaN;
}

let differ = false;
for (const [series, model, unique] of wanted) {
  const found = [...losses].flatMap(([name, loss]) => {
    if (!name.startsWith(model) || !name.endsWith(unique)) return [];
    const tokens = billions(name.slice(model.length, name.length - unique.length));
    return Number.isNaN(tokens) ? [] : [[tokens, loss] as const];
  }).sort((p, q) => p[0] - q[0]);
  process.stdout.write(`${series}: ${found.map(([tokens, loss]) => `[${tokens}, ${loss}]`).join(', ')}\n`);
  const held = datablations[series].points.map(({ samples, error }) => [samples / 1e9, error]);
  if (JSON.stringify(held) !== JSON.stringify(found)) { differ = true; process.stderr.write(`${series}: the library holds ${JSON.stringify(held)}\n`); }
}
process.exit(differ ? 1 : 0);
