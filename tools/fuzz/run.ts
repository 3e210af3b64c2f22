// npm run fuzz: a million texts for the readers of outside text. `npm run fuzz -- 50000 atom` gives that many to those whose name holds "atom"; `--seed 7` repeats.
import { parseArgs } from 'node:util';
import * as fc from 'fast-check';
import { targets } from './targets.ts';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { seed: { type: 'string' } } });
const total = Number(positionals.find((p) => /^\d+$/.test(p)) ?? 1_000_000), wanted = positionals.filter((p) => !/^\d+$/.test(p)).map((p) => p.toLowerCase());
const chosen = targets.filter((t) => wanted.length === 0 || wanted.some((w) => t.name.toLowerCase().includes(w))), seed = Number(values.seed ?? Date.now() % 2 ** 31);
/** A reader that takes so long over one text can be made to stand still by it. */
const slowestMs = 1000;
console.log(`${total} texts for ${chosen.length} readers, seed ${seed}`);
for (const { name, inputs, holds } of chosen) {
  let slowest = 0, slowestText = '';
  const begun = performance.now(), runs = Math.ceil(total / chosen.length);
  const property = fc.property(inputs, (given) => { const start = performance.now(); holds(given); const took = performance.now() - start; if (took > slowest) { slowest = took; slowestText = given; } });
  const result = fc.check(property, { numRuns: runs, seed });
  const breach = result.failed ? `BROKEN: ${String(result.errorInstance ?? '').slice(0, 400)}\n  given ${JSON.stringify(result.counterexample?.[0]).slice(0, 600)}` : slowest > slowestMs ? `SLOW: ${slowest.toFixed(0)} ms for ${JSON.stringify(slowestText).slice(0, 300)}` : 'held';
  console.log(`${name.padEnd(32)} ${String(runs).padStart(8)} in ${((performance.now() - begun) / 1000).toFixed(1).padStart(6)} s, slowest ${slowest.toFixed(1).padStart(6)} ms  ${breach}`);
  if (breach !== 'held') process.exitCode = 1;
}
