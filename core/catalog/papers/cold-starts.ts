import type { Paper } from '@galley/claims';

export default {
  slug: 'cold-starts',
  arxiv: '2410.06145',
  title: 'Serverless Cold Starts and Where to Find Them',
  authors: ['Artjom Joosen', 'Ahmed Hassan', 'Martin Asenov', 'Rajkarn Singh', 'Luke Darlow', 'Jianfeng Wang', 'Qiwen Deng', 'Adam Barker'],
  published: '2024-10-08',
  venue: 'EuroSys 2025',
  code: 'https://github.com/sir-lab/data-release',
  summary:
    'Thirty-one days of a public serverless cloud seen from inside: 85 billion requests and 11.9 million cold starts in five regions, each start split into four logged stages. ' +
    'No single cause dominates. In Region 1 starts take up to 7 seconds, mostly for dependencies and scheduling; in Region 2 up to 3 seconds, mostly for allocating a pod; they also differ by language, trigger and pod size. ' +
    'A new metric, the pod utility ratio, sets the useful life of a pod against its start: about 20% of pods worked no longer than they took to start.',
  claims: [
    {
      id: 'C1',
      text: 'The trace covers 85 billion requests and 11.9 million cold starts in five regions.',
      says: { text: '85 billion requests, 11.9 million cold starts', value: 11_900_000, unit: '', relation: 'about', source: 'abstract' },
      conditions: '31 days of Huawei’s serverless platform; the hourly table read from the figures sums to 11.916 million.',
      checks: [
        {
          kind: 'model',
          how: 'The 2,344 functions of Region 2 are simulated from their request totals, with burst parameters fitted on a random half of the functions and checked on the other; it fails if the cold starts are not 2,072,823 within 10 % in total and within 25 % for every trigger. Plain Poisson arrivals with a 60 s rule miss by factors of 2.95 and 0.29.',
          passes: [
            { metric: 'region-2/cold-starts', unit: '', bound: { near: 2_072_823, within: 207_282 }, claimed: 2_072_823 },
            { metric: 'region-2/worst-trigger-error', unit: '%', bound: { atMost: 25 } },
          ],
        },
      ],
      quote: ['11.9 million cold starts'],
    },
    {
      id: 'C2',
      text: 'A log-normal law of mean 3.24 s and deviation 7.10 s fits the duration of all cold starts.',
      says: { text: 'LogNormal(3.24, 7.10)', value: 3.24, unit: 's', relation: 'equals', source: 'paper' },
      conditions: 'All five regions together.',
      checks: [
        {
          kind: 'absolute',
          how: 'The Kolmogorov–Smirnov distance between the curve recovered from the paper’s figure and the stated law is computed beside that of our own maximum-likelihood fit; it fails if our fit is clearly closer. The same law is tried on daily AWS Lambda data, where it may fail.',
        },
      ],
    },
    {
      id: 'C3',
      text: 'A Weibull law of mean 1.25 s and deviation 3.66 s fits the times between cold starts.',
      says: { text: 'Weibull(1.25, 3.66)', value: 1.25, unit: 's', relation: 'equals', source: 'paper' },
      conditions: 'All five regions together.',
      checks: [
        {
          kind: 'absolute',
          how: 'The Kolmogorov–Smirnov distance between the recovered curve and the stated law is computed beside that of our own fit; it fails if our fit is clearly closer.',
        },
        {
          kind: 'model',
          how: 'The times between cold starts of the simulated platform, which are not sampled from the law, are compared with it; it fails if the law does not fit them.',
        },
      ],
    },
    {
      id: 'C4',
      text: 'Cold starts take up to 7 s in Region 1, mostly for dependencies and scheduling, and up to 3 s in Region 2, mostly for pod allocation.',
      says: { text: 'up to 7 s in Region 1, up to 3 s in Region 2', value: 7, unit: 's', relation: 'up to', source: 'abstract' },
      conditions: 'Hourly means over 31 days.',
      checks: [
        {
          kind: 'absolute',
          how: 'Shares of the stages are computed from the hourly table; it fails unless Region 1 spends 32 % on dependencies and 38 % on scheduling, and Region 2 51 % on allocation. The same query runs on a user’s own traces.',
          passes: [
            { metric: 'region-1/dependency-share', unit: '%', bound: { near: 32, within: 0.5 } },
            { metric: 'region-1/scheduling-share', unit: '%', bound: { near: 38, within: 0.5 } },
            { metric: 'region-2/allocation-share', unit: '%', bound: { near: 51, within: 0.5 } },
          ],
        },
      ],
      quote: ['up to 7 seconds'],
    },
    {
      id: 'C5',
      text: 'One pod in five lives no longer than it took to start; the median ratio of useful life to start is about 4.',
      says: { text: '20% of pods with utility below 1, median about 4:1', value: 20, unit: '%', relation: 'about', source: 'paper' },
      conditions: 'Region 2; the figure itself shows 16.7 % and 4.31, which the text rounds to 20 % and 4:1.',
      checks: [
        {
          kind: 'model',
          how: 'Lifetimes and starts emerge from the simulation, they are not put in; it fails if the share of pods with a ratio below 1 is more than 3 points from 16.7 % or the median more than 20 % from 4.31.',
          passes: [
            { metric: 'region-2/pods-with-utility-below-1', unit: '%', bound: { near: 16.7, within: 3 }, claimed: 16.7 },
            { metric: 'region-2/median-utility', unit: '', bound: { near: 4.31, within: 0.862 }, claimed: 4.31 },
          ],
        },
      ],
      quote: ['pod utility ratio'],
    },
    {
      id: 'C6',
      text: 'Timers are about 60 % of the functions and 30 % of the cold starts but only 5 % of the pods.',
      says: { text: 'timers: 60% of functions, 30% of cold starts, 5% of pods', source: 'paper' },
      conditions: 'Region 2; the figure shows 56.0 %, 31.1 % and 6.2 %.',
      checks: [
        {
          kind: 'model',
          how: 'Only functions and rates are put into the simulation; it fails if the share of pods that belong to timers does not come out of it.',
        },
      ],
    },
    {
      id: 'C7',
      text: 'Large pods start between as fast as small ones (Region 5) and five times slower (Region 3).',
      says: { text: '1:1 to 5:1 slower', value: 5, unit: '×', relation: 'up to', baseline: 'small pods', source: 'paper' },
      conditions: 'Medians by pod size. The plotted quartiles give 0.95 to 2.7 only, so the 5:1 is not visible in them.',
      checks: [
        {
          kind: 'absolute',
          how: 'The ratio of the medians of large and small pods is computed for each region from the figure; it fails where the stated 5:1 does not appear, and the page says so.',
        },
      ],
    },
    {
      id: 'C8',
      text: 'Cold starts are slower when there are more of them.',
      says: { text: 'rank correlation 0.7 (Region 1) to −0.1 (Region 5)', value: 0.7, unit: '', relation: 'up to', source: 'paper' },
      conditions: 'Rank correlation of the number and the duration of cold starts, by region.',
      checks: [
        {
          kind: 'model',
          how: 'Pools of pods in the simulation are finite and no correlation is put in; it fails if number and duration of starts are not positively correlated.',
          passes: [{ metric: 'rank-correlation/number-and-duration', unit: '', bound: { atLeast: 0 }, claimed: 0.7 }],
        },
      ],
    },
    {
      id: 'C9',
      text: 'Warming pods before a timer fires could spare up to 30.5 % of the cold starts of Region 2; the paper names the idea without a number.',
      says: { text: 'at most 30.5% of cold starts spared', value: 30.5, unit: '%', relation: 'up to', baseline: 'a fixed keep-alive of 60 s', source: 'ours' },
      conditions: 'Derived: 1,235 of 1,355 timer functions start cold on every call, which makes 632,666 starts. The paper evaluates no mitigation.',
      checks: [
        {
          kind: 'model',
          how: 'The policy is simulated on Region 2; it fails if it spares more than the upper bound, or spends more memory-time than the fixed 60 s.',
          passes: [
            { metric: 'timer-pre-warm/cold-starts-spared', unit: '%', bound: { atMost: 30.5 } },
            { metric: 'timer-pre-warm/memory-time-over-fixed-60-s', unit: '×', bound: { atMost: 1 } },
          ],
        },
      ],
    },
    {
      id: 'C10',
      text: 'Percentiles of the raw release can be recomputed.',
      says: { text: 'percentiles of the raw trace', source: 'repository' },
      conditions: 'The published trace tables.',
      checks: [{ kind: 'out-of-reach', needs: 'the trace tables, which are on a file service only; importer and queries are ready' }],
    },
  ],
} satisfies Paper;
