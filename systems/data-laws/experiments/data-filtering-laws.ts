/** How the claims of "Scaling Laws for Data Filtering" (arXiv 2404.07177) are measured with this library. */
import type { Experiment, ExperimentEvent, Host, Measurement } from '@galley/claims';
import { median } from '@galley/numerics/bootstrap';
import { random } from '@galley/numerics/random';
import { mixtures } from './mixtures/experiment.ts';
import {
  bestCuration, bootstrapFit, bucketSize, budgets, cutChanges, datablations, fitPools, frontier, mixtureLaw, predict, profile, releasedEffectiveData, releasedUtility,
  utilityCurve, type Family, type Form, type LawName, type MeasuredSeries, type Pool,
} from '../src/index.ts';

type Events = AsyncGenerator<ExperimentEvent, Measurement[]>;
const paper = 'data-filtering-laws';
const cuts = ['top10', 'top20', 'top30', 'top40'];
const percent = (error: number) => 100 * (1 - error);
const millions = (samples: number) => `${Math.round(samples / 1e6)}M`;

/** Accuracy in % of the four cuts as the authors' released code prints it from the released parameters. */
const printedAccuracy: [samples: number, accuracy: number[]][] = [
  [32e6, [18.25, 15.84, 13.42, 11.68]],
  [64e6, [24.62, 23.30, 20.40, 17.99]],
  [128e6, [28.73, 29.60, 26.77, 24.13]],
  [640e6, [31.18, 38.55, 37.56, 35.14]],
];

const filtering: Experiment<{ form: string; law: string }> = {
  id: 'filtering-by-compute',
  paper,
  title: 'How hard to filter at each compute budget',
  claims: ['D1'],
  runsIn: ['node', 'browser'],
  inputs: {
    form: { kind: 'choice', label: 'Irreducible error', options: ['reference', 'paper'], default: 'reference', help: 'reference: it decays with the rest, as the authors’ code computes it. paper: it is the floor, as printed.' },
    law: { kind: 'choice', label: 'Law', options: ['utility', 'effective-data'], default: 'utility' },
  },
  cost: { seconds: 1, memoryMB: 80 },
  plots: {
    accuracy: {
      title: 'Accuracy of each cut against compute', caption: 'The most selective cut leads first and is overtaken as its samples repeat; dots are the authors’ printed values.', mark: 'line',
      x: { label: 'samples seen', scale: 'log' }, y: { label: 'ImageNet zero-shot accuracy', unit: '%' },
    },
    cut: {
      title: 'Best cut against compute', caption: 'The share of the pool worth keeping grows in steps with the budget.', mark: 'line',
      x: { label: 'samples seen', scale: 'log' }, y: { label: 'kept', unit: '% of the pool' },
    },
  },
  async *run({ form, law }: { form: string; law: string }): Events {
    const released = law === 'utility' ? releasedUtility : releasedEffectiveData;
    const family: Family = { law: released.law, form: form as Form, pools: released.pools };
    const measurements: Measurement[] = [];
    let deviation = 0;
    yield { type: 'progress', done: 0, of: 3, doing: 'predicting mixtures' };
    for (const [samples, printed] of printedAccuracy) {
      const { errors, keep } = bestCuration(family, { samples });
      for (const [i, error] of errors.entries()) {
        deviation = Math.max(deviation, Math.abs(percent(error) - printed[i]));
        measurements.push({ metric: `accuracy/${cuts[i]}@${millions(samples)}`, value: percent(error), unit: '%', remark: `Predicted ImageNet accuracy after ${millions(samples)} samples of the T-MARS ${cuts[i].replace('top', 'top ')} %.` });
        yield { type: 'point', plot: 'accuracy', series: `${cuts[i].replace('top', 'top ')} %`, x: samples, y: printed[i], reference: true };
      }
      measurements.push({ metric: `best-cut@${millions(samples)}`, value: 10 * keep.length, unit: '%', remark: `At ${millions(samples)} samples the top ${10 * keep.length} % is predicted best.` });
    }
    yield { type: 'progress', done: 1, of: 3, doing: 'tracing the frontier' };
    for (const { samples, errors, cut } of frontier(family, { from: 1e7, to: 1e10, steps: 91 })) {
      for (const [i, error] of errors.entries()) yield { type: 'point', plot: 'accuracy', series: `${cuts[i].replace('top', 'top ')} %`, x: samples, y: percent(error) };
      yield { type: 'point', plot: 'cut', series: 'best cut', x: samples, y: 10 * cut };
    }
    yield { type: 'progress', done: 2, of: 3, doing: 'finding where the best cut changes' };
    const changes = cutChanges(family, { from: 1e7, to: 1e10 });
    for (const change of changes) yield { type: 'note', text: `From ${millions(change.samples)} samples on, keeping the top ${10 * change.to} % is predicted to beat the top ${10 * change.from} %.` };
    const first = changes.find(({ from, to }) => from === 1 && to === 2);
    if (first) measurements.push({ metric: 'crossover/top10-top20', value: first.samples / 1e6, unit: 'M samples', remark: 'The budget above which the top 20 % beats the top 10 %.' });
    measurements.push({ metric: 'accuracy/max-deviation', value: deviation, unit: '%', remark: 'Largest distance, in points of accuracy, of the 16 predictions from the values the authors’ code prints.' });

    const other: Family = { ...family, form: form === 'paper' ? 'reference' : 'paper' }, top = mixtureLaw(family, { keep: [family.pools[0].name] }), topOther = mixtureLaw(other, { keep: [family.pools[0].name] });
    if (law === 'utility') {
      yield { type: 'note', text: `The two forms of the law differ: with d inside the product the top 10 % reaches ${percent(form === 'paper' ? topOther(128e6) : top(128e6)).toFixed(2)} % at 128M samples, with d as the floor ${percent(form === 'paper' ? top(128e6) : topOther(128e6)).toFixed(2)} %. The released parameters were fitted with d inside.` };
    }
    return measurements;
  },
};

