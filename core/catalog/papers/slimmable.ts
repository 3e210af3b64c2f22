import type { Paper } from '@galley/claims';

export default {
  slug: 'slimmable',
  arxiv: '2306.12691',
  title: 'Slimmable Encoders for Flexible Split DNNs in Bandwidth and Resource Constrained IoT Systems',
  authors: ['Juliano S. Assine', 'J. C. S. Santos Filho', 'Eduardo Valle', 'Marco Levorato'],
  published: '2023-06-22',
  venue: 'IEEE WoWMoM 2023',
  code: 'https://github.com/jsiloto/adaptive-cod-on-device',
  summary:
    'The spare compute of a device and the rate of its link change from second to second, and loading another encoder takes seconds. ' +
    'Here the encoder is an ensemble of thin encoders in front of one decoder: running one to four of them sets the compute, sending one to four bits per value sets the bytes, and 16 modes share 85.7 MB in memory, so that adapting in real time costs next to nothing. ' +
    'A member takes 75.7 M multiply-adds and 6.3 k parameters, a picture 6,912 bytes per bit, and the paper claims better compression and speed than earlier split systems on weak devices.',
  claims: [
    {
      id: 'S1',
      text: 'Compute and bytes adapt in real time with minimal overhead, where rivals load another model: all 16 modes take 85.7 MB, 954 ms of loading and 1,811 ms of warm-up once, while rivals take 153 to 240 MB.',
      says: { text: '16 modes in 85.7 MB, loaded once', value: 85.7, unit: 'MB', relation: 'equals', baseline: 'rivals of 153 to 240 MB that load models anew', source: 'repository' },
      conditions: 'Raspberry Pi 4. Predecessor 204.9 MB, 1,207 + 9,914 ms; entropic student 239.9 MB, 710 + 12,785 ms; Lee 153.4 MB, 1,265 + 5,046 ms. The abstract says minimal overhead without a figure.',
      checks: [
        {
          kind: 'ratio',
          how: 'Changing the mode is timed in our runtime; it fails above 1 ms or on any allocation, if loading a separate encoder of the same accuracy costs less than 50 times that, or if all 16 modes need more than 1.1 times the memory of the largest mode alone.',
          scale: 'Our own small encoders on the reader’s processor instead of a Raspberry Pi 4.',
          passes: [
            { metric: 'mode-change/time', unit: 'ms', bound: { atMost: 1 } },
            { metric: 'mode-change/allocations', unit: '', bound: { equals: 0 } },
            { metric: 'separate-encoder-load/over-mode-change', unit: '×', bound: { atLeast: 50 } },
            { metric: 'memory/all-modes-over-largest-mode', unit: '×', bound: { atMost: 1.1 } },
          ],
        },
      ],
      quote: ['in real-time with minimal overhead', '16 modes share 85.7 MB'],
    },
    {
      id: 'S2',
      text: 'Compression and execution time are better than with existing solutions, above all on weak devices.',
      says: { text: 'better compression and time on weak devices', baseline: 'existing split systems', source: 'abstract' },
      conditions: 'COCO; no figure in the abstract.',
      checks: [
        {
          kind: 'ratio',
          how: 'The Pareto fronts of bytes, time and mAP are compared for the ensemble, a slimmable width and fixed bottlenecks; it fails, as “not confirmed”, if the dominated hypervolume is not at least 10 % larger.',
          scale: 'Detection of blood cells instead of COCO; the reader’s processor.',
          passes: [{ metric: 'pareto-hypervolume/gain', unit: '%', bound: { atLeast: 10 } }],
        },
      ],
      quote: ['weak mobile devices', 'on weak devices'],
    },
    {
      id: 'S3',
      text: 'Encoding time grows with the number of members only, 66, 133, 202 and 263 ms, not with the bits.',
      says: { text: '66/133/202/263 ms for 1–4 members', source: 'repository' },
      conditions: 'Raspberry Pi 4, four threads.',
      checks: [
        {
          kind: 'ratio',
          how: 'Medians of the encoding time are measured in all modes; it fails if they are not proportional to the members within 10 %, or spread by 5 % or more over bits.',
          scale: 'The reader’s processor instead of a Raspberry Pi 4.',
          passes: [
            { metric: 'encoding-time/deviation-from-proportional', unit: '%', bound: { atMost: 10 } },
            { metric: 'encoding-time/spread-over-bits', unit: '%', bound: { atMost: 5 } },
          ],
        },
      ],
    },
    {
      id: 'S4',
      text: 'A picture takes 6,912 bytes per bit; a member takes 75.7 million multiply-adds and 6,300 parameters.',
      says: { text: '6,912 bytes per bit and picture', value: 6912, unit: 'B', relation: 'equals', source: 'repository' },
      conditions: 'Pictures of 384×384, 6 channels of 96×96.',
      checks: [
        {
          kind: 'absolute',
          how: 'The builder counts multiply-adds and parameters of a member, the bit-packer its bytes; it fails unless they are 75.7 M, 6.3 k and 6,912 B times the bits.',
          passes: [
            { metric: 'payload/1-bit', unit: 'B', bound: { equals: 6912 } },
            { metric: 'payload/4-bits', unit: 'B', bound: { equals: 27_648 }, claimed: 27_648 },
            { metric: 'member/multiply-adds', unit: 'M', bound: { near: 75.7, within: 0.05 }, claimed: 75.7 },
            { metric: 'member/parameters', unit: '', bound: { near: 6300, within: 50 }, claimed: 6300 },
          ],
        },
      ],
      quote: ['6,912 bytes per bit'],
    },
    {
      id: 'S5',
      text: 'In a closed loop over Bluetooth at growing distance the mean mAP is 32.0, 29.9, 16.7, 24.2 and 27.3 with a deadline of 300 ms, and 36.8, 36.8, 34.1, 34.9 and 35.5 with 600 ms.',
      says: { text: 'mAP 16.7–32.0 at 300 ms, 34.1–36.8 at 600 ms', source: 'repository' },
      conditions: 'Raspberry Pi 4 with a GPU server, five distances from 1 to 9 m; recorded result files.',
      checks: [
        {
          kind: 'absolute',
          how: 'The recorded decisions are replayed; it fails unless the ten means come out at the printed digit.',
          passes: [{ metric: 'recorded-decisions/largest-map-deviation', unit: 'pp', bound: { atMost: 0.05 } }],
        },
        {
          kind: 'model',
          how: 'Our controller is replayed on the same links; it fails unless late frames at 300 ms fall from 31, 51, 79, 66 and 52 % to at most 11, 12, 18, 8 and 3 %, and mAP weighted by punctuality rises from 22.2, 14.4, 3.2, 9.2 and 13.3 to at least 25.5, 18, 11.5, 13 and 14. A simple version of the rule reaches 25.9, 18.6, 12.0, 13.6 and 14.6.',
          passes: [
            { metric: 'our-controller/late-frames/distance-1', unit: '%', bound: { atMost: 11 } },
            { metric: 'our-controller/late-frames/distance-2', unit: '%', bound: { atMost: 12 } },
            { metric: 'our-controller/late-frames/distance-3', unit: '%', bound: { atMost: 18 } },
            { metric: 'our-controller/late-frames/distance-4', unit: '%', bound: { atMost: 8 } },
            { metric: 'our-controller/late-frames/distance-5', unit: '%', bound: { atMost: 3 } },
            { metric: 'our-controller/on-time-map/distance-1', unit: '%', bound: { atLeast: 25.5 } },
            { metric: 'our-controller/on-time-map/distance-2', unit: '%', bound: { atLeast: 18 } },
            { metric: 'our-controller/on-time-map/distance-3', unit: '%', bound: { atLeast: 11.5 } },
            { metric: 'our-controller/on-time-map/distance-4', unit: '%', bound: { atLeast: 13 } },
            { metric: 'our-controller/on-time-map/distance-5', unit: '%', bound: { atLeast: 14 } },
          ],
        },
      ],
    },
    {
      id: 'S6',
      text: 'One set of weights for all widths costs little against separately trained ones: 40.79 against 41.64 mAP at 48 channels and 38.45 against 40.53 at 12.',
      says: { text: '40.79 vs 41.64 mAP; 38.45 vs 40.53 at 12 channels', source: 'repository' },
      conditions: 'EfficientDet-D2 on COCO, teacher 42.16; result file of the predecessor system.',
      checks: [
        {
          kind: 'ratio',
          how: 'Our encoder of switchable width is compared with statically trained ones at four widths; it fails if the gap at the narrowest exceeds 2.1 points.',
          scale: 'A small detector on pictures of blood cells instead of EfficientDet-D2 on COCO.',
          passes: [{ metric: 'map-gap/narrowest-width', unit: 'pp', bound: { atMost: 2.1 } }],
        },
      ],
    },
    {
      id: 'S7',
      text: 'Energy on the device.',
      says: { text: 'energy on the device, no figure found', source: 'paper' },
      conditions: 'A board; figures not found.',
      checks: [{ kind: 'out-of-reach', needs: 'a power meter on a device' }],
    },
  ],
} satisfies Paper;
