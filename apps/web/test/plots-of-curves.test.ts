/** The marks of curves, of what to keep at each budget, and of prediction against measurement: what they draw, and what they refuse to. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { curvesFrame, curvesSvg, spread, type CurvesSpec } from '#plots/curves.ts';
import { identitySvg } from '#plots/identity.ts';
import { keptMapSvg } from '#plots/kept-map.ts';

const spec: CurvesSpec = {
  label: 'two curves', x: { title: 'samples', domain: [1e6, 1e9], scale: 'log' }, y: { title: '%', domain: [0, 100] },
  curves: [
    { name: 'a <b>', s: 0, points: [[1e6, 10], [1e7, 20], [1e8, 30], [1e9, 40]], dots: [[1e7, 21], [1e8, 140]] },
    { name: 'beyond', s: 1, points: [[1e6, 10], [1e7, 120], [1e8, 30], [1e9, 40]] },
  ],
  crossings: [{ x: 1e7, y: 20, label: '10 M' }, { x: 1e8, y: 30 }, { x: 1e12, y: 30, label: 'far' }],
  now: { x: 1e8, label: 'here', dots: [[30, 0]] },
};
const all = (svg: string, pattern: RegExp) => [...svg.matchAll(pattern)];

test('names pushed apart keep their order and their distance, and stay inside where there is room', () => {
  fc.assert(fc.property(fc.array(fc.double({ min: 0, max: 300, noNaN: true }), { minLength: 1, maxLength: 10 }), (values) => {
    const out = spread(values, 13, 0, 300), order = values.map((_, i) => i).sort((i, j) => values[i] - values[j]);
    for (const [rank, i] of order.entries()) {
      assert.ok(out[i] >= -1e-9 && out[i] <= 300 + 1e-9);
      if (rank > 0) assert.ok(out[i] - out[order[rank - 1]] >= 13 - 1e-9);
    }
  }));
});

test('values far enough apart are left where they are', () => {
  assert.deepEqual(spread([100, 20, 60], 13, 0, 300), [100, 20, 60]);
});

test('a curve breaks where it leaves the plot, and no dot, crossing or line is drawn outside', () => {
  const svg = curvesSvg(spec);
  const paths = all(svg, /<path class="line[^"]*" d="([^"]*)"/g).map((m) => m[1]);
  assert.equal(paths.length, 2);
  assert.equal(paths[0].match(/M/g)?.length, 1);
  assert.equal(paths[1].match(/M/g)?.length, 2, 'the point above 100 is left out');
  assert.equal(all(svg, /<circle class="dot/g).length, 1);
  assert.equal(all(svg, /<circle class="crossing/g).length, 2);
  assert.doesNotMatch(svg, /far/);
  assert.doesNotMatch(curvesSvg({ ...spec, now: { x: 1e10, label: 'nowhere' } }), /nowhere/);
});

test('names are escaped, and too long ones are cut to their margin', () => {
  assert.match(curvesSvg(spec), />a &lt;b&gt;</);
  const svg = curvesSvg({ ...spec, curves: [{ ...spec.curves[0], name: 'a name that is much too long for the margin' }] });
  assert.match(svg, /class="label[^>]*>a name …</);
});

test('places and values are each other’s inverse, at both ends and between', () => {
  const { x, y, inner } = curvesFrame(spec);
  assert.equal(x(1e6), inner.left);
  assert.equal(y(0), inner.bottom);
  assert.ok(Math.abs(x.invert(x(3e7)) / 3e7 - 1) < 1e-9);
  assert.ok(Math.abs(y.invert(y(42)) - 42) < 1e-9);
});

test('strips are filled as high as pools are kept, in proportion to their share', () => {
  const svg = keptMapSvg({
    label: 'kept', x: { title: 'samples', domain: [1e6, 1e8], ticks: [1e6, 1e7, 1e8], format: String }, now: 1e7,
    pools: [{ name: 'first', share: .25 }, { name: 'second', share: .75 }], stretches: [{ from: 1e6, to: 1e7, kept: 1 }, { from: 1e7, to: 1e8, kept: 2 }],
  });
  const heights = all(svg, /<rect class="kept"[^>]* height="([\d.]+)"/g).map((m) => Number(m[1]));
  assert.equal(heights.length, 2);
  assert.ok(Math.abs(heights[0] / heights[1] - .25) < .01);
});

test('a prediction that is right lies on the line of equality, a low one under it', () => {
  const svg = identitySvg({ label: 'mixtures', x: 'measured', y: 'predicted', points: [{ name: 'right', s: 0, measured: .5, predicted: .5 }, { name: 'low', s: 1, measured: .8, predicted: .6 }] });
  const [, ax, ay, bx, by] = /class="line reference" d="M([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)"/.exec(svg)!.map(Number);
  const above = all(svg, /<circle class="dot[^"]*" cx="([\d.]+)" cy="([\d.]+)"/g).map((m) => ay + (Number(m[1]) - ax) / (bx - ax) * (by - ay) - Number(m[2]));
  assert.ok(Math.abs(above[0]) < .2);
  assert.ok(above[1] < -5);
});