const printedPoolErrors: [pool: number, label: string, errors: number[]][] = [
  [0, 'top10', [0.8416, 0.7718, 0.7408, 0.7234, 0.7127]],
  [3, '30-40', [0.9631, 0.9360, 0.9277, 0.9245, 0.9231]],
];
const evaluatedEpochs = [2, 4, 6, 8, 10];

const pools: Experiment<{ form: string }> = {
  id: 'pool-utility',
  paper,
  title: 'What each quality pool teaches, and how fast that fades',
  claims: ['D2'],
  runsIn: ['node', 'browser'],
  inputs: { form: { kind: 'choice', label: 'Irreducible error', options: ['reference', 'paper'], default: 'reference', help: 'reference: it decays with the rest, as the authors’ code computes it. paper: it is the floor, as printed.' } },
  cost: { seconds: 1, memoryMB: 80 },
  plots: {
    error: {
      title: 'Error of each pool alone', caption: 'The best pool starts lower and falls further; dots are the values from the authors’ parameters.', mark: 'line',
      x: { label: 'epochs' }, y: { label: 'ImageNet zero-shot error' },
    },
    utility: {
      title: 'Utility against repetition', caption: 'Every pool’s utility halves each τ epochs; the best pool’s falls below fresh lesser data after a few.', mark: 'line',
      x: { label: 'repetition' }, y: { label: 'utility −b·δᵏ' },
    },
  },
  async *run({ form }: { form: string }): Events {
    const measurements: Measurement[] = [];
    let deviation = 0;
    const errorAt = (pool: Pool, epochs: number, as: Form) => predict('utility', pool.params!, { samples: epochs * bucketSize, epochSize: bucketSize, form: as });
    for (const [i, pool] of releasedUtility.pools.entries()) {
      yield { type: 'progress', done: i, of: 4, doing: pool.name };
      for (let epochs = 1; epochs <= 12; epochs += 0.25) yield { type: 'point', plot: 'error', series: pool.name, x: epochs, y: errorAt(pool, epochs, form as Form) };
      for (const [k, y] of utilityCurve(pool.params!, 16).entries()) yield { type: 'point', plot: 'utility', series: pool.name, x: k, y };
    }
    for (const [i, label, printed] of printedPoolErrors) {
      const pool = releasedUtility.pools[i];
      for (const [e, epochs] of evaluatedEpochs.entries()) {
        const error = errorAt(pool, epochs, form as Form);
        deviation = Math.max(deviation, Math.abs(error - printed[e]));
        measurements.push({ metric: `error/${label}@${epochs}`, value: error, unit: '', remark: `Predicted error of a model trained ${epochs} epochs on ${pool.name} alone.` });
        yield { type: 'point', plot: 'error', series: pool.name, x: epochs, y: printed[e], reference: true };
      }
    }
    const best = releasedUtility.pools[0], gap = errorAt(best, 10, 'paper') - errorAt(best, 10, 'reference');
    measurements.push({ metric: 'error/max-deviation', value: deviation, unit: '', remark: 'Largest distance of the ten errors from the values of the released code.' });
    measurements.push({ metric: 'form-gap/top10@10', value: gap, unit: '', remark: 'How much more error the printed form of the law gives than the released code’s, for the best pool after 10 epochs.' });
    yield { type: 'note', text: `Printed form and released code are not the same law: after 10 epochs of the best pool they differ by ${(100 * gap).toFixed(1)} points of error.` };
    return measurements;
  },
};

