import type { Paper } from '@galley/claims';

export default {
  slug: 'beyond-backprop',
  arxiv: '2509.19063',
  title: 'Beyond Backpropagation: Exploring Innovative Algorithms for Energy-Efficient Deep Neural Network Training',
  authors: ['Przemysław Spyra'],
  published: '2025-09-23',
  summary:
    'Three ways of training without backpropagation, Forward-Forward, Cascaded-Forward and Mono-Forward, are each set against a backprop twin of the same architecture, all of them tuned and stopped by the same rules. ' +
    'Mono-Forward matches or beats backprop in accuracy on multilayer perceptrons, and is credited with up to 41% less energy, read from the GPU through NVML, and up to 34% less time. ' +
    'Forward-Forward costs more than backprop, and doing without a backward pass does not by itself save memory.',
  claims: [
    {
      id: 'C1',
      text: 'Mono-Forward is at least as accurate as backprop on the multilayer perceptrons it was designed for.',
      says: { text: '“consistently surpasses BP” in accuracy', baseline: 'backprop on the same MLP, both tuned', source: 'abstract' },
      conditions: 'MNIST, Fashion-MNIST, CIFAR-10 and CIFAR-100; the accuracy tables were not found.',
      checks: [
        {
          kind: 'absolute',
          how: 'On Fashion-MNIST, with two hidden layers of 1000 and both methods tuned, the mean test accuracy over five seeds is compared; it fails if Mono-Forward trails backprop by more than 0.2 points.',
          passes: [{ metric: 'fashion-mnist/accuracy/mono-forward-minus-backprop', unit: 'pp', bound: { atLeast: -0.2 } }],
        },
        { kind: 'out-of-reach', needs: 'the CIFAR-10 and CIFAR-100 files' },
      ],
      quote: ['consistently surpasses BP', 'matches or beats backprop'],
    },
    {
      id: 'C2',
      text: 'Mono-Forward uses up to 41 % less energy than backprop; a summary page of the paper gives 40.8 % on CIFAR-10.',
      says: { text: 'up to 41% less energy', value: 41, unit: '%', relation: 'up to', baseline: 'backprop on the same MLP', source: 'abstract' },
      conditions: 'One NVIDIA GPU read through NVML, model not found; 40.8 % on CIFAR-10 is second-hand.',
      checks: [
        {
          kind: 'ratio',
          how: 'Floating-point operations to a target accuracy are counted for both methods, and processor joules are read where the machine has a counter; the saving is printed, and it fails if Mono-Forward needs more of them than backprop.',
          scale: 'A processor and Fashion-MNIST instead of a GPU and CIFAR-10; operations stand in for joules where there is no counter.',
          passes: [{ metric: 'operations-to-accuracy/mono-forward-over-backprop', unit: '×', bound: { atMost: 1 } }],
        },
        { kind: 'out-of-reach', needs: 'an NVIDIA GPU with NVML for joules of the GPU' },
      ],
      quote: ['up to 41%'],
    },
    {
      id: 'C3',
      text: 'Mono-Forward shortens training by up to 34 %; a summary page gives 33.8 % on CIFAR-10.',
      says: { text: 'up to 34% less training time', value: 34, unit: '%', relation: 'up to', baseline: 'backprop on the same MLP', source: 'abstract' },
      conditions: 'One NVIDIA GPU, model not found; 33.8 % on CIFAR-10 is second-hand.',
      checks: [
        {
          kind: 'ratio',
          how: 'Wall time to the same validation accuracy and time per step are measured for both methods with the same kernels on the same machine; it fails if Mono-Forward is not faster than backprop.',
          scale: 'Three hidden layers of 2000 on a processor instead of a GPU.',
          passes: [
            { metric: 'time-to-accuracy/mono-forward-over-backprop', unit: '×', bound: { atMost: 1 } },
            { metric: 'step-time/mono-forward-over-backprop', unit: '×', bound: { atMost: 1 } },
          ],
        },
      ],
      quote: ['up to 34%'],
    },
    {
      id: 'C4',
      text: 'Forward-Forward is architecturally inefficient: it costs more than backprop.',
      says: { text: 'Forward-Forward is inefficient', baseline: 'backprop on the same four-layer MLP', source: 'abstract' },
      conditions: 'Four-layer MLP; the paper’s own factor was not found.',
      checks: [
        {
          kind: 'absolute',
          how: 'Floating-point operations per training step are counted for both; it fails if Forward-Forward needs less than 1.39 times those of backprop.',
          passes: [{ metric: 'operations-per-step/forward-forward-over-backprop', unit: '×', bound: { atLeast: 1.39 } }],
        },
        {
          kind: 'ratio',
          how: 'Wall time to 88 % validation accuracy is measured for both; it fails if Forward-Forward is not slower.',
          scale: 'Fashion-MNIST on a processor instead of a GPU.',
          passes: [{ metric: 'time-to-88-percent/forward-forward-over-backprop', unit: '×', bound: { atLeast: 1 } }],
        },
      ],
      quote: ['architectural inefficiencies', 'costs more than backprop'],
    },
    {
      id: 'C5',
      text: 'Cascaded-Forward with direct feedback alignment and cross-entropy comes near backprop in accuracy at about four times the energy.',
      says: { text: 'near backprop at about 4× the energy', value: 4, unit: '×', relation: 'about', baseline: 'the same CNN under backprop', source: 'second-hand' },
      conditions: 'A CNN of three blocks; from a summary page of the paper.',
      checks: [
        {
          kind: 'ratio',
          how: 'Accuracy and cost of Cascaded-Forward and backprop are measured on the same CNN; it fails if Cascaded-Forward is cheaper than backprop. A prototype of its random, mean-square variant reached 88.7 % after block 1 and 89.8 % summed over two blocks on Fashion-MNIST.',
          scale: '20,000 Fashion-MNIST pictures on a processor; operations instead of GPU joules.',
        },
      ],
    },
    {
      id: 'C6',
      text: 'Doing without backprop does not by itself need less memory.',
      says: { text: 'not inherently more memory-efficient', source: 'abstract' },
      conditions: 'Peak GPU memory; the figures were not found.',
      checks: [
        {
          kind: 'absolute',
          how: 'The peak of allocated bytes is counted with a breakdown per layer for all methods; it fails if the full feature matrix of Cascaded-Forward or the doubled batch of Forward-Forward does not show in it.',
        },
      ],
      quote: ['inherently more memory-efficient', 'does not by itself save memory'],
    },
    {
      id: 'C7',
      text: 'Mono-Forward converges to a lower validation loss than backprop.',
      says: { text: '“a more favorable minimum” of the validation loss', baseline: 'backprop on the same MLP', source: 'abstract' },
      conditions: 'Validation curves; figures not found.',
      checks: [
        {
          kind: 'ratio',
          how: 'The best validation cross-entropy of the last layer is compared over five seeds; it fails if that of Mono-Forward is higher than that of backprop.',
          scale: 'Fashion-MNIST only, on a processor.',
          passes: [{ metric: 'best-validation-loss/mono-forward-over-backprop', unit: '×', bound: { atMost: 1 } }],
        },
      ],
    },
  ],
} satisfies Paper;
