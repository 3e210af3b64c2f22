import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { random } from '@galley/numerics/random';
import { datablations, fitPools, lawNames, predict, referenceGrid, releasedUtility, type FitOptions, type Form, type LawName, type Pool } from '../src/index.ts';
import { form, near, real } from './families.ts';

const epochs = [2, 4, 6, 8, 10];

/** The released buckets' curves with noise: what the authors would have fitted. */
function noisy(seed: string | number, noise: number, as: Form = 'reference'): Pool[] {
  const rng = random(`noisy/${seed}`);
  return releasedUtility.pools.map(({ name, size, params }) => ({
    name, size, points: epochs.map((e) => ({ samples: e * size, error: predict('utility', params!, { samples: e * size, epochSize: size, form: as }) + noise * rng.normal() })),
  }));
}

test('recovers the parameters of curves without noise, shared ones included', () => {
  fc.assert(fc.property(
    fc.constantFrom<LawName>('utility', 'effective-data', 'data-constrained'), form, real(0.01, 0.1), real(0.02, 0.3),
    fc.array(fc.record({ b: real(-0.35, -0.04), tau: real(1, 12) }), { minLength: 2, maxLength: 4 }),
    (law, as, a, d, drawn) => {
      const pools = drawn.map(({ b, tau }, i): Pool => ({
        name: `${i}`, size: 1e7, points: [0.4, 1, 2, 3, 5, 8, 12].map((e) => ({ samples: e * 1e7, error: predict(law, { a, b, tau, d }, { samples: e * 1e7, epochSize: 1e7, form: as }) })),
      }));
      const fit = fitPools(law, pools, { form: as, quantity: 'loss' });
      assert.ok(fit.rmse < 1e-7, `RMSE ${fit.rmse}`);
      fit.pools.forEach(({ params }, i) => {
        near(params.b, drawn[i].b, 2e-3, 'b');
        near(Number(params.tau), drawn[i].tau, 1e-2, 'tau');
      });
    },
  ), { numRuns: 60 });
});

test('reaches what scipy reaches from 54 starts, and where its answer is sharp, the same answer', () => {
  interface Figure { name: string; law: LawName; form: Form; size: number; samples: number[]; error: number[]; d: number | null; scipy: { sse: number; params: { b: number; tau: number } } }
  const figures: Figure[] = JSON.parse(readFileSync(new URL('scipy-figures.json', import.meta.url), 'utf8'));
  assert.ok(figures.length >= 12);
  for (const { name, law, form: as, size, samples, error, d, scipy } of figures) {
    const fit = fitPools(law, [{ name, size, points: samples.map((n, i) => ({ samples: n, error: error[i] })) }], { form: as, quantity: 'loss', ...(d === null ? {} : { d }) });
    assert.ok(fit.sse <= scipy.sse * (1 + 1e-9), `${name}: ${fit.sse} against ${scipy.sse}`);
    near(fit.pools[0].params.b, scipy.params.b, 1e-3, name);
    near(Number(fit.pools[0].params.tau), scipy.params.tau, 1e-3, name);
  }
});

test('never fits worse than the authors’ grid, in either form, on any of their freedoms', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 1e6 }), form, fc.constantFrom<FitOptions>({ d: 0.1 }, { a: 0.025, d: 0.1 }, { d: 0.1, shareA: false }), real(0.0005, 0.006), (seed, as, options, noise) => {
    const pools = noisy(seed, noise), nested = fitPools('utility', pools, { form: as, ...options });
    const grid = fitPools('utility', pools, { form: as, ...options, method: 'grid', grid: { maxPoints: 5000, b: [-0.005, -0.5, 50], tau: [1, 10, 50] } });
    assert.ok(nested.sse <= grid.sse * (1 + 1e-9), `${nested.sse} above ${grid.sse}`);
  }), { numRuns: 8 });
});

test('the grid finds parameters that lie on it', () => {
  const fit = fitPools('utility', noisy(1, 0), { form: 'reference', method: 'grid', a: 0.025, d: 0.1 });
  fit.pools.forEach(({ params }, i) => {
    near(params.b, releasedUtility.pools[i].params!.b, 1e-9);
    near(Number(params.tau), Number(releasedUtility.pools[i].params!.tau), 1e-9);
  });
  assert.equal(fit.comparisons, 4 * 100 * 100);
  assert.equal(referenceGrid.maxPoints, 100_000);
});

