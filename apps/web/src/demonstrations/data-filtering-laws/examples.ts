/** Tables to try the fit with. */
import { bucketSize, datablations, predict, releasedUtility, type MeasuredSeries, type Quantity } from '@galley/data-laws';

export interface Example { title: string; csv: string; size: string; quantity: Quantity; d: string; about: string }

const measured = ({ name, points }: MeasuredSeries) => ['pool,samples,error', ...points.map((p) => `${name},${p.samples},${p.error}`)].join('\n');
const source = 'Validation losses published by Muennighoff et al. (datablations)';

export const examples: Example[] = [
  { title: 'a language model that saw 4 B tokens up to 14 times', csv: measured(datablations['2.8B on 4B']), size: '4 B', quantity: 'loss', d: '', about: `${source}: ${datablations['2.8B on 4B'].about}.` },
  { title: 'one that repetition made worse', csv: measured(datablations['146M on 100M']), size: '0.1 B', quantity: 'loss', d: '', about: `${source}: ${datablations['146M on 100M'].about}; they fall, then rise.` },
  {
    title: 'the released curves, rounded', size: '12.8 M', quantity: 'error', d: '0.1', about: 'Not measured: the curves of the released parameters at 2, 4, 6, 8 and 10 epochs, rounded to three digits. The fit should find the parameters again.',
    csv: ['pool,samples,error', ...releasedUtility.pools.flatMap(({ name, params }) => [2, 4, 6, 8, 10].map((epochs) => `${name},${epochs * bucketSize},${predict('utility', params!, { samples: epochs * bucketSize, epochSize: bucketSize, form: 'reference' }).toFixed(3)}`))].join('\n'),
  },
];