const recovery: Experiment<{ families: number; noise: number }> = {
  id: 'recovery',
  paper,
  title: 'Whether a fit recovers the parameters that made the curves',
  claims: ['D4'],
  runsIn: ['node', 'browser'],
  inputs: {
    families: { kind: 'number', label: 'Families of curves', default: 300, min: 5, max: 500, integer: true, help: 'Each is four pools with five evaluations, generated from the released parameters with noise of its own.' },
    noise: { kind: 'number', label: 'Noise of one evaluation', default: 0.0024, min: 0.0001, max: 0.02, help: 'Standard deviation of the error; 0.0024 is what the authors’ residuals amount to.' },
  },
  cost: { seconds: 8, memoryMB: 100 },
  plots: {
    exponent: { title: 'Recovered exponents', caption: 'Fitted b with its 95 % interval for each pool of the first families; dots marked as reference are the true values.', mark: 'dot', x: { label: 'family' }, y: { label: 'b' } },
    halfLife: { title: 'Recovered half-lives', caption: 'Fitted τ with its 95 % interval: wide and lopsided, because five evaluations say little about a half-life.', mark: 'dot', x: { label: 'family' }, y: { label: 'τ', unit: 'epochs' } },
  },
  async *run({ families, noise }: { families: number; noise: number }, host: Host): Events {
    const d = 0.1, plotted = 12, bErrors: number[] = [], tauErrors: number[] = [], widths: number[] = [];
    let inside = 0, intervals = 0, sse = 0, degrees = 0, worse = 0, open = 0;
    for (let f = 0; f < families; f++) {
      host.signal.throwIfAborted();
      yield { type: 'progress', done: f, of: families, doing: `fitting family ${f + 1}` };
      const rng = random(`recovery/${host.seed}/${host.repeat}/${f}`);
      const generated = releasedUtility.pools.map(({ name, size, params }): Pool => ({
        name, size,
        points: evaluatedEpochs.map((epochs) => ({ samples: epochs * size, error: predict('utility', params!, { samples: epochs * size, epochSize: size, form: 'reference' }) + noise * rng.normal() })),
      }));
      // As the authors fit: d given, one a for all pools. The noise is not told: the residuals have to say it.
      const fit = fitPools('utility', generated, { form: 'reference', d });
      sse += fit.sse; degrees += fit.degreesOfFreedom;
      if (f < 3 && fitPools('utility', generated, { form: 'reference', d, method: 'grid' }).sse < fit.sse) worse++;
      for (const [i, { name, params }] of fit.pools.entries()) {
        const truth = releasedUtility.pools[i].params!, b = profile(fit, { pool: name, parameter: 'b' }).interval, tau = profile(fit, { pool: name, parameter: 'tau' }).interval;
        const trueTau = Number(truth.tau), fittedTau = Number(params.tau);
        intervals += 2;
        inside += Number(b[0] <= truth.b && truth.b <= b[1]) + Number(tau[0] <= trueTau && trueTau <= tau[1]);
        bErrors.push(Math.abs(params.b - truth.b)); tauErrors.push(100 * Math.abs(fittedTau / trueTau - 1));
        if (tau[1] === Infinity) open++; else widths.push(tau[1] / tau[0]);
        if (f < plotted) {
          yield { type: 'point', plot: 'exponent', series: name, x: f + 1, y: params.b, low: b[0], high: b[1] };
          yield { type: 'point', plot: 'halfLife', series: name, x: f + 1, y: fittedTau, low: tau[0], high: Math.min(tau[1], 50) };
        }
      }
    }
    for (const { name, params } of releasedUtility.pools) {
      yield { type: 'point', plot: 'exponent', series: name, x: 0, y: params!.b, reference: true };
      yield { type: 'point', plot: 'halfLife', series: name, x: 0, y: Number(params!.tau), reference: true };
    }
    yield { type: 'note', text: `Half the intervals of τ span more than a factor of ${median(widths).toFixed(1)}${open > 0 ? `, and ${open} of ${intervals / 2} have no upper end` : ''}: five evaluations do not pin a half-life down.` };
    return [
      { metric: 'recovery/noise', value: Math.sqrt(sse / degrees), unit: '', remark: 'Noise of one evaluation as the fits’ residuals tell it, per degree of freedom; what was put in should come out.' },
      { metric: 'recovery/coverage', value: (100 * inside) / intervals, unit: '%', remark: `Share of the ${intervals} intervals of 95 % for b and τ that contain the true value.` },
      { metric: 'recovery/b-error', value: median(bErrors), unit: '', remark: 'Median distance of a fitted exponent b from the true one.' },
      { metric: 'recovery/tau-error', value: median(tauErrors), unit: '%', remark: 'Median relative distance of a fitted half-life from the true one.' },
      { metric: 'recovery/grid-is-better', value: worse, unit: '', remark: 'Of the first three families, how many the authors’ grid search fits with less squared error.' },
    ];
  },
};

