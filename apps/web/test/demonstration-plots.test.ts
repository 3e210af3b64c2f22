/** The marks of the demonstrations: where things stand, and that nothing breaks on odd figures. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cloudSvg } from '#plots/cloud.ts';
import { contourSvg, isolines, isolinesSvg, roundLevels } from '#plots/contour.ts';
import { decades } from '#plots/axes.ts';
import { densitySvg } from '#plots/density.ts';
import { dialSvg } from '#plots/dial.ts';
import { placeFlow, sankeySvg, shadeOf, type FlowSpec } from '#plots/sankey.ts';
import { stackedRowsSvg } from '#plots/stacked-rows.ts';
import { tornadoSvg } from '#plots/tornado.ts';

const flow = (a: number, b: number, out: number, full = 100): FlowSpec => ({
  label: 'two springs, a mill, a pond', full,
  nodes: [
    { name: 'a', column: 0, label: { kind: 'before', text: 'a <spring>', figure: '1' } }, { name: 'b', column: 0, label: { kind: 'before', text: 'b', figure: '2' } },
    { name: 'mill', column: 1, choose: 'mill', label: { kind: 'about', above: ['mill'], below: [] } }, { name: 'pond', column: 2, label: { kind: 'on', text: 'pond' } },
  ],
  bands: [{ from: 'a', to: 'mill', value: a, share: .001 }, { from: 'b', to: 'mill', value: b, share: .001 }, { from: 'mill', to: 'pond', value: out, share: 1 }],
});
const size = { width: 300, height: 120, padding: 20, columns: [50, 150, 290] };
const sound = (svg: string, ...words: string[]) => {
  assert.match(svg, /^<svg class="plot [^"]*" viewBox="0 0 \d+ \d+" role="img" aria-label="[^"]+">/);
  assert.ok(svg.endsWith('</svg>'));
  assert.doesNotMatch(svg, /NaN|undefined|Infinity|<spring>/);
  for (const word of words) assert.ok(svg.includes(word), `${word} in ${svg.slice(0, 200)}`);
};

test('bands are as wide as what flows, on one scale for any total', () => {
  fc.assert(fc.property(fc.double({ min: 3, max: 50, noNaN: true }), fc.double({ min: 3, max: 50, noNaN: true }), (a, b) => {
    const { bands } = placeFlow(flow(a, b, (a + b) / 10, 100), size), perUnit = (size.height - size.padding) / 100;
    assert.ok(Math.abs(bands[0].width - a * perUnit) < 1e-6);
    assert.ok(Math.abs(bands[1].width - b * perUnit) < 1e-6);
    assert.ok(Math.abs(bands[2].width - Math.max(1, (a + b) / 10 * perUnit)) < 1e-6);
  }));
});

test('a flow stays inside its drawing, its thinnest band is a hairline, and nothing flows where nothing is', () => {
  const { nodes, bands } = placeFlow(flow(40, 0, 1e-6), size);
  assert.equal(bands.length, 2);
  assert.equal(bands[1].width, 1);
  for (const n of nodes) assert.ok(n.y0 >= -2 && n.y1 <= size.height + 2 && n.y1 - n.y0 >= 3);
  const mill = nodes.find((n) => n.node.name === 'mill')!, pond = nodes.find((n) => n.node.name === 'pond')!;
  assert.ok(Math.abs(mill.y0 + mill.y1 - pond.y0 - pond.y1) < 1e-6, 'what leaves a stage leaves it in the middle');
  sound(sankeySvg(flow(40, 0, 1e-6), size), 'data-choose="mill"', 'a &lt;spring&gt;');
});

test('a larger relevant share is never drawn lighter', () => {
  fc.assert(fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (a, b) => assert.ok(a > b ? shadeOf(a) >= shadeOf(b) : shadeOf(b) >= shadeOf(a))));
  assert.equal(shadeOf(1), 1);
});

test('isolines run where the surface has their value, and never along the border', () => {
  const columns = 41, rows = 31, f = (u: number, v: number) => 10 ** (2 * u + v); // log10 is linear, so every isoline is a straight line
  const values = Float64Array.from({ length: columns * rows }, (_, i) => f((i % columns) / (columns - 1), Math.floor(i / columns) / (rows - 1)));
  for (const { value, lines } of isolines({ columns, rows, values }, [2, 5, 20, 100, 300])) {
    assert.equal(lines.length, 1);
    assert.ok(lines[0].length > 5);
    for (const [u, v] of lines[0]) { assert.ok(u > 0 && u < 1 && v > 0 && v < 1); assert.ok(Math.abs(Math.log10(f(u, v) / value)) < .03, `${value}: ${f(u, v)} at ${u} ${v}`); }
  }
  const levels = roundLevels(values);
  assert.ok(levels.length >= 4 && levels.every((l) => l > 1 && l < 1000));
  const axis = (label: string) => ({ label, domain: [1, 100] as [number, number], scale: 'log' as const, ticks: [1, 10, 100] });
  sound(contourSvg({ label: 'a slope', x: axis('x'), y: axis('y'), points: [{ name: 'here', x: 10, y: 10 }, { name: 'now', x: 1, y: 100, now: true }] }, isolinesSvg({ columns, rows, values })), 'here', 'class="now"');
});

test('a level surface has no isolines and is drawn all the same', () => {
  assert.deepEqual(roundLevels(new Float64Array(9).fill(.5)), []);
  assert.equal(isolinesSvg({ columns: 3, rows: 3, values: new Float64Array(9).fill(.5) }), '');
});

test('a dial points at its value, stays on its scale, and says what is marked on it', () => {
  const dial = (value: number | null) => dialSvg({ label: 'power', unit: 'MW', value, text: String(value), scale: 'log', domain: [.1, 100], ticks: [.1, 1, 10, 100], references: [{ value: 1, label: 'paper 1', paper: true }] });
  const at = (svg: string) => Number(/class="pointer" d="M([\d.]+)/.exec(svg)?.[1]);
  assert.equal(at(dial(.1)), 14);
  assert.equal(at(dial(100)), 346);
  assert.equal(at(dial(1e9)), 346);
  assert.ok(Math.abs(at(dial(1)) - (14 + 332 / 3)) < .1);
  sound(dial(1), 'Marked: paper 1 at 1');
  assert.doesNotMatch(dial(null), /pointer/);
});

test('two densities show the threshold between them, and the tail above it as kept', () => {
  const score = Float64Array.from({ length: 50 }, (_, i) => i / 10), bell = (m: number) => score.map((s) => Math.exp(-((s - m) ** 2)));
  const svg = densitySvg({ label: 'scores', x: 'score', y: 'density', score, curves: [{ name: 'yes', density: bell(3) }, { name: 'no', density: bell(1) }], threshold: 2, thresholdLabel: '2 kept', floor: 1e-3 });
  sound(svg, 'class="kept s0"', 'class="kept s5"', '2 kept');
  const at = Number(/class="threshold" d="M([\d.]+)/.exec(svg)![1]), from = Number(/class="kept s0" d="M([\d.]+)/.exec(svg)![1]);
  assert.ok(from >= at - .1 && from < at + 10);
});

test('stacked rows add up: the whole bar of a row is its sum on the axis', () => {
  const svg = stackedRowsSvg({ label: 'rows', x: 'MW', parts: ['p', 'q'], rows: [{ name: 'one', values: [3, 1], text: '4' }, { name: 'two', values: [1, 1], text: '2', reference: 4 }] });
  sound(svg, 'class="mark reference"');
  const widths = [...svg.matchAll(/<rect class="part p\d" x="[\d.]+" y="[\d.]+" width="([\d.]+)" height="[\d.]+"><title>/g)].map((m) => Number(m[1]));
  assert.equal(widths.length, 4);
  assert.ok(Math.abs(widths[0] - 3 * widths[1]) < .1 && Math.abs(widths[0] + widths[1] - 2 * (widths[2] + widths[3])) < .1);
  sound(stackedRowsSvg({ label: 'nothing', x: 'MW', parts: ['p'], rows: [{ name: 'none', values: [0], text: '0' }] }));
});

test('the longest bar of a tornado is on top, whichever way it points', () => {
  const svg = tornadoSvg({ label: 'swings', x: 'y', now: 1, lowered: 'less', raised: 'more', rows: [{ name: 'short', low: .9, high: 1.1 }, { name: 'long', low: 2, high: .5 }] });
  sound(svg);
  assert.ok(svg.indexOf('>long<') < svg.indexOf('>short<'));
});

test('a cloud holds every dot inside its axes', () => {
  const svg = cloudSvg({ label: 'cloud', x: { label: 'x', scale: 'log', ticks: [1, 10] }, y: 'y', line: [[1, 1], [10, 2]], lineName: 'exact', dots: [[1, .2], [10, 5]], dotsName: 'drawn' });
  sound(svg);
  const dots = [...svg.matchAll(/class="drawn" cx="([\d.]+)" cy="([\d.]+)" r="1.8"/g)];
  assert.equal(dots.length, 2);
  for (const [, x, y] of dots) assert.ok(Number(x) >= 46 && Number(x) <= 350 && Number(y) >= 46 && Number(y) <= 260);
});

test('ticks of a logarithmic axis are round and not too many', () => {
  assert.deepEqual(decades([.1, 10], 9), [.1, .2, .5, 1, 2, 5, 10]);
  assert.deepEqual(decades([1e-3, 1e3]), [1e-3, 1e-1, 1e1, 1e3]);
});