test('the same data in the other form give other parameters and nearly the same curve', () => {
  const pools = noisy(2, 0), paper = fitPools('utility', pools, { d: 0.1 }), reference = fitPools('utility', pools, { form: 'reference', d: 0.1 });
  near(reference.pools[0].params.b, -0.16, 1e-6);
  assert.ok(Math.abs(paper.pools[0].params.b + 0.16) > 0.015);
  assert.ok(paper.rmse < 2e-4);
});

test('fits published language-model losses: half-lives of 3.8 and 2.5 epochs, residuals of 0.0020 and 0.0018', () => {
  const [short, long] = [datablations['2.8B on 4B'], datablations['4.2B on 12B']];
  const figures = ([['utility', short], ['effective-data', short], ['utility', long], ['effective-data', long]] as const).map(([law, series]) => {
    const { params, rmse } = fitPools(law, [series], { quantity: 'loss' }).pools[0];
    return [Number(params.tau).toFixed(1), rmse.toFixed(4)];
  });
  assert.deepEqual(figures, [['3.8', '0.0020'], ['2.5', '0.0018'], ['3.5', '0.0022'], ['2.3', '0.0023']]);
});

test('a pool evaluated within its first epoch gets tau unidentified, not a bound, and does not disturb the others', () => {
  const p = { a: 0.03, b: -0.2, tau: 5, d: 0.1 };
  const curve = (name: string, at: number[]): Pool => ({ name, size: 1e8, points: at.map((e) => ({ samples: e * 1e8, error: predict('utility', p, { samples: e * 1e8, epochSize: 1e8 }) })) });
  const fit = fitPools('utility', [curve('fresh', [0.1, 0.3, 0.6, 1]), curve('repeated', [0.5, 1, 2, 4, 8])]);
  const [fresh, repeated] = fit.pools;
  assert.equal(fresh.params.tau, 'unidentified');
  assert.deepEqual(fresh.atBound, []);
  near(fresh.params.b, -0.2, 1e-3);
  near(Number(repeated.params.tau), 5, 1e-3);
  assert.ok(fit.warnings.some((warning) => /"fresh": tau is unidentified/.test(warning)));
  assert.equal(fitPools('power', [curve('repeated', [0.5, 1, 2, 4, 8])]).pools[0].params.tau, Infinity);
});

test('reports a curve that rises as one the law cannot describe', () => {
  const fit = fitPools('utility', [datablations['146M on 100M']], { quantity: 'loss' }), { lackOfFit } = fit.pools[0];
  assert.equal(lackOfFit?.reason, 'rises');
  near(lackOfFit!.rise, 3.897418 - 3.718068, 1e-9);
  // No falling curve does better than the best monotone one, so neither does the law.
  assert.ok(lackOfFit!.leastSse > 0 && lackOfFit!.leastSse <= fit.sse);
  assert.ok(fit.warnings.includes(lackOfFit!.message));
  for (const pool of fitPools('utility', noisy(3, 0.0024), { d: 0.1 }).pools) assert.equal(pool.lackOfFit, null);
  // With the noise known, what is within it is no rise.
  const wobble: Pool[] = [{ name: 'w', size: 1e7, points: [0.6, 0.55, 0.53, 0.545, 0.528].map((error, i) => ({ samples: (i + 1) * 1e7, error })) }];
  assert.equal(fitPools('utility', wobble, { d: 0.1, noise: 0.01 }).pools[0].lackOfFit, null);
  assert.equal(fitPools('utility', wobble, { d: 0.1, noise: 0.002 }).pools[0].lackOfFit?.reason, 'rises');
});

