import type { Paper } from '@galley/claims';

export default {
  slug: 'bottlefit',
  arxiv: '2201.02693',
  title: 'BottleFit: Learning Compressed Representations in Deep Neural Networks for Effective and Efficient Split Computing',
  authors: ['Yoshitomo Matsubara', 'Davide Callegaro', 'Sameer Singh', 'Marco Levorato', 'Francesco Restuccia'],
  published: '2022-01-07',
  venue: 'IEEE WoWMoM 2022',
  code: 'https://github.com/yoshitomo-matsubara/bottlefit-split_computing',
  summary:
    'Split computing runs the head of a network on the device and its tail on a server. ' +
    'BottleFit rebuilds the early layers as a tiny encoder that ends in a few channels, with a decoder on the server, and trains it in stages: first to copy the features of a teacher at several depths, then, with the encoder frozen, for the task. ' +
    'It reports 77.1% less data for at most 0.6 points of ImageNet accuracy, where SPINN loses up to 6%; latency falls by up to 89% and power by up to 49% against computing on the device, and the head is 83 times smaller than that of autoencoder methods.',
  claims: [
    {
      id: 'B1',
      text: 'The transmitted data shrink by 77.1 % for at most 0.6 points of ImageNet accuracy.',
      says: { text: '77.1% fewer bytes for at most 0.6 points', value: 77.1, unit: '%', relation: 'equals', baseline: 'sending the compressed picture', source: 'abstract' },
      conditions: 'ImageNet, ResNet and DenseNet. Which JPEG size is the reference was not found; 12 channels of 8 bits give 77.1 % if the picture has 44.1 kB (derived).',
      checks: [
        {
          kind: 'ratio',
          how: 'A bottleneck of at most 22.9 % of the deflated picture (459 B on average over the first 1,000 test pictures, so at most 105 B) is trained against a teacher over three seeds; it fails if it loses more than 0.6 points to that teacher.',
          scale: 'Fashion-MNIST, full test set, 7×7×2 values of 8 bits, instead of ImageNet.',
          passes: [
            { metric: 'bytes-saved/deflated-picture', unit: '%', bound: { atLeast: 77.1 } },
            { metric: 'accuracy-loss/teacher', unit: 'pp', bound: { atMost: 0.6 }, claimed: 0.6 },
          ],
        },
      ],
      quote: ['77.1% data compression', '77.1% less data'],
    },
    {
      id: 'B2',
      text: 'The state of the art, SPINN, loses up to 6 points of accuracy.',
      says: { text: 'SPINN loses up to 6%', value: 6, unit: '%', relation: 'up to', source: 'abstract' },
      conditions: 'ImageNet.',
      checks: [
        {
          kind: 'ratio',
          how: 'At equal bytes a SPINN-like split and an autoencoder are trained beside BottleFit; it fails if they do not lose more accuracy than BottleFit by at least twice the standard deviation over seeds.',
          scale: 'Fashion-MNIST instead of ImageNet; our own re-creations of the rivals.',
          passes: [{ metric: 'extra-loss-of-rivals/seed-deviations', unit: '', bound: { atLeast: 2 } }],
        },
      ],
      quote: ['loses up to 6%'],
    },
    {
      id: 'B3',
      text: 'The multi-stage recipe is better than head network distillation, which is better than plain distillation or naive training.',
      says: { text: 'multi-stage > head distillation > plain training', source: 'paper' },
      conditions: 'ImageNet, 3 to 12 channels; a qualitative ordering, the exact table was not found.',
      checks: [
        {
          kind: 'ratio',
          how: 'The same student is trained by each recipe for the same total epochs over three seeds with 1, 2, 3 and 6 channels; it fails wherever the means are not in the stated order.',
          scale: 'Fashion-MNIST and 1 to 6 channels instead of ImageNet and 3 to 12.',
        },
      ],
    },
    {
      id: 'B4',
      text: 'At best, latency falls by 89 % against computing on the device and by 55 % against sending everything to the server.',
      says: { text: 'latency −89% vs local, −55% vs offloading, at best', baseline: 'local computing and edge offloading', source: 'abstract' },
      conditions: 'NVIDIA Jetson Nano and Raspberry Pi; radio links and server were not found.',
      checks: [
        {
          kind: 'ratio',
          how: 'A real client and server talk over a link shaped from 0.25 to 50 Mbit/s; the largest reduction against each pole and the width of the band where splitting beats both are measured, and it fails if the predicted crossover is off by more than 15 %.',
          scale: 'Two processes on one machine with a shaped link and a small network instead of boards, radio and ImageNet models.',
          passes: [{ metric: 'crossover/prediction-error', unit: '%', bound: { atMost: 15 } }],
        },
      ],
      quote: ['89%'],
    },
    {
      id: 'B5',
      text: 'At best, power consumption falls by 49 % against computing on the device and by 37 % against offloading.',
      says: { text: 'power −49% vs local, −37% vs offloading, at best', baseline: 'local computing and edge offloading', source: 'abstract' },
      conditions: 'Power measured on a Jetson Nano and a Raspberry Pi.',
      checks: [{ kind: 'out-of-reach', needs: 'a power meter on a device; an energy model is offered but never printed as a measurement' }],
      quote: ['49%'],
    },
    {
      id: 'B6',
      text: 'Against autoencoder methods the run time falls by 44 % on the Jetson and 62 % on the Raspberry Pi, and the head on the device is 83 times smaller.',
      says: { text: 'head 83× smaller, time −44% and −62%', value: 83, unit: '×', relation: 'equals', baseline: 'autoencoder-based splitting', source: 'abstract' },
      conditions: 'Jetson Nano and Raspberry Pi; which pair of models gives 83 was not found.',
      checks: [
        {
          kind: 'ratio',
          how: 'Parameters and run time of the heads of both methods are measured at the same cut of our teacher; it fails if the head of BottleFit is not the smaller and faster one.',
          scale: 'A small teacher on the reader’s processor.',
        },
      ],
      quote: ['83 times smaller'],
    },
    {
      id: 'B7',
      text: 'The published students have a 29×29×C bottleneck; with 12 channels it takes 10,092 bytes and 12,736 encoder parameters.',
      says: { text: '29×29×12, 10,092 B', value: 10_092, unit: 'B', relation: 'equals', source: 'repository' },
      conditions: 'ResNet-152 and DenseNet-169 at 224×224, second encoder variant.',
      checks: [
        {
          kind: 'absolute',
          how: 'Our builder lays out the published students; it fails unless the bottleneck is 29×29×C, 12 channels give 10,092 B and 12,736 encoder parameters, and the decoders end in 512×28×28 and 256×14×14.',
          passes: [
            { metric: 'student-12-channels/payload', unit: 'B', bound: { equals: 10_092 } },
            { metric: 'student-12-channels/encoder-parameters', unit: '', bound: { equals: 12_736 } },
          ],
        },
      ],
    },
  ],
} satisfies Paper;
