/**
 * The parameters the authors released: `results/parameter_values.jsonl` in locuslab/scaling_laws_data_filtering at
 * commit 251f695 (deleted in the next one), for DataComp medium (12.8 M samples per bucket), pools by T-MARS score,
 * ImageNet zero-shot error. Figures only; none of that repository's code is here. They belong to the form `reference`.
 */
import type { Form, LawName } from './laws/law.ts';
import type { Family, Pool } from './pool.ts';

/** Samples per bucket and epoch in the paper's medium-scale setting. */
export const bucketSize = 12_800_000;

const buckets = ['T-MARS top 0–10 %', 'T-MARS top 10–20 %', 'T-MARS top 20–30 %', 'T-MARS top 30–40 %'];

export interface Released extends Family {
  /** A random quarter of the top 40 %, the same size as a bucket: what no filter would have chosen. */
  randomQuarter: Pool;
  /** Mean over the five pools of the sum of squared errors over five evaluations, as released. */
  meanSse: number;
}

function release({ law, a, d, b, tau, meanSse }: { law: LawName; a: number; d: number; b: number[]; tau: number[]; meanSse: number }): Released {
  const form: Form = 'reference';
  const pool = (name: string, i: number): Pool => ({ name, size: bucketSize, params: { a, b: b[i], tau: tau[i], d } });
  return { law, form, pools: buckets.map(pool), randomQuarter: pool('T-MARS top 0–40 %, random quarter', 4), meanSse };
}

/** The paper's law. The half-lives are the grid's: multiples of 1/11 epoch. */
export const releasedUtility: Released = release({
  law: 'utility', a: 0.025, d: 0.1,
  b: [-0.16, -0.125, -0.1, -0.085, -0.12], tau: [74 / 11, 94 / 11, 58 / 11, 25 / 11, 6],
  meanSse: 2.8984396075529056e-5,
});

/** The rival law. The file gives no d for it; 0.1, the authors' default for both laws, is assumed. */
export const releasedEffectiveData: Released = release({
  law: 'effective-data', a: 0.022, d: 0.1,
  b: [-0.18227272727272728, -0.14484848484848487, -0.13530303030303031, -0.09757575757575758, -0.141969696969697], tau: [4, 48 / 11, 32 / 11, 16 / 11, 38 / 11],
  meanSse: 2.529372953280392e-5,
});
