import type { Criterion, Paper } from '@galley/claims';

/** ImageNet accuracy in % that the authors' released code prints for the T-MARS cuts at four budgets. */
const printedAccuracy: Record<string, [top10: number, top20: number, top30: number, top40: number]> = {
  '32M': [18.25, 15.84, 13.42, 11.68],
  '64M': [24.62, 23.3, 20.4, 17.99],
  '128M': [28.73, 29.6, 26.77, 24.13],
  '640M': [31.18, 38.55, 37.56, 35.14],
};
const accuracies: Criterion[] = Object.entries(printedAccuracy).flatMap(([samples, row]) =>
  row.map((accuracy, i) => ({ metric: `accuracy/top${10 * (i + 1)}@${samples}`, unit: '%', bound: { near: accuracy, within: 0.01 }, claimed: accuracy })),
);

/** Zero-shot error of single pools after 2, 4, 6, 8 and 10 epochs, from the released parameters. */
const poolErrors: Record<string, number[]> = {
  top10: [0.8416, 0.7718, 0.7408, 0.7234, 0.7127],
  '30-40': [0.9631, 0.936, 0.9277, 0.9245, 0.9231],
};
const errors: Criterion[] = Object.entries(poolErrors)
  .flatMap(([pool, row]) => row.map((error, i) => ({ metric: `error/${pool}@${2 * (i + 1)}`, unit: '', bound: { near: error, within: 0.0001 }, claimed: error })))
  .sort((p, q) => Number(q.metric === 'error/top10@10') - Number(p.metric === 'error/top10@10'));

