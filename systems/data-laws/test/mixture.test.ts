import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { mixtureCurve, mixtureLaw, predict, predictMixture, releasedEffectiveData, releasedUtility, type Family } from '../src/index.ts';
import { prefixErrors } from '../src/mixture/prefixes.ts';
import { familyOf, near, real } from './families.ts';

const accuracy = (family: Family, pools: number, samples: number) => (100 * (1 - predictMixture({ ...family, pools: family.pools.slice(0, pools) }, { samples })));

test('prints the released table of accuracies to 0.01', () => {
  const table: [number, number[]][] = [[32e6, [18.25, 15.84, 13.42, 11.68]], [64e6, [24.62, 23.30, 20.40, 17.99]], [128e6, [28.73, 29.60, 26.77, 24.13]], [640e6, [31.18, 38.55, 37.56, 35.14]]];
  for (const [samples, row] of table) row.forEach((printed, i) => assert.ok(Math.abs(accuracy(releasedUtility, i + 1, samples) - printed) < 0.01, `${samples}: top ${i + 1}`));
});

// Errors of the first 1, 2, 3, 4 buckets from the authors' own objective functions (commit cf5ced1), run once on their parameters.
const reference: { family: Family; rows: [samples: number, errors: number[]][] }[] = [
  { family: releasedUtility, rows: [
    [20_000_000, [0.8721582213, 0.89505427, 0.9133900387, 0.9276963204]],
    [100_000_000, [0.7247690429, 0.7249495097, 0.7540011383, 0.7796082221]],
    [640_000_000, [0.6882421336, 0.6144756497, 0.6243515071, 0.6486410535]],
    [3_333_333_333, [0.6881307563, 0.5993471988, 0.5866385279, 0.5978418739]],
  ] },
  { family: releasedEffectiveData, rows: [
    [20_000_000, [0.8715875823, 0.8847954749, 0.8958244807, 0.9126744861]],
    [100_000_000, [0.7255281612, 0.7149323132, 0.7259365258, 0.7512225615]],
    [640_000_000, [0.6923057208, 0.609768643, 0.5990978433, 0.6208120254]],
    [3_333_333_333, [0.6922870818, 0.5987872589, 0.5653596982, 0.5685850523]],
  ] },
];

test('reproduces the authors’ code to ten digits under both of their laws', () => {
  for (const { family, rows } of reference) {
    for (const [samples, errors] of rows) errors.forEach((error, i) => near(1 - accuracy(family, i + 1, samples) / 100, error, 2e-10, `${family.law} ${samples}`));
  }
});

test('Theorem 1: equal pools sampled uniformly behave as one product with half-lives p·τ', () => {
  fc.assert(fc.property(familyOf(['utility'], { equal: true }), real(0.1, 30), (family, epochs) => {
    const { pools, form } = family, p = pools.length, period = p * pools[0].size, samples = epochs * period, { a, d } = pools[0].params!;
    let y = 1;
    for (let k = 0; k <= Math.floor(samples / period); k++) {
      const hi = Math.min(period * (k + 1), samples), lo = period * k;
      const exponent = pools.reduce((sum, { params }) => sum + params!.b * 0.5 ** (k / (p * Number(params!.tau))), 0) / p;
      if (k === 0) y = ((a * hi) / 1e5) ** exponent + (form === 'reference' ? d : 0); else y *= (hi / lo) ** exponent;
    }
    near(predictMixture(family, { samples }), y + (form === 'paper' ? d : 0), 1e-11);
  }));
});

test('equal weights given by hand are the theorem’s mixture', () => {
  fc.assert(fc.property(familyOf(['utility', 'effective-data', 'power'], { equal: true }), real(0.1, 30), (family, epochs) => {
    const p = family.pools.length, samples = epochs * p * family.pools[0].size;
    near(predictMixture(family, { samples, weights: family.pools.map(() => 1 / p) }), predictMixture(family, { samples }), 1e-9);
  }));
});

/** Weights that sum to 1, some of them far from the pools' sizes. */
const weighted = (laws: ('utility' | 'effective-data')[]) => familyOf(laws, { most: 4 }).chain((family) =>
  fc.tuple(fc.constant(family), fc.array(real(0.05, 1), { minLength: family.pools.length, maxLength: family.pools.length }))
    .map(([drawn, raw]) => ({ family: drawn, weights: raw.map((w) => w / raw.reduce((sum, v) => sum + v, 0)) })));

