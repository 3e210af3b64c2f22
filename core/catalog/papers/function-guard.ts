import type { Paper } from '@galley/claims';

export default {
  slug: 'function-guard',
  arxiv: '2408.02641',
  title: 'Detection of Compromised Functions in a Serverless Cloud Environment',
  authors: ['Danielle Lavi', 'Oleg Brodt', 'Dudu Mimran', 'Yuval Elovici', 'Asaf Shabtai'],
  published: '2024-08-05',
  venue: 'Computers & Security, 2025',
  summary:
    'A serverless function that has been taken over keeps its sandbox and its permissions; what changes is the sequence of calls it makes to cloud services. ' +
    'The detector learns normal sequences from logs that the provider writes anyway, and flags invocations that autoencoders of normal behaviour cannot reconstruct; it needs no agent and no change of code. ' +
    'On two applications in an AWS testbed it is said to find all implemented attacks, with a false alarm rate called negligible.',
  claims: [
    {
      id: 'G1',
      text: 'Every attack that was implemented is detected.',
      says: { text: '“all implemented attacks”', source: 'abstract' },
      conditions: 'AWS testbed, two applications; the paper’s list of attacks was not found.',
      checks: [
        {
          kind: 'ratio',
          how: 'Twelve attack scenarios on confidentiality, integrity, availability and cost are run in both applications; it fails if a scenario is not alerted at least once within 20 attack flows. Stealth variants are counted separately and allowed to fail visibly.',
          scale: 'An emulated cloud on one machine and our own twelve scenarios instead of AWS and the paper’s.',
          passes: [
            { metric: 'scenarios-detected/airline-booking', unit: '', bound: { equals: 12 } },
            { metric: 'scenarios-detected/video-on-demand', unit: '', bound: { equals: 12 } },
          ],
        },
      ],
      quote: ['all implemented attacks'],
    },
    {
      id: 'G2',
      text: 'False alarms are negligible; the figure was not found.',
      says: { text: '“negligible” false alarm rate', source: 'abstract' },
      conditions: 'AWS testbed, two applications; no figure reachable.',
      checks: [
        {
          kind: 'absolute',
          how: 'Alerts on benign flows of a day that was not used for training are counted, and again after a benign deployment with one delta update; it fails above one alert in 2,000 flows.',
          passes: [
            { metric: 'false-alarms-per-2000-benign-flows/unseen-day', unit: '', bound: { atMost: 1 } },
            { metric: 'false-alarms-per-2000-benign-flows/after-deployment', unit: '', bound: { atMost: 1 } },
          ],
        },
      ],
      quote: ['negligible false alarm rate', 'false alarm rate called negligible'],
    },
    {
      id: 'G3',
      text: 'The provider’s own monitoring is enough; no agent is needed.',
      says: { text: 'native monitoring tools only', source: 'abstract' },
      conditions: 'CloudTrail, CloudWatch and X-Ray records.',
      checks: [
        {
          kind: 'absolute',
          how: 'The detector is given the emitted records and every other source is removed; it fails if it reads anything else.',
          passes: [{ metric: 'detector/other-sources-read', unit: '', bound: { equals: 0 } }],
        },
      ],
      quote: ['native monitoring tools', 'logs that the provider writes anyway'],
    },
    {
      id: 'G4',
      text: 'The approach is not tied to one application.',
      says: { text: 'not tied to a specific application', source: 'abstract' },
      conditions: 'Two applications.',
      checks: [
        {
          kind: 'ratio',
          how: 'The same code and constants are used for both applications; it fails if either needs its own, and, as a control, a detector trained on one application must fail clearly on the other.',
          scale: 'Two applications in an emulated cloud on one machine.',
        },
      ],
    },
    {
      id: 'G5',
      text: 'The approach is agnostic to the kind of threat: it trains without attacks.',
      says: { text: 'agnostic to the type of threats', source: 'abstract' },
      conditions: 'No attack data in training.',
      checks: [
        {
          kind: 'absolute',
          how: 'The flows of the training set are compared with the labels of the attack flows by hash; it fails if one of them is an attack.',
          passes: [{ metric: 'training-set/attack-flows', unit: '', bound: { equals: 0 } }],
        },
      ],
    },
    {
      id: 'G6',
      text: 'The model can be adapted by small additions when normal behaviour changes.',
      says: { text: 'adaptable through model adjustments', source: 'abstract' },
      conditions: 'A second, small model for recent traffic.',
      checks: [
        {
          kind: 'ratio',
          how: 'False alarms after a benign drift are counted with and without the additional model; it fails if they do not fall, or if fewer of the twelve scenarios are detected.',
          scale: 'A drift produced in an emulated cloud on one machine.',
        },
      ],
    },
    {
      id: 'G7',
      text: 'It is better than simple detectors; no figure for this could be reached.',
      says: { text: 'better than simple detectors, no figure', source: 'ours' },
      conditions: 'Not claimed in any figure that could be reached.',
      checks: [
        {
          kind: 'ratio',
          how: 'F1 at an equal false alarm rate is compared with six simple detectors (n-grams, Markov surprise, isolation forest, principal components, one-class support vectors, a list of rules); it fails if one of them is better.',
          scale: 'An emulated cloud on one machine.',
        },
      ],
    },
    {
      id: 'G8',
      text: 'It works on logs of a real cloud; this is our own test.',
      says: { text: 'works on real cloud logs', source: 'ours' },
      conditions: 'A public CloudTrail set of 2,900 events in 56 minutes, with 214 direct attack calls of 80 executions and 932 set-up calls of the attack tool.',
      checks: [
        {
          kind: 'absolute',
          how: 'Precision and recall per technique are computed on that set; the user agent serves as the label only and is removed from the input. It is hard, because the rest of the set is the building of infrastructure; it fails if the attack calls are not told apart better than by chance.',
        },
      ],
    },
    {
      id: 'G9',
      text: 'The paper’s own precision and recall.',
      says: { text: 'precision and recall on the AWS logs', source: 'paper' },
      conditions: 'Logs of the authors’ AWS testbed; the figures were not found.',
      checks: [{ kind: 'out-of-reach', needs: 'the logs, which the authors have not released' }],
    },
  ],
} satisfies Paper;
