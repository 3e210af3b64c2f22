import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bucketSize, dataConstrainedLoss, effectiveSamples, lawNames, muennighoff, predict, releasedUtility, utilityCurve, type LawName, type PoolParams } from '../src/index.ts';
import { repetitionOf } from '../src/laws/predict.ts';
import { form, near, real } from './families.ts';

const params = fc.record({ a: real(0.005, 0.2), b: real(-0.5, -0.01), tau: real(0.3, 30), d: real(0, 0.3) });

test('prints the released single-pool errors to their four digits', () => {
  const printed: [number, string][] = [[0, '0.8416 0.7718 0.7408 0.7234 0.7127'], [3, '0.9631 0.9360 0.9277 0.9245 0.9231']];
  for (const [pool, row] of printed) {
    const errors = [2, 4, 6, 8, 10].map((epochs) => predict('utility', releasedUtility.pools[pool].params!, { samples: epochs * bucketSize, epochSize: bucketSize, form: 'reference' }).toFixed(4));
    assert.equal(errors.join(' '), row);
  }
});

test('the two forms differ by 2.3 points on the best pool after ten epochs', () => {
  const at = (as: 'paper' | 'reference') => predict('utility', releasedUtility.pools[0].params!, { samples: 10 * bucketSize, epochSize: bucketSize, form: as }).toFixed(4);
  assert.deepEqual([at('reference'), at('paper')], ['0.7127', '0.7361']);
});

test('solves the differential equation dy/dn = (b_k/n)·y, integrated numerically', () => {
  fc.assert(fc.property(params, real(0.1, 12), ({ a, b, tau, d }, epochs) => {
    const size = 1e6, samples = epochs * size;
    // Runge-Kutta in log n from a point inside the first epoch, where y is the plain power law, stepping to each boundary.
    let n = Math.min(samples, size) / 2, y = ((a * n) / 1e5) ** b;
    while (n < samples) {
      const epoch = Math.floor(n / size + 1e-12), exponent = b * 0.5 ** (epoch / tau), end = Math.min(samples, (epoch + 1) * size);
      const steps = 40, h = Math.log(end / n) / steps;
      for (let i = 0; i < steps; i++) {
        const k1 = exponent * y, k2 = exponent * (y + (h / 2) * k1), k3 = exponent * (y + (h / 2) * k2), k4 = exponent * (y + h * k3);
        y += (h / 6) * (k1 + 2 * k2 + 2 * k3 + k4);
      }
      n = end;
    }
    near(predict('utility', { a, b, tau, d }, { samples, epochSize: size }), y + d, 1e-9);
  }));
});

test('equals the product over epochs as the paper prints it, in both forms', () => {
  fc.assert(fc.property(params, form, real(0.05, 40), ({ a, b, tau, d }, as, epochs) => {
    const size = 12_800_000, samples = epochs * size;
    let y = ((a * Math.min(size, samples)) / 1e5) ** b + (as === 'reference' ? d : 0);
    for (let k = 1; k <= Math.floor(samples / size); k++) y *= (Math.min(size * (k + 1), samples) / (size * k)) ** (b * 0.5 ** (k / tau));
    near(predict('utility', { a, b, tau, d }, { samples, epochSize: size, form: as }), y + (as === 'paper' ? d : 0), 1e-12);
  }));
});

test('forms agree while the data are fresh and wherever d is 0', () => {
  fc.assert(fc.property(params, real(0.01, 30), (p, epochs) => {
    const at = (q: PoolParams, as: 'paper' | 'reference') => predict('utility', q, { samples: epochs * 1e6, epochSize: 1e6, form: as });
    near(at({ ...p, d: 0 }, 'reference'), at({ ...p, d: 0 }, 'paper'), 1e-12);
    if (epochs <= 1) near(at(p, 'reference'), at(p, 'paper'), 1e-14);
    else assert.ok(at(p, 'reference') <= at(p, 'paper') * (1 + 1e-14));
  }));
});

