/** D3: whether the law, fitted to pools one by one, foretells what a net trained on their mixture does. */
import type { Experiment, ExperimentEvent, Host, Measurement } from '@galley/claims';
import { fitPools, predict, predictMixture, type Family, type Pool } from '../../src/index.ts';
import { images, joined, type Images } from './images.ts';

type Events = AsyncGenerator<ExperimentEvent, Measurement[]>;
type Inputs = { poolSize: number; middling: number; poor: number; seeds: number; long: boolean };

const rate = 0.02, evaluated = [1, 2, 4, 6, 8, 10], longer = [15, 20, 30, 40];
const sets = [[0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2]], letters = 'ABC';
const nameOf = (set: readonly number[]): string => set.map((i) => letters[i]).join(' + ');
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const deviation = (values: readonly number[]): number => Math.sqrt(values.reduce((sum, v) => sum + (v - mean(values)) ** 2, 0) / (values.length - 1));

/** How far predictions of the mixtures are from what was trained, over the spread between seeds. */
function compared(curves: ReadonlyMap<string, number[][]>, family: Family, budgets: readonly number[]): { error: number; spread: number } {
  const errors: number[] = [], spreads: number[] = [];
  for (const set of sets.filter((s) => s.length > 1)) {
    const runs = curves.get(nameOf(set))!;
    budgets.forEach((samples, e) => {
      const trained = runs.map((run) => run[e]);
      errors.push(Math.abs(predictMixture(mixed(family, set), { samples }) - mean(trained)));
      spreads.push(deviation(trained));
    });
  }
  return { error: mean(errors), spread: mean(spreads) };
}
const mixed = ({ pools, ...rest }: Family, set: readonly number[]): Family => ({ ...rest, pools: set.map((i) => pools[i]) });

