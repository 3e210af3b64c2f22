import type { Paper } from '@galley/claims';

export default {
  slug: 'pulp-ml',
  arxiv: '2107.09448',
  title: 'DNN is not all you need: Parallelizing Non-Neural ML Algorithms on Ultra-Low-Power IoT Processors',
  authors: ['Enrico Tabanelli', 'Giuseppe Tagliavini', 'Luca Benini'],
  published: '2021-07-16',
  venue: 'ACM TECS 22(3), 2023',
  summary:
    'Small sensors often do better with classical learners than with networks. The paper writes parallel versions of the usual ones for a cluster of eight tiny RISC-V cores on one scratchpad, and measures what emulated floating point, a real unit for it and parallelism each buy. ' +
    'A tuned emulation library is 1.61× as fast as the standard one, native units bring up to 32.09×, and eight cores 7.04× on average, saving up to 87% of latency and energy. ' +
    'A Cortex-M4 comes out 12.87× slower than the research platform.',
  claims: [
    {
      id: 'U1',
      text: 'A tuned library for emulated floating point is 1.61 times as fast on average as the standard one and saves 37 % of the energy.',
      says: { text: '1.61× average, −37% energy', value: 1.61, unit: '×', relation: 'equals', baseline: 'standard emulation library', source: 'abstract' },
      conditions: 'GAP8, eight RI5CY cores without a floating-point unit.',
      checks: [
        {
          kind: 'model',
          how: 'Cycles of the kernels are simulated with the standard library and with ours; it fails if the mean gain is outside 1.3 to 2.2 or one kernel becomes slower.',
          passes: [
            { metric: 'soft-float/mean-speed-up', unit: '×', bound: { between: [1.3, 2.2] } },
            { metric: 'soft-float/smallest-speed-up', unit: '×', bound: { atLeast: 1 } },
          ],
        },
      ],
      quote: ['1.61x', '1.61×'],
    },
    {
      id: 'U2',
      text: 'Native floating-point units bring up to 32.09 times the speed and save up to 99 % of the energy.',
      says: { text: 'up to 32.09×, −99% energy', value: 32.09, unit: '×', relation: 'up to', baseline: 'standard emulation library on GAP8', source: 'abstract' },
      conditions: 'PULP-OPEN on an FPGA emulator against GAP8.',
      checks: [
        {
          kind: 'model',
          how: 'Cycles are simulated with and without the unit; it fails if the best kernel is outside 20 to 45. Energy is only given as cycles times a stated energy per cycle.',
          passes: [{ metric: 'native-float/best-speed-up', unit: '×', bound: { between: [20, 45] } }],
        },
      ],
      quote: ['32.09x', '32.09×'],
    },
    {
      id: 'U3',
      text: 'Eight cores are 7.04 times as fast as one on average.',
      says: { text: '7.04× average on 8 cores', value: 7.04, unit: '×', relation: 'equals', baseline: 'sequential execution', source: 'abstract' },
      conditions: 'All kernels on the two platforms of eight cores.',
      checks: [
        {
          kind: 'model',
          how: 'One and eight cores are simulated, each kernel with its Amdahl bound and its share of bank conflicts; it fails if the mean is below 6.5, or a kernel is superlinear by an accounting error.',
          passes: [{ metric: 'eight-cores/mean-speed-up', unit: '×', bound: { atLeast: 6.5 } }],
        },
      ],
      quote: ['7.04x', '7.04×'],
    },
    {
      id: 'U4',
      text: 'Parallel execution saves up to 87 % of latency and energy.',
      says: { text: 'up to 87% less latency and energy', value: 87, unit: '%', relation: 'up to', baseline: 'sequential execution', source: 'abstract' },
      conditions: 'The platforms of eight cores. The mean speed-up of 7.04 means 85.8 %, and 87 % means 7.7 times (derived).',
      checks: [
        {
          kind: 'model',
          how: 'The saving is computed as one minus the inverse speed-up; it fails unless 87 % needs 7.7 times and 7.04 times gives 85.8 %, so that both figures agree.',
          passes: [
            { metric: 'speed-up-needed/87-percent', unit: '×', bound: { near: 7.7, within: 0.05 } },
            { metric: 'saving/at-7.04-times', unit: '%', bound: { near: 85.8, within: 0.05 } },
          ],
        },
      ],
      quote: ['up to 87%'],
    },
    {
      id: 'U5',
      text: 'A Cortex-M4 is 12.87 times slower than PULP-OPEN and 98 % less energy-efficient.',
      says: { text: 'Cortex-M4 12.87× slower', value: 12.87, unit: '×', relation: 'equals', baseline: 'PULP-OPEN', source: 'abstract' },
      conditions: 'ARM Cortex-M4 board.',
      checks: [
        { kind: 'out-of-reach', needs: 'a Cortex-M4 board' },
        {
          kind: 'model',
          how: 'The emitted C is compiled for the Cortex-M4 and its instructions counted; this is part of the claim only, and it fails if the count is not larger than on the cluster.',
        },
      ],
      quote: ['12.87x', '12.87×'],
    },
    {
      id: 'U6',
      text: 'Classical learners compete with deep networks in accuracy when resources are tiny.',
      says: { text: 'competitive with DNNs under severe constraints', baseline: 'deep networks of equal size', source: 'abstract' },
      conditions: 'Not specified in the abstract.',
      checks: [
        {
          kind: 'absolute',
          how: 'Accuracy is compared over bytes of the model and multiply-adds on Fashion-MNIST, digits and Satellite, beside a multilayer perceptron of equal bytes; it fails if the perceptron is better on all of them at every size.',
        },
      ],
    },
    {
      id: 'U7',
      text: 'Our own library gains at least 1.8 times from a second thread.',
      says: { text: '≥ 1.8× with 2 threads', value: 1.8, unit: '×', relation: 'at least', baseline: 'one thread', source: 'ours' },
      conditions: 'Ours; two cores, 60,000 rows.',
      checks: [
        {
          kind: 'absolute',
          how: 'Nearest neighbours, k-means and forests are timed with one and two threads on 60,000 rows; it fails if one of them gains less than 1.8.',
          passes: [{ metric: 'two-threads/smallest-speed-up', unit: '×', bound: { atLeast: 1.8 } }],
        },
      ],
    },
  ],
} satisfies Paper;