test('says which parameters ended on a bound, for the grid and for the nested fit', () => {
  const p = { a: 0.025, b: -0.7, tau: 14, d: 0.1 };
  const pools: Pool[] = [{ name: 'steep', size: 1e7, points: epochs.map((e) => ({ samples: e * 1e7, error: predict('utility', p, { samples: e * 1e7, epochSize: 1e7, form: 'reference' }) })) }];
  const grid = fitPools('utility', pools, { form: 'reference', a: 0.025, d: 0.1, method: 'grid' });
  assert.deepEqual(grid.pools[0].atBound, ['b', 'tau']);
  assert.ok(grid.warnings.some((warning) => /tau = 10.00 is the end of its range/.test(warning)));
  const nested = fitPools('utility', pools, { form: 'reference', a: 0.025, d: 0.1 });
  assert.deepEqual(nested.pools[0].atBound, []);
  near(Number(nested.pools[0].params.tau), 14, 1e-5);
  // Data without any decay push the half-life to the end of the search.
  const endless = { ...p, tau: Infinity, b: -0.2 };
  const fresh: Pool[] = [{ name: 'endless', size: 1e7, points: epochs.map((e) => ({ samples: e * 1e7, error: predict('utility', endless, { samples: e * 1e7, epochSize: 1e7 }) })) }];
  assert.deepEqual(fitPools('utility', fresh, { a: 0.025, d: 0.1 }).pools[0].atBound, ['tau']);
});

test('says when the evaluations cannot tell parameters apart', () => {
  // In the reference form a and d enter beyond the first epoch only together.
  const fit = fitPools('utility', [datablations['2.8B on 4B']], { quantity: 'loss', form: 'reference' });
  assert.ok(fit.warnings.some((warning) => /do not tell all parameters apart/.test(warning)));
  assert.ok(fit.conditionNumber! > 1e12);
  assert.ok(fitPools('utility', noisy(4, 0.0024), { a: 0.025, d: 0.1 }).conditionNumber! < 1e6);
});

test('shares what is to be shared, holds what is given, frees what is own', () => {
  const pools = noisy(5, 0.002), shared = fitPools('utility', pools, { form: 'reference' });
  assert.equal(new Set(shared.pools.map(({ params }) => params.a)).size, 1);
  assert.equal(new Set(shared.pools.map(({ params }) => params.d)).size, 1);
  const given = fitPools('utility', pools, { form: 'reference', a: 0.03, d: 0.12 });
  for (const { params } of given.pools) assert.deepEqual([params.a, params.d], [0.03, 0.12]);
  const own = fitPools('utility', pools, { form: 'reference', d: 0.1, shareA: false });
  assert.equal(new Set(own.pools.map(({ params }) => params.a)).size, 4);
  // More freedom never fits worse, and pools that share nothing are fitted as if alone.
  assert.ok(own.sse <= fitPools('utility', pools, { form: 'reference', d: 0.1 }).sse * (1 + 1e-9));
  own.pools.forEach(({ sse }, i) => near(sse, fitPools('utility', [pools[i]], { form: 'reference', d: 0.1 }).sse, 1e-9));
  assert.equal(shared.freeParameters, 10);
  assert.equal(shared.degreesOfFreedom, 10);
});

test('is at the bottom: no small step of any parameter fits better', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 1e6 }), form, fc.integer({ min: 0, max: 7 }), fc.constantFrom(-1e-4, 1e-4), (seed, as, which, step) => {
    const pools = noisy(seed, 0.0024), fit = fitPools('utility', pools, { form: as, d: 0.1 });
    const sse = (nudge: (i: number) => { b: number; tau: number }) => pools.reduce((sum, { size, points }, i) => sum + points!.reduce((total, { samples, error }) => {
      const { params } = fit.pools[i], by = nudge(i);
      return total + (predict('utility', { ...params, b: params.b * (1 + by.b), tau: Number(params.tau) * (1 + by.tau) }, { samples, epochSize: size, form: as }) - error!) ** 2;
    }, 0), 0);
    near(sse(() => ({ b: 0, tau: 0 })), fit.sse, 1e-9);
    assert.ok(sse((i) => (i === which % 4 ? (which < 4 ? { b: step, tau: 0 } : { b: 0, tau: step }) : { b: 0, tau: 0 })) >= fit.sse * (1 - 1e-12));
  }), { numRuns: 40 });
});

