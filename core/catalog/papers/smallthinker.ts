import type { Paper } from '@galley/claims';

export default {
  slug: 'smallthinker',
  arxiv: '2507.20984',
  title: 'SmallThinker: A Family of Efficient Large Language Models Natively Trained for Local Deployment',
  authors: [
    'Yixin Song', 'Zhenliang Xue', 'Dongliang Wei', 'Feiyang Chen', 'Jianxiang Gao', 'Junchen Liu', 'Hangyu Liang', 'Guangshuo Qin',
    'Chengrong Tian', 'Bo Wen', 'Longyu Zhao', 'Xinrui Zheng', 'Zeyu Mi', 'Haibo Chen',
  ],
  published: '2025-07-28',
  code: 'https://github.com/SJTU-IPADS/SmallThinker',
  summary:
    'SmallThinker designs language models backwards from a weak processor, little memory and slow storage, and trains them from scratch. ' +
    'Few experts are chosen and few of their neurons are alive; the router sits before attention, so experts are fetched while attention still computes, hiding storage latency; and three layers of four look back only 4,096 tokens. ' +
    'With Q4_0 the models of 4B and 21B parameters exceed 20 tokens/s on consumer processors in 1 GB and 8 GB of memory.',
  claims: [
    {
      id: 'S1',
      text: 'Both models exceed 20 tokens per second on consumer processors with Q4_0; the report gives 20.30 and 29.99 under the memory limits, 30.19 and 108.17 without.',
      says: { text: 'both models > 20 tokens/s on consumer CPUs', value: 20, unit: 'tokens/s', relation: 'more than', source: 'abstract' },
      conditions: 'Intel i9-14900K, limits of 8 GiB for 21B and 1 GiB for 4B.',
      checks: [
        {
          kind: 'ratio',
          how: 'The shape of the 4B model with synthetic weights (2.41 GB) is decoded by our engine and by node-llama-cpp on the same file, each with its best number of threads; tokens per second of both are printed, and it fails if ours decodes slower.',
          scale: 'Synthetic weights and WebAssembly on the reader’s processor instead of the published weights on an i9-14900K.',
        },
        { kind: 'out-of-reach', needs: 'the published weights for real text' },
      ],
      quote: ['20 tokens/s'],
    },
    {
      id: 'S2',
      text: 'The models need 1 GB and 8 GB of memory.',
      says: { text: '1 GB and 8 GB of memory', baseline: 'the whole model in memory', source: 'abstract' },
      conditions: 'Caches of 768 and 6,144 expert matrices.',
      checks: [
        {
          kind: 'absolute',
          how: 'The peak of resident memory is measured while the 4B shape decodes 256 tokens; it fails above 1 GiB, which it does if the file is mapped whole. Attention takes 99 MB, the head 131 MB, the cache 510 MB and the key-value cache 32 KB per token (derived).',
          passes: [{ metric: '4b-shape/peak-resident-memory', unit: 'MB', bound: { atMost: 1073.741824 }, claimed: 1000 }],
        },
      ],
      quote: ['1GB and 8GB', '1 GB and 8 GB'],
    },
    {
      id: 'S3',
      text: 'Under the memory limit the 21B model is up to 86 times faster than Qwen3-30B-A3B (15.50 against 0.18 tokens/s) and the 4B model 19 times faster than Qwen3-1.7B (20.91 against 1.09).',
      says: { text: 'up to 86× under the memory limit', value: 86, unit: '×', relation: 'up to', baseline: 'Qwen3-30B-A3B, 0.18 tokens/s', source: 'paper' },
      conditions: 'OnePlus 13; section 6.3 of the report says 85 instead of 86.',
      checks: [
        {
          kind: 'ratio',
          how: 'On the same file and byte budget an expert cache with prefetch is timed against demand paging of 4 KiB; it fails below 5×, or if the order changes at any budget.',
          scale: 'The same model on both sides and the reader’s disk instead of two models on a phone.',
          passes: [{ metric: 'decoding-speed/expert-cache-over-paging', unit: '×', bound: { atLeast: 5 }, claimed: 86 }],
        },
      ],
    },
    {
      id: 'S4',
      text: 'Choosing experts before attention hides the latency of storage.',
      says: { text: '“effectively hiding storage latency”', source: 'abstract' },
      conditions: 'The engine on phones and PCs.',
      checks: [
        {
          kind: 'absolute',
          how: 'The share of decoding time spent waiting is measured with prefetch at the router, with prefetch after attention and with none; it fails if the saving differs by more than 15 % from the time model: the smaller of attention time and the excess of I/O over expert time.',
          passes: [{ metric: 'prefetch-saving/deviation-from-time-model', unit: '%', bound: { atMost: 15 } }],
        },
      ],
      quote: ['hiding storage latency'],
    },
    {
      id: 'S5',
      text: 'More than 60 % of the neurons inside the chosen experts are inactive, 90 to 100 % in the first layers.',
      says: { text: '> 60% of neurons inactive', value: 60, unit: '%', relation: 'more than', source: 'paper' },
      conditions: 'The published models; section 5.3 of the report.',
      checks: [
        { kind: 'out-of-reach', needs: 'the published weights for the number itself' },
        {
          kind: 'ratio',
          how: 'Inactive neurons are counted on a model trained in this repository; it fails if the median is not above 0.6 in at least three quarters of the layers. An untrained model gives 0.50, so 0.5 is no pass.',
          scale: 'A small model instead of 4 and 21 billion parameters.',
          passes: [{ metric: 'small-model/share-of-layers-above-0.6-inactive', unit: '', bound: { atLeast: 0.75 } }],
        },
      ],
    },
    {
      id: 'S6',
      text: 'Of the experts 70 to 80 % are used less than 14 % of the time, the rest 40 to 60 %, and which ones depends on the domain.',
      says: { text: '70–80% of experts below 0.14 activation', source: 'paper' },
      conditions: 'GSM8K, HumanEval, English and Chinese Wikipedia; section 5.2 of the report.',
      checks: [
        {
          kind: 'ratio',
          how: 'A small model is trained on four domains with the balancing loss per data-parallel group and per micro-batch; it fails if the former does not give the higher hit rate of a least-recently-used cache at 25 % capacity, over three seeds and at equal loss within 1 %.',
          scale: 'A small model and four small domains.',
          passes: [{ metric: 'cache-hit-rate/group-loss-minus-micro-batch-loss', unit: 'pp', bound: { atLeast: 0 } }],
        },
      ],
    },
    {
      id: 'S7',
      text: 'Hybrid attention slashes the key-value cache; the abstract gives no number.',
      says: { text: 'smaller KV cache by hybrid attention', baseline: 'full attention in every layer', source: 'abstract' },
      conditions: 'Contexts of 16K and 32K tokens. The published 4B configuration in fact uses full attention everywhere; the hybrid is what the 21B model and the report describe.',
      checks: [
        {
          kind: 'absolute',
          how: 'Allocated bytes are compared with the formula, logits with those of full attention, to which they must be equal up to position 4,095 and from which they must differ after it, and probabilities at 4,200 tokens with llama.cpp; it fails beyond 5e-5, where full attention is 9e-3 off.',
          passes: [
            { metric: 'kv-cache/bytes-off-formula', unit: 'B', bound: { equals: 0 } },
            { metric: 'hybrid-attention/probability-deviation-from-llama.cpp', unit: '', bound: { atMost: 5e-5 } },
          ],
        },
      ],
    },
    {
      id: 'S8',
      text: 'A sparse vocabulary projection saves more than 1e8 operations per token; for the 4B model it is 4.7e8 (derived).',
      says: { text: 'sparse head saves > 1e8 FLOP', value: 1e8, unit: 'FLOP', relation: 'more than', baseline: 'the full projection', source: 'paper' },
      conditions: 'Decoding; how the predictor was trained is not described.',
      checks: [
        {
          kind: 'absolute',
          how: 'Computed rows, agreement of the most likely token, divergence and time saved are measured; it fails if the most likely token agrees in less than 99 % of the cases.',
          passes: [{ metric: 'sparse-head/most-likely-token-agreement', unit: '%', bound: { atLeast: 99 } }],
        },
      ],
    },
    {
      id: 'S9',
      text: 'Benchmarks of the 4B and 21B models: MMLU 66.1 and 84.4, GPQA 31.3 and 55.1, MATH-500 60.6 and 82.4, IFEval 69.7 and 85.8, LiveBench 42.2 and 60.3, HumanEval 82.3 and 89.6.',
      says: { text: 'MMLU 66.1 / 84.4 (4B / 21B)', value: 84.4, unit: '%', relation: 'equals', source: 'paper' },
      conditions: 'The authors’ modified OpenCompass; shown as quoted, never as measured.',
      checks: [{ kind: 'out-of-reach', needs: 'the published weights and the data sets' }],
    },
    {
      id: 'S10',
      text: 'On boards the 4B model is about twice as fast as Qwen3-1.7B: 39.76 against 20.29 tokens/s on RK3588, 28.77 against 11.08 on a Raspberry Pi 5.',
      says: { text: 'RK3588 39.76 vs 20.29, Pi 5 28.77 vs 11.08 tokens/s', baseline: 'Qwen3-1.7B', source: 'paper' },
      conditions: 'Single-board computers, table 5 of the report.',
      checks: [{ kind: 'out-of-reach', needs: 'the boards' }],
    },
  ],
} satisfies Paper;
