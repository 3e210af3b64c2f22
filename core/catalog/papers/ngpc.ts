import type { Paper } from '@galley/claims';

export default {
  slug: 'ngpc',
  arxiv: '2303.05735',
  title: 'Hardware Acceleration of Neural Graphics',
  authors: ['Muhammad Husnain Mubarik', 'Ramakrishna Kanungo', 'Tobias Zirr', 'Rakesh Kumar'],
  published: '2023-03-10',
  venue: 'ISCA 2023',
  summary:
    'Does neural graphics need hardware of its own? Profiles of four applications and three grid encodings show current GPUs 1.5× to 55× short of 4K at 60 frames per second (2–4 orders of magnitude for headsets), with grid lookup and the small network taking 72%, 60% and 59% of the time. ' +
    'The proposed cluster adds lookup engines with private memory that feed an array of multipliers, and fuses the remaining kernels, which alone gives 9.94×. ' +
    'Whole applications gain up to 58×, and 12×, 20×, 33× and 39× on average with 8, 16, 32 and 64 units: enough for NeRF in 4K at 30 frames.',
  claims: [
    {
      id: 'NG1',
      text: 'Encoding and network take 72, 60 and 59 % of the application time for the three encodings.',
      says: { text: '72%, 60% and 59% of application time', source: 'abstract' },
      conditions: 'RTX 3090, averaged over four applications; multi-resolution hash grid, multi-resolution dense grid, low-resolution dense grid.',
      checks: [
        {
          kind: 'ratio',
          how: 'Our unfused pipeline is profiled with the three encodings; it fails if the hash grid does not have the largest share, or its encoding kernel not the largest single one. The shares are printed.',
          scale: 'The reader’s processor or GPU and our own kernels instead of an RTX 3090 and CUDA.',
        },
      ],
      quote: ['72%,60% and 59%', '72%, 60% and 59%'],
    },
    {
      id: 'NG2',
      text: 'Current GPUs fall short of 4K at 60 frames per second by factors of 1.5 to 55.',
      says: { text: '1.5×–55× short of 4K at 60 FPS', source: 'abstract' },
      conditions: 'RTX 3090, times at 1080p multiplied by 4. 231 ms for NeRF is second-hand, 6.29 ms is derived from the 1.5.',
      checks: [
        {
          kind: 'model',
          how: 'The arithmetic is repeated from the frame times; it fails unless 231 ms gives 55.4 and 6.29 ms gives 1.51. The same is computed from the reader’s own frame times.',
          passes: [
            { metric: 'gap-to-4k60/231-ms', unit: '×', bound: { near: 55.4, within: 0.05 }, claimed: 55 },
            { metric: 'gap-to-4k60/6.29-ms', unit: '×', bound: { near: 1.51, within: 0.005 }, claimed: 1.5 },
          ],
        },
      ],
      quote: ['1.5X-55X', '1.5× to 55×'],
    },
    {
      id: 'NG3',
      text: 'Fusing the kernels before and after the network makes them 9.94 times faster.',
      says: { text: '9.94× for fused pre- and post-processing', value: 9.94, unit: '×', relation: 'equals', baseline: 'unfused kernels', source: 'abstract' },
      conditions: 'Vulkan against the CUDA kernels of instant-ngp, RTX 3090.',
      checks: [
        {
          kind: 'ratio',
          how: 'The fused schedule is timed against the unfused one on the same device; on a discrete GPU it fails below 5×. On a processor only the order, faster or not, is shown, and software Vulkan gives correctness only.',
          scale: 'WebAssembly or WebGPU on the reader’s device instead of Vulkan against CUDA.',
          passes: [{ metric: 'fused-over-unfused/discrete-gpu', unit: '×', bound: { atLeast: 5 } }],
        },
      ],
      quote: ['9.94X', '9.94×'],
    },
    {
      id: 'NG4',
      text: 'Applications run up to 58 times faster from end to end.',
      says: { text: 'up to 58× end to end', value: 58, unit: '×', relation: 'up to', baseline: 'RTX 3090', source: 'abstract' },
      conditions: 'Best application and encoding with 64 units; emulator.',
      checks: [
        {
          kind: 'model',
          how: 'A gain of 58 needs encoding and network to take at least 82.9 % of that application, since the rest gains only 9.94; it fails if our emulator exceeds the bound 9.94/(1 − share), or stays more than 10 % below it for a given share.',
          passes: [
            { metric: 'share-needed/58-times', unit: '%', bound: { near: 82.9, within: 0.05 } },
            { metric: 'emulator/speed-up-over-bound', unit: '×', bound: { between: [0.9, 1] }, claimed: 1 },
          ],
        },
      ],
      quote: ['58X', '58×'],
    },
    {
      id: 'NG5',
      text: 'On average over four applications the gain is 12, 20, 33 and 39 with 8, 16, 32 and 64 units.',
      says: { text: '12×, 20×, 33× and 39× at 8, 16, 32 and 64', value: 39, unit: '×', relation: 'equals', baseline: 'RTX 3090', source: 'abstract' },
      conditions: 'Multi-resolution hash grid. With the averaged share of 72.37 % the bound is 36, so 39 needs unequal applications; no serial or overlapped formula reaches 12 at 8 units from the kernel gains divided by 8 (derived from second-hand figures).',
      checks: [
        {
          kind: 'model',
          how: 'A law 1/(a/N + r) is fitted on 8 and 16 units only and predicts the others, about 30.0 and 40.0; it fails if one is more than 10 % off 33 and 39.',
          passes: [
            { metric: 'scaling-law/64-units', unit: '×', bound: { near: 39, within: 3.9 } },
            { metric: 'scaling-law/32-units', unit: '×', bound: { near: 33, within: 3.3 }, claimed: 33 },
          ],
        },
      ],
      quote: ['12X,20X,33X and 39X', '12×, 20×, 33× and 39×'],
    },
    {
      id: 'NG6',
      text: 'The cluster renders NeRF in 4K at 30 frames per second and the other applications in 8K at 120.',
      says: { text: 'NeRF 4K at 30 FPS, others 8K at 120 FPS', source: 'abstract' },
      conditions: '64 units, hash grid; frame times are second-hand or derived.',
      checks: [
        {
          kind: 'model',
          how: 'The speed-ups needed are computed from the frame times; it fails unless they are 27.7 for NeRF, 12.1 for 6.29 ms and 4.1 for gigapixel images. The neural surface must take at most 30.2 ms at 1080p for 58 to suffice.',
          passes: [
            { metric: 'speed-up-needed/nerf-4k30', unit: '×', bound: { near: 27.7, within: 0.05 } },
            { metric: 'speed-up-needed/6.29-ms-8k120', unit: '×', bound: { near: 12.1, within: 0.05 } },
            { metric: 'speed-up-needed/gigapixel-8k120', unit: '×', bound: { near: 4.1, within: 0.05 } },
          ],
        },
      ],
      quote: ['4k res. at 30FPS', '4K at 30 frames'],
    },
    {
      id: 'NG7',
      text: 'The cluster adds 4.52 to 36.18 % area and 2.75 to 22.06 % power; the figures are second-hand.',
      says: { text: '+4.52–36.18% area, +2.75–22.06% power', baseline: 'RTX 3090', source: 'second-hand' },
      conditions: '8 to 64 units, 45 nm scaled to 7 nm. That is 3.55 mm² per unit, while the bit cells of its 16 MiB alone take 3.6 mm² at a public density (derived).',
      checks: [
        {
          kind: 'model',
          how: 'Area and power per unit are computed at both ends; it fails if they are not proportional within 1 %. The floor given by the bit cells is printed beside it, and the verdict “below floor” may appear.',
          passes: [{ metric: 'area-and-power/deviation-from-linear', unit: '%', bound: { atMost: 1 } }],
        },
      ],
    },
    {
      id: 'NG8',
      text: 'The whole table of a level fits the private memory of 1 MiB; from the published sizes only 5 of 16 levels do.',
      says: { text: 'each of 16 levels fits 1 MiB', value: 16, unit: '', relation: 'equals', source: 'second-hand' },
      conditions: 'Hash grid of 16 levels with two 16-bit features per entry and tables of 2^19 entries.',
      checks: [
        {
          kind: 'absolute',
          how: 'The bytes of every level are computed from the encoding’s parameters; it fails unless all 16 fit 1 MiB. They would with one byte per feature; for gigapixel images they do not.',
          passes: [{ metric: 'hash-grid/levels-that-fit-1-mib', unit: '', bound: { equals: 16 } }],
        },
      ],
    },
    {
      id: 'NG9',
      text: 'One design serves four applications with three encodings.',
      says: { text: '4 applications × 3 encodings', value: 12, unit: '', relation: 'equals', source: 'abstract' },
      conditions: 'NeRF, neural surfaces, gigapixel images and neural volumes.',
      checks: [
        {
          kind: 'absolute',
          how: 'The emulator computes all 12 combinations with really trained weights; it fails if the output of one differs from the software.',
          passes: [{ metric: 'emulator/combinations-equal-to-software', unit: '', bound: { equals: 12 } }],
        },
      ],
    },
    {
      id: 'NG10',
      text: 'For headsets the gap between performance and power is two to four orders of magnitude.',
      says: { text: '2–4 orders of magnitude for AR/VR', source: 'abstract' },
      conditions: 'Not broken down in the abstract.',
      checks: [
        {
          kind: 'model',
          how: 'The gap is computed from editable budgets of power and pixels; it fails if no stated headset lies between two and four orders of magnitude.',
        },
        { kind: 'out-of-reach', needs: 'the paper’s list of devices and budgets' },
      ],
      quote: ['2-4 OOM', '2–4 orders of magnitude'],
    },
    {
      id: 'NG11',
      text: 'Hash grids give the best quality at equal steps, before dense and low-resolution grids; this is a property of the baseline software.',
      says: { text: 'quality: hash > dense > low-resolution grid', source: 'ours' },
      conditions: 'Scenes of instant-ngp. A prototype on a 512×512 photograph had 32.4 dB (2^19 entries), 31.5 (2^14), 29.4 and 29.3 after 400 steps.',
      checks: [
        {
          kind: 'ratio',
          how: 'PSNR is compared at equal steps; it fails unless hash grid, dense grid and low-resolution grid come in that order.',
          scale: 'A small photograph and 400 steps of 16,384 pixels on a processor.',
        },
      ],
    },
  ],
} satisfies Paper;
