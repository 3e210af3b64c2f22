import type { Paper } from '@galley/claims';

export default {
  slug: 'memascend',
  arxiv: '2505.23254',
  title: 'MemAscend: System Memory Optimization for SSD-Offloaded LLM Fine-Tuning',
  authors: ['Yong-Cheng Liaw', 'Shuo-Han Chen'],
  published: '2025-05-29',
  summary:
    'When parameters and optimizer states live on drives, host memory is still the limit: every staging buffer is as large as the largest tensor, page-locked blocks are rounded up to powers of two, and the overflow check makes temporary copies. ' +
    'MemAscend keeps the training and replaces the memory and I/O layer below it by a buffer pool that adapts to tensor sizes, exact pinned allocation, a fused overflow check and a direct NVMe engine. ' +
    'Peak system memory falls by 55.7% on average, which leaves room for larger models, longer contexts and larger batches.',
  claims: [
    {
      id: 'MA1',
      text: 'The peak of system memory falls by 55.7 % on average.',
      says: { text: '55.7% less peak system memory on average', value: 55.7, unit: '%', relation: 'equals', baseline: 'ZeRO-Infinity', source: 'abstract' },
      conditions: 'Several language models with SSD offloading; the tables per model were not found.',
      checks: [
        {
          kind: 'model',
          how: 'Peaks of both systems are computed for four models of 7 to 32 billion parameters and optimizer sub-groups of 5e8 to 1e9 elements; it fails if a reduction is outside 50 to 62 % or the mean more than 5 points from 55.7 %.',
          passes: [
            { metric: 'peak-model/mean-reduction', unit: '%', bound: { near: 55.7, within: 5 } },
            { metric: 'peak-model/smallest-reduction', unit: '%', bound: { atLeast: 50 } },
            { metric: 'peak-model/largest-reduction', unit: '%', bound: { atMost: 62 } },
          ],
        },
        {
          kind: 'ratio',
          how: 'The high-water mark of host memory is measured in real training with and without the new memory layer on a model with a large embedding; it fails below a reduction of 45 %.',
          scale: 'A small model under enforced budgets instead of billions of parameters on a server.',
          passes: [{ metric: 'measured-peak/reduction', unit: '%', bound: { atLeast: 45 } }],
        },
      ],
      quote: ['55.7%'],
    },
    {
      id: 'MA2',
      text: 'Waste in the buffer pool falls by 72.71 %; the figure is second-hand.',
      says: { text: 'pool fragmentation −72.71%', value: 72.71, unit: '%', relation: 'equals', baseline: 'buffers all as large as the largest tensor', source: 'second-hand' },
      conditions: 'Four models; quoted by a third-party re-implementation. Our formula gives 72.7151 % on average for Llama-3.1-8B and Qwen2.5 7B, 14B and 32B (derived).',
      checks: [
        {
          kind: 'absolute',
          how: 'Uniform and adaptive pools are computed from the shapes of the four models; it fails if the mean saving differs from 72.715 % by more than 0.01 point.',
          passes: [{ metric: 'buffer-pool/mean-saving', unit: '%', bound: { near: 72.715, within: 0.01 } }],
        },
        {
          kind: 'ratio',
          how: 'Both pools are run for a model that is really trained and their reserved bytes compared; it fails if the adaptive pool does not reserve less.',
          scale: 'A small model instead of 7 to 32 billion parameters.',
        },
      ],
    },
    {
      id: 'MA3',
      text: 'Larger models, longer contexts and larger batches fit into the same memory.',
      says: { text: 'larger models, longer context, larger batches', baseline: 'the same host memory with ZeRO-Infinity', source: 'abstract' },
      conditions: 'Hosts with modest memory; no factor in the abstract.',
      checks: [
        {
          kind: 'ratio',
          how: 'The longest trainable sequence within the same host budget is found by bisection, each candidate really trained for 2 steps; it fails if the new layer does not allow at least 1.5 times the length.',
          scale: 'A small model and a budget of megabytes.',
          passes: [{ metric: 'longest-sequence/with-over-without', unit: '×', bound: { atLeast: 1.5 } }],
        },
        {
          kind: 'model',
          how: 'The longest sequence and largest batch are computed at full scale for hosts of 128 GB; it fails if the new layer allows no more than the old.',
        },
      ],
      quote: ['longer context windows', 'longer contexts'],
    },
    {
      id: 'MA4',
      text: 'The overflow check needs no extra memory, where the baseline takes a spike of 1.25 times the gradient buffer.',
      says: { text: 'overflow check without a memory spike', baseline: '1.25× the gradient buffer (derived)', source: 'abstract' },
      conditions: 'Training in fp16 and bf16; the abstract speaks of peak spikes, the factor is derived from the baseline’s source.',
      checks: [
        {
          kind: 'absolute',
          how: 'Bytes allocated during the check are counted and every value at an exponent boundary is tested; it fails above 0 extra bytes or on one wrong answer.',
          passes: [
            { metric: 'overflow-check/extra-bytes', unit: 'B', bound: { equals: 0 } },
            { metric: 'overflow-check/wrong-answers', unit: '', bound: { equals: 0 } },
          ],
        },
        {
          kind: 'ratio',
          how: 'The fused check is timed against the unfused chain for 16 to 256 million elements; it fails below 4 times its speed.',
          scale: 'WebAssembly on the reader’s processor.',
          passes: [{ metric: 'overflow-check/unfused-over-fused-time', unit: '×', bound: { atLeast: 4 } }],
        },
      ],
    },
    {
      id: 'MA5',
      text: 'Pinned memory is allocated exactly, not rounded up to a power of two.',
      says: { text: 'pinned allocation without rounding', baseline: 'powers of two', source: 'abstract' },
      conditions: 'The baseline is the host allocator of PyTorch.',
      checks: [
        {
          kind: 'absolute',
          how: 'Reserved minus requested bytes are counted for every pool, with an allocator of powers of two beside it; it fails above 4,096 B per pool.',
          passes: [{ metric: 'pinned-pools/largest-slack', unit: 'B', bound: { atMost: 4096 } }],
        },
      ],
    },
    {
      id: 'MA6',
      text: 'Going to the drive directly avoids the overhead of the file system.',
      says: { text: 'less file-system overhead', baseline: 'one file per tensor', source: 'abstract' },
      conditions: 'NVMe drives; figures not found.',
      checks: [
        {
          kind: 'ratio',
          how: 'Direct reads and writes of extents are timed against one buffered and synchronised file per tensor on the same disk; it fails if writes are not at least twice as fast. Reads are reported as they come.',
          scale: 'The reader’s disk instead of a set of NVMe drives.',
          passes: [{ metric: 'write-throughput/direct-over-files', unit: '×', bound: { atLeast: 2 } }],
        },
      ],
    },
    {
      id: 'MA7',
      text: 'The result of training does not change.',
      says: { text: 'training result unchanged', source: 'paper' },
      conditions: 'Buffer pool, pinned allocation, overflow check and direct engine.',
      checks: [
        {
          kind: 'absolute',
          how: 'A model is trained for 300 steps with each component on and off; it fails if one loss differs in one bit.',
          passes: [{ metric: 'loss-difference/components-toggled', unit: '', bound: { equals: 0 } }],
        },
      ],
    },
    {
      id: 'MA8',
      text: 'An optimizer with bf16 states cuts the traffic to the drives and keeps accuracy; the published figures were not found.',
      says: { text: 'a bf16 optimizer with less I/O', baseline: 'fp32 states', source: 'second-hand' },
      conditions: 'Later versions of the paper; existence second-hand, design derived: 12 instead of 26 bytes per parameter and step.',
      checks: [
        {
          kind: 'absolute',
          how: 'Bytes moved in one optimizer step are counted; it fails unless they are 12 per parameter with bf16 states and 26 with fp32 states.',
          passes: [
            { metric: 'optimizer-traffic/bf16-per-parameter', unit: 'B', bound: { equals: 12 } },
            { metric: 'optimizer-traffic/fp32-per-parameter', unit: 'B', bound: { equals: 26 } },
          ],
        },
        {
          kind: 'ratio',
          how: 'Validation loss is compared with that of fp32 states over three seeds, with stochastic and with nearest rounding; it fails if stochastic rounding leaves a gap beyond the spread of the seeds.',
          scale: 'A small model instead of billions of parameters.',
        },
      ],
    },
  ],
} satisfies Paper;
