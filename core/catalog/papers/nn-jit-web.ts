import type { Paper } from '@galley/claims';

export default {
  slug: 'nn-jit-web',
  arxiv: '2309.08978',
  title: 'Accelerating In-Browser Deep Learning Inference on Diverse Edge Clients through Just-in-Time Kernel Optimizations',
  alsoTitled: ['Empowering In-Browser Deep Learning Inference on Edge Devices with Just-in-Time Kernel Optimizations'],
  authors: [
    'Fucheng Jia', 'Shiqi Jiang', 'Ting Cao', 'Wei Cui', 'Tianrui Xia', 'Xu Cao', 'Yuanchun Li', 'Qipeng Wang', 'Deyu Zhang', 'Ju Ren',
    'Yunxin Liu', 'Lili Qiu', 'Mao Yang',
  ],
  published: '2023-09-16',
  venue: 'MobiSys 2024',
  code: 'https://github.com/nnjit-web/nnjit-web',
  summary:
    'Web runtimes ship one prebuilt kernel per operator for every device. nn-JIT.web generates kernels on the client while the model already serves: a tensor program is lowered straight to WebAssembly or WGSL with the few passes that matter, at equal or better speed, and the schedule space is cut to only dozens of candidates per kernel that are timed on the spot. ' +
    'Within 30 seconds of tuning, transformer models run up to 8.2× faster than with the baselines, on processors and GPUs of ARM, Intel, AMD and Nvidia.',
  claims: [
    {
      id: 'C1',
      text: 'Within 30 seconds of tuning models run up to 8.2 times faster than with the baselines.',
      says: { text: 'up to 8.2× faster within 30 s', value: 8.2, unit: '×', relation: 'up to', baseline: 'existing in-browser runtimes', source: 'abstract' },
      conditions: 'Transformer models on several client devices; the tables per device were not found. Against today’s runtimes the peak of one Zen 4 core bounds the gain at about 2.0 in 32-bit floats (derived).',
      checks: [
        {
          kind: 'ratio',
          how: 'Encoder layers, T5-small, RoBERTa and BART shapes and real models are run in one process against tfjs-wasm, onnxruntime-web, LiteRT.js and jax-js; the factors are printed with the bound of the machine, and it fails if no runtime is beaten by the stated factor on a transformer. Where larger factors occur is printed beside.',
          scale: 'Today’s runtimes and the reader’s machine instead of those of 2023 and nine devices.',
          passes: [{ metric: 'peers/transformer-factor', unit: '×', bound: { atLeast: 8.2 }, claimed: 8.2 }],
        },
        {
          kind: 'absolute',
          how: 'The time from the first request to the end of tuning is measured; it fails above 30 s.',
          passes: [{ metric: 'tuning/time', unit: 's', bound: { atMost: 30 }, claimed: 30 }],
        },
      ],
      quote: ['up to 8.2x faster', 'up to 8.2× faster'],
    },
    {
      id: 'C2',
      text: 'The space of schedules is cut from millions to dozens per kernel.',
      says: { text: '“only dozens” of candidates per kernel', baseline: 'millions of candidates (version 2)', source: 'abstract' },
      conditions: 'Per kernel; “from millions” is in the abstract of version 2.',
      checks: [
        {
          kind: 'absolute',
          how: 'The candidates are counted and printed, and the best of them is compared with the best of an exhaustive sweep of 2,000 points on 12 shapes; it fails if the regret exceeds 5 %.',
          passes: [{ metric: 'lite-space/regret-to-exhaustive', unit: '%', bound: { atMost: 5 } }],
        },
      ],
      quote: ['only dozens'],
    },
    {
      id: 'C3',
      text: 'Compiling a kernel costs about 100 times less than through the full tool chain.',
      says: { text: 'about 100× lower compile cost', value: 100, unit: '×', relation: 'about', baseline: 'TVM, LLVM and Emscripten', source: 'abstract' },
      conditions: 'From the abstract of version 2; the first abstract says “significantly”.',
      checks: [
        {
          kind: 'ratio',
          how: 'Our emitter is timed against Binaryen at -O2 on identical kernels, and against Emscripten at -O3 on the same loop in C; it fails if it is not faster by far, which is taken to be 50 times. A first shot measured 1.1 ms against 114 ms.',
          scale: 'Our emitter and the reader’s machine instead of TVM on a server.',
          passes: [{ metric: 'compile/binaryen-over-emitter', unit: '×', bound: { atLeast: 50 }, claimed: 100 }],
        },
      ],
    },
    {
      id: 'C4',
      text: 'The compiler passes that are left out do not cost speed.',
      says: { text: '“maintaining or even improving” performance', baseline: 'fully optimised kernels', source: 'abstract' },
      conditions: 'Kernels for tensor operators.',
      checks: [
        {
          kind: 'ratio',
          how: 'The same kernel is timed as emitted and after Binaryen at -O3; it fails if the passes make it faster. A first shot gave 48.5 against 33 and 51 against 40 GFLOP/s.',
          scale: 'One core of the reader’s machine.',
          passes: [{ metric: 'kernel-speed/emitted-over-optimised', unit: '×', bound: { atLeast: 1 } }],
        },
      ],
      quote: ['maintaining or even improving', 'at equal or better speed'],
    },
    {
      id: 'C5',
      text: 'It serves processors and GPUs of four makers: ARM, Intel, AMD and Nvidia.',
      says: { text: 'CPUs and GPUs of ARM, Intel, AMD and Nvidia', source: 'abstract' },
      conditions: 'Nine devices are listed in the repository.',
      checks: [
        {
          kind: 'model',
          how: 'The schedules that survive the filter are counted for the stated capabilities of every listed device; it fails if one is left without a candidate.',
          passes: [{ metric: 'candidates/least', unit: '', bound: { atLeast: 1 } }],
        },
        { kind: 'out-of-reach', needs: 'the other devices for their speed, which readers’ machines can contribute' },
      ],
      quote: ['ARM, Intel, AMD and Nvidia'],
    },
    {
      id: 'C6',
      text: 'The model serves requests while kernels are still being tuned.',
      says: { text: 'serving while tuning', source: 'paper' },
      conditions: 'Inference with default kernels, swapped when better ones are found.',
      checks: [
        {
          kind: 'absolute',
          how: 'Requests are answered during tuning; it fails on one wrong answer, or if the 99th percentile of latency exceeds 1.2 times that without tuning.',
          passes: [
            { metric: 'latency-99/tuning-over-untuned', unit: '×', bound: { atMost: 1.2 } },
            { metric: 'serving-while-tuning/wrong-answers', unit: '', bound: { equals: 0 } },
          ],
        },
      ],
    },
    {
      id: 'C7',
      text: 'A database of results shared between devices speeds up the search.',
      says: { text: 'a shared database speeds up convergence', baseline: 'tuning from nothing', source: 'second-hand' },
      conditions: 'From a summary of version 2; no figure.',
      checks: [
        {
          kind: 'ratio',
          how: 'Time to 95 % of the best speed is measured with an empty and with a filled database; it fails if the filled one needs more than a quarter of the time.',
          scale: 'Records of the same machine and of similar ones instead of a crowd of devices.',
          passes: [{ metric: 'time-to-95-percent/warm-over-cold', unit: '×', bound: { atMost: 0.25 } }],
        },
      ],
    },
  ],
  library: '@galley/tensor',
} satisfies Paper;
