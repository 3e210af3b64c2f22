import type { Paper } from '@galley/claims';

export default {
  slug: 'daq-model',
  arxiv: '2407.00123',
  title: 'Modeling Performance of Data Collection Systems for High-Energy Physics',
  authors: ['Wilkie Olin-Ammentorp', 'Xingfu Wu', 'Andrew A. Chien'],
  published: '2024-06-27',
  venue: 'APL Machine Learning 2(4), 046113 (2024)',
  code: 'https://github.com/wilkieolin/system_flow',
  summary:
    'A detector at the LHC sees forty million collisions a second and may keep a few thousand; this model pushes data, energy and mistakes through the chain of filters in between, and says what each improvement is worth. ' +
    'For the coming CMS upgrade, smart pixels, tracking in the first trigger and GPUs in the second together bring 60% less power and raise productivity from 0.065 to 0.31 samples/kJ; what is done early in the chain spares everything behind it, yet further advances are needed to stay within power and cost. ' +
    'Productivity is mapped over pile-up 60 to 200; the released tables scatter from run to run, because trigger scores are drawn anew each time, and those of the journal version, with six measured trigger paths, come out lower.',
  claims: [
    {
      id: 'Q1',
      text: 'With all three upgrades the productivity of the Run 5 system rises from 0.065 to 0.31 relevant samples per kJ.',
      says: { text: '0.065 → 0.31 samples/kJ', value: 0.31, unit: '1/kJ', relation: 'about', baseline: 'Run 5 without upgrades, 0.065 samples/kJ', source: 'abstract' },
      conditions: 'CMS Run 5: pile-up 200, level-1 trigger 1 in 53.3, Gaussian high-level trigger 1 in 100, electronics of 2032; productivity is F1 · events kept per second over power.',
      checks: [
        {
          kind: 'absolute',
          how: 'The model is evaluated without randomness from the published tables; it fails if productivity leaves 0.3079 ± 0.0005 with all three upgrades or 0.0650 ± 0.0002 without. Relevant events per energy are printed beside it.',
          passes: [
            { metric: 'all-three/productivity', unit: '1/kJ', bound: { near: 0.3079, within: 0.0005 }, claimed: 0.31 },
            { metric: 'baseline/productivity', unit: '1/kJ', bound: { near: 0.065, within: 0.0002 }, claimed: 0.065 },
          ],
        },
      ],
      quote: ['from 0.065 to 0.31 samples/kJ'],
    },
    {
      id: 'Q2',
      text: 'The three upgrades together cut the power of the data acquisition by 60 %.',
      says: { text: '60% less power', value: 60, unit: '%', relation: 'about', baseline: 'Run 5 without upgrades, 51.6 MW', source: 'abstract' },
      conditions: 'As for Q1; the halving of the high-level trigger’s wall time by GPUs is an input of the model.',
      checks: [
        {
          kind: 'absolute',
          how: 'Power with and without the upgrades is computed; it fails if the saving leaves 60.35 ± 0.05 %.',
          passes: [{ metric: 'all-three/power-saving', unit: '%', bound: { near: 60.35, within: 0.05 } }],
        },
      ],
      quote: ['60% power reduction', '60% less power'],
    },
    {
      id: 'Q3',
      text: 'Improvements to early stages are highly beneficial and spare resources in later ones.',
      says: { text: '“highly beneficial” early stages', baseline: 'Run 5 without upgrades', source: 'abstract' },
      conditions: 'As for Q1, one upgrade at a time. The late-stage GPU swap alone saves 49.9 %, more than any early stage, and its factor 2 is an input, not a result.',
      checks: [
        {
          kind: 'absolute',
          how: 'Each upgrade is made alone; it fails if smart pixels do not save 20.9 % of the power, or tracking changes the power or fails to raise F1 from 0.447 to 0.840. The joint saving is divided over the upgrades beside it.',
          passes: [
            { metric: 'smart-pixels/power-change', unit: '%', bound: { near: -20.9, within: 0.1 }, claimed: -20.9 },
            { metric: 'smart-pixels/productivity-gain', unit: '×', bound: { near: 1.26, within: 0.01 } },
            { metric: 'tracking/power-change', unit: '%', bound: { near: 0, within: 0.001 } },
            { metric: 'baseline/f1', unit: '', bound: { near: 0.447, within: 0.001 } },
            { metric: 'tracking/f1', unit: '', bound: { near: 0.84, within: 0.001 } },
            { metric: 'tracking/productivity-gain', unit: '×', bound: { near: 1.88, within: 0.01 } },
            { metric: 'gpu/power-change', unit: '%', bound: { near: -49.9, within: 0.1 } },
          ],
        },
      ],
      quote: ['highly beneficial', 'early in the chain'],
    },
    {
      id: 'Q4',
      text: 'The released tables scatter because scores are drawn: seven committed ones from May 2024 to April 2025 give 0.0550 to 0.0654 for the baseline and 0.2461 to 0.3078 for all three upgrades.',
      says: { text: 'baseline 0.0550–0.0654, all three 0.2461–0.3078 samples/kJ', source: 'repository' },
      conditions: '50,000 irrelevant and 50,000 relevant events drawn by an unseeded generator at every start; from May 2024 on, some tables use another high-level trigger (Q5).',
      checks: [
        {
          kind: 'model',
          how: 'The same model is run 40 times on 50,000 seeded draws of each kind; it fails if the mean leaves the exact value by more than 1 %. The scatter is printed.',
          passes: [
            { metric: 'drawn/baseline/off-centre', unit: '%', bound: { atMost: 1 } },
            { metric: 'drawn/all-three/off-centre', unit: '%', bound: { atMost: 1 } },
          ],
        },
      ],
      quote: ['scatter from run to run'],
    },
    {
      id: 'Q5',
      text: 'With a high-level trigger of six measured menu paths the released tables give about 0.057 to 0.059 samples/kJ, and 0.248 to 0.257 with all three upgrades, at 51.6 and 20.5 MW.',
      says: { text: '0.057–0.059 → 0.248–0.257 samples/kJ', value: 0.2525, unit: '1/kJ', relation: 'about', baseline: 'Run 5 without upgrades, same trigger', source: 'repository' },
      conditions: 'The model of the journal version, scores drawn; 51.6 to 51.7 MW and 20.5 to 20.6 MW.',
      checks: [
        {
          kind: 'absolute',
          how: 'The six paths are computed exactly, with thresholds that keep what is asked; it fails if productivity or power leaves the tables’ ranges by more than 5 %.',
          passes: [
            { metric: 'sampled-hlt/all-three/productivity', unit: '1/kJ', bound: { between: [0.2356, 0.2699] } },
            { metric: 'sampled-hlt/baseline/productivity', unit: '1/kJ', bound: { between: [0.0542, 0.062] }, claimed: 0.058 },
            { metric: 'sampled-hlt/all-three/power', unit: 'MW', bound: { between: [19.5, 21.6] }, claimed: 20.5 },
            { metric: 'sampled-hlt/baseline/power', unit: 'MW', bound: { between: [49.0, 54.3] }, claimed: 51.6 },
          ],
        },
        {
          kind: 'model',
          how: 'The released threshold search is repeated on seeded draws; it fails if the runs in which it stops short of the asked rate do not give the tables’ productivity within 5 %.',
          passes: [{ metric: 'released-search/all-three/productivity-when-short', unit: '1/kJ', bound: { between: [0.2356, 0.2699] }, claimed: 0.2525 }],
        },
      ],
      quote: ['come out lower'],
    },
    {
      id: 'Q6',
      text: 'Even so, further advances are needed to meet the limits on power and cost.',
      says: { text: 'further advances needed', baseline: 'all three upgrades', source: 'abstract' },
      conditions: 'The limits themselves are not in the release; here the budget is the reader’s, 10 MW unless changed.',
      checks: [
        {
          kind: 'model',
          how: 'Power with all three upgrades is set against the budget, and the model is solved backwards for the energy, reduction, skill, bytes or year that would meet it; it fails if the upgrades alone do.',
          passes: [{ metric: 'budget/all-three-over-budget', unit: '×', bound: { atLeast: 1 } }],
        },
        { kind: 'out-of-reach', needs: 'the hardware costs the abstract mentions: neither prices nor a cost model are in the released code' },
      ],
      quote: ['further advances'],
    },
    {
      id: 'Q7',
      text: 'Productivity over level-1 reductions of 450 to 40 and pile-up 60 to 200 is highest at the lowest pile-up and the weakest reduction, and falls with pile-up everywhere.',
      says: { text: 'contour highest at pile-up 60 and 1 in 40', source: 'paper' },
      conditions: 'Figure 5: 101 × 101 points, scores drawn anew at each; event sizes interpolated between the tables of Run 3 and Run 5.',
      checks: [
        {
          kind: 'absolute',
          how: 'The grid is computed exactly; it fails if the highest point is elsewhere or productivity rises with pile-up at any point.',
          passes: [
            { metric: 'contour/rising-with-pile-up', unit: '', bound: { equals: 0 } },
            { metric: 'contour/peak-pile-up', unit: '', bound: { equals: 60 } },
            { metric: 'contour/peak-l1-reduction', unit: '', bound: { equals: 40 } },
          ],
        },
      ],
      quote: ['pile-up 60 to 200'],
    },
  ],
  library: '@galley/daq',
} satisfies Paper;
