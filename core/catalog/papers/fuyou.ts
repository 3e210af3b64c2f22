import type { Paper } from '@galley/claims';

export default {
  slug: 'fuyou',
  arxiv: '2403.06504',
  title: 'Adding NVMe SSDs to Enable and Accelerate 100B Model Fine-tuning on a Single GPU',
  alsoTitled: ['LoHan: Low-Cost High-Performance Framework to Fine-Tune 100B Model on a Consumer GPU'],
  authors: ['Changyue Liao', 'Mo Sun', 'Zihan Yang', 'Kaiqi Chen', 'Binhang Yuan', 'Fei Wu', 'Zeke Wang'],
  published: '2024-03-11',
  venue: 'ICDE 2025, as Ratel',
  code: 'https://github.com/RC4ML/LoHan',
  summary:
    'Fuyou fine-tunes models that exceed the memory of a single consumer GPU by keeping parameters, optimizer states and activations on NVMe drives. ' +
    'The optimizer on the processor consumes each gradient as the backward pass produces it, without staleness; activations travel to the drives and back in a pipeline; and a cost model decides how much of them to swap rather than recompute. ' +
    'It fine-tunes 175B GPT-3 on one RTX 4090, where ZeRO-Infinity fails, and with 13B it reports 156 TFLOPS against 45.',
  claims: [
    {
      id: 'FY1',
      text: 'A model of 175 billion parameters is fine-tuned on one RTX 4090 with high utilisation, where ZeRO-Infinity fails; the second version adds that 256 GB of host memory suffice.',
      says: { text: '175B on one RTX 4090, ZeRO-Infinity fails', value: 175e9, unit: '', relation: 'equals', baseline: 'ZeRO-Infinity, which fails', source: 'abstract' },
      conditions: 'GPU with 24 GB and NVMe drives; 256 GB of host memory in the abstract of version 2.',
      checks: [
        {
          kind: 'model',
          how: 'The planner says for each policy and size of host memory whether the model fits; it fails if it says that 175B does not fit for Fuyou with 256 GB, or does for ZeRO-Infinity.',
        },
        {
          kind: 'ratio',
          how: 'With fixed budgets for device and host a model is really trained by this policy that the ZeRO-Infinity policy rejects because its activation checkpoints do not fit the host; it fails if no such model trains.',
          scale: 'Budgets of megabytes enforced on WebAssembly memories instead of a GPU and a server.',
        },
      ],
      quote: ['175B GPT-3'],
    },
    {
      id: 'FY2',
      text: 'With a 13B model it reaches 156 TFLOPS where ZeRO-Infinity reaches 45, which is 3.5 times as much; the repository gives 155.8 at batch 64.',
      says: { text: '156 TFLOPS against 45', value: 156, unit: 'TFLOPS', relation: 'equals', baseline: 'ZeRO-Infinity, 45 TFLOPS', source: 'abstract' },
      conditions: 'RTX 4090, 12 SSDs, GPT-3 13B, sequences of 1024.',
      checks: [
        {
          kind: 'model',
          how: 'The planner computes the throughput of both policies from the published hardware; it fails if it misses 155.8 TFLOPS by more than 5 % or ZeRO-Infinity’s 45 by more than 25 %.',
          passes: [
            { metric: 'planner/13b-batch-64', unit: 'TFLOPS', bound: { near: 155.8, within: 7.79 }, claimed: 155.8 },
            { metric: 'planner/13b-zero-infinity', unit: 'TFLOPS', bound: { near: 45, within: 11.25 }, claimed: 45 },
          ],
        },
        {
          kind: 'ratio',
          how: 'The iteration times of both policies are measured with links throttled so that peak speed over bandwidth equals that of the server with the RTX 4090; it fails if ZeRO-Infinity’s is not at least twice as long.',
          scale: 'A small model on a processor, links throttled in software.',
          passes: [{ metric: 'iteration-time/zero-infinity-over-fuyou', unit: '×', bound: { atLeast: 2 }, claimed: 3.5 }],
        },
      ],
      quote: ['156 TFLOPS'],
    },
    {
      id: 'FY3',
      text: 'The second version claims 2.32 times the throughput of the best earlier system at 13B.',
      says: { text: '2.32× over the best baseline', value: 2.32, unit: '×', relation: 'equals', baseline: 'the best earlier system', source: 'abstract' },
      conditions: 'RTX 4090, 13B; from the abstract of version 2, not of version 1.',
      checks: [
        {
          kind: 'model',
          how: 'The planner computes the throughput of this policy and of the earlier ones at 13B; it fails if the ratio to the best of them is far from 2.32.',
        },
      ],
    },
    {
      id: 'FY4',
      text: 'Overlapping the optimizer with the backward pass changes no result.',
      says: { text: 'synchronous: no result changes', source: 'paper' },
      conditions: 'A property of the design.',
      checks: [
        {
          kind: 'absolute',
          how: 'A model is trained for 300 steps with the overlapped optimizer, with a serial one and without tiers; it fails if one loss differs in one bit.',
          passes: [
            { metric: 'loss-difference/overlapped-against-serial', unit: '', bound: { equals: 0 } },
            { metric: 'loss-difference/overlapped-against-untiered', unit: '', bound: { equals: 0 } },
          ],
        },
      ],
    },
    {
      id: 'FY5',
      text: 'Throughput grows with the number of drives and with the batch: at batch 32, from 37.5 TFLOPS with one SSD to 142.0 with twelve.',
      says: { text: '37.5 to 142.0 TFLOPS over 1 to 12 SSDs', source: 'repository' },
      conditions: 'RTX 4090, 13B, 1, 2, 3, 6 and 12 SSDs at batches 32, 48 and 64; raw data of the artifact.',
      checks: [
        {
          kind: 'model',
          how: 'The cost model is calibrated on the row of batch 32 and on the sweep of batches with 12 SSDs and predicts the rows of batch 48 and 64; it fails if the mean error exceeds 8 % or the largest 15 %.',
          passes: [
            { metric: 'ssd-sweep/mean-prediction-error', unit: '%', bound: { atMost: 8 } },
            { metric: 'ssd-sweep/largest-prediction-error', unit: '%', bound: { atMost: 15 } },
          ],
        },
      ],
    },
    {
      id: 'FY6',
      text: 'The time of an iteration has a minimum between swapping nothing and swapping everything, and the manager finds it.',
      says: { text: 'an interior optimum of swapped bytes, found', source: 'second-hand' },
      conditions: '13B; from notes on the paper.',
      checks: [
        {
          kind: 'ratio',
          how: 'The share of swapped activations is swept from 0 to 1 in 11 points under throttled links and timed; it fails if the manager’s point is more than 5 % slower than the best one, or if one of the extremes is not slower.',
          scale: 'A small model on a processor, links throttled in software.',
          passes: [{ metric: 'swap-sweep/chosen-over-best-time', unit: '×', bound: { atMost: 1.05 } }],
        },
      ],
    },
    {
      id: 'FY7',
      text: 'Reading the next states before writing the last ones shortens an iteration.',
      says: { text: 'read before write helps', source: 'repository' },
      conditions: '13B and 175B; a switch of the artifact, shown in a figure.',
      checks: [
        {
          kind: 'ratio',
          how: 'Iterations are timed with and without the reordering; it fails if reading first is slower in any case, and the size of the gain is reported.',
          scale: 'A small model on a processor with a throttled disk.',
          passes: [{ metric: 'iteration-time/read-first-over-write-first', unit: '×', bound: { atMost: 1 } }],
        },
      ],
    },
    {
      id: 'FY8',
      text: 'At batch 32 a 13B model produces about 213 GB of activations, of which some 34 GB are swapped, for 32 % more GPU work in the backward pass.',
      says: { text: '34 of about 213 GB swapped, +32% GPU work', value: 34, unit: 'GB', relation: 'about', source: 'second-hand' },
      conditions: '12 SSDs; from notes on the first figure of version 2.',
      checks: [
        {
          kind: 'model',
          how: 'The accounting must give 213 GB of activations within 2 %, 182 GB of states per direction for the rival with unified memory, and 5.7 s of full recomputation within 5 %; it also fails if the predicted optimum is not within a factor of 1.5 of 34 GB.',
          passes: [
            { metric: 'planner/13b-swapped-activations', unit: 'GB', bound: { between: [22.67, 51] } },
            { metric: 'planner/13b-activations', unit: 'GB', bound: { near: 213, within: 4.26 }, claimed: 213 },
            { metric: 'planner/13b-states-per-direction', unit: 'GB', bound: { equals: 182 }, claimed: 182 },
            { metric: 'planner/13b-full-recompute', unit: 's', bound: { near: 5.7, within: 0.285 }, claimed: 5.7 },
          ],
        },
      ],
    },
  ],
} satisfies Paper;
