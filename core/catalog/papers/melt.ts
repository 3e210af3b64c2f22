import type { Paper } from '@galley/claims';

export default {
  slug: 'melt',
  arxiv: '2403.12844',
  title: 'MELTing point: Mobile Evaluation of Language Transformers',
  authors: ['Stefanos Laskaridis', 'Kleomenis Katevas', 'Lorenzo Minto', 'Hamed Haddadi'],
  published: '2024-03-19',
  venue: 'ACM MobiCom 2024',
  code: 'https://github.com/brave-experiments/MELT-public',
  summary:
    'MELT is a laboratory for chat models on phones and edge boards: a coordinator runs them headless on real devices, replays conversations of several turns, and joins every event of the runtime with the current and voltage of an external meter. ' +
    'Targets differ widely and generation is largely memory-bound; quantisation makes execution possible, taking Llama-2-7B from 12.55 to 3.56 GiB, at a visible cost in accuracy. ' +
    'In the published trace of that model matrix products take 97.4% of the time, and continuous use fails on energy and heat.',
  claims: [
    {
      id: 'M1',
      text: 'Models are run and measured without a screen over models, devices and frameworks.',
      says: { text: 'headless runs on 6 devices and 4 runtimes', source: 'abstract' },
      conditions: 'Android, iOS and Jetson devices; 6 devices and 4 runtimes in the repository.',
      checks: [
        {
          kind: 'absolute',
          how: 'One command runs a matrix unattended and resumes after it was killed; it fails with fewer than 3 models, 3 formats, 4 frameworks or 2 hosts.',
          passes: [
            { metric: 'matrix/models', unit: '', bound: { atLeast: 3 } },
            { metric: 'matrix/formats', unit: '', bound: { atLeast: 3 } },
            { metric: 'matrix/frameworks', unit: '', bound: { atLeast: 4 } },
            { metric: 'matrix/hosts', unit: '', bound: { atLeast: 2 } },
          ],
        },
      ],
      quote: ['headless execution', 'runs them headless'],
    },
    {
      id: 'M2',
      text: 'Inference is largely bound by memory bandwidth.',
      says: { text: '“largely memory-bound”', source: 'abstract' },
      conditions: 'Phones and boards.',
      checks: [
        {
          kind: 'absolute',
          how: 'With a model at least four times the last-level cache, time per token is fitted over formats as bytes over bandwidth plus a constant; it fails if the fitted bandwidth is below 0.7 of the measured stream bandwidth, or if doubling the threads beyond saturation changes the speed by 10 % or more. The test must fail for a model of 260,000 parameters, and be shown to.',
          passes: [
            { metric: 'memory-bound/fitted-over-stream-bandwidth', unit: '×', bound: { atLeast: 0.7 } },
            { metric: 'memory-bound/speed-change-with-doubled-threads', unit: '%', bound: { atMost: 10 } },
          ],
        },
      ],
      quote: ['largely memory-bound'],
    },
    {
      id: 'M3',
      text: 'Quantisation cuts memory drastically: Llama-2-7B from 12.55 to 3.56 GiB (q4_0) or 3.07 (q3_k), Mistral-7B from 13.49 to 3.83.',
      says: { text: '12.55 → 3.56 GiB (Llama-2-7B, q4_0)', value: 3.56, unit: 'GiB', relation: 'equals', baseline: '12.55 GiB unquantised', source: 'repository' },
      conditions: 'llama.cpp formats; table of model sizes in the repository.',
      checks: [
        {
          kind: 'absolute',
          how: 'Bytes by format are computed from the shapes of the models; it fails if a listed size is missed by more than 1 %.',
          passes: [{ metric: 'model-bytes/largest-deviation', unit: '%', bound: { atMost: 1 } }],
        },
        {
          kind: 'ratio',
          how: 'Resident memory of our own models is measured by format; it fails if it does not fall with the bytes of the format.',
          scale: 'Smaller models on the reader’s machine instead of 7-billion ones on phones.',
        },
      ],
      quote: ['drastically reduces memory requirements', '12.55 to 3.56 GiB'],
    },
    {
      id: 'M4',
      text: 'Quantisation costs accuracy, by a mean change over tasks of −1.11 points for Mistral-7B and −2.89 for Gemma-7B in q3_k, but +0.29 for Llama-2-7B (derived from the published results).',
      says: { text: '“non-negligible accuracy cost”, −2.89 to +0.29 points in q3_k', source: 'abstract' },
      conditions: 'Five data sets. Means derived from the repository: q3_k −1.11 Mistral-7B, −0.99 Zephyr-3B, −2.89 Gemma-7B, +0.29 Llama-2-7B; q4_0 −0.36, −0.19, −2.84; q4_k −0.03, −0.61, −1.46 for the first three.',
      checks: [
        {
          kind: 'ratio',
          how: 'Loss and cloze accuracy of the models at hand are measured in f32, q8_0, q4_K, q4_0 and q3_K with standard errors; it fails if they are not ordered by bits, and nothing is claimed where intervals overlap.',
          scale: 'Small models and texts instead of 7-billion models and five data sets.',
        },
      ],
      quote: ['non-negligible accuracy cost', 'visible cost in accuracy'],
    },
    {
      id: 'M5',
      text: 'Matrix products dominate: 97.4 % of the operator time over 29 evaluations of Llama-2-7B in q4_0, 210 ms per token.',
      says: { text: 'matrix products 97.4% of operator time', value: 97.4, unit: '%', relation: 'equals', source: 'derived' },
      conditions: 'Processor of an Android phone; derived from the published trace.',
      checks: [
        {
          kind: 'absolute',
          how: 'The published trace is parsed; it fails unless it gives exactly 29 blocks, 6,721.3 ms and a share of 97.41 %.',
          passes: [
            { metric: 'published-trace/matmul-share', unit: '%', bound: { near: 97.41, within: 0.005 } },
            { metric: 'published-trace/blocks', unit: '', bound: { equals: 29 } },
            { metric: 'published-trace/total', unit: 'ms', bound: { near: 6721.3, within: 0.05 } },
          ],
        },
        {
          kind: 'ratio',
          how: 'A model of at least 100 million parameters is traced here; it fails if matrix products take less than 90 %, or if the sum over operators differs from the wall time by more than 5 %.',
          scale: 'A smaller model on the reader’s processor instead of 7 billion parameters on a phone.',
          passes: [
            { metric: 'own-trace/matmul-share', unit: '%', bound: { atLeast: 90 } },
            { metric: 'own-trace/operators-over-wall-time', unit: '×', bound: { near: 1, within: 0.05 } },
          ],
        },
      ],
      quote: ['97.4% of the time'],
    },
    {
      id: 'M6',
      text: 'Performance differs widely between targets.',
      says: { text: '“performance heterogeneity across targets”', source: 'abstract' },
      conditions: 'Phones and boards; no table of speeds was found.',
      checks: [
        {
          kind: 'ratio',
          how: 'The spread of speed between frameworks is measured on one machine, and between machines only where readers contribute runs; it fails if the spread lies within the noise of repeats.',
          scale: 'Frameworks on one machine instead of six devices.',
        },
      ],
      quote: ['performance heterogeneity', 'Targets differ widely'],
    },
    {
      id: 'M7',
      text: 'Continuous execution remains out of reach because of energy and heat.',
      says: { text: 'continuous execution “remains elusive”', source: 'abstract' },
      conditions: 'Battery-powered devices with a power meter.',
      checks: [
        {
          kind: 'out-of-reach',
          needs: 'a battery, a processor energy counter or temperature sensors; the throttling detector itself is tested on recorded traces with a known point (± 5 s)',
        },
      ],
      quote: ['remains elusive', 'fails on energy and heat'],
    },
    {
      id: 'M8',
      text: 'Energy per token differs by model and format.',
      says: { text: 'energy per token, by model and format', source: 'paper' },
      conditions: 'Monsoon power monitor; the tables were not found.',
      checks: [{ kind: 'out-of-reach', needs: 'a power meter; the arithmetic is tested on synthetic current traces with a closed form (error below 0.1 %)' }],
    },
    {
      id: 'M9',
      text: 'Offloading to an edge board is an alternative.',
      says: { text: 'offloading as an alternative, no figure', source: 'abstract' },
      conditions: 'Jetson boards as the edge.',
      checks: [
        {
          kind: 'model',
          how: 'The break-even of local and remote execution is computed from measured speed, link and idle power with all inputs stated; it fails if offloading wins nowhere in their range.',
        },
      ],
    },
  ],
} satisfies Paper;
