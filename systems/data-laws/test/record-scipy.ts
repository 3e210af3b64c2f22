/**
 * Records what scipy's least_squares reaches from 54 starts, as an oracle for the fits: `node test/record-scipy.ts`
 * writes test/scipy-figures.json. Needs python3 with scipy; the tests themselves read the recorded figures only.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { random } from '@galley/numerics/random';
import { datablations, predict, releasedUtility } from '../src/index.ts';

const problems = [
  ...Object.values(datablations).slice(0, 2).flatMap(({ name, size, points }) =>
    (['utility', 'effective-data'] as const).map((law) => ({ name: `${name}, ${law}`, law, form: 'paper', size, samples: points.map((p) => p.samples), error: points.map((p) => p.error), d: null }))),
  ...releasedUtility.pools.flatMap(({ name, size, params }) =>
    (['paper', 'reference'] as const).map((form) => {
      const rng = random(`scipy/${name}`), samples = [2, 4, 6, 8, 10].map((epochs) => epochs * size);
      const error = samples.map((n) => Number((predict('utility', params!, { samples: n, epochSize: size, form: 'reference' }) + 0.0024 * rng.normal()).toFixed(5)));
      return { name: `${name}, ${form}`, law: 'utility', form, size, samples, error, d: 0.1 };
    })),
];
const solved: { sse: number; params: object; converged: number; starts: number; scipy: string }[] = JSON.parse(
  execFileSync('python3', [fileURLToPath(new URL('../bench/scipy-multistart.py', import.meta.url))], { input: JSON.stringify(problems), encoding: 'utf8', maxBuffer: 1e8 }));
const figures = problems.map((problem, i) => ({ ...problem, scipy: { version: solved[i].scipy, sse: solved[i].sse, params: solved[i].params, starts: solved[i].starts, converged: solved[i].converged } }));
writeFileSync(new URL('scipy-figures.json', import.meta.url), `[\n${figures.map((figure) => JSON.stringify(figure)).join(',\n')}\n]\n`);