export default {
  slug: 'data-filtering-laws',
  arxiv: '2404.07177',
  title: 'Scaling Laws for Data Filtering -- Data Curation cannot be Compute Agnostic',
  authors: ['Sachin Goyal', 'Pratyush Maini', 'Zachary C. Lipton', 'Aditi Raghunathan', 'J. Zico Kolter'],
  published: '2024-04-10',
  venue: 'CVPR 2024',
  code: 'https://github.com/locuslab/scaling_laws_data_filtering',
  summary:
    'A filter keeps the best slice of a web crawl, and that slice is small: train long enough and it is repeated until lesser but fresh data would teach more. ' +
    'The paper gives every quality pool a utility and a half-life under repetition, fitted to 0.0024 of error, and predicts mixtures from the pools alone, without joint training. ' +
    'With the released parameters the best pool reaches an error of 0.7127 after ten epochs and a poor one 0.9231, and the best cut moves from the top 10 % to the top 20 % between 64 M and 128 M samples; a LAION-style filter is overtaken by no filter near 450 M. ' +
    'The same law fits published language-model losses, where utility halves about every 3.8 epochs.',
  claims: [
    {
      id: 'D1',
      text: 'How hard to filter depends on the compute: the top 10 % is best at 64 M samples seen, the top 20 % at 128 M and 640 M.',
      says: { text: 'best cut moves from top 10 % to top 20 % between 64 M and 128 M samples', source: 'repository' },
      conditions: 'DataComp medium, CLIP training, buckets of 12.8 M samples by T-MARS score, ImageNet zero-shot; curves from the released parameters, with the irreducible error inside the product.',
      checks: [
        {
          kind: 'absolute',
          how: 'The mixtures of the top 10, 20, 30 and 40 % are predicted from the released parameters at four budgets, and the budget where the best cut changes is found. It fails if one of the 16 accuracies is off by more than 0.01 points, or the change lies outside 64 to 128 M samples.',
          passes: [
            { metric: 'crossover/top10-top20', unit: 'M samples', bound: { between: [64, 128] } },
            { metric: 'accuracy/max-deviation', unit: '%', bound: { atMost: 0.01 } },
            { metric: 'best-cut@64M', unit: '%', bound: { equals: 10 }, claimed: 10 },
            { metric: 'best-cut@128M', unit: '%', bound: { equals: 20 }, claimed: 20 },
            ...accuracies,
          ],
        },
      ],
      quote: ['cannot be agnostic of the total compute', 'between 64 M and 128 M samples'],
    },
    {
      id: 'D2',
      text: 'Pools differ in utility and in how fast it decays: after 10 epochs the best bucket alone reaches an error of 0.7127, the fourth 0.9231.',
      says: { text: 'error 0.7127 (top 10 %) against 0.9231 (30–40 %) after 10 epochs', value: 0.7127, unit: '', relation: 'equals', baseline: '30–40 % bucket, 0.9231', source: 'repository' },
      conditions: 'Four T-MARS buckets of DataComp medium, each trained alone and evaluated at epochs 2, 4, 6, 8 and 10; released parameters.',
      checks: [
        {
          kind: 'absolute',
          how: 'The law of a single pool is evaluated at the five epochs for the best and the fourth bucket; it fails if one of the ten errors is off by more than 0.0001.',
          passes: errors,
        },
      ],
      quote: ['how utility diminishes for a data point', '0.7127', '0.9231'],
    },
    {
      id: 'D3',
      text: 'The error on a mixture of pools is predicted from the pools’ own parameters, without training on the mixture.',
      says: { text: 'mixtures estimated without joint training', source: 'abstract' },
      conditions: 'Theorem 1; CLIP on mixtures of DataComp buckets that took no part in the fit.',
      checks: [
        {
          kind: 'ratio',
          how: 'Small networks are trained on three quality pools separately, the law is fitted to those runs alone, and two- and three-pool mixtures are predicted and then trained; it fails if the mean absolute error of the predictions exceeds 1.5 times the spread between seeds.',
          scale: 'A small perceptron on small images with graded label noise instead of CLIP on DataComp; 1 to 10 epochs, as the paper evaluates.',
          passes: [{ metric: 'mixtures/error-over-spread', unit: '×', bound: { atMost: 1.5 } }],
        },
      ],
      quote: ['without ever jointly training on them', 'without joint training'],
    },
    {
      id: 'D4',
      text: 'The law fits the pools’ curves to a mean squared sum of 2.9e-5 over five evaluations, 0.0024 of error in each.',
      says: { text: 'mean SSE 2.9e-5 over 5 points (RMSE 0.0024)', value: 0.0024, unit: '', relation: 'about', source: 'repository' },
      conditions: 'Five pools, five evaluations each, b and τ per pool, one a for all, d = 0.1; grid search over at most 100,000 points.',
      checks: [
        {
          kind: 'absolute',
          how: 'Curves are generated from the released parameters with noise of 0.0024 and fitted anew without telling the noise. It fails if the residuals do not give that noise back to 0.0001, if less than 91 % (or more than 99 %) of the 95 % intervals contain the true b and τ, if the median b is off by more than 0.01 or the median τ by more than 20 %, or if the authors’ grid ever finds a smaller squared error.',
          passes: [
            { metric: 'recovery/noise', unit: '', bound: { near: 0.0024, within: 0.0001 }, claimed: 0.0024 },
            { metric: 'recovery/coverage', unit: '%', bound: { between: [91, 99] } },
            { metric: 'recovery/b-error', unit: '', bound: { atMost: 0.01 } },
            { metric: 'recovery/tau-error', unit: '%', bound: { atMost: 20 } },
            { metric: 'recovery/grid-is-better', unit: '', bound: { equals: 0 } },
          ],
        },
        { kind: 'out-of-reach', needs: 'the evaluations of the CLIP runs, which were not released: without them the fit to the real curves cannot be repeated.' },
      ],
      quote: ['0.0024'],
    },
    {
      id: 'D5',
      text: 'The law of repetition holds on other real data: on language models its utility halves every 3.8 epochs (2.8 B parameters, 4 B tokens) and 3.5 (4.2 B on 12 B).',
      says: { text: 'τ ≈ 3.8 epochs, RMSE 0.0020; effective data τ ≈ 2.5, RMSE 0.0018', value: 3.8, unit: 'epochs', relation: 'about', source: 'ours' },
      conditions: 'Validation losses published with “Scaling Data-Constrained Language Models”: 8 budgets of 1 to 13.8 epochs, and 7 of 1 to 7; a, b, τ and d fitted per series.',
      checks: [
        {
          kind: 'absolute',
          how: 'Both laws are fitted to the published losses; it fails if a half-life is off by more than 0.1 epochs, a residual by more than 0.0001, or if a power law without decay fits the longer repetition as well.',
          passes: [
            { metric: 'tau/utility/2.8B@4B', unit: 'epochs', bound: { near: 3.8, within: 0.1 }, claimed: 3.8 },
            { metric: 'rmse/utility/2.8B@4B', unit: '', bound: { near: 0.002, within: 0.0001 }, claimed: 0.002 },
            { metric: 'tau/effective-data/2.8B@4B', unit: 'epochs', bound: { near: 2.5, within: 0.1 }, claimed: 2.5 },
            { metric: 'rmse/effective-data/2.8B@4B', unit: '', bound: { near: 0.0018, within: 0.0001 }, claimed: 0.0018 },
            { metric: 'rmse/power/2.8B@4B', unit: '', bound: { atLeast: 0.004 } },
            { metric: 'tau/utility/4.2B@12B', unit: 'epochs', bound: { near: 3.5, within: 0.1 }, claimed: 3.5 },
            { metric: 'tau/effective-data/4.2B@12B', unit: 'epochs', bound: { near: 2.3, within: 0.1 }, claimed: 2.3 },
          ],
        },
      ],
      quote: ['3.8 epochs'],
    },
    {
      id: 'D6',
      text: 'A filter that keeps 10 % by CLIP score, as LAION did, is overtaken by no filter at all after about 450 M samples seen.',
      says: { text: 'overtaken near 450 M samples', value: 450, unit: 'M samples', relation: 'about', baseline: 'no filter', source: 'second-hand' },
      conditions: 'CLIP-score filter against the unfiltered pool.',
      checks: [{ kind: 'out-of-reach', needs: 'the parameters of the CLIP-score pools and of the unfiltered pool, which were not released.' }],
      quote: ['retained only 10%', 'near 450 M'],
    },
  ],
  library: '@galley/data-laws',
} satisfies Paper;