test('error falls with every further sample, and a fraction of an epoch counts', () => {
  fc.assert(fc.property(fc.constantFrom(...lawNames), params, form, real(0.05, 8), real(1.001, 1.5), (law, p, as, epochs, more) => {
    const at = (e: number) => predict(law, p, { samples: e * 1e6, epochSize: 1e6, form: as });
    assert.ok(at(epochs * more) < at(epochs));
  }));
});

test('is continuous where an epoch ends', () => {
  fc.assert(fc.property(fc.constantFrom(...lawNames), params, form, fc.integer({ min: 1, max: 20 }), (law, p, as, epochs) => {
    const at = (n: number) => predict(law, p, { samples: n, epochSize: 1e6, form: as });
    near(at(epochs * 1e6 * (1 + 1e-9)), at(epochs * 1e6 * (1 - 1e-9)), 1e-8);
  }));
});

test('without decay every law is the power law, and with decay none does better', () => {
  fc.assert(fc.property(fc.constantFrom<LawName>('utility', 'effective-data', 'data-constrained'), params, real(0.1, 50), (law, p, epochs) => {
    const o = { samples: epochs * 1e6, epochSize: 1e6 }, power = predict('power', p, o);
    near(predict(law, { ...p, tau: Infinity }, o), power, 1e-12);
    near(predict(law, { ...p, tau: 1e9 }, o), power, 1e-6);
    assert.ok(predict(law, p, o) >= power * (1 - 1e-13));
  }));
});

test('a longer half-life never hurts', () => {
  fc.assert(fc.property(fc.constantFrom<LawName>('utility', 'effective-data', 'data-constrained'), params, real(1, 50), real(1, 5), (law, p, epochs, longer) => {
    const at = (tau: number) => predict(law, { ...p, tau }, { samples: epochs * 1e6, epochSize: 1e6 });
    assert.ok(at(p.tau * longer) <= at(p.tau) * (1 + 1e-13));
  }));
});

test('counts effective data as Σ (n_k − n_{k−1})·δᵏ', () => {
  fc.assert(fc.property(real(0.3, 30), real(0.1, 60), (tau, epochs) => {
    let sum = 0;
    for (let k = 0; k <= Math.floor(epochs); k++) sum += (Math.min(epochs, k + 1) - k) * 0.5 ** (k / tau);
    near(effectiveSamples('effective-data', { samples: epochs * 1e6, epochSize: 1e6, tau }), sum * 1e6, 1e-12);
  }));
});

test('knows how its effective samples change with the half-life', () => {
  fc.assert(fc.property(fc.constantFrom<LawName>('utility', 'effective-data', 'data-constrained'), real(0.3, 50), real(1.1, 60), (law, tau, epochs) => {
    const repetition = repetitionOf(law), out = new Float64Array(3), h = 1e-5;
    const grown = (t: number) => { repetition(epochs * 1e6, 1e6, t, out); return out[1]; };
    const numeric = (grown(tau * Math.exp(h)) - grown(tau * Math.exp(-h))) / (2 * h);
    repetition(epochs * 1e6, 1e6, tau, out);
    assert.ok(Math.abs(out[2] - numeric) < 1e-7 * (1 + Math.abs(numeric)), `${out[2]} against ${numeric}`);
  }));
});

test('survives 10¹³ samples of a small pool, whatever the half-life', () => {
  for (const tau of [0.01, 6.7, 900, 2000, 1e6, 1e12, Infinity]) {
    const p = { a: 25, b: -0.16, tau, d: 0.1 }, error = predict('utility', p, { samples: 1e13, epochSize: 1000 });
    // Between all samples fresh and none after the first epoch.
    assert.ok(error >= predict('power', p, { samples: 1e13, epochSize: 1000 }) * (1 - 1e-9) && error <= predict('power', p, { samples: 1000, epochSize: 1000 }), `${tau}: ${error}`);
  }
});

test('goes over from the sum to its integral without a seam', () => {
  // The plain sum over 300,000 epochs, far beyond where the library stops adding.
  for (const tau of [1500, 5000, 60000]) {
    const epochs = 300_000;
    let sum = 0, weighted = 0;
    for (let k = epochs - 1; k >= 1; k--) { const part = 0.5 ** (k / tau) * Math.log1p(1 / k); sum += part; weighted += k * part; }
    near(effectiveSamples('utility', { samples: epochs * 1e4, epochSize: 1e4, tau }), 1e4 * Math.exp(sum), 1e-8, `tau ${tau}`);
    const out = new Float64Array(3);
    repetitionOf('utility')(epochs * 1e4, 1e4, tau, out);
    near(out[2], (Math.LN2 / tau) * weighted, 1e-6, `derivative at tau ${tau}`);
  }
});

