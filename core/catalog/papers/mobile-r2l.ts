import type { Paper } from '@galley/claims';

export default {
  slug: 'mobile-r2l',
  arxiv: '2212.08057',
  title: 'Real-Time Neural Light Field on Mobile Devices',
  authors: ['Junli Cao', 'Huan Wang', 'Pavlo Chemerys', 'Vladislav Shakhrai', 'Ju Hu', 'Yun Fu', 'Denys Makoviichuk', 'Sergey Tulyakov', 'Jian Ren'],
  published: '2022-12-15',
  venue: 'CVPR 2023',
  code: 'https://github.com/snap-research/MobileR2L',
  summary:
    'A radiance field asks a network hundreds of times per pixel; a light field asks once, ray in, colour out, but needs a deep network. ' +
    'MobileR2L makes the light field an image network: a coarse grid of rays passes through residual blocks of 1×1 convolutions and learned super-resolution, so one pass renders the whole picture, trained to imitate a radiance field. ' +
    'An image of 1008×756 takes 18.04 ms on an iPhone 13, storage is 15×–24× smaller than with MobileNeRF, and PSNR on forward-facing scenes is 26.15 against 25.91.',
  claims: [
    {
      id: 'MR1',
      text: 'A scene takes 15 to 24 times less storage than with MobileNeRF; its file has 8.3 MB.',
      says: { text: '15×–24× less storage', baseline: 'MobileNeRF', source: 'abstract' },
      conditions: 'Files in fp16, both data sets; MobileNeRF sizes of 124 to 199 MB follow from it (derived).',
      checks: [
        {
          kind: 'absolute',
          how: 'Our writer stores the network of 28 blocks; it fails if the file is not between 8.27 and 8.35 MB.',
          passes: [{ metric: 'student-file/size', unit: 'MB', bound: { between: [8.27, 8.35] }, claimed: 8.3 }],
        },
        { kind: 'out-of-reach', needs: 'the MobileNeRF assets for the ratio itself' },
        {
          kind: 'ratio',
          how: 'The file is compared with the teacher’s grid (24.4 MB in fp16), with the training views as WebP and PNG, and with a baked voxel grid of equal PSNR; it fails if the student is not the smallest.',
          scale: 'Our own scenes; MobileNeRF is replaced by rivals that can be built here.',
        },
      ],
      quote: ['15times sim 24times', '15$\\times \\sim 24\\times$', '15×–24×'],
    },
    {
      id: 'MR2',
      text: 'One image of 1008×756 of a real scene is rendered in 18.04 ms on an iPhone 13.',
      says: { text: '18.04 ms per 1008×756 image', value: 18.04, unit: 'ms', relation: 'equals', source: 'abstract' },
      conditions: 'iPhone 13, Core ML.',
      checks: [
        { kind: 'out-of-reach', needs: 'an iPhone 13 with Core ML' },
        {
          kind: 'absolute',
          how: 'Milliseconds per image of the exact network are measured on the reader’s device with the arithmetic rate achieved; trained or random weights cost the same. It fails if an image takes longer than on the phone.',
        },
      ],
      quote: ['18.04ms', '18.04 ms'],
    },
    {
      id: 'MR3',
      text: 'Rendering is in real time on mobile devices.',
      says: { text: 'real time: 30 frames per second and more', value: 30, unit: 'fps', relation: 'at least', source: 'abstract' },
      conditions: 'Phones; the abstract says “real-time” without a rate.',
      checks: [
        {
          kind: 'ratio',
          how: 'A network of 12-fold super-resolution, width 128 and 7 blocks (516,355 parameters, 1.07 G multiply-adds, 400×300) is timed on two processor cores; it fails below 30 images per second. On WebGPU the full network is timed on the reader’s GPU.',
          scale: 'Two processor cores and a smaller network and image instead of a phone’s neural engine.',
          passes: [{ metric: 'small-net/frame-rate', unit: 'fps', bound: { atLeast: 30 } }],
        },
      ],
    },
    {
      id: 'MR4',
      text: 'On forward-facing scenes PSNR is 26.15 against 25.91 of MobileNeRF.',
      says: { text: 'PSNR 26.15 vs. 25.91', baseline: 'MobileNeRF, 25.91 dB', source: 'abstract' },
      conditions: 'Real-world forward-facing scenes (LLFF).',
      checks: [
        { kind: 'out-of-reach', needs: 'the LLFF scenes' },
        {
          kind: 'ratio',
          how: 'The PSNR of student and teacher is compared on our forward-facing scenes after the full schedule; it fails if the student is more than 1.0 dB below the teacher.',
          scale: 'Small synthetic forward-facing scenes instead of LLFF.',
          passes: [{ metric: 'forward-facing/teacher-minus-student', unit: 'dB', bound: { atMost: 1 } }],
        },
      ],
      quote: ['26.15 vs. 25.91', '26.15 against 25.91'],
    },
    {
      id: 'MR5',
      text: 'Quality is similar to that of a radiance field; a follow-up quotes 31.34 dB, SSIM 0.993 and LPIPS 0.051 on synthetic scenes.',
      says: { text: 'quality similar to NeRF', source: 'abstract' },
      conditions: 'Eight synthetic scenes; the figures 31.34 dB, 0.993 and 0.051 are second-hand.',
      checks: [
        {
          kind: 'ratio',
          how: 'Teacher, student and the deep light field R2L are trained from real views of two scenes and compared on held-out views in one table; it fails if the student is clearly below both.',
          scale: 'The scenes chair and lego at 200×200 instead of eight at 800×800.',
        },
      ],
    },
    {
      id: 'MR6',
      text: 'Super-resolution at the end is what makes it cheap: it saves multiply-adds by factors of 49 and 110 (derived).',
      says: { text: '49× and 110× fewer multiply-adds', source: 'derived' },
      conditions: '8-fold and 12-fold super-resolution; the paper’s ablation figures were not found.',
      checks: [
        {
          kind: 'absolute',
          how: 'Multiply-adds of the network and of a per-pixel light field with the same backbone are counted; it fails unless the ratios are 49 and 110.',
          passes: [
            { metric: 'multiply-adds/per-pixel-over-8-fold', unit: '×', bound: { near: 49, within: 0.5 } },
            { metric: 'multiply-adds/per-pixel-over-12-fold', unit: '×', bound: { near: 110, within: 0.5 } },
          ],
        },
        {
          kind: 'ratio',
          how: 'Image time is measured against the per-pixel network with the same backbone; it fails below 5× at small size (7.8× in multiply-adds) or below 25× at full size.',
          scale: 'The reader’s processor instead of a phone.',
          passes: [
            { metric: 'frame-time/per-pixel-over-student-small', unit: '×', bound: { atLeast: 5 } },
            { metric: 'frame-time/per-pixel-over-student-full', unit: '×', bound: { atLeast: 25 } },
          ],
        },
      ],
    },
    {
      id: 'MR7',
      text: 'Views rendered by the teacher are necessary for training a light field.',
      says: { text: 'distilled views are necessary', source: 'paper' },
      conditions: 'Taken over from R2L; no figure found.',
      checks: [
        {
          kind: 'ratio',
          how: 'Students are trained on 20 real views only, with 500 and with 5,000 rendered views added; it fails if PSNR does not rise each time.',
          scale: 'Small synthetic scenes.',
        },
      ],
    },
    {
      id: 'MR8',
      text: 'At equal training time the per-pixel light field is ahead; the paper does not claim otherwise, but a page on speed must not hide slow training.',
      says: { text: 'no claim about training time', source: 'ours' },
      conditions: 'Ours. A prototype at 96×96 had 30.4 dB per pixel and 25.4 dB with super-resolution after 200 s of a forward-facing scene, and 20.3 dB with super-resolution after 240 s all round.',
      checks: [
        {
          kind: 'ratio',
          how: 'PSNR over training time of both networks is printed whatever it says; it fails only if one of the two does not train.',
          scale: '96×96 pictures on two processor cores instead of four GPUs for a day or two.',
        },
      ],
    },
  ],
} satisfies Paper;
