import type { Paper } from '@galley/claims';

export default {
  slug: 'zero-offload',
  arxiv: '2101.06840',
  title: 'ZeRO-Offload: Democratizing Billion-Scale Model Training',
  authors: ['Jie Ren', 'Samyam Rajbhandari', 'Reza Yazdani Aminabadi', 'Olatunji Ruwase', 'Shuangyan Yang', 'Minjia Zhang', 'Dong Li', 'Yuxiong He'],
  published: '2021-01',
  venue: 'USENIX ATC 2021',
  code: 'https://github.com/deepspeedai/DeepSpeed',
  summary:
    'One training step is read as a data-flow graph and cut between GPU and host by three rules: little arithmetic on the host, the fewest bytes on the link, the most GPU memory freed. One cut survives: half-precision parameters and both passes stay on the GPU, while gradients, 32-bit states and Adam move to the host, helped by a vectorised Adam and an update delayed by one step. ' +
    'One V100 then trains over 13 billion parameters, 10 times as many as PyTorch, and reaches 40 TFlops at 10B; scaling is near linear on up to 128 GPUs, with over 70B on one DGX-2.',
  claims: [
    {
      id: 'ZO1',
      text: 'Over 13 billion parameters train on one GPU, ten times as many as with PyTorch; the text has 1.4B against 13B, which is 9.3.',
      says: { text: 'over 13B on one GPU, 10× PyTorch', value: 10, unit: '×', relation: 'about', baseline: 'PyTorch, 1.4B', source: 'abstract' },
      conditions: 'V100 with 32 GB.',
      checks: [
        {
          kind: 'model',
          how: 'The planner computes the largest model for every bar of figure 7; it fails if one is missed by more than 15 %.',
          passes: [{ metric: 'planner/worst-error-of-largest-models', unit: '%', bound: { atMost: 15 } }],
        },
        {
          kind: 'ratio',
          how: 'With one device budget the largest trainable model is found by bisection with and without offloading, each really trained for 3 steps; it fails below a factor of 5.',
          scale: 'A budget of megabytes and small models instead of a V100.',
          passes: [{ metric: 'largest-model/offloaded-over-resident', unit: '×', bound: { atLeast: 5 } }],
        },
      ],
      quote: ['over 13 billion parameters'],
    },
    {
      id: 'ZO2',
      text: 'A 10B model runs at 40 TFLOPS on one V100, where PyTorch alone reaches 30 at 1.4B.',
      says: { text: '40 TFLOPS at 10B vs 30 at 1.4B', value: 40, unit: 'TFLOPS', relation: 'equals', baseline: 'PyTorch, 30 TFLOPS at 1.4B', source: 'abstract' },
      conditions: 'One V100, batch 512 by accumulation.',
      checks: [
        {
          kind: 'model',
          how: 'Throughput is computed from the schedule and the hardware of the paper; it fails if it is far from 40. The real throughput of tiered over untiered training at equal batch is reported beside it.',
        },
        { kind: 'out-of-reach', needs: 'a V100' },
      ],
      quote: ['40 TFlops'],
    },
    {
      id: 'ZO3',
      text: 'A step moves 4 bytes per parameter over the link, where streaming layer by layer moves 28: seven times less.',
      says: { text: '4M bytes per step vs 28M, 7× less', value: 7, unit: '×', relation: 'equals', baseline: 'layer-to-layer streaming, 28M', source: 'paper' },
      conditions: 'An accounting per step for M parameters.',
      checks: [
        {
          kind: 'absolute',
          how: 'The bytes of a real step in bf16 mode are counted on the link; it fails unless they are 2M down and 2M up to the byte, and 7.0 times less than with the layer-to-layer policy run beside it.',
          passes: [
            { metric: 'link-bytes/layer-to-layer-over-offload', unit: '×', bound: { near: 7, within: 0.05 } },
            { metric: 'link-bytes/off-2m-down-and-2m-up', unit: 'B', bound: { equals: 0 } },
          ],
        },
      ],
    },
    {
      id: 'ZO4',
      text: 'Model states take 8 times less device memory, and the cut that achieves it at the least traffic is unique.',
      says: { text: '8× less device memory, unique cut', value: 8, unit: '×', relation: 'equals', baseline: '16 bytes per parameter', source: 'paper' },
      conditions: 'Adam in mixed precision. The table prints 4M for this cut; the text and the factor of 8 imply 2M (derived).',
      checks: [
        {
          kind: 'absolute',
          how: 'All placements of the data-flow graph are enumerated, and the peak of model states is measured in a real step; it fails unless exactly one placement is best at 4M of traffic, and the peak is 2M plus the bucket.',
          passes: [
            { metric: 'placements/best-at-least-traffic', unit: '', bound: { equals: 1 } },
            { metric: 'device-peak/bytes-beyond-2m-and-bucket', unit: 'B', bound: { equals: 0 } },
          ],
        },
      ],
    },
    {
      id: 'ZO5',
      text: 'The vectorised Adam is 4.95 to 6.3 times faster than PyTorch’s on the host; the text says over 5, but the row of 8B gives 4.95 (derived).',
      says: { text: '4.95×–6.3× faster CPU Adam', value: 6.3, unit: '×', relation: 'up to', baseline: 'PyTorch’s Adam on the host', source: 'paper' },
      conditions: 'Two Xeon Platinum 8168, 1 to 10 billion parameters, table 4.',
      checks: [
        {
          kind: 'ratio',
          how: 'Our kernel is timed against an Adam made of single operations on the same machine for 4 to 64 million parameters, and as a share of the copy bandwidth; it fails if it is not faster.',
          scale: 'WebAssembly on two cores and millions of parameters instead of two Xeons and billions.',
        },
      ],
    },
    {
      id: 'ZO6',
      text: 'The delayed update raises throughput by 1.12 to 1.59 at micro-batch 8.',
      says: { text: 'delayed update 1.12×–1.59×', value: 1.59, unit: '×', relation: 'up to', baseline: 'synchronous update', source: 'paper' },
      conditions: '2B to 10B on a V100.',
      checks: [
        {
          kind: 'ratio',
          how: 'Throughput with and without delay is measured over a throttled link with batches for which Adam takes 0.2 to 1 of the compute time; it fails if the measured gain differs from the cost model by more than 15 %.',
          scale: 'A small model on a processor with a throttled link.',
          passes: [{ metric: 'delayed-update-gain/deviation-from-cost-model', unit: '%', bound: { atMost: 15 } }],
        },
      ],
    },
    {
      id: 'ZO7',
      text: 'The delay does not hurt: GPT-2 has the same loss after 5,000 of 100,000 steps, and BERT-large reaches an F1 of 92.8 on SQuAD either way.',
      says: { text: 'same loss; SQuAD F1 92.8 both', value: 92.8, unit: '%', relation: 'equals', baseline: 'synchronous update, 92.8', source: 'paper' },
      conditions: 'GPT-2 and BERT-large, the delay switched on after 40 iterations.',
      checks: [
        {
          kind: 'ratio',
          how: 'Validation loss with delay is compared with that without after at least 1,000 steps over 3 seeds; it fails if it is not within 1 %. The early gap is shown, not hidden.',
          scale: 'A small language model instead of GPT-2 and BERT-large.',
          passes: [{ metric: 'validation-loss/delayed-over-synchronous', unit: '×', bound: { near: 1, within: 0.01 } }],
        },
      ],
    },
    {
      id: 'ZO8',
      text: 'Scaling is near linear on up to 128 GPUs, and with model parallelism over 70B train on one DGX-2, 4.5 times as many as without.',
      says: { text: 'near-linear to 128 GPUs; over 70B on one DGX-2, 4.5×', value: 4.5, unit: '×', relation: 'equals', baseline: 'model parallelism alone', source: 'abstract' },
      conditions: 'GPT-2 of 10B; over 30 TFLOPS per GPU throughout (text).',
      checks: [
        {
          kind: 'model',
          how: 'Throughput up to 128 GPUs and the largest model on one DGX-2 are computed; it fails if the former is not near linear or the latter does not exceed 70B.',
        },
        {
          kind: 'absolute',
          how: 'Two workers train data-parallel; it fails if their loss differs by more than 1e-6 from that of one worker with the same global batch.',
          passes: [{ metric: 'loss-difference/two-workers-against-one', unit: '', bound: { atMost: 1e-6 } }],
        },
      ],
      quote: ['up to 128 GPUs'],
    },
    {
      id: 'ZO9',
      text: 'Without the delay, offloading does not change training at all.',
      says: { text: 'training curves identical', baseline: 'training without offloading', source: 'paper' },
      conditions: 'GPT-2.',
      checks: [
        {
          kind: 'absolute',
          how: 'A model is trained for 300 steps with and without tiers; it fails if one loss differs in one bit.',
          passes: [{ metric: 'loss-difference/tiered-against-untiered', unit: '', bound: { equals: 0 } }],
        },
      ],
    },
  ],
} satisfies Paper;