const repetition: Experiment<{ resamples: number }> = {
  id: 'repetition',
  paper,
  title: 'The laws on language models that saw their tokens again and again',
  claims: ['D5'],
  runsIn: ['node', 'browser'],
  inputs: { resamples: { kind: 'number', label: 'Bootstrap resamples', default: 300, min: 50, max: 5000, integer: true } },
  cost: { seconds: 3, memoryMB: 100 },
  plots: {
    loss: { title: 'Validation loss against tokens', caption: 'Published losses (reference dots) with the utility law and its 95 % band.', mark: 'line', x: { label: 'tokens seen', scale: 'log' }, y: { label: 'validation loss' } },
    rmse: { title: 'Residual of each law', caption: 'Both laws with a half-life follow the curve; a power law without one does not.', mark: 'bar', x: { label: 'law' }, y: { label: 'RMSE' } },
  },
  async *run({ resamples }: { resamples: number }, host: Host): Events {
    const measurements: Measurement[] = [];
    const tested: [key: string, series: MeasuredSeries][] = [['2.8B@4B', datablations['2.8B on 4B']], ['4.2B@12B', datablations['4.2B on 12B']]];
    const laws: LawName[] = ['utility', 'effective-data', 'data-constrained', 'power'];
    let done = 0;
    for (const [key, series] of tested) {
      for (const law of laws) {
        yield { type: 'progress', done: done++, of: 2 * laws.length, doing: `${law} on ${series.about}` };
        const fit = fitPools(law, [series], { quantity: 'loss' }), { params, rmse } = fit.pools[0];
        measurements.push({ metric: `rmse/${law}/${key}`, value: rmse, unit: '', remark: `Residual of the ${law} law on ${series.points.length} losses of a model with ${series.about}.` });
        yield { type: 'point', plot: 'rmse', series: key, x: law, y: rmse };
        if (law !== 'power') {
          const { interval: [low, high] } = profile(fit);
          measurements.push({ metric: `tau/${law}/${key}`, value: Number(params.tau), unit: 'epochs', remark: `Half-life under the ${law} law; 95 % interval ${low.toFixed(1)} to ${Number.isFinite(high) ? high.toFixed(1) : 'without an upper end'}, from ${series.points.length} losses.` });
        }
        // How well the law foretells the longest run from the others.
        const shorter = { ...series, points: series.points.slice(0, -1) }, last = series.points[series.points.length - 1];
        const foretold = predict(law, fitPools(law, [shorter], { quantity: 'loss' }).pools[0].params, { samples: last.samples, epochSize: series.size });
        measurements.push({ metric: `foretold/${law}/${key}`, value: foretold - last.error, unit: '', remark: `Loss foretold for the longest run from the shorter ones, minus the loss it had.` });
        if (law === 'utility') {
          const at = budgets({ from: series.points[0].samples, to: 2 * last.samples, steps: 40 });
          const { pools: [{ band }] } = await bootstrapFit(fit, { resamples, seed: host.seed, at, signal: host.signal });
          for (const { samples, low, high } of band!) yield { type: 'point', plot: 'loss', series: series.name, x: samples, y: predict(law, params, { samples, epochSize: series.size }), low, high };
          for (const { samples, error } of series.points) yield { type: 'point', plot: 'loss', series: series.name, x: samples, y: error, reference: true };
        }
      }
    }
    const overfit = fitPools('utility', [datablations['146M on 100M']], { quantity: 'loss' }).pools[0].lackOfFit;
    if (overfit) yield { type: 'note', text: `Where data are very few the law stops being one: ${overfit.message}.` };
    yield { type: 'note', text: 'One loss per budget and four parameters: intervals are wide, and the longer series sets no upper end to its half-life under any law.' };
    return measurements;
  },
};

export const experiments: Experiment[] = [filtering, pools, mixtures, recovery, repetition];
export default experiments;
