import type { Paper } from '@galley/claims';

export default {
  slug: 'noloco',
  arxiv: '2506.10911',
  title: 'NoLoCo: No-all-reduce Low Communication Training Method for Large Models',
  authors: ['Jari Kolehmainen', 'Nikolay Blagoev', 'John Donaghy', 'Oguzhan Ersoy', 'Christopher Nies'],
  published: '2025-06-12',
  code: 'https://github.com/gensyn-ai/noloco',
  summary:
    'Methods like DiLoCo let replicas take many local steps and then average all of them, which on a slow network costs many latencies in a row and makes everybody wait. ' +
    'NoLoCo drops the collective: each replica meets one random partner, and a changed momentum rule also pulls the two sets of weights together, so that the ensemble stays close without ever being equal. ' +
    'Over models of 125M to 6.8B parameters it reports up to 4% faster convergence than DiLoCo, and a synchronisation estimated to be an order of magnitude faster than its all-reduce.',
  claims: [
    {
      id: 'NL1',
      text: 'Convergence is up to 4 % faster than with DiLoCo.',
      says: { text: 'up to 4% faster convergence', value: 4, unit: '%', relation: 'up to', baseline: 'DiLoCo', source: 'abstract' },
      conditions: '125M to 6.8B parameters, C4 and Reddit, 8 to 64 accelerators; the tables were not found.',
      checks: [
        {
          kind: 'ratio',
          how: 'Eight replicas train a language model on bytes for equal tokens over five seeds and the perplexities are compared with a confidence interval; it fails if NoLoCo’s mean is worse than DiLoCo’s, and either sign is printed.',
          scale: 'A small byte-level model and eight replicas on one machine.',
          passes: [{ metric: 'perplexity/noloco-over-diloco', unit: '×', bound: { atMost: 1 } }],
        },
      ],
      quote: ['up to 4% faster'],
    },
    {
      id: 'NL2',
      text: 'It needs far less communication than fully sharded data parallelism and DiLoCo.',
      says: { text: '“significantly less communication overhead”', baseline: 'fully sharded data parallelism and DiLoCo', source: 'abstract' },
      conditions: 'By accounting the saving against DiLoCo is in latencies and waiting, not in bytes: as published it sends twice DiLoCo’s bytes (derived).',
      checks: [
        {
          kind: 'absolute',
          how: 'Bytes, messages and latencies in sequence are counted on real sockets for the three methods; it fails if NoLoCo sends more bytes than data parallelism, or has more latencies in sequence than DiLoCo.',
          passes: [
            { metric: 'bytes/data-parallel-over-noloco', unit: '×', bound: { atLeast: 1 } },
            { metric: 'latencies-in-sequence/diloco-over-noloco', unit: '×', bound: { atLeast: 1 } },
          ],
        },
      ],
    },
    {
      id: 'NL3',
      text: 'For a few hundred accelerators over the internet the synchronisation is estimated to be an order of magnitude faster than DiLoCo’s all-reduce; the README says ten times at 1,024 and gives a law of log N.',
      says: { text: 'an order of magnitude faster', value: 10, unit: '×', relation: 'about', baseline: 'the all-reduce of DiLoCo', source: 'abstract' },
      conditions: 'A latency model, not a measurement; a few hundred accelerators. “10× at 1024” is from the repository.',
      checks: [
        {
          kind: 'model',
          how: 'Simulator and closed form of the two exchanges are compared; it fails if they differ by more than 3 %.',
          passes: [{ metric: 'latency-simulator/deviation-from-closed-form', unit: '%', bound: { atMost: 3 } }],
        },
        {
          kind: 'ratio',
          how: 'Between 16 and 64 processes exchange messages with injected log-normal delays; it fails if the measured ratio of both exchanges differs from the simulator by more than 15 %.',
          scale: '16 to 64 processes on one machine instead of hundreds of accelerators over the internet.',
          passes: [{ metric: 'measured-ratio/deviation-from-simulator', unit: '%', bound: { atMost: 15 } }],
        },
      ],
      quote: ['one magnitude faster', 'order of magnitude faster'],
    },
    {
      id: 'NL4',
      text: 'Nothing blocks globally, so accelerators idle less.',
      says: { text: 'no global blocking, less idling', baseline: 'DiLoCo', source: 'abstract' },
      conditions: 'Many accelerators of unequal speed; no figure.',
      checks: [
        {
          kind: 'ratio',
          how: 'Slow replicas are injected and the idle share of NoLoCo, DiLoCo and data parallelism is measured in real runs, and simulated up to 1,024; it fails if NoLoCo idles more than either.',
          scale: 'Processes on one machine with injected delays.',
        },
      ],
    },
    {
      id: 'NL5',
      text: 'Replicas stay close to each other because the momentum rule pulls partners together; reviewers saw gaps to fully sharded training.',
      says: { text: 'weights synchronised implicitly', source: 'abstract' },
      conditions: 'Spread of weights over replicas; the paper’s range for the pull was not found, the repository uses 0.7.',
      checks: [
        {
          kind: 'ratio',
          how: 'The spread of weights is followed over training with and without the pull, and its correlation with the learning rate reported; it fails if the spread without the pull does not exceed that with a pull of 0.7.',
          scale: 'A small model and eight replicas on one machine.',
          passes: [{ metric: 'weight-spread/without-pull-over-with', unit: '×', bound: { atLeast: 1 } }],
        },
      ],
    },
    {
      id: 'NL6',
      text: 'The paper proves convergence for quadratic losses; the exact statement was not found, so our own derivation of the stability bound is tested.',
      says: { text: 'a convergence analysis on quadratic losses', source: 'abstract' },
      conditions: 'Quadratic loss; bound for the pull and variance of the replicas derived here.',
      checks: [
        {
          kind: 'absolute',
          how: '64 replicas run 600 steps: the spread must shrink at 0.95 of the bound and grow at 1.05 for groups of 2 and 4 and momenta 0.3 and 0.5 (0.8 and 1.2 for momentum 0.9); the deviation between replicas must be within 5 % of the closed form at five learning rates, and the log-log slope of its variance between 1.8 and 2.0. It fails if one of these does not hold.',
          passes: [
            { metric: 'spread-growth/at-0.95-of-bound', unit: '×', bound: { atMost: 1 } },
            { metric: 'spread-growth/at-1.05-of-bound', unit: '×', bound: { atLeast: 1 } },
            { metric: 'replica-deviation/error-of-closed-form', unit: '%', bound: { atMost: 5 } },
            { metric: 'spread-variance/log-log-slope', unit: '', bound: { between: [1.8, 2] } },
          ],
        },
      ],
    },
    {
      id: 'NL7',
      text: 'Routing activations to random replicas lowers the variance between replicas.',
      says: { text: 'random routing lowers variance', baseline: 'fixed pipelines', source: 'second-hand' },
      conditions: 'Pipelines; from an article of the company.',
      checks: [
        {
          kind: 'ratio',
          how: 'Four replicas of two stages train with and without routing over five seeds; it fails if the spread with routing is not lower. Perplexity is reported either way.',
          scale: 'A small model on one machine.',
          passes: [{ metric: 'weight-spread/routed-over-fixed', unit: '×', bound: { atMost: 1 } }],
        },
      ],
    },
    {
      id: 'NL8',
      text: 'It scales to 6.8 billion parameters and 64 accelerators.',
      says: { text: '125M to 6.8B parameters', value: 6.8e9, unit: '', relation: 'up to', source: 'abstract' },
      conditions: 'C4 and Reddit, 8 to 64 accelerators; the values of the tables were not found.',
      checks: [{ kind: 'out-of-reach', needs: 'dozens of GPUs and the C4 and Reddit corpora' }],
      quote: ['125M to 6.8B'],
    },
  ],
} satisfies Paper;
