import type { Paper } from '@galley/claims';

export default {
  slug: 'proxylessnas',
  arxiv: '1812.00332',
  title: 'ProxylessNAS: Direct Neural Architecture Search on Target Task and Hardware',
  authors: ['Han Cai', 'Ligeng Zhu', 'Song Han'],
  published: '2018-12',
  venue: 'ICLR 2019',
  code: 'https://github.com/mit-han-lab/proxylessnas',
  summary:
    'Architecture search usually runs on a stand-in: a small data set, a few blocks, a few epochs. ' +
    'ProxylessNAS trains one over-parameterised network but samples a single path per step through binary gates, so that memory and time stay those of a plain network, and it adds an expected latency, summed from measured times of single operations, to the loss. ' +
    'It reports 2.08% error on CIFAR-10 with 5.7M parameters, 6× fewer than AmoebaNet-B, and on ImageNet 3.1% higher top-1 accuracy than MobileNetV2 at 1.2× its speed on a GPU.',
  claims: [
    {
      id: 'P1',
      text: 'On CIFAR-10 the searched network reaches 2.08 % error with 5.7 M parameters, six times fewer than AmoebaNet-B.',
      says: { text: '2.08% error with 5.7M parameters, 6× fewer', value: 5_700_000, unit: '', relation: 'about', baseline: 'AmoebaNet-B', source: 'abstract' },
      conditions: 'CIFAR-10, long training on GPUs; the network searched in a pyramid space of 54 residual blocks.',
      checks: [
        {
          kind: 'absolute',
          how: 'The published network description is read and its parameters are counted; it fails unless the count is exactly 5,731,530.',
          passes: [{ metric: 'cifar-net/parameters', unit: '', bound: { equals: 5_731_530 } }],
        },
        { kind: 'out-of-reach', needs: 'GPU days of training on CIFAR-10 to measure the error' },
      ],
      quote: ['6times fewer parameters', '6$\\times$ fewer parameters', '6× fewer'],
    },
    {
      id: 'P2',
      text: 'On ImageNet the GPU network is 3.1 points more accurate than MobileNetV2 and 1.2 times faster on a GPU; the README adds 75.1 against 72.0 % at 5.1 against 6.1 ms, and for the phone 74.6 % at 78 ms.',
      says: { text: '3.1% better top-1 than MobileNetV2, 1.2× faster', baseline: 'MobileNetV2, 72.0 % at 6.1 ms', source: 'abstract' },
      conditions: 'ImageNet; README figures: GPU 75.1 % at 5.1 ms; phone 74.6 % at 78 ms and 320 M multiply-adds, 76.7 % at 147 ms and 581 M, 68.2 % at about 30 ms; 1.83 times faster than MobileNetV2-1.4.',
      checks: [
        {
          kind: 'absolute',
          how: 'Parameters and multiply-adds of the four published networks are counted from their descriptions; it fails if a count differs at the printed digit from 4.08 M / 320.4 M (mobile), 6.86 M / 580.9 M (mobile-14), 4.36 M / 439.2 M (CPU) or 7.12 M / 465.3 M (GPU). These counts are derived by formula; the published logs agree for three of the four.',
          passes: [
            { metric: 'published-net/mobile/multiply-adds', unit: 'M', bound: { near: 320.4, within: 0.05 }, claimed: 320 },
            { metric: 'published-net/mobile/parameters', unit: 'M', bound: { near: 4.08, within: 0.005 } },
            { metric: 'published-net/mobile-14/multiply-adds', unit: 'M', bound: { near: 580.9, within: 0.05 }, claimed: 581 },
            { metric: 'published-net/mobile-14/parameters', unit: 'M', bound: { near: 6.86, within: 0.005 } },
            { metric: 'published-net/cpu/multiply-adds', unit: 'M', bound: { near: 439.2, within: 0.05 } },
            { metric: 'published-net/cpu/parameters', unit: 'M', bound: { near: 4.36, within: 0.005 } },
            { metric: 'published-net/gpu/multiply-adds', unit: 'M', bound: { near: 465.3, within: 0.05 } },
            { metric: 'published-net/gpu/parameters', unit: 'M', bound: { near: 7.12, within: 0.005 } },
          ],
        },
        { kind: 'out-of-reach', needs: 'ImageNet, and the paper’s GPU and phone, for accuracy and latency' },
      ],
      quote: ['3.1\\% better top-1', '3.1% better top-1', '3.1% higher top-1'],
    },
    {
      id: 'P3',
      text: 'Searching costs the memory and time of an ordinary training run, whatever the number of candidate operations.',
      says: { text: '“the same level of regular training”', baseline: 'training one network of the same size', source: 'abstract' },
      conditions: 'Up to 7 candidate operations per block, GPU.',
      checks: [
        {
          kind: 'ratio',
          how: 'The peak of activation bytes is measured for a weight step and for both kinds of architecture step and divided by that of the single-path network; it fails above 1.1 (weight step), 1.3 (recomputing step) or 2.2 (two-path step), or if the full mixture in the same engine stays below 0.7 times the number of candidates.',
          scale: 'A small search space on 28×28 pictures in our own engine, on a processor instead of a GPU.',
          passes: [
            { metric: 'activation-peak/weight-step-over-single-path', unit: '×', bound: { atMost: 1.1 } },
            { metric: 'activation-peak/full-v2-step-over-single-path', unit: '×', bound: { atMost: 1.3 } },
            { metric: 'activation-peak/two-step-over-single-path', unit: '×', bound: { atMost: 2.2 } },
            { metric: 'activation-peak/mixture-over-single-path-per-candidate', unit: '×', bound: { atLeast: 0.7 } },
          ],
        },
      ],
      quote: ['same level of regular training', 'those of a plain network'],
    },
    {
      id: 'P4',
      text: 'A differentiable latency term steers the search to a network that meets a latency target.',
      says: { text: 'a search to an 80 ms target', source: 'repository' },
      conditions: 'Phone latency table with all 21 blocks, target 80 ms. The table itself spans 29.61 to 191.03 ms with 11.36 ms fixed and 113.99 ms expected under uniform choice (derived).',
      checks: [
        {
          kind: 'model',
          how: 'With the published phone table and multiply-adds as the reward, the gradient search is run at 40, 60, 80 and 100 ms; the exact optimum by dynamic programming is 162.6, 260.7, 341.5 and 399.4 M, and the best a linear latency penalty can reach (the convex hull) 117.2, 234.8, 322.4 and 387.7 M. It fails if the search reaches less than 98 % of the hull value or exceeds the target, or if the step that fills the remaining budget reaches less than 97 % of the exact value.',
          passes: [
            { metric: 'gradient-search/share-of-hull', unit: '%', bound: { atLeast: 98 } },
            { metric: 'budget-filled/share-of-exact', unit: '%', bound: { atLeast: 97 } },
          ],
        },
      ],
    },
    {
      id: 'P5',
      text: 'Searching directly on the task and the hardware beats a hand-designed network of equal latency.',
      says: { text: 'better than hand design at equal latency', baseline: 'hand-designed networks', source: 'abstract' },
      conditions: 'ImageNet.',
      checks: [
        {
          kind: 'ratio',
          how: 'A network is searched with a latency table of the running device and compared, over three retraining seeds and at the same measured latency within 3 %, with uniform baselines (kernel 3 expansion 6; kernel 3 expansion 3 with more width) and with 8 random networks; it fails if its mean test accuracy is not above the baselines’ or below the median of the random ones.',
          scale: 'Fashion-MNIST and 28×28 pictures instead of ImageNet; the reader’s processor instead of the paper’s phone.',
          passes: [
            { metric: 'accuracy/searched-minus-uniform', unit: 'pp', bound: { atLeast: 0 } },
            { metric: 'accuracy/searched-minus-random-median', unit: 'pp', bound: { atLeast: 0 } },
          ],
        },
      ],
    },
    {
      id: 'P6',
      text: 'Each network is fastest on the hardware it was searched for: 5.1 ms for the GPU network on the GPU, 138.7 ms for the CPU network on the CPU, 78 ms for the phone network on the phone.',
      says: { text: 'GPU net 5.1/204.9/124 ms, CPU net 7.4/138.7/116 ms, phone net 7.2/164.1/78 ms on GPU/CPU/phone', source: 'repository' },
      conditions: 'Three devices; table on the PyTorch Hub page.',
      checks: [
        {
          kind: 'ratio',
          how: 'Networks are searched for three back ends and timed on all three; it fails if a diagonal entry is not the smallest median of its column, or if the accuracies differ by more than 0.5 point.',
          scale: 'Three back ends of one machine (scalar JavaScript, SIMD on one thread, SIMD on two threads; WebGPU where there is one) instead of a GPU, a server processor and a phone.',
          passes: [
            { metric: 'specialisation/columns-won-by-their-own-net', unit: '', bound: { equals: 3 } },
            { metric: 'specialisation/accuracy-spread', unit: 'pp', bound: { atMost: 0.5 } },
          ],
        },
      ],
    },
    {
      id: 'P7',
      text: 'The sum of measured per-operation times predicts the latency of a whole network; the exact error of the paper was not found.',
      says: { text: 'an additive table predicts network latency', source: 'paper' },
      conditions: 'Phone; the paper’s error figure was not found.',
      checks: [
        {
          kind: 'ratio',
          how: 'Predicted and measured latencies of 100 random networks are compared; it fails if the mean absolute error exceeds 10 % or Kendall’s τ is below 0.9.',
          scale: 'The reader’s processor and a small search space instead of a phone.',
          passes: [
            { metric: 'latency-table/mean-absolute-error', unit: '%', bound: { atMost: 10 } },
            { metric: 'latency-table/kendall-tau', unit: '', bound: { atLeast: 0.9 } },
          ],
        },
      ],
    },
    {
      id: 'P8',
      text: 'Multiply-adds are a poor stand-in for latency: the time per multiply-add varies 3.5-fold over the operations of the phone table.',
      says: { text: '0.166–0.574 ms per M multiply-adds, 3.5×', value: 3.5, unit: '×', relation: 'about', source: 'derived' },
      conditions: 'The published phone latency table; the spread is derived from it.',
      checks: [
        {
          kind: 'absolute',
          how: 'Every row of the published table is divided by its multiply-adds; it fails if the range is not 0.166 to 0.574 ms per million multiply-adds.',
          passes: [
            { metric: 'phone-table/ms-per-multiply-add-spread', unit: '×', bound: { near: 3.5, within: 0.05 } },
            { metric: 'phone-table/smallest-ms-per-m-multiply-adds', unit: 'ms', bound: { near: 0.166, within: 0.0005 } },
            { metric: 'phone-table/largest-ms-per-m-multiply-adds', unit: 'ms', bound: { near: 0.574, within: 0.0005 } },
          ],
        },
      ],
    },
    {
      id: 'P9',
      text: 'The gate estimator follows the gradient of the expected loss, and the two-path variant leaves the probabilities of the other candidates alone.',
      says: { text: 'a gradient estimate from sampled gates', source: 'ours' },
      conditions: 'A property of the method; the paper gives no figure for it.',
      checks: [
        {
          kind: 'absolute',
          how: 'With three operations, the mean of the estimate over gate samples is compared with the exact derivative of the expected loss by enumeration: unbiased for a linear loss, cosine of at least 0.9 for a general one; it also fails if a two-path step moves an unsampled probability by more than 1e-12.',
          passes: [
            { metric: 'gate-gradient/cosine-with-exact', unit: '', bound: { atLeast: 0.9 } },
            { metric: 'two-path-step/largest-unsampled-change', unit: '', bound: { atMost: 1e-12 } },
          ],
        },
      ],
    },
  ],
} satisfies Paper;
