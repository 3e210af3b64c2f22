/** How the claims of "Modeling Performance of Data Collection Systems for High-Energy Physics" (arXiv 2407.00123) are measured with this library. */
import type { Experiment } from '@galley/claims';
import { budget } from './daq-model/budget.ts';
import { contour } from './daq-model/contour.ts';
import { drawn } from './daq-model/drawn.ts';
import { events } from './daq-model/events.ts';
import { sampledHlt } from './daq-model/sampled-hlt.ts';
import { sensitivity } from './daq-model/sensitivity.ts';
import { slips } from './daq-model/slips.ts';
import { upgrades } from './daq-model/upgrades.ts';

export const experiments: Experiment[] = [upgrades, drawn, sampledHlt, budget, contour, sensitivity, slips, events];
