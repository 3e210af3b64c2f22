import type { Paper } from '@galley/claims';

export default {
  slug: 'hummingbird',
  arxiv: '2503.18559',
  title: 'AMD-Hummingbird: Towards an Efficient Text-to-Video Model',
  authors: ['Takashi Isobe', 'He Cui', 'Dong Zhou', 'Mengmeng Ge', 'Dong Li', 'Emad Barsoum'],
  published: '2025-03-24',
  code: 'https://github.com/AMD-AIG-AIMA/AMD-Hummingbird-T2V',
  summary:
    'Hummingbird halves the U-Net of a text-to-video diffusion model by removing blocks, from 1.4 billion to 0.7 billion parameters, recovers it by distillation, and turns it into a generator of a few steps while reward networks watch the decoded frames. ' +
    'It is reported 31× faster than VideoCrafter2 with the best total on VBench, 81.35, and makes clips of up to 26 frames after training on four GPUs.',
  claims: [
    {
      id: 'HB1',
      text: 'Pruning takes the U-Net from 1.4 to 0.7 billion parameters; counted from the published configurations it is 1,413.28, 945.13 and 772.01 million, so that “0.7” is 0.77.',
      says: { text: '1.4 billion to 0.7 billion parameters', value: 700, unit: 'M', relation: 'about', baseline: 'VideoCrafter2, 1.4 billion', source: 'abstract' },
      conditions: 'U-Net of VideoCrafter2; the exact counts are derived from the configurations, the middle one is also published as 945 M.',
      checks: [
        {
          kind: 'absolute',
          how: 'The three published configurations are built by shape only and counted; it fails unless they have 1,413.28, 945.13 and 772.01 million parameters.',
          passes: [
            { metric: 'u-net/pruned-parameters', unit: 'M', bound: { near: 772.01, within: 0.005 }, claimed: 700 },
            { metric: 'u-net/half-pruned-parameters', unit: 'M', bound: { near: 945.13, within: 0.005 }, claimed: 945 },
            { metric: 'u-net/teacher-parameters', unit: 'M', bound: { near: 1413.28, within: 0.005 }, claimed: 1400 },
          ],
        },
      ],
      quote: ['1.4 billion to 0.7 billion'],
    },
    {
      id: 'HB2',
      text: 'Generation is 31 times faster than with VideoCrafter2.',
      says: { text: '31× faster than VideoCrafter2', value: 31, unit: '×', relation: 'equals', baseline: 'VideoCrafter2, 50 steps with guidance', source: 'abstract' },
      conditions: 'AMD MI250.',
      checks: [
        {
          kind: 'model',
          how: 'Multiply-adds of both systems are computed from the configurations with and without the picture decoder; the two ratios, 22.6 and 39.5, must bracket 31.',
          passes: [
            { metric: 'multiply-adds/teacher-over-pruned-with-decoder', unit: '×', bound: { atMost: 31 }, claimed: 31 },
            { metric: 'multiply-adds/teacher-over-pruned-without-decoder', unit: '×', bound: { atLeast: 31 }, claimed: 31 },
          ],
        },
        {
          kind: 'ratio',
          how: 'End-to-end time of a teacher with 50 steps and guidance is divided by that of the pruned network with 4 steps, without the decoder; it fails below 25.',
          scale: 'Networks of small size on the reader’s machine instead of MI250.',
          passes: [{ metric: 'generation-time/teacher-over-pruned', unit: '×', bound: { atLeast: 25 } }],
        },
      ],
      quote: ['31X', '31×'],
    },
    {
      id: 'HB3',
      text: 'Pruning and distillation keep the quality of the videos.',
      says: { text: 'quality kept after pruning', source: 'abstract' },
      conditions: 'VBench; ablations were not found.',
      checks: [
        {
          kind: 'ratio',
          how: 'Accuracy by judges and Fréchet distance in the features of a reward network are measured for teacher, pruned with distillation and pruned without, over three seeds; it fails unless the order is teacher at least distilled, distilled better than undistilled. The gap is printed.',
          scale: 'Small networks trained on generated clips instead of VBench.',
        },
      ],
    },
    {
      id: 'HB4',
      text: 'Feedback from reward networks that see the frames raises quality.',
      says: { text: 'visual feedback raises quality', source: 'abstract' },
      conditions: 'Two rewards, one on frames and one on videos; no figure in the abstract.',
      checks: [
        {
          kind: 'ratio',
          how: 'Training with consistency only, with the frame reward and with the video reward is compared by exact judges that were not used in training and by a second reward network; it fails if the rewards do not raise the judged quality, and over-optimisation shows as the gap between both.',
          scale: 'Small networks trained on generated clips.',
        },
      ],
    },
    {
      id: 'HB5',
      text: 'Cleaning the training data helps.',
      says: { text: 'a data pipeline that enhances quality', source: 'abstract' },
      conditions: 'WebVid; thresholds were not found.',
      checks: [
        {
          kind: 'ratio',
          how: 'In a set of clips 30 % get defects (blur, blocking, freezes, cuts, flicker, zooms, wrong captions); it fails if a detector has an area under its ROC curve below 0.95, or if a model trained on cleaned clips is not better than one trained on raw clips for equal steps.',
          scale: 'Generated clips and small networks instead of WebVid.',
          passes: [{ metric: 'defect-detectors/smallest-roc-area', unit: '', bound: { atLeast: 0.95 } }],
        },
      ],
    },
    {
      id: 'HB6',
      text: 'The VBench total is the best with 81.35 (quality 83.73) against 80.44 of VideoCrafter2 and 81.01 of T2V-Turbo; with 26 frames it is 80.31.',
      says: { text: 'highest VBench total, 81.35', value: 81.35, unit: '%', relation: 'equals', baseline: 'VideoCrafter2, 80.44', source: 'paper' },
      conditions: '16 frames; table read from a public copy of the paper. Semantic scores implied by it are 71.83 against 73.40 of VideoCrafter2. With the dynamic degree of VideoCrafter2 (42.5 instead of 79.17) quality would be 80.91, so the lead rests on that dimension (derived).',
      checks: [
        {
          kind: 'absolute',
          how: 'The quality column of all 12 rows of the table is recomputed from their seven dimensions with the published weights; it fails if one differs by more than 0.02.',
          passes: [{ metric: 'vbench-quality/largest-difference', unit: 'pp', bound: { atMost: 0.02 } }],
        },
      ],
      quote: ['highest overall score', '81.35'],
    },
    {
      id: 'HB7',
      text: 'Videos have up to 26 frames, where models with a U-Net stop at 16.',
      says: { text: 'up to 26 frames', value: 26, unit: '', relation: 'up to', baseline: 'models with a U-Net, 16 frames', source: 'abstract' },
      conditions: 'Trained at 26 frames.',
      checks: [
        {
          kind: 'ratio',
          how: 'Small models are trained at T and at 1.6 T frames and their temporal metrics compared over length; it fails if the longer one is not better at 1.6 T than the shorter one stretched.',
          scale: 'Small networks trained on generated clips.',
        },
      ],
      quote: ['up to 26 frames'],
    },
    {
      id: 'HB8',
      text: 'Training needs only four GPUs; a later readme gives 1.87 s for 4 steps of the 0.9 billion model on an MI250.',
      says: { text: 'trained on four GPUs', value: 4, unit: '', relation: 'equals', source: 'abstract' },
      conditions: 'MI250; training hours were not found.',
      checks: [
        { kind: 'out-of-reach', needs: 'four data-centre GPUs' },
        {
          kind: 'absolute',
          how: 'The whole small recipe is run in one browser tab and its hours and estimated joules per clip are printed; it fails if it does not run to its end.',
        },
      ],
      quote: ['only four GPUs', 'on four GPUs'],
    },
    {
      id: 'HB9',
      text: 'All 16 dimensions of VBench.',
      says: { text: 'all 16 VBench dimensions', value: 16, unit: '', relation: 'equals', source: 'paper' },
      conditions: 'VBench with its networks.',
      checks: [{ kind: 'out-of-reach', needs: 'the weights of CLIP, DINO, RAFT, AMT, GRiT, UMT, ViCLIP and MUSIQ; flicker, dynamic degree and smoothness are computed with our own flow and interpolation' }],
    },
  ],
} satisfies Paper;
