import type { Paper } from '@galley/claims';

export default {
  slug: 'zero-infinity',
  arxiv: '2104.07857',
  title: 'ZeRO-Infinity: Breaking the GPU Memory Wall for Extreme Scale Deep Learning',
  authors: ['Samyam Rajbhandari', 'Olatunji Ruwase', 'Jeff Rasley', 'Shaden Smith', 'Yuxiong He'],
  published: '2021-04-16',
  venue: 'SC 2021',
  code: 'https://github.com/deepspeedai/DeepSpeed',
  summary:
    'ZeRO-Infinity lets parameters, gradients and optimizer states, already split over all ranks, live in GPU, host or NVMe memory, and derives from arithmetic intensity what bandwidth each needs. ' +
    'It splits every tensor so that all links and drives work at once, prefetches in three stages, tiles operators that are too large, and leaves model code alone. ' +
    'Models of tens to hundreds of trillions of parameters fit on current clusters and a trillion can be fine-tuned on a single DGX-2 node; 512 V100 sustain over 25 petaflops, with super-linear scaling.',
  claims: [
    {
      id: 'ZI1',
      text: 'Models of tens to hundreds of trillions of parameters fit; 32 trillion on 512 GPUs is 50 times what 3D parallelism holds.',
      says: { text: 'tens to hundreds of trillions; 32T on 512 GPUs', value: 32e12, unit: '', relation: 'up to', baseline: '3D parallelism, about 50 times less; 800 V100 for 1T', source: 'abstract' },
      conditions: '32 DGX-2 nodes with 1.5 TB of host memory and 28 TB of NVMe each. The 32T and the factor of 50 are in the text.',
      checks: [
        {
          kind: 'model',
          how: 'The placement planner computes the largest model for 1, 8, 16 and 32 nodes; it fails if its upper bound misses the 1, 8, 16 and 32 trillion of figure 1 by more than 20 %. The projected 64 and 128 trillion are explained.',
          passes: [
            { metric: 'largest-model/32-nodes', unit: '', bound: { near: 32e12, within: 6.4e12 } },
            { metric: 'largest-model/16-nodes', unit: '', bound: { near: 16e12, within: 3.2e12 }, claimed: 16e12 },
            { metric: 'largest-model/8-nodes', unit: '', bound: { near: 8e12, within: 1.6e12 }, claimed: 8e12 },
            { metric: 'largest-model/1-node', unit: '', bound: { near: 1e12, within: 0.2e12 }, claimed: 1e12 },
          ],
        },
      ],
      quote: ['tens and even hundreds of trillions', 'tens to hundreds of trillions'],
    },
    {
      id: 'ZI2',
      text: 'It sustains over 25 petaflops on 512 V100, 40 % of peak; per GPU 46, 49, 44, 43 and 34 TFLOPS for 0.5 to 20 trillion parameters.',
      says: { text: 'over 25 petaflops on 512 V100 (40% of peak)', value: 25, unit: 'PFLOPS', relation: 'more than', source: 'abstract' },
      conditions: '512 V100; figure 5a gives 46 (0.5T), 49 (1T), 44 (5T), 43 (10T) and 34 TFLOPS (20T).',
      checks: [
        {
          kind: 'model',
          how: 'The efficiency model with overlap is calibrated on 1T only; it fails if one of the other four throughputs is missed by more than 15 %.',
          passes: [
            { metric: 'throughput-per-gpu/0.5t', unit: 'TFLOPS', bound: { near: 46, within: 6.9 }, claimed: 46 },
            { metric: 'throughput-per-gpu/5t', unit: 'TFLOPS', bound: { near: 44, within: 6.6 }, claimed: 44 },
            { metric: 'throughput-per-gpu/10t', unit: 'TFLOPS', bound: { near: 43, within: 6.45 }, claimed: 43 },
            { metric: 'throughput-per-gpu/20t', unit: 'TFLOPS', bound: { near: 34, within: 5.1 }, claimed: 34 },
          ],
        },
      ],
      quote: ['over 25 petaflops'],
    },
    {
      id: 'ZI3',
      text: 'Scaling from 64 to 512 GPUs is super-linear: 2.8 to 25 PFLOPS, where linear would be 22.4.',
      says: { text: 'super-linear: 2.8 → 25 PFLOPS, linear 22.4', baseline: 'linear scaling, 22.4 PFLOPS', source: 'abstract' },
      conditions: '1 trillion parameters, weak scaling; the figures are in figure 5b.',
      checks: [
        {
          kind: 'model',
          how: 'Throughput is modelled for 64 and 512 GPUs; it fails if the gain over linear is outside 1.05 to 1.2.',
          passes: [{ metric: 'weak-scaling/over-linear', unit: '×', bound: { between: [1.05, 1.2] }, claimed: 1.116 }],
        },
      ],
      quote: ['super linear scalability', 'super-linear scaling'],
    },
    {
      id: 'ZI4',
      text: 'A trillion parameters can be fine-tuned on one DGX-2: 45, 44, 41, 33 and 27 TFLOPS per GPU from 0.01 to 1 trillion.',
      says: { text: '1T on one DGX-2 node', value: 1e12, unit: '', relation: 'equals', baseline: 'ZeRO-Offload, 35 TFLOPS at 10B', source: 'abstract' },
      conditions: '16 GPUs; throughputs at 0.01, 0.05, 0.1, 0.5 and 1T from the text.',
      checks: [
        {
          kind: 'model',
          how: 'Placement and throughput are modelled for the five sizes on one node; it fails if the trillion does not fit, or the throughput does not fall in that order.',
        },
      ],
      quote: ['single NVIDIA DGX-2 node', 'single DGX-2 node'],
    },
    {
      id: 'ZI5',
      text: 'Tables of memory needs and curves of efficiency follow from closed formulas.',
      says: { text: 'memory table and efficiency curves', source: 'paper' },
      conditions: 'Figures 2a and 3, analytic. One cell of the table (1.95 GB of working memory) is inconsistent with the paper’s own formula, which gives 1.56.',
      checks: [
        {
          kind: 'absolute',
          how: 'All 30 computed cells are recomputed; it fails unless 29 agree at the printed precision and the odd one is flagged. Efficiencies of 50.6, 91.6, 58.4 and 73.7 % at the check points must come out within 0.1 point.',
          passes: [
            { metric: 'memory-table/cells-equal', unit: '', bound: { equals: 29 } },
            { metric: 'efficiency-curves/largest-deviation', unit: 'pp', bound: { atMost: 0.1 } },
          ],
        },
      ],
    },
    {
      id: 'ZI6',
      text: 'Efficiency without overlap is arithmetic intensity times bandwidth over that plus the peak.',
      says: { text: 'efficiency = ait·bw / (ait·bw + peak)', source: 'paper' },
      conditions: 'Assumed by the paper, not measured there.',
      checks: [
        {
          kind: 'ratio',
          how: 'Real training with a throttled link to storage is measured for 5 batch sizes and 3 bandwidths without overlap; it fails if the mean error of the formula exceeds 10 %, or if overlap does not beat the formula.',
          scale: 'A small model on a processor with links throttled in software.',
          passes: [{ metric: 'efficiency-formula/mean-error', unit: '%', bound: { atMost: 10 } }],
        },
      ],
    },
    {
      id: 'ZI7',
      text: 'Prefetching and overlap are worth about 1.29 at batch 2 and about 1.02 at batch 16 per GPU.',
      says: { text: 'overlap worth ≈ 1.29× at batch 2, ≈ 1.02× at 16', value: 1.29, unit: '×', relation: 'about', source: 'paper' },
      conditions: '8B on 64 GPUs; read off figure 6d.',
      checks: [
        {
          kind: 'ratio',
          how: 'Overlap is switched on and off at two batch sizes whose ratio of transfer to compute is matched; it fails if the gain at the small batch is not the larger one.',
          scale: 'A small model on a processor with links throttled in software.',
          passes: [{ metric: 'overlap-gain/small-over-large-batch', unit: '×', bound: { atLeast: 1 }, claimed: 1.265 }],
        },
      ],
    },
    {
      id: 'ZI8',
      text: 'Tiling by 16 trains a hidden size of 64K where the untiled operator stops at 8K.',
      says: { text: 'hidden 64K with 16 tiles, 8K untiled', value: 8, unit: '×', relation: 'equals', baseline: 'untiled, 8K', source: 'paper' },
      conditions: 'One layer; GPU memory fragmented beforehand into chunks of 2 GB; figure 6b. The factor 8 is 64K over 8K.',
      checks: [
        {
          kind: 'ratio',
          how: 'The largest trained hidden size is found for 1, 2, 4 and 16 tiles in an arena fragmented into chunks; it fails if 16 tiles give less than 8 times, if the size ever falls with more tiles, or if the loss differs from the untiled one by more than 1e-5 where both fit.',
          scale: 'An arena of megabytes instead of GPU memory.',
          passes: [
            { metric: 'largest-hidden/16-tiles-over-1', unit: '×', bound: { atLeast: 8 } },
            { metric: 'loss-difference/tiled-against-untiled', unit: '', bound: { atMost: 1e-5 } },
          ],
        },
      ],
    },
    {
      id: 'ZI9',
      text: 'Moving activation checkpoints to the host costs up to 1.2 at small hidden sizes and about 1.02 at 64K.',
      says: { text: 'checkpoint offload ≤ 1.2×, ≈ 1.02× at 64K', value: 1.2, unit: '×', relation: 'up to', source: 'paper' },
      conditions: '32 to 64 GPUs; figure 6e.',
      checks: [
        {
          kind: 'ratio',
          how: 'The overhead is measured at two hidden sizes over a throttled link; it fails if it does not fall like the inverse of the hidden size.',
          scale: 'A small model on a processor with links throttled in software.',
        },
      ],
    },
    {
      id: 'ZI10',
      text: 'Splitting each tensor over all ranks makes the backward pass nearly twice as fast as fetching from an owner.',
      says: { text: 'nearly 2× faster backward', value: 2, unit: '×', relation: 'about', baseline: 'owner and broadcast', source: 'paper' },
      conditions: '8B on 64 GPUs; figure 6c.',
      checks: [
        {
          kind: 'model',
          how: 'Backward times of both ways are modelled at 64 GPUs; it fails if splitting is not close to twice as fast.',
        },
        {
          kind: 'ratio',
          how: 'Both ways are run with four worker ranks, each behind its own throttled link; it fails below a speed-up of 2.',
          scale: 'Four workers on a processor instead of 64 GPUs.',
          passes: [{ metric: 'backward-time/broadcast-over-split', unit: '×', bound: { atLeast: 2 } }],
        },
      ],
    },
    {
      id: 'ZI11',
      text: 'Model code need not be rewritten.',
      says: { text: 'no model code refactoring', source: 'abstract' },
      conditions: 'PyTorch modules with hooks.',
      checks: [
        {
          kind: 'absolute',
          how: 'An unmodified model with tied embeddings trains under the policy; it fails if one loss differs in one bit from the untiered run.',
          passes: [{ metric: 'loss-difference/unmodified-model-tiered-against-untiered', unit: '', bound: { equals: 0 } }],
        },
      ],
      quote: ['model code refactoring', 'leaves model code alone'],
    },
  ],
} satisfies Paper;
