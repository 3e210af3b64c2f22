import type { Paper } from '@galley/claims';

export default {
  slug: 'ghnd',
  arxiv: '2007.15818',
  title: 'Neural Compression and Filtering for Edge-assisted Real-time Object Detection in Challenged Networks',
  authors: ['Yoshitomo Matsubara', 'Marco Levorato'],
  published: '2020-07-31',
  venue: 'ICPR 2020',
  code: 'https://github.com/yoshitomo-matsubara/hnd-ghnd-object-detectors',
  summary:
    'Object detectors read several levels of their backbone, so they can only be split before the first branch, where tensors are larger than the picture. ' +
    'Here the first stage of Faster, Mask and Keypoint R-CNN is replaced by an encoder and a decoder around a bottleneck of 3 to 12 channels, trained without labels to imitate the teacher’s features at four depths; a small neural filter drops pictures that hold no object of interest. ' +
    'With 9 channels of 8 bits Faster R-CNN keeps 36.58 of 36.94 mAP in a later evaluation, and splitting becomes an intermediate option between device and server that wins in a band of link rates.',
  claims: [
    {
      id: 'G1',
      text: 'With 3, 6, 9 and 12 channels of 8 bits Faster R-CNN reaches 35.58, 36.28, 36.58 and 35.47 box mAP against 36.94 of the teacher; Mask R-CNN 36.94, 37.12, 37.63 and 37.41 against 37.88.',
      says: { text: '36.58 of 36.94 mAP with 9 channels', value: 36.58, unit: '%', relation: 'equals', baseline: 'the unsplit teacher, 36.94', source: 'repository' },
      conditions: 'COCO 2017 validation set; a re-evaluation by the authors’ follow-up, whose odd value at 12 channels is theirs. A re-implementation with 3 channels gives 35.9 and 36.9 (masks 33.6).',
      checks: [
        {
          kind: 'ratio',
          how: 'A detector is split with a 3-channel bottleneck and trained over three seeds; it fails if mAP drops by more than 1.4 points (the published drop at 3 channels) or the payload exceeds 28.5 % of the JPEG bytes at quality 95.',
          scale: 'A small detector on pictures of blood cells instead of R-CNNs on COCO.',
          passes: [
            { metric: 'detector/map-drop', unit: 'pp', bound: { atMost: 1.4 }, claimed: 1.36 },
            { metric: 'payload/share-of-jpeg', unit: '%', bound: { atMost: 28.5 }, claimed: 28.5 },
          ],
        },
      ],
      quote: ['36.58 of 36.94 mAP'],
    },
    {
      id: 'G2',
      text: 'Imitating several depths is better than imitating one at the same number of channels; the exact table was not found.',
      says: { text: 'generalised distillation beats the plain one', baseline: 'head network distillation', source: 'paper' },
      conditions: 'COCO; the table was not found.',
      checks: [
        {
          kind: 'ratio',
          how: 'Both recipes are run with the same channels, steps and three seeds; it fails if the means are not in that order for 3 and for 6 channels.',
          scale: 'A small detector on pictures of blood cells instead of R-CNNs on COCO.',
          passes: [
            { metric: 'map/generalised-minus-plain/3-channels', unit: 'pp', bound: { atLeast: 0 } },
            { metric: 'map/generalised-minus-plain/6-channels', unit: 'pp', bound: { atLeast: 0 } },
          ],
        },
      ],
    },
    {
      id: 'G3',
      text: 'The front part is trained without any label.',
      says: { text: 'no labels for the front part', source: 'paper' },
      conditions: 'COCO pictures.',
      checks: [
        {
          kind: 'ratio',
          how: 'The front part is trained on the training pictures with their annotations withheld; it fails if mAP drops by more than 1.4 points.',
          scale: 'A small detector on pictures of blood cells instead of R-CNNs on COCO.',
          passes: [{ metric: 'detector-without-labels/map-drop', unit: 'pp', bound: { atMost: 1.4 } }],
        },
      ],
      quote: ['trained without labels'],
    },
    {
      id: 'G4',
      text: 'The neural filter removes pictures without objects while it keeps a recall of at least 0.9.',
      says: { text: 'filter with recall ≥ 0.9', value: 0.9, unit: '', relation: 'at least', source: 'paper' },
      conditions: 'Person keypoints, 3 channels; the share of removed pictures was not found.',
      checks: [
        {
          kind: 'ratio',
          how: 'The filter is trained on 160×160 tiles and its threshold fixed on validation data only; it fails if test recall falls below 0.87, if specificity at a recall of 0.90 is below 0.60, or if the area under the curve is below 0.90.',
          scale: 'Tiles of blood-cell pictures instead of COCO person pictures.',
          passes: [
            { metric: 'neural-filter/test-recall', unit: '', bound: { atLeast: 0.87 } },
            { metric: 'neural-filter/specificity-at-recall-0.90', unit: '', bound: { atLeast: 0.6 } },
            { metric: 'neural-filter/area-under-curve', unit: '', bound: { atLeast: 0.9 } },
          ],
        },
      ],
      quote: ['prefilter pictures', 'drops pictures'],
    },
    {
      id: 'G5',
      text: 'Splitting is an effective intermediate option where computing on the device and on the server both fail.',
      says: { text: 'an effective intermediate option', source: 'abstract' },
      conditions: 'Link rates of Wi-Fi kind; the hardware was not found.',
      checks: [
        {
          kind: 'ratio',
          how: 'The 95th percentile of latency is measured over a shaped link for device only, server only, split, and split with filter; it fails if there is no range of rates where a split is best for the slow device profile. The ends of the band are printed.',
          scale: 'Two processes on one machine with a shaped link; a small detector.',
        },
      ],
      quote: ['intermediate option'],
    },
    {
      id: 'G6',
      text: 'At 800×800 the bottleneck is 204×204×C, the encoder with 12 channels has 151,296 parameters and the filter 88,402.',
      says: { text: '151,296 encoder parameters', value: 151_296, unit: '', relation: 'equals', source: 'repository' },
      conditions: 'Input of 800×800.',
      checks: [
        {
          kind: 'absolute',
          how: 'Our builder lays out the published front part and filter; it fails unless these counts come out exactly.',
          passes: [
            { metric: 'front-12-channels/encoder-parameters', unit: '', bound: { equals: 151_296 } },
            { metric: 'neural-filter/parameters', unit: '', bound: { equals: 88_402 } },
            { metric: 'front/bottleneck-side', unit: '', bound: { equals: 204 } },
          ],
        },
      ],
    },
    {
      id: 'G7',
      text: 'Splitting an unmodified R-CNN never pays: up to the last stage every tensor is larger than the picture.',
      says: { text: 'no useful split point: 10.24 M values against 1.92 M of the picture', source: 'derived' },
      conditions: 'ResNet-50 with a feature pyramid at 800×800; the authors’ companion paper says so, the counts are derived.',
      checks: [
        {
          kind: 'absolute',
          how: 'The sizes of all tensors are computed; it fails unless they are 10.24 M values after the first convolution, 2.56 M after pooling, 10.24, 5.12, 2.56 and 1.28 M after the four stages, against 1.92 M of the input. Only the last is smaller, and the neck needs the other three as well.',
          passes: [
            { metric: 'tensor-values/convolution', unit: 'M', bound: { near: 10.24, within: 0.005 } },
            { metric: 'tensor-values/pooling', unit: 'M', bound: { near: 2.56, within: 0.005 } },
            { metric: 'tensor-values/stage-1', unit: 'M', bound: { near: 10.24, within: 0.005 } },
            { metric: 'tensor-values/stage-2', unit: 'M', bound: { near: 5.12, within: 0.005 } },
            { metric: 'tensor-values/stage-3', unit: 'M', bound: { near: 2.56, within: 0.005 } },
            { metric: 'tensor-values/stage-4', unit: 'M', bound: { near: 1.28, within: 0.005 } },
            { metric: 'tensor-values/input', unit: 'M', bound: { near: 1.92, within: 0.005 } },
          ],
        },
      ],
    },
  ],
} satisfies Paper;
