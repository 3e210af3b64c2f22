import type { Paper } from '@galley/claims';

export default {
  slug: 'cloudformer',
  arxiv: '2509.03394',
  title: 'CloudFormer: An Attention-based Performance Prediction for Public Clouds with Unknown Workload',
  authors: ['Amirhossein Shahbazinia', 'Darong Huang', 'Luis Costero', 'David Atienza'],
  published: '2025-09-03',
  summary:
    'From 206 metrics of the host, read every second, CloudFormer predicts how much a virtual machine is slowed down by its neighbours, without looking inside it. ' +
    'Two small Transformer branches read the same run, one along time and one across metrics; the tests use applications never seen in training. ' +
    'The reported mean absolute error is 7.8%, at least 28% lower than that of earlier methods, of which random forests come closest.',
  claims: [
    {
      id: 'F1',
      text: 'On unseen applications the mean absolute error is 7.8 %; the text gives 7.80 ± 1.55, and a mean squared error of 142.67 ± 49.71.',
      says: { text: 'MAE 7.8% on unseen workloads', value: 7.8, unit: '%', relation: 'equals', source: 'abstract' },
      conditions: 'Six random splits into 7 training and 4 test applications; 38,704 runs on one server with two Xeon Gold 6240.',
      checks: [
        { kind: 'out-of-reach', needs: 'the data set CloudPerfTrace (18 GB) and about a GPU day; the importer and the recipe are included' },
        {
          kind: 'ratio',
          how: 'The same protocol, six splits with unseen workloads, is run on contention recorded on this machine and the mean absolute error is reported; it fails if the model is no better than predicting the mean.',
          scale: 'Small programs contending on one machine instead of 11 cloud applications in virtual machines; far fewer runs.',
        },
      ],
      quote: ['7.8%'],
    },
    {
      id: 'F2',
      text: 'The error is at least 28 % below the best earlier method; the table gives 10.78 ± 3.29 for random forests, which makes 27.6 % (derived).',
      says: { text: 'at least 28% lower error', value: 28, unit: '%', relation: 'at least', baseline: 'random forest, MAE 10.78, MSE 205.67', source: 'abstract' },
      conditions: 'Six random splits; (10.78 − 7.80) / 10.78 = 27.6 %, so the abstract rounds up.',
      checks: [
        {
          kind: 'ratio',
          how: 'Our model and our tuned random forest are compared on unseen workloads, paired over splits; it fails if the forest is as good or better, and the difference is reported either way.',
          scale: 'Contention of small programs on one machine instead of CloudPerfTrace.',
        },
      ],
      quote: ['at least by 28%', 'at least 28%'],
    },
    {
      id: 'F3',
      text: 'The order of the methods by error is CloudFormer, random forest, decision tree 15.03, LSTM 15.42, linear regression 49.09, gamma regression 477.12.',
      says: { text: 'CF 7.80 < RF 10.78 < DT 15.03 < LSTM 15.42 < LR 49.09 < GLR 477.12', source: 'paper' },
      conditions: 'Mean absolute error in percent, six random splits.',
      checks: [
        {
          kind: 'ratio',
          how: 'The six methods are trained on the same splits and ordered by mean absolute error; it fails wherever the order differs.',
          scale: 'Contention of small programs on one machine instead of CloudPerfTrace.',
        },
      ],
    },
    {
      id: 'F4',
      text: 'Both branches are needed: the temporal one alone gives 8.47, the system one 8.65, both together 7.80.',
      says: { text: '8.47 and 8.65 alone, 7.80 together', source: 'paper' },
      conditions: 'Mean absolute error in percent, same protocol.',
      checks: [
        {
          kind: 'ratio',
          how: 'Each branch is trained alone and with the other; it fails if both together are not better than either, and the gain of the temporal branch should vanish on runs of static load but not on dynamic ones.',
          scale: 'Contention of small programs on one machine instead of CloudPerfTrace.',
        },
      ],
    },
    {
      id: 'F5',
      text: 'The system branch beats random forests with about 6,000 parameters.',
      says: { text: 'about 6 k parameters', value: 6_000, unit: '', relation: 'about', baseline: 'random forest', source: 'paper' },
      conditions: 'The text gives this branch a width of 64, with which it would have about 200,000 parameters; about 5,000 result for one channel (derived). The figure is inconsistent.',
      checks: [
        {
          kind: 'absolute',
          how: 'The parameters of the system branch are counted for the stated width of 64 and for one channel; it fails if the stated width does not give about 6,000.',
        },
        {
          kind: 'ratio',
          how: 'The system branch and a tuned random forest are compared on unseen workloads; it fails if the forest has the lower error.',
          scale: 'Contention of small programs on one machine instead of CloudPerfTrace.',
        },
      ],
    },
    {
      id: 'F6',
      text: 'Static scenarios are easier than dynamic ones; TPC-C and Flink are the hard ones among the static.',
      says: { text: 'static easier than dynamic', source: 'paper' },
      conditions: 'Errors per application.',
      checks: [
        {
          kind: 'ratio',
          how: 'Errors on runs of static and of dynamic load are compared; it fails if the static ones are not the smaller.',
          scale: 'Load shapes generated on one machine instead of cloud applications.',
        },
      ],
    },
    {
      id: 'F7',
      text: 'The whole model has 228,000 parameters.',
      says: { text: '228 k parameters', value: 228_000, unit: '', relation: 'about', source: 'paper' },
      conditions: 'Stated with widths of 64 and 4 blocks in each branch; those widths do not give this count.',
      checks: [
        {
          kind: 'absolute',
          how: 'The parameters of the model are counted layer by layer for the stated widths; it fails if the sum is not 228,000 to the printed digits, and the arithmetic is shown.',
          passes: [{ metric: 'stated-widths/parameters', unit: '', bound: { near: 228_000, within: 500 } }],
        },
      ],
    },
    {
      id: 'F8',
      text: 'The model adapts to varying load without tuning for each scenario.',
      says: { text: 'no scenario-specific tuning', source: 'abstract' },
      conditions: 'Static, monotonic, periodic and random load shapes; no figure.',
      checks: [
        {
          kind: 'ratio',
          how: 'One set of hyper-parameters is used for all load shapes and each shape is left out of training in turn; it fails if leaving a shape out costs more than its share of the data explains.',
          scale: 'Load shapes generated on one machine.',
        },
      ],
    },
  ],
} satisfies Paper;
