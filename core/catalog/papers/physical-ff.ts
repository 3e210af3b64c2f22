import type { Paper } from '@galley/claims';

export default {
  slug: 'physical-ff',
  arxiv: '2304.11042',
  title: 'Backpropagation-free Training of Deep Physical Neural Networks',
  authors: ['Ali Momeni', 'Babak Rahmani', 'Matthieu Malléjac', 'Philipp del Hougne', 'Romain Fleury'],
  published: '2023-04',
  venue: 'Science, 2023',
  code: 'https://github.com/MomeniAli/PhyLL',
  summary:
    'A physical neural network lets sound in a cavity, microwaves in a box or light in a fibre do part of each layer, and nobody has the derivative of such a system. ' +
    'Here every layer is a fixed, unknown physical transform followed by a small trainable linear map, trained by a local contrastive loss in the manner of Forward-Forward from measured passes only. ' +
    'Vowels and images are classified in three experiments, with faster training, less digital computation and less power claimed against methods that model the hardware, and robustness to perturbations; the accuracies could not be reached.',
  claims: [
    {
      id: 'P1',
      text: 'A physical network of several layers is trained without any model of the physics.',
      says: { text: 'training without a model of the physical layers', source: 'abstract' },
      conditions: 'Acoustic network of 2 layers, microwave of 3, optical of 2.',
      checks: [
        {
          kind: 'absolute',
          how: 'On the authors’ measured acoustic system and 10 seeds, the physical transform is a call without a derivative, and accuracy is measured with the direct input removed so that the physics must carry the label, beside a digital control. It fails if the mean without direct input is below 85 %. In a prototype 52 test items gave 92–100 % with direct input, 85–100 % with the physics zeroed, so the original wiring proves nothing by itself, and 87–96 % without direct input.',
          passes: [{ metric: 'acoustic-vowels/accuracy-without-direct-input', unit: '%', bound: { atLeast: 85 } }],
        },
      ],
    },
    {
      id: 'P2',
      text: 'The method works across wave phenomena and kinds of non-linearity.',
      says: { text: 'diverse wave-based networks', source: 'abstract' },
      conditions: 'Acoustic, microwave and optical experiments.',
      checks: [
        {
          kind: 'ratio',
          how: 'Four simulated systems (saturable, phase-coded speckle, 2-bit programmable, soft clipping) learn the vowels; it fails if their accuracies are more than 5 points apart.',
          scale: 'Simulated physics instead of three experiments.',
          passes: [{ metric: 'simulated-systems/accuracy-spread', unit: 'pp', bound: { atMost: 5 } }],
        },
      ],
    },
    {
      id: 'P3',
      text: 'Training copes with perturbation and drift of the physical system.',
      says: { text: 'adaptable under external perturbations', source: 'abstract' },
      conditions: 'Dynamic or unpredictable external perturbations.',
      checks: [
        {
          kind: 'ratio',
          how: 'Under drift that decorrelates the field by 10, 30 and 50 %, the loss of accuracy is compared with backprop through a model and with physics-aware training on an outdated twin; it fails if that of local training is more than half of theirs.',
          scale: 'Simulated drift instead of perturbed experiments.',
          passes: [{ metric: 'accuracy-loss-under-drift/local-over-best-rival', unit: '×', bound: { atMost: 0.5 } }],
        },
      ],
      quote: ['external perturbations', 'robustness to perturbations'],
    },
    {
      id: 'P4',
      text: 'Training is faster and needs less digital computation than methods that know the hardware.',
      says: { text: 'faster training, fewer digital computations', baseline: 'hardware-aware training', source: 'abstract' },
      conditions: 'A comparison figure; its numbers were not found.',
      checks: [
        {
          kind: 'absolute',
          how: 'Digital multiply-adds and samples for identifying the system up to 90 % accuracy are counted for this method, for backprop through a surrogate and for physics-aware training, on the same system and seeds; it fails if this method needs more than either.',
        },
      ],
      quote: ['improving training speed', 'faster training'],
    },
    {
      id: 'P5',
      text: 'Power consumption of the physical system falls.',
      says: { text: 'reduced power consumption', source: 'abstract' },
      conditions: 'A power model of the optical system.',
      checks: [
        {
          kind: 'model',
          how: 'With stated energies per physical call and per multiply-add the break-even of the two is computed instead of a bare percentage; it fails if no plausible pair of energies favours the physical system.',
        },
      ],
      quote: ['reducing power consumption', 'less power'],
    },
    {
      id: 'P6',
      text: 'Vowels and images are classified in experiments.',
      says: { text: 'vowels and images, experimentally', source: 'abstract' },
      conditions: 'Vowels of 7 classes; MNIST and Fashion-MNIST pictures. The exact accuracies were not found.',
      checks: [
        {
          kind: 'absolute',
          how: 'The vowels are classified with the authors’ measured acoustic data and the accuracy over 10 seeds is reported; it fails if it is not above that of the linear map alone.',
        },
        {
          kind: 'ratio',
          how: 'Pictures are classified through a simulated fibre; it fails if accuracy is not above that of the same network with the fibre removed.',
          scale: 'A simulated fibre, 10,000 Fashion-MNIST pictures and an output of 26×26.',
        },
        { kind: 'out-of-reach', needs: 'the cavities and the fibre themselves' },
      ],
    },
  ],
} satisfies Paper;