test('pools of any size and weight: solves the differential equation between the merged epoch boundaries', () => {
  fc.assert(fc.property(weighted(['utility', 'effective-data']), real(1.5, 6), ({ family, weights }, epochs) => {
    const { pools, law, form } = family, { a, d } = pools[0].params!;
    const period = pools.map(({ size }, i) => size / weights[i]), samples = epochs * Math.min(...period);
    const places = [...new Set(period.flatMap((length) => Array.from({ length: Math.floor(samples / length) }, (_, k) => (k + 1) * length)))].filter((at) => at < samples).sort((p, q) => p - q);
    let at = Math.min(...period, samples), effective = at;
    const exponentAt = (n: number) => pools.map(({ params }, i) => ({ b: params!.b, left: weights[i] * 0.5 ** (Math.floor(n / period[i] + 1e-9) / (Number(params!.tau) / weights[i])) }));
    const mean = pools.reduce((sum, { params }, i) => sum + weights[i] * params!.b, 0);
    const inside = law === 'utility' && form === 'reference';
    let y = ((a * at) / 1e5) ** mean + (inside ? d : 0);
    for (const next of [...places.filter((place) => place > at * (1 + 1e-12)), samples]) {
      const now = exponentAt(at), steps = 60, h = (next - at) / steps;
      const total = now.reduce((sum, { left }) => sum + left, 0), pull = now.reduce((sum, { b, left }) => sum + b * left, 0);
      // dy/dn = y·Σ w b δ / n under the utility law; y·b_eff·(dm/dn)/m with dm/dn = Σ w δ under effective data.
      const slope = (n: number, value: number) => (law === 'utility' ? (value * pull) / n : (value * pull) / (effective + total * (n - at)));
      for (let i = 0, n = at; i < steps; i++, n += h) {
        const k1 = slope(n, y), k2 = slope(n + h / 2, y + (h / 2) * k1), k3 = slope(n + h / 2, y + (h / 2) * k2), k4 = slope(n + h, y + h * k3);
        y += (h / 6) * (k1 + 2 * k2 + 2 * k3 + k4);
      }
      effective += total * (next - at);
      at = next;
    }
    near(predictMixture(family, { samples, weights }), inside ? y : y + d, 1e-7);
  }), { numRuns: 60 });
});

test('a mixture of one pool is that pool', () => {
  fc.assert(fc.property(familyOf(['utility', 'effective-data', 'data-constrained', 'power'], { most: 1 }), real(0.1, 60), (family, epochs) => {
    const [{ size, params }] = family.pools, samples = epochs * size;
    near(predictMixture(family, { samples }), predict(family.law, params!, { samples, epochSize: size, form: family.form }), 1e-11);
  }));
});

test('the order of the pools does not matter, and a pool of weight 0 is not there', () => {
  fc.assert(fc.property(weighted(['utility', 'effective-data']), real(0.2, 10), ({ family, weights }, epochs) => {
    const samples = epochs * family.pools[0].size, error = predictMixture(family, { samples, weights });
    near(predictMixture({ ...family, pools: [...family.pools].reverse() }, { samples, weights: [...weights].reverse() }), error, 1e-11);
    const extra = { name: 'extra', size: 1e6, params: { ...family.pools[0].params!, b: -0.4, tau: 1 } };
    near(predictMixture({ ...family, pools: [...family.pools, extra] }, { samples, weights: [...weights, 0] }), error, 1e-11);
  }));
});

test('half-lives grow with the number of pools: the same epochs cost less utility in company', () => {
  fc.assert(fc.property(familyOf(['utility'], { most: 1 }), real(2, 20), fc.integer({ min: 2, max: 6 }), (family, epochs, copies) => {
    const [pool] = family.pools, twins = { ...family, pools: Array.from({ length: copies }, (_, i) => ({ ...pool, name: `twin ${i}` })) };
    const samples = epochs * pool.size * copies;
    assert.ok(predictMixture(twins, { samples }) <= predict('utility', pool.params!, { samples, epochSize: pool.size * copies, form: family.form }));
  }));
});

test('prefixes are the mixtures of the first pools', () => {
  fc.assert(fc.property(familyOf(['utility', 'effective-data', 'power']), real(0.1, 30), (family, epochs) => {
    const names = family.pools.map(({ name }) => name), samples = epochs * family.pools[0].size, errors = prefixErrors(family, names)(samples);
    names.forEach((_, i) => near(errors[i], predictMixture(family, { samples, keep: names.slice(0, i + 1) }), 1e-11));
  }));
});

