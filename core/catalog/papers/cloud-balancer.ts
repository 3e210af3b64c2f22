import type { Paper } from '@galley/claims';

export default {
  slug: 'cloud-balancer',
  arxiv: '2509.22704',
  title: 'Intelligent Load Balancing in Cloud Computer Systems',
  authors: ['Leszek Sliwko'],
  published: '2025-09-22',
  venue: 'PhD thesis, University of Westminster, 2018',
  summary:
    'A thesis on keeping every machine of a large cluster below its limits, over several resources at once, while moving as little as possible. ' +
    'It sorts existing work into three classes of schedulers, models resources with the cost of moving a task, fits a formula for the network traffic of live migration, and builds a simulator from a month of traces of a Google cell of some 12,500 machines. ' +
    'Two balancers are tried on it: a central one that uses metaheuristics, and a decentralised one whose agents negotiate. Results are called promising; few figures are reachable.',
  claims: [
    {
      id: 'B1',
      text: 'Schedulers fall into three classes, of operating systems, of clusters and of big data, that pursue different objectives.',
      says: { text: 'three classes of schedulers', value: 3, unit: '', relation: 'equals', source: 'abstract' },
      conditions: 'A survey of the literature.',
      checks: [
        {
          kind: 'ratio',
          how: 'The same trace is run under one policy of each class and the profile of metrics is compared with the tabulated one; it fails if the profiles do not differ as tabulated.',
          scale: 'A generated trace in our simulator; one policy stands for each class.',
        },
      ],
      quote: ['three classes of schedulers'],
    },
    {
      id: 'B2',
      text: 'The model of utilisation covers several kinds of resources and the cost of migrating a task.',
      says: { text: 'several resources and migration cost in one model', source: 'abstract' },
      conditions: 'An abstract model; its coefficients were not found.',
      checks: [
        {
          kind: 'absolute',
          how: 'A million random moves are applied to the model; it fails if a machine is over-committed after the model called it stable, or if the incremental cost differs from the cost of the replayed moves.',
          passes: [{ metric: 'resource-model/violated-invariants', unit: '', bound: { equals: 0 } }],
        },
      ],
      quote: ['task migration costs', 'cost of moving a task'],
    },
    {
      id: 'B3',
      text: 'A formula estimates the network traffic of live migration; a summary puts its worst error at about 11 %, and the underlying report calls the process exponential.',
      says: { text: 'a traffic formula within ±11%', value: 11, unit: '%', relation: 'at most', source: 'second-hand' },
      conditions: 'VirtualBox machines running several applications. The formula is in the abstract, its error only in a summary; its coefficients were not found.',
      checks: [
        {
          kind: 'absolute',
          how: 'Instances of WebAssembly programs are really migrated in rounds: 6 programs, 5 link rates, 3 sizes; predicted and measured bytes are compared for a pre-copy model and for an exponential fit, with the dirtying profile measured on another run, and it fails if the worst error exceeds 11 %.',
          passes: [{ metric: 'migration-traffic/worst-error', unit: '%', bound: { atMost: 11 } }],
        },
      ],
      quote: ['formula which estimates the network traffic', 'formula for the network traffic'],
    },
    {
      id: 'B4',
      text: 'A simulator replays a month of a real cell of 12,500 machines on a desktop computer.',
      says: { text: 'a month of about 12,500 nodes', value: 12_500, unit: '', relation: 'about', source: 'abstract' },
      conditions: 'Google’s cell trace of 2011 (41 GB). The month is in the abstract; the number of nodes and the desktop come from the separate paper on the simulator.',
      checks: [
        {
          kind: 'model',
          how: 'A generated month of a cell of 12,583 machines is simulated from beginning to end; it fails if it does not finish or if an event is lost.',
        },
        { kind: 'out-of-reach', needs: 'the 2011 trace (41 GB) for a replay; the importer is tested on small samples' },
      ],
      quote: ['month-long workload traces', 'a month of traces'],
    },
    {
      id: 'B5',
      text: 'The central metaheuristic balancer keeps the system stable at the least cost.',
      says: { text: 'stability at minimum cost', source: 'abstract' },
      conditions: 'University HPC cluster; result tables were not found.',
      checks: [
        {
          kind: 'ratio',
          how: 'The balancers are compared with the exact optimum of a mixed-integer program on instances of up to 60 services and with the linear bound above that; it fails if the genetic algorithm seeded with the other results is worse than any of its seeds, or needs longer than the plain one to reach its result.',
          scale: 'Instances of tens of services against an exact solver; the thesis’s own instances were not found.',
          passes: [
            { metric: 'seeded-genetic/cost-over-best-seed', unit: '×', bound: { atMost: 1 } },
            { metric: 'seeded-genetic/time-to-plain-result', unit: '×', bound: { atMost: 1 } },
          ],
        },
      ],
      quote: ['maintained at minimum cost', 'moving as little as possible'],
    },
    {
      id: 'B6',
      text: 'Agents that negotiate without a centre are an alternative; their figures were not found.',
      says: { text: 'a decentralised agent-based alternative', source: 'abstract' },
      conditions: 'Simulated cell; figures not found.',
      checks: [
        {
          kind: 'ratio',
          how: 'Overloaded node-minutes and bytes moved are compared with the central balancer and with plain re-placement at 1,000, 5,000 and 12,500 nodes; it fails if the messages per node do not stay flat as the cell grows.',
          scale: 'A generated cell instead of the 2011 trace.',
        },
      ],
      quote: ['decentralised agent-based system', 'agents negotiate'],
    },
    {
      id: 'B7',
      text: 'The experiments give promising results.',
      says: { text: '“promising results”', source: 'abstract' },
      conditions: 'University of Westminster HPC cluster; details not found.',
      checks: [{ kind: 'out-of-reach', needs: 'a number to check: the sentence states none' }],
      quote: ['promising results', 'called promising'],
    },
  ],
} satisfies Paper;
