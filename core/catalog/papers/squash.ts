import type { Paper } from '@galley/claims';

export default {
  slug: 'squash',
  arxiv: '2502.01528',
  title: 'SQUASH: Serverless and Distributed Quantization-based Attributed Vector Similarity Search',
  authors: ['Joe Oakley', 'Hakan Ferhatosmanoglu'],
  published: '2025-02-03',
  code: 'https://github.com/squash-authors/SQUASH',
  summary:
    'SQUASH finds nearest vectors under a predicate on attributes, on cloud functions alone. ' +
    'One scalar quantisation compresses vectors and attributes; filtering happens on quantised attributes, a single distributed pass sends each partition the bitmap of its passing vectors, and ever finer stages prune most vectors early, down a tree of functions that keeps loaded data in warm containers. ' +
    'The figures of the repository show 698 queries per second on SIFT1M with 258 allocators, against 184 to 464 of the rivals, at lower cost per query.',
  claims: [
    {
      id: 'C1',
      text: 'Throughput of SQUASH, System-X and two servers is 698, 184, 185 and 464 queries per second on SIFT1M, 326, 152, 12 and 16 on GIST1M, 269, 15, 17 and 44 on SIFT10M, and 371, 31, 20 and 46 on DEEP10M.',
      says: { text: '698 queries per second on SIFT1M', value: 698, unit: '1/s', relation: 'equals', baseline: 'System-X 184, Server-S 185, Server-L 464', source: 'repository' },
      conditions: 'AWS Lambda, S3 and EFS; 1,000 queries, k = 10, four uniform attributes, joint selectivity 8 %, 258 allocators; values read from a figure. “Up to 18×” is second-hand and is 17.5 on SIFT10M (derived).',
      checks: [{ kind: 'out-of-reach', needs: 'an AWS account and the unnamed commercial System-X' }],
      quote: ['698 queries per second'],
    },
    {
      id: 'C2',
      text: 'A query costs 0.096 to 0.43 ten-thousandths of a dollar on SIFT1M where System-X costs 0.90; the ranges are 0.50–1.40 against 2.52 on GIST1M, 0.34–1.37 against 1.62 on SIFT10M, 0.33–1.38 against 1.44 on DEEP10M.',
      says: { text: '0.096–0.43 vs 0.90 ×10⁻⁴ $ per query (SIFT1M)', baseline: 'System-X', source: 'repository' },
      conditions: '10 to 340 allocators on AWS; values read from a figure. The best factor is 9.4 (derived).',
      checks: [
        {
          kind: 'model',
          how: 'Costs are simulated with service times measured here and list prices; it fails unless cost rises and time falls and then flattens with more allocators, or if the cost ratio of 258 to 10 allocators misses 4.5 on SIFT1M or 2.8 on GIST1M (derived) by more than a factor of 2.',
          passes: [
            { metric: 'simulated-cost/258-over-10-allocators/sift1m', unit: '×', bound: { between: [2.25, 9] }, claimed: 4.5 },
            { metric: 'simulated-cost/258-over-10-allocators/gist1m', unit: '×', bound: { between: [1.4, 5.6] }, claimed: 2.8 },
          ],
        },
      ],
      quote: ['at a lower cost', 'at lower cost'],
    },
    {
      id: 'C3',
      text: 'The so-called latency per query is 7.91, 5.02, 1.95, 1.45 and 1.43 ms with 10, 20, 84, 155 and 258 allocators on SIFT1M; on DEEP10M it falls from 57.9 ms to 2.69 at 258 and rises to 3.16 at 340.',
      says: { text: '7.91 → 1.43 ms over 10 → 258 allocators', value: 1.43, unit: 'ms', relation: 'equals', source: 'repository' },
      conditions: 'Batch time over 1,000 queries, so the inverse of throughput and not a latency (derived); values read from a figure.',
      checks: [
        {
          kind: 'model',
          how: 'Batches are simulated over the number of allocators; it fails if the time does not saturate, or does not turn upwards at 340.',
        },
      ],
    },
    {
      id: 'C4',
      text: 'Launching functions through a tree beats launching them one after another.',
      says: { text: 'tree launch beats sequential launch', baseline: 'one loop that launches all', source: 'abstract' },
      conditions: 'AWS Lambda; no figure in the abstract.',
      checks: [
        {
          kind: 'ratio',
          how: 'Real workers are launched through a tree with 4 branches and 2 or 3 levels and in one loop with the same work, and the times to the first and last leaf measured; it fails if the tree reaches the last leaf later.',
          scale: 'Worker threads on one machine instead of cloud functions.',
          passes: [{ metric: 'time-to-last-leaf/tree-over-loop', unit: '×', bound: { atMost: 1 } }],
        },
      ],
    },
    {
      id: 'C5',
      text: 'Storage in segments compresses: b bits per vector instead of 8 per dimension.',
      says: { text: 'significant compression by segments', source: 'abstract' },
      conditions: 'Segments of 8 bits; no figure in the abstract.',
      checks: [
        {
          kind: 'absolute',
          how: 'Bytes of the code store are counted; it fails unless they are the number of vectors times b/8, rounded up. 341,000 vectors of 100 dimensions at 400 bits take 17.0 MB against 136 MB of 32-bit floats.',
          passes: [{ metric: 'code-store/bytes-off-formula', unit: 'B', bound: { equals: 0 } }],
        },
      ],
    },
    {
      id: 'C6',
      text: 'One pass is guaranteed to return at least k vectors that satisfy the predicate.',
      says: { text: 'k passing results in a single pass', source: 'abstract' },
      conditions: 'Any predicate.',
      checks: [
        {
          kind: 'absolute',
          how: 'Ten thousand random predicates are asked, including ones with 0, 1 and k − 1 matches; it fails if a result does not satisfy the predicate, or their number is not the smaller of k and the exact count.',
          passes: [{ metric: 'random-predicates/violations', unit: '', bound: { equals: 0 } }],
        },
      ],
      quote: ['single distributed pass'],
    },
    {
      id: 'C7',
      text: 'Most vectors are pruned early.',
      says: { text: 'most vectors pruned early', source: 'abstract' },
      conditions: 'Released settings: 10 % kept by the one-bit stage, factor 2 for re-ranking.',
      checks: [
        {
          kind: 'absolute',
          how: 'Vectors that enter each stage are counted and printed with the recall lost in it against exact search; it fails if the first stages do not remove most of them.',
        },
      ],
      quote: ['prune most vectors early'],
    },
    {
      id: 'C8',
      text: 'Accuracy is high; the value was not found.',
      says: { text: '“high accuracy”, value not found', source: 'abstract' },
      conditions: 'Recall values of the paper were not found.',
      checks: [
        {
          kind: 'absolute',
          how: 'Recall among the ten nearest is measured against exact search at selectivities of 0.5, 0.08 and 0.01 on GloVe vectors with the released settings and with ours; it fails if ours is below 0.98 at 0.08.',
          passes: [{ metric: 'recall-at-10/selectivity-0.08', unit: '', bound: { atLeast: 0.98 } }],
        },
      ],
    },
    {
      id: 'C9',
      text: 'Data kept in warm containers remove redundant reads.',
      says: { text: 'redundant I/O eliminated', baseline: 'reading the index at every invocation', source: 'abstract' },
      conditions: 'Re-used containers of cloud functions.',
      checks: [
        {
          kind: 'absolute',
          how: 'Reads are counted on the local runtime; it fails if they are not exactly the distinct pairs of container and key, or if a run without retention does not read more.',
          passes: [
            { metric: 'data-retention/reads-beyond-distinct-pairs', unit: '', bound: { equals: 0 } },
            { metric: 'data-retention/reads-off-over-on', unit: '×', bound: { atLeast: 1 } },
          ],
        },
      ],
      quote: ['eliminates redundant I/O', 'keeps loaded data in warm containers'],
    },
    {
      id: 'C10',
      text: 'The exact mode is exact.',
      says: { text: 'exact mode equals brute force', source: 'repository' },
      conditions: 'No partition is skipped, records are visited in the order of their lower bounds.',
      checks: [
        {
          kind: 'absolute',
          how: 'The exact mode is compared with brute force on every query; it fails on the first difference.',
          passes: [{ metric: 'exact-mode/queries-off-brute-force', unit: '', bound: { equals: 0 } }],
        },
      ],
    },
  ],
} satisfies Paper;
