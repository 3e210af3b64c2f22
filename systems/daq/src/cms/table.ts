/** The paper's table of configurations: which upgrade does what. */
import type { Pipeline } from '../pipeline.ts';
import { run3, run5, system } from './system.ts';
import type { CmsSettings } from './system.ts';

/** Name and upgrades of the ten rows, in the paper's order. */
export const configurations: readonly { name: string; build(settings?: CmsSettings): Pipeline }[] = [
  { name: 'Run 3', build: run3 },
  { name: 'pile-up 200, L1T 400', build: (s) => system({ ...s, pileUp: 200, l1Reduction: 400 }) },
  { name: 'Run 5 baseline', build: run5 },
  { name: 'GPU HLT', build: (s) => run5({ ...s, gpu: true }) },
  { name: 'L1T tracking', build: (s) => run5({ ...s, tracking: true }) },
  { name: 'smart pixels', build: (s) => run5({ ...s, smartPixels: true }) },
  { name: 'GPU + tracking', build: (s) => run5({ ...s, gpu: true, tracking: true }) },
  { name: 'pixels + tracking', build: (s) => run5({ ...s, smartPixels: true, tracking: true }) },
  { name: 'GPU + pixels', build: (s) => run5({ ...s, gpu: true, smartPixels: true }) },
  { name: 'all three', build: (s) => run5({ ...s, gpu: true, tracking: true, smartPixels: true }) },
];
