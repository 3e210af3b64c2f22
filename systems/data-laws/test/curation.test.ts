import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bestCuration, budgets, crossover, curationOrder, cutChanges, frontier, predictMixture, releasedEffectiveData, releasedUtility, type Family, type Pool } from '../src/index.ts';
import { familyOf, near, real } from './families.ts';

const names = releasedUtility.pools.map(({ name }) => name);

test('keeps the top 10 % at 32 and 64 M samples, the top 20 % at 128 and 640 M', () => {
  assert.deepEqual([32e6, 64e6, 128e6, 640e6].map((samples) => bestCuration(releasedUtility, { samples }).keep.length), [1, 1, 2, 2]);
  const decision = bestCuration(releasedUtility, { samples: 128e6 });
  assert.deepEqual(decision.keep, names.slice(0, 2));
  assert.equal(decision.epochs, 5);
  assert.equal(decision.share, 0.5);
  near(decision.margin, 0.2960 - 0.2873, 0.02);
});

test('the rival law, with its own parameters, keeps more and sooner', () => {
  for (const samples of [64e6, 128e6, 640e6]) {
    assert.ok(bestCuration(releasedEffectiveData, { samples }).keep.length >= bestCuration(releasedUtility, { samples }).keep.length);
  }
});

test('orders pools by utility, whatever they are called and however they are listed', () => {
  const shuffled: Family = { ...releasedUtility, pools: [3, 0, 2, 1].map((i) => ({ ...releasedUtility.pools[i], name: 'dacb'[i] })) };
  assert.deepEqual(curationOrder(shuffled), ['d', 'a', 'c', 'b']);
  assert.deepEqual(curationOrder(shuffled, 'given'), ['b', 'd', 'c', 'a']);
  near(bestCuration(shuffled, { samples: 128e6 }).error, bestCuration(releasedUtility, { samples: 128e6 }).error, 1e-14);
});

/** Every non-empty subset, each predicted on its own. */
function bruteForce(family: Family, samples: number): number {
  let least = Infinity;
  for (let mask = 1; mask < 2 ** family.pools.length; mask++) {
    least = Math.min(least, predictMixture({ ...family, pools: family.pools.filter((_, i) => (mask >> i) & 1) }, { samples }));
  }
  return least;
}

for (const equal of [true, false]) {
  test(`finds the best subset of ${equal ? 'equal' : 'unequal'} pools that trying all of them finds`, () => {
    fc.assert(fc.property(familyOf(['utility', 'effective-data', 'power'], { most: 7, equal }), real(0.05, 200), (family, epochs) => {
      const samples = epochs * family.pools[0].size, decision = bestCuration(family, { samples, search: 'subsets' });
      near(decision.error, bruteForce(family, samples), 1e-12);
      near(decision.error, predictMixture(family, { samples, keep: decision.keep }), 1e-12);
      assert.ok(decision.exact);
    }), { numRuns: 80 });
  });
}

test('a subset can beat every threshold: the best exponent is worth dropping when it fades at once', () => {
  const pool = (name: string, b: number, tau: number): Pool => ({ name, size: 1e7, params: { a: 0.05, b, tau, d: 0.1 } });
  const family: Family = { law: 'utility', form: 'paper', pools: [pool('flash', -0.3, 0.15), pool('steady', -0.26, 12), pool('slow', -0.2, 20)] };
  const prefix = bestCuration(family, { samples: 1e9 }), subset = bestCuration(family, { samples: 1e9, search: 'subsets' });
  assert.ok(prefix.keep.includes('flash'));
  assert.ok(!subset.keep.includes('flash'));
  assert.ok(subset.error < prefix.error && subset.exact);
});

test('proves the best subset of sixty pools, where trying all is out of the question', () => {
  const pools = Array.from({ length: 60 }, (_, i): Pool => ({ name: `${i}`, size: 1e7, params: { a: 0.05, b: -0.05 - ((i * 37) % 60) / 300, tau: 0.5 + ((i * 23) % 60) / 6, d: 0.1 } }));
  for (const form of ['paper', 'reference'] as const) {
    const family: Family = { law: 'utility', form, pools }, decision = bestCuration(family, { samples: 3e9, search: 'subsets' });
    assert.ok(decision.exact && decision.error <= bestCuration(family, { samples: 3e9 }).error);
    // No exchange of a single pool helps.
    const spare = pools.map(({ name }) => name).filter((name) => !decision.keep.includes(name));
    for (const out of decision.keep) {
      for (const into of spare) assert.ok(predictMixture(family, { samples: 3e9, keep: [...decision.keep.filter((name) => name !== out), into] }) >= decision.error - 1e-13);
    }
  }
});