test('answers the same in any order of asking', () => {
  fc.assert(fc.property(familyOf(['effective-data', 'utility']), fc.array(real(0.1, 80), { minLength: 2, maxLength: 12 }), (family, epochs) => {
    const law = mixtureLaw(family), budgets = epochs.map((e) => e * family.pools[0].size);
    const asked = budgets.map(law);
    budgets.forEach((samples, i) => near(predictMixture(family, { samples }), asked[i], 1e-12));
    assert.deepEqual([...mixtureCurve(family, budgets)].map((v) => v.toPrecision(11)), asked.map((v) => v.toPrecision(11)));
  }), { numRuns: 50 });
});

test('survives ten thousand pools and 10¹³ samples', () => {
  const pools = Array.from({ length: 10_000 }, (_, i) => ({ name: `${i}`, size: 1e6 + i, params: { a: 0.025, b: -0.05 - (i % 97) / 1000, tau: 1 + (i % 13), d: 0.1 } }));
  for (const law of ['utility', 'effective-data'] as const) {
    const errors = [1e7, 1e9, 1e11, 1e13].map((samples) => predictMixture({ law, form: 'paper', pools }, { samples }));
    assert.ok(errors.every((error, i) => error > 0.1 && (i === 0 ? error < 1.1 : error < errors[i - 1])), `${law}: ${errors}`);
  }
  for (const family of [releasedUtility, releasedEffectiveData]) near(predictMixture(family, { samples: 1e13 }), predictMixture(family, { samples: 9e12 }), 1e-6);
});

test('refuses mixtures the theorem does not cover, saying why', () => {
  const samples = 1e8, { pools } = releasedUtility;
  assert.throws(() => predictMixture(releasedUtility, { samples, weights: [0.5, 0.5, 0.5, 0.5] }), { name: 'InputError', message: /sum to 1, got 0.5 \+ 0.5 \+ 0.5 \+ 0.5 = 2/ });
  assert.throws(() => predictMixture(releasedUtility, { samples, weights: [0.5, 0.5] }), /expected 4 weights/);
  assert.throws(() => predictMixture(releasedUtility, { samples, weights: [1.5, -0.5, 0, 0] }), /between 0 and 1/);
  assert.throws(() => predictMixture({ ...releasedUtility, pools: [pools[0], { ...pools[1], params: { ...pools[1].params!, a: 0.03 } }] }, { samples }), /the theorem assumes one a/);
  assert.throws(() => predictMixture({ ...releasedUtility, pools: [pools[0], { ...pools[1], params: { ...pools[1].params!, d: 0.2 } }] }, { samples }), /one d/);
  assert.throws(() => predictMixture({ ...releasedUtility, pools: [{ ...pools[0], size: 0 }] }, { samples }), /size 0/);
  assert.throws(() => predictMixture({ ...releasedUtility, pools: [{ name: 'bare', size: 1e6 }] }, { samples }), /"bare" has no parameters: fit it first/);
  assert.throws(() => predictMixture({ ...releasedUtility, pools: [pools[0], pools[0]] }, { samples }), /two pools are called/);
  assert.throws(() => predictMixture({ ...releasedUtility, pools: [] }, { samples }), /at least one pool/);
  assert.throws(() => predictMixture(releasedUtility, { samples, keep: ['nobody'] }), /no pool is called "nobody"/);
  assert.throws(() => predictMixture(releasedUtility, { samples, keep: [pools[0].name, pools[0].name] }), /named twice/);
  assert.throws(() => predictMixture({ ...releasedUtility, law: 'data-constrained' }, { samples }), /no rule for mixtures/);
  assert.throws(() => predictMixture(releasedUtility, { samples: 0 }), /more than 0 samples/);
  for (const law of ['utility', 'effective-data'] as const) {
    const unknown: Family = { law, form: 'paper', pools: pools.map((pool) => ({ ...pool, params: { ...pool.params!, tau: 'unidentified' as const } })) };
    assert.ok(predictMixture(unknown, { samples: 5e7 }) > 0);
    assert.throws(() => predictMixture(unknown, { samples: 6e7 }), /within its first epoch/);
    assert.throws(() => prefixErrors(unknown, pools.map(({ name }) => name))(5e7), /within its first epoch/);
  }
});
