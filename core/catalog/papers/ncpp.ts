import type { Paper } from '@galley/claims';

export default {
  slug: 'ncpp',
  arxiv: '2407.03385',
  title: 'Towards CPU Performance Prediction: New Challenge Benchmark Dataset and Novel Approach',
  authors: ['Xiaoman Liu'],
  published: '2024-07',
  code: 'https://github.com/xiaoman-liu/NCPP',
  summary:
    'Given a description of a server and of a benchmark, predict the score without running it. ' +
    'The paper contributes PerfCastDB, scores of 4th-generation Xeon machines over seven suites from one laboratory, and NCPP, a network that turns each characteristic into a token and applies group attention: first inside the groups of memory, processor, system and text fields, then across them. ' +
    'It is said to beat existing approaches; error figures per suite could not be reached.',
  claims: [
    {
      id: 'N1',
      text: 'PerfCastDB is the first standard data set of processor performance over several suites.',
      says: { text: 'a first standard data set, PerfCastDB', source: 'abstract' },
      conditions: 'Intel laboratory, 4th-generation Xeon; the public part has 145 + 135 rows, 73 columns and 6 of 7 suites (derived), a review gives 83 characteristics for the full set.',
      checks: [
        {
          kind: 'absolute',
          how: 'Rows, columns and suites of the public part are counted; it fails unless they are 280, 73 and 6.',
          passes: [
            { metric: 'perfcastdb-public/rows', unit: '', bound: { equals: 280 } },
            { metric: 'perfcastdb-public/columns', unit: '', bound: { equals: 73 } },
            { metric: 'perfcastdb-public/suites', unit: '', bound: { equals: 6 } },
          ],
        },
        { kind: 'out-of-reach', needs: 'the full data set, which its owner keeps' },
      ],
      quote: ['PerfCastDB'],
    },
    {
      id: 'N2',
      text: 'NCPP predicts better than existing approaches; version 3 compares eight methods, the figures per suite were not found.',
      says: { text: 'superior to existing approaches', baseline: 'eight methods (version 3)', source: 'abstract' },
      conditions: 'Mean absolute, mean squared and mean percentage error on PerfCastDB; figures not found.',
      checks: [
        {
          kind: 'ratio',
          how: 'On public SPEC CPU2017 results, grouped by processor and by generation, NCPP is compared with ridge, lasso, support vectors, forests, boosting, a multilayer perceptron, a plain Transformer and the released variant; the bar is gradient boosting with 9.0 % (rate, by processor) and 15.7 % (by generation), and it fails if its percentage error is higher than that.',
          scale: 'Public results of thousands of servers instead of one laboratory’s data.',
          passes: [
            { metric: 'spec-rate-by-processor/percentage-error', unit: '%', bound: { atMost: 9 } },
            { metric: 'spec-rate-by-generation/percentage-error', unit: '%', bound: { atMost: 15.7 } },
          ],
        },
      ],
      quote: ['superior evaluation results', 'beat existing approaches'],
    },
    {
      id: 'N3',
      text: 'Group attention models relations between characteristics inside and across groups.',
      says: { text: 'group attention, inside and across groups', source: 'abstract' },
      conditions: 'A property of the network; no ablation figure found.',
      checks: [
        {
          kind: 'ratio',
          how: 'Attention inside groups, across groups, with a single group and with random groups is compared over 5 folds and 3 seeds; it fails, and the claim is marked as not supported, if random groups are not worse than the real ones.',
          scale: 'Public SPEC CPU2017 results instead of PerfCastDB.',
          passes: [{ metric: 'ablation/random-over-real-groups-error', unit: '×', bound: { atLeast: 1 } }],
        },
      ],
      quote: ['group attention'],
    },
    {
      id: 'N4',
      text: 'The released code is the described method; in it the output of the attention across groups is computed but not used.',
      says: { text: 'released code equals the method', source: 'repository' },
      conditions: 'The public repository.',
      checks: [
        {
          kind: 'absolute',
          how: 'The network is built as released and its block across groups is removed; the largest change of a prediction is measured. It is exactly 0 if the block has no effect, which is shown as a finding; any other value fails it.',
          passes: [{ metric: 'as-released/prediction-change-without-cross-group-block', unit: '', bound: { equals: 0 } }],
        },
      ],
    },
    {
      id: 'N5',
      text: 'It is usable for processors that are not in the training data.',
      says: { text: 'usable for new parts', source: 'ours' },
      conditions: 'Held-out processors; no figure found.',
      checks: [
        {
          kind: 'absolute',
          how: 'The model is trained on results of 2017 to 2022 and tested on generations of 2023 to 2025; the error is reported, and it fails if scaling the nearest known system predicts better.',
        },
      ],
    },
    {
      id: 'N6',
      text: 'Text fields help the prediction.',
      says: { text: 'text fields help', source: 'paper' },
      conditions: 'Text such as stepping, family and operating system; no figure found.',
      checks: [
        {
          kind: 'ratio',
          how: 'Errors with and without the text of the processor’s name are compared; names give away the generation, so the split is by generation, and it fails if text does not lower the error.',
          scale: 'Public SPEC CPU2017 results instead of PerfCastDB.',
        },
      ],
    },
    {
      id: 'N7',
      text: 'A prediction is quick where a test takes long.',
      says: { text: 'short prediction instead of long test cycles', source: 'abstract' },
      conditions: 'No figure.',
      checks: [
        {
          kind: 'absolute',
          how: 'Predictions per second are measured on the reader’s machine; it fails if one takes longer than a second.',
        },
      ],
    },
  ],
} satisfies Paper;