test('weights scale out, and missing evaluations are as if never made', () => {
  const pools = noisy(6, 0.003), plain = fitPools('utility', pools, { d: 0.1 });
  const heavy = fitPools('utility', pools.map((pool) => ({ ...pool, points: pool.points!.map((point) => ({ ...point, weight: 9 })) })), { d: 0.1 });
  heavy.pools.forEach(({ params }, i) => near(params.b, plain.pools[i].params.b, 1e-5));
  near(heavy.sse, 9 * plain.sse, 1e-8);
  const holed = fitPools('utility', pools.map((pool) => ({ ...pool, points: [...pool.points!, { samples: 1e9, error: NaN }, { samples: 2e9, error: null }] })), { d: 0.1 });
  assert.equal(holed.sse, plain.sse);
  assert.equal(holed.pools[0].missing, 2);
  assert.ok(holed.warnings.some((warning) => /2 evaluations have no value/.test(warning)));
});

test('fits hundreds of pools that share a and d', () => {
  const rng = random('many'), truth = Array.from({ length: 300 }, () => ({ a: 0.025, b: -0.05 - 0.2 * rng.uniform(), tau: 2 + 6 * rng.uniform(), d: 0.1 }));
  const pools = truth.map((p, i): Pool => ({ name: `${i}`, size: 1e8, points: [0.5, ...epochs].map((e) => ({ samples: e * 1e8, error: predict('utility', p, { samples: e * 1e8, epochSize: 1e8 }) })) }));
  const fit = fitPools('utility', pools);
  assert.ok(fit.rmse < 1e-6);
  near(fit.pools[0].params.d, 0.1, 1e-2);
  assert.equal(fit.conditionNumber, undefined);
});

test('every law fits its own curves from any start the data give', () => {
  for (const law of lawNames) {
    const p = { a: 0.05, b: -0.25, tau: 3, d: 0.2 }, pools: Pool[] = [{ name: law, size: 1e8, points: [0.3, 0.7, 1, 2, 4, 9].map((e) => ({ samples: e * 1e8, error: predict(law, p, { samples: e * 1e8, epochSize: 1e8 }) })) }];
    assert.ok(fitPools(law, pools).rmse < 1e-8, law);
  }
});

test('refuses evaluations that mean nothing, naming pool and place', () => {
  const pool = (points: { samples: number; error: number | null; weight?: number }[], size = 1e7): Pool[] => [{ name: 'web', size, points }];
  const good = epochs.map((e) => ({ samples: e * 1e7, error: 0.9 - e / 50 }));
  const refuses = (pools: Pool[], message: RegExp, options: FitOptions = {}) => assert.throws(() => fitPools('utility', pools, { d: 0.1, ...options }), { name: 'InputError', message });
  refuses(pool([{ samples: 1e7, error: 1.2 }, ...good]), /"web" at 10000000 samples: error 1.2 is outside \(0, 1\).*set quantity to "loss"/);
  refuses(pool([{ samples: 1e7, error: 0 }, ...good]), /outside \(0, 1\)/);
  refuses(pool([{ samples: 1e7, error: -2 }, ...good]), /expected a loss above 0, got -2/, { quantity: 'loss' });
  refuses(pool([{ samples: 0, error: 0.9 }, ...good]), /budgets of more than 0 samples, got 0/);
  refuses(pool([...good, good[0]]), /comes after 100000000. Sort the evaluations/);
  refuses(pool([good[0], ...good]), /two evaluations at the same budget/);
  refuses(pool(good.slice(0, 2)), /2 evaluations for 3 parameters|2 evaluations cannot determine 3 parameters/);
  refuses(pool(good, 0), /"web" has size 0/);
  refuses(pool([]), /no evaluations to fit/);
  refuses(pool([{ samples: 1e7, error: null }]), /no evaluations to fit \(1 missing\)/);
  refuses(pool(good.map((point) => ({ ...point, weight: 0 }))), /weight above 0/);
  refuses([...pool(good), ...pool(good)], /two pools are called "web"/);
  refuses([], /at least one pool/);
  refuses(pool(good), /d = 0.8 is not below the evaluations/, { d: 0.8 });
  refuses(pool(good), /irreducible error d ≥ 0/, { d: -1 });
  refuses(pool(good), /normaliser a > 0/, { a: 0 });
  refuses(pool(good), /standard deviation of an evaluation/, { noise: 0 });
  refuses(pool(good), /unknown form "printed"/, { form: 'printed' as Form });
  assert.throws(() => fitPools('linear' as LawName, pool(good)), /unknown law "linear"/);
});