export const mixtures: Experiment<Inputs> = {
  id: 'mixtures',
  paper: 'data-filtering-laws',
  title: 'Mixtures foretold from their pools, and then trained',
  claims: ['D3'],
  runsIn: ['node', 'browser'],
  inputs: {
    poolSize: { kind: 'number', label: 'Images in a pool', default: 1500, min: 300, max: 10_000, integer: true },
    middling: { kind: 'number', label: 'Labels of pool B drawn at random', default: 0.35, min: 0, max: 0.95, help: 'As a share. Pool A has none.' },
    poor: { kind: 'number', label: 'Labels of pool C drawn at random', default: 0.6, min: 0, max: 0.95 },
    seeds: { kind: 'number', label: 'Seeds', default: 5, min: 2, max: 20, integer: true, help: 'Each has its own images, initial weights and order.' },
    long: { kind: 'boolean', label: 'Go on to 40 epochs', default: true, help: 'The paper evaluates up to 10. Beyond, a net learns wrong labels by heart, which the law does not know.' },
  },
  cost: { seconds: 15, memoryMB: 250 },
  plots: {
    pools: { title: 'Error of each pool alone', caption: 'Trained on one pool, test error against samples seen: dots are means over seeds, lines the law fitted to them.', mark: 'line', x: { label: 'samples seen', scale: 'log' }, y: { label: 'test error' } },
    mixtures: { title: 'Error of each mixture', caption: 'Lines were predicted from the pools’ parameters alone; dots, with the spread between seeds, were trained afterwards.', mark: 'line', x: { label: 'samples seen', scale: 'log' }, y: { label: 'test error' } },
    identity: { title: 'Predicted against trained', caption: 'Each dot is a mixture at one budget; on the diagonal the prediction is exact.', mark: 'dot', x: { label: 'trained error' }, y: { label: 'predicted error' } },
  },
  async *run({ poolSize, middling, poor, seeds, long }: Inputs, host: Host): Events {
    yield { type: 'progress', done: 0, of: 1, doing: 'drawing images and compiling the net' };
    const { trainer } = await import('./train.ts');
    const learner = trainer(rate), noise = [0, middling, poor], epochs = [...evaluated, ...(long ? longer : [])], budgets = epochs.map((e) => Math.round((e * poolSize) / 50) * 50), within = evaluated.length;
    const test = images(`test/${host.seed}`, 3000), curves = new Map<string, number[][]>(sets.map((set) => [nameOf(set), []]));
    const pool = (i: number, seed: number): Images => images(`pool/${host.seed}/${host.repeat}/${i}/${seed}`, poolSize, noise[i]);
    let done = 0;
    const of = sets.length * seeds * epochs.length;
    // The pools first: nothing of a mixture is known when the law is fitted.
    const train = async function* (set: readonly number[]): AsyncGenerator<ExperimentEvent, void> {
      for (let seed = 0; seed < seeds; seed++) {
        const run = learner.errors(joined(set.map((i) => pool(i, seed))), test, budgets, `${host.seed}/${host.repeat}/${nameOf(set)}/${seed}`);
        for (let step = run.next(); ; step = run.next()) {
          host.signal.throwIfAborted();
          if (step.done) { curves.get(nameOf(set))!.push(step.value); break; }
          yield { type: 'progress', done: ++done, of, doing: `training on ${nameOf(set)}, seed ${seed + 1}` };
        }
      }
    };
    for (const set of sets.slice(0, 3)) yield* train(set);
    const evaluations = (upTo: number) => sets.slice(0, 3).map((set): Pool => ({ name: nameOf(set), size: poolSize, points: budgets.slice(0, upTo).map((samples, e) => ({ samples, error: mean(curves.get(nameOf(set))!.map((run) => run[e])) })) }));
    const familyOf = (upTo: number): Family => { const fit = fitPools('utility', evaluations(upTo)); return { law: 'utility', form: 'paper', pools: fit.pools.map(({ name, params }) => ({ name, size: poolSize, params })) }; };
    const family = familyOf(within), last = budgets[within - 1], fine = Array.from({ length: 41 }, (_, i) => Math.round(poolSize * (last / poolSize) ** (i / 40)));
    for (const p of family.pools) {
      for (const samples of fine) yield { type: 'point', plot: 'pools', series: p.name, x: samples, y: predict('utility', p.params!, { samples, epochSize: poolSize, form: 'paper' }) };
      for (const { samples, error } of evaluations(within).find(({ name }) => name === p.name)!.points!) yield { type: 'point', plot: 'pools', series: p.name, x: samples, y: error!, reference: true };
    }
    const measurements: Measurement[] = [];
    for (const set of sets.slice(3)) {
      for (const samples of fine) yield { type: 'point', plot: 'mixtures', series: nameOf(set), x: samples, y: predictMixture(mixed(family, set), { samples }) };
      yield* train(set);
      for (const [e, samples] of budgets.slice(0, within).entries()) {
        const trained = curves.get(nameOf(set))!.map((run) => run[e]), spread = deviation(trained), predicted = predictMixture(mixed(family, set), { samples });
        yield { type: 'point', plot: 'mixtures', series: nameOf(set), x: samples, y: mean(trained), low: mean(trained) - spread, high: mean(trained) + spread, reference: true };
        yield { type: 'point', plot: 'identity', series: nameOf(set), x: mean(trained), y: predicted };
      }
    }
    const { error, spread } = compared(curves, family, budgets.slice(0, within));
    measurements.push(
      { metric: 'mixtures/error-over-spread', value: error / spread, unit: '×', remark: `Mean distance of the predictions from what was trained (${error.toFixed(4)} of error) over the standard deviation between seeds (${spread.toFixed(4)}), four mixtures at six budgets of 1 to 10 epochs.` },
      { metric: 'mixtures/error', value: error, unit: '', remark: 'Mean distance of the predicted test error of a mixture from the trained one.' },
      { metric: 'mixtures/spread', value: spread, unit: '', remark: 'Standard deviation of a mixture’s test error between seeds, mean over mixtures and budgets.' },
    );
    if (long) {
      const far = compared(curves, familyOf(epochs.length), budgets);
      measurements.push({ metric: 'mixtures/error-over-spread@40', value: far.error / far.spread, unit: '×', remark: 'The same, fitted and compared up to 40 epochs, where nets learn wrong labels by heart.' });
      if (far.error / far.spread > error / spread) yield { type: 'note', text: `Fitted and compared up to 40 epochs the predictions are off by ${(far.error / far.spread).toFixed(1)} times the spread: a pool with wrong labels makes its net worse again, and no utility that fades to 0 can say so; in a mixture the right labels outvote them.` };
    }
    return measurements;
  },
};