test('admits when a subset was only searched for', () => {
  const pools = Array.from({ length: 18 }, (_, i): Pool => ({ name: `${i}`, size: 1e6 * (1 + (i % 5)), params: { a: 0.05, b: -0.3 + i / 70, tau: 1 + (i % 7), d: 0.1 } }));
  const decision = bestCuration({ law: 'effective-data', form: 'paper', pools }, { samples: 2e8, search: 'subsets' });
  assert.equal(decision.exact, false);
  assert.ok(decision.error <= Math.min(...decision.errors));
});

test('the frontier is the least of all cuts at every budget, and falls', () => {
  fc.assert(fc.property(familyOf(['utility', 'effective-data', 'power']), (family) => {
    const points = frontier(family, { from: 1e6, to: 1e10, steps: 40 });
    assert.equal(points.length, 40);
    points.forEach(({ samples, cut, error, errors }, i) => {
      assert.equal(error, Math.min(...errors));
      assert.equal(error, errors[cut - 1]);
      near(errors[cut - 1], bestCuration(family, { samples }).error, 1e-12);
      assert.ok(i === 0 || (samples > points[i - 1].samples && error <= points[i - 1].error));
    });
  }), { numRuns: 30 });
});

test('the best cut changes at the budgets named: there two cuts are equally good, and none is better', () => {
  fc.assert(fc.property(familyOf(['utility', 'effective-data']), (family) => {
    const changes = cutChanges(family, { from: 1e6, to: 1e11 });
    let cut = bestCuration(family, { samples: 1e6 }).keep.length;
    changes.forEach(({ samples, from, to }, i) => {
      assert.equal(from, cut);
      assert.notEqual(from, to);
      const { errors } = bestCuration(family, { samples }), least = Math.min(...errors);
      near(errors[from - 1], least, 1e-9);
      near(errors[to - 1], least, 1e-9);
      assert.ok(i === 0 || samples > changes[i - 1].samples);
      cut = to;
    });
    assert.equal(bestCuration(family, { samples: 1e11 }).keep.length, cut);
  }), { numRuns: 40 });
});

test('top 10 % and top 20 % are equally good at one budget between 64 and 128 M samples', () => {
  const at = crossover(releasedUtility, names.slice(0, 1), names.slice(0, 2), { lo: 1e7, hi: 1e10 })!;
  assert.ok(at > 64e6 && at < 128e6);
  near(predictMixture(releasedUtility, { samples: at, keep: names.slice(0, 1) }), predictMixture(releasedUtility, { samples: at, keep: names.slice(0, 2) }), 1e-12);
  near(cutChanges(releasedUtility, { from: 1e7, to: 5e8 })[0].samples, at, 1e-9);
  assert.equal(crossover(releasedUtility, names.slice(0, 1), names.slice(0, 2), { lo: 2e8, hi: 1e10 }), null);
  assert.equal(crossover(releasedUtility, names.slice(0, 1), names.slice(0, 1), { lo: 1e7, hi: 1e10 }), null);
});

test('decides among ten thousand pools', () => {
  const pools = Array.from({ length: 10_000 }, (_, i): Pool => ({ name: `${i}`, size: 1e6, params: { a: 0.05, b: -0.3 + i / 40_000, tau: 5, d: 0.1 } }));
  for (const law of ['utility', 'power'] as const) {
    const decision = bestCuration({ law, form: 'paper', pools }, { samples: 1e9 });
    assert.ok(decision.keep.length >= 1 && decision.keep.length < 2000);
    assert.equal(decision.errors.length, 10_000);
  }
});

test('budgets are even in the logarithm and end where asked', () => {
  const steps = budgets({ from: 1e7, to: 1e10, steps: 4 });
  [1e7, 1e8, 1e9, 1e10].forEach((expected, i) => near(steps[i], expected, 1e-12));
  assert.equal(steps[3], 1e10);
  assert.throws(() => budgets({ from: 1e10, to: 1e7, steps: 4 }), { name: 'InputError', message: /from ≤ to/ });
  assert.throws(() => budgets({ from: 0, to: 1e7, steps: 4 }), /more than 0 samples/);
  assert.throws(() => budgets({ from: 1e6, to: 1e7, steps: 1 }), /at least 2 steps/);
});

test('refuses budgets and searches that mean nothing', () => {
  assert.throws(() => bestCuration(releasedUtility, { samples: -1 }), /more than 0 samples/);
  assert.throws(() => bestCuration(releasedUtility, { samples: 1e8, search: 'all' as 'prefix' }), /unknown search "all"/);
  assert.throws(() => bestCuration({ ...releasedUtility, law: 'data-constrained' }, { samples: 1e8 }), /no rule for mixtures/);
});