test('utility halves every τ repetitions', () => {
  const curve = utilityCurve({ a: 1, b: -0.16, tau: 4, d: 0 }, 13);
  assert.equal(curve.length, 13);
  assert.equal(curve[0], 0.16);
  near(curve[4], 0.08, 1e-15);
  near(curve[12], 0.02, 1e-14);
});

test('data-constrained: 4 epochs are worth 93 % of fresh tokens and 16 epochs 66 %, as its authors’ constants have it', () => {
  const worth = (epochs: number) => effectiveSamples('data-constrained', { samples: epochs * 1e9, epochSize: 1e9, tau: muennighoff.RD * Math.LN2 }) / (epochs * 1e9);
  assert.equal(worth(4).toFixed(2), '0.93');
  assert.equal(worth(16).toFixed(2), '0.66');
});

test('data-constrained loss has the printed constants and is Chinchilla’s formula for one epoch', () => {
  assert.deepEqual([muennighoff.A, muennighoff.B].map(Math.round), [521, 1488]);
  assert.equal(muennighoff.E.toFixed(2), '1.87');
  const loss = dataConstrainedLoss({ parameters: 1e7, tokens: 1e9, uniqueTokens: 1e9 });
  near(loss, 1.87 + 521 / 1e7 ** 0.3526596 + 1488 / 1e9 ** 0.3526596, 0.002);
  // No amount of repetition is worth more than (1 + R*)·U fresh tokens.
  const endless = dataConstrainedLoss({ parameters: 1e7, tokens: 1e15, uniqueTokens: 1e9 });
  assert.ok(endless < loss);
  const bound = muennighoff.E + muennighoff.A / 1e7 ** muennighoff.alpha + muennighoff.B / (1e9 * (1 + muennighoff.RD)) ** muennighoff.beta;
  near(endless, bound, 1e-9);
  assert.throws(() => dataConstrainedLoss({ parameters: 1e7, tokens: 1e9, uniqueTokens: 2e9 }), /cannot come out of/);
  assert.throws(() => dataConstrainedLoss({ parameters: 0, tokens: 1e9, uniqueTokens: 1e9 }), /expected parameters > 0/);
});

test('refuses budgets, sizes and parameters that mean nothing, in sentences', () => {
  const good = { a: 0.025, b: -0.16, tau: 6, d: 0.1 }, o = { samples: 1e6, epochSize: 1e6 };
  for (const samples of [0, -1, NaN, Infinity]) assert.throws(() => predict('utility', good, { ...o, samples }), { name: 'InputError', message: /budget of more than 0 samples/ });
  assert.throws(() => predict('utility', good, { ...o, epochSize: 0 }), /size 0: expected the number of distinct samples/);
  assert.throws(() => predict('utility', { ...good, a: 0 }, o), /normaliser a > 0/);
  assert.throws(() => predict('utility', { ...good, b: 0.1 }, o), /exponent b < 0/);
  assert.throws(() => predict('utility', { ...good, tau: 0 }, o), /half-life tau > 0/);
  assert.throws(() => predict('utility', { ...good, d: -0.1 }, o), /irreducible error d ≥ 0/);
  assert.throws(() => predict('wrong' as LawName, good, o), /unknown law "wrong": expected one of utility/);
});

test('an unidentified half-life serves within the first epoch and is refused beyond', () => {
  const p: PoolParams = { a: 0.025, b: -0.16, tau: 'unidentified', d: 0.1 };
  near(predict('utility', p, { samples: 1e6, epochSize: 1e6 }), 0.25 ** -0.16 + 0.1, 1e-12);
  assert.throws(() => predict('utility', p, { samples: 2e6, epochSize: 1e6 }), /only evaluated within its first epoch/);
  assert.throws(() => utilityCurve(p, 3), /first epoch/);
});
