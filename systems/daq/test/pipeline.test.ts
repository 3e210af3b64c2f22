import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Pipeline, empirical, gaussian, oracle, passAll } from '../src/index.ts';
import type { PipelineSpec } from '../src/index.ts';
import { chain, pipeline } from './arbitrary.ts';

const near = (a: number, b: number, relative = 1e-9) => Math.abs(a - b) <= relative * Math.max(1e-12, Math.abs(a), Math.abs(b));

test('no event is lost or invented: the contingency adds up to the mean event rate', () => {
  fc.assert(fc.property(pipeline, (p) => {
    const { contingency: c, nodes } = p.evaluate();
    const share = new Map<string, number>();
    let mean = 0;
    for (const node of p.nodes.toReversed()) {
      const parent = node.parent < 0 ? undefined : p.nodes[node.parent];
      share.set(node.name, parent ? (share.get(parent.name) ?? 0) / parent.inputs : 1);
      if (node.source) mean += (share.get(node.name) ?? 0) * node.source.rate;
    }
    assert.ok(near(c.tn + c.fn + c.fp + c.tp, mean, 1e-9));
    for (const n of nodes) assert.ok(near(n.contingency.tn + n.contingency.fn + n.contingency.fp + n.contingency.tp, n.inputRate));
  }));
});

test('every classifying stage of a chain keeps one event in its reduction', () => {
  fc.assert(fc.property(chain, (p) => {
    for (const node of p.evaluate().nodes) {
      const { reduction } = p.nodes.find((n) => n.name === node.name) ?? { reduction: NaN };
      assert.ok(near(node.outputRate * reduction, node.inputRate, 1e-6), `${node.name}: ${node.inputRate} → ${node.outputRate} at ${reduction}`);
    }
  }));
});

test('relevant events are the rate over the product of the reductions, so a chain keeps as many as are relevant', () => {
  fc.assert(fc.property(chain, (p) => {
    const { contingency: c, keptPerSecond, precision, recall, f1 } = p.evaluate();
    assert.ok(near(c.tp + c.fn, keptPerSecond, 1e-5));
    if (f1 !== null && precision !== null && recall !== null) assert.ok(near(precision, recall, 1e-4) && near(f1, recall, 1e-4));
  }));
});

test('power is the sum of what the nodes and links take, bytes counted in bits', () => {
  fc.assert(fc.property(pipeline, (p) => {
    const r = p.evaluate();
    const nodes = r.nodes.reduce((sum, n) => sum + n.powerW, 0), edges = r.edges.reduce((sum, e) => sum + e.powerW, 0);
    assert.ok(near(r.powerW, nodes + edges));
    for (const e of r.edges) {
      const tail = r.nodes.find((n) => n.name === e.from), spec = p.nodes.find((n) => n.name === e.from);
      assert.ok(tail && spec);
      // J/bit · 8 · bytes sent on · events sent on
      assert.ok(near(e.powerW, spec.linkJPerBit * 8 * tail.outBytes * tail.outputRate));
    }
  }));
});

test('a better classifier never lowers the recall of a chain', () => {
  fc.assert(fc.property(chain, fc.double({ min: 0.05, max: 2, noNaN: true }), (p, more) => {
    const better = p.with({ stages: Object.fromEntries(p.spec.stages.map((s) => [s.name, { classifier: s.classifier?.with({ boost: more }) }])) });
    const before = p.evaluate().recall, after = better.evaluate().recall;
    if (before !== null && after !== null) assert.ok(after >= before - 1e-9);
  }));
});

test('scaling the event rate scales rates and power and nothing else', () => {
  fc.assert(fc.property(pipeline, fc.constantFrom(1e-3, 7, 1e4), (p, factor) => {
    const q = p.with({ sources: Object.fromEntries(p.spec.sources.map((s) => [s.name, { rate: s.rate * factor }])) });
    const a = p.evaluate(), b = q.evaluate();
    assert.ok(near(b.powerW, factor * a.powerW, 1e-6) && near(b.contingency.tp, factor * a.contingency.tp, 1e-6));
    assert.ok(a.f1 === null ? b.f1 === null : near(a.f1, b.f1 ?? NaN, 1e-6));
  }));
});

/** Two sources of 100 and 200 bytes, a level that keeps 1 in 4 and one that keeps 1 in 5, by hand. */
const byHand: PipelineSpec = {
  sources: [
    { name: 'a', into: 'L1', bytes: 100, rate: 1000, linkJPerBit: 1e-9 },
    { name: 'b', into: 'L1', bytes: 200, rate: 1000, linkJPerBit: 2e-9, compression: 0.5 },
  ],
  stages: [
    { name: 'L1', into: 'L2', bytes: 50, reduction: 4, classifier: oracle(), opJ: 0.1, complexity: (bytes) => bytes / 10, linkJPerBit: 4e-9, compression: 0.2 },
    { name: 'L2', into: 'store', reduction: 5, classifier: oracle(), opJ: 2 },
    { name: 'store', reduction: 1 },
  ],
};

test('a small pipeline comes out as worked by hand', () => {
  const r = new Pipeline(byHand).evaluate();
  const [a, b, l1, l2, store] = r.nodes;
  assert.deepEqual([a.outBytes, b.outBytes, l1.inBytes, l1.outBytes, l2.inBytes, store.inBytes], [100, 100, 250, 200, 200, 200]);
  assert.equal(l1.ops, 25);
  // 1000 events, 1 in 20 relevant; an oracle keeps all 50 and fills up with irrelevant ones
  assert.ok(near(l1.contingency.tp, 50) && near(l1.contingency.fp, 200) && near(l1.contingency.tn, 750));
  assert.ok(near(r.contingency.tp, 50) && Math.abs(r.contingency.fp) < 1e-9 && Math.abs(r.contingency.fn) < 1e-9);
  assert.equal(r.f1, 1);
  // 0.1 J · 25 ops · 1000/s, 2 J · 200 ops · 250/s
  assert.ok(near(r.opPowerW, 2500 + 100_000));
  // a: 1e-9·8·100·1000, b: 2e-9·8·100·1000, L1: 4e-9·8·200·250
  assert.ok(near(r.linkPowerW, 0.0008 + 0.0016 + 0.0016));
  assert.ok(near(r.cost.storedJ, 2.5 + 400));
  // 750 are discarded after L1 (2.5 J each), 200 after L2 (402.5 J each)
  assert.ok(near(r.cost.discardedJ ?? NaN, (750 * 2.5 + 200 * 402.5) / 950));
});

test('links before compression carry what arrived, as the released code has it', () => {
  const before = new Pipeline({ ...byHand, linksBeforeCompression: true }).evaluate();
  assert.deepEqual(before.edges.map((e) => e.bytes), [100, 200, 250, 200]);
});

test('the year divides operations by the density, and links only when asked to', () => {
  const at = (year: number, scaleLinks: boolean) => new Pipeline({ ...byHand, technology: { year, scaleLinks } }).evaluate();
  const now = at(2022, false), later = at(2032, false), scaled = at(2032, true);
  assert.ok(Math.abs(later.densityScale - 6.49957) < 5e-6);
  assert.ok(near(later.opPowerW, now.opPowerW / later.densityScale) && near(later.linkPowerW, now.linkPowerW));
  assert.ok(near(scaled.linkPowerW, now.linkPowerW / later.densityScale));
});

test('stages are solved for the mix that arrives: recalls of a cascade do not simply multiply', () => {
  const stage = (name: string, into: string, reduction: number) => ({ name, into, reduction, classifier: gaussian(2) });
  const source = { name: 's', into: 'one', bytes: 1, rate: 1e6, linkJPerBit: 0 };
  const both = new Pipeline({ sources: [source], stages: [stage('one', 'two', 20), stage('two', 'end', 20), { name: 'end', reduction: 1 }] }).evaluate();
  const first = both.nodes[1].contingency, second = both.nodes[2].contingency;
  // alone, at the mix of the source, the second would keep a smaller share of the relevant
  const alone = gaussian(2).solve(1e6 - 2500, 2500, 20);
  assert.ok(second.tp / (second.tp + second.fn) < alone.tp - 0.02);
  assert.ok(near(both.recall ?? NaN, (first.tp / (first.tp + first.fn)) * (second.tp / (second.tp + second.fn))));
});

test('branches that filter before they merge count by their share', () => {
  const source = (name: string, into: string) => ({ name, into, bytes: 1, rate: 100, linkJPerBit: 0 });
  const p = new Pipeline({
    sources: [source('a', 'left'), source('b', 'right')],
    stages: [
      { name: 'left', into: 'end', reduction: 10, classifier: oracle() }, { name: 'right', into: 'end', reduction: 2, classifier: oracle() }, { name: 'end', reduction: 1 },
    ],
  });
  const { contingency: c } = p.evaluate();
  assert.ok(near(c.tn + c.fn + c.fp + c.tp, 100));
  assert.ok(near(c.fp + c.tp, (10 + 50) / 2));
});

test('without a stage that classifies, F1 and productivity are undefined, never NaN', () => {
  const p = new Pipeline({ sources: [{ name: 's', into: 'end', bytes: 10, rate: 1e12, linkJPerBit: 1e-12 }], stages: [{ name: 'end', reduction: 1, classifier: passAll() }] });
  const r = p.evaluate();
  assert.equal(r.f1, null);
  assert.equal(r.productivityPerKJ, null);
  assert.equal(r.cost.discardedJ, null);
  assert.equal(r.keptPerSecond, 1e12);
  assert.ok(!JSON.stringify(r).includes('NaN'));
});

test('zero relevant events leave recall undefined and power right', () => {
  const p = new Pipeline({ sources: [{ name: 's', into: 'f', bytes: 10, rate: 100, linkJPerBit: 0 }], stages: [{ name: 'f', into: 'end', reduction: 1e6, classifier: gaussian(3) }, { name: 'end', reduction: 1 }] });
  // truncated to whole events per second, none of 100 is relevant at 1 in a million
  const r = p.evaluate({ integers: true });
  assert.equal(r.contingency.tp + r.contingency.fn, 0);
  assert.equal(r.recall, null);
  assert.equal(r.f1, null);
  assert.ok(Number.isFinite(r.powerW));
});

test('a chain of 200 stages and a complexity of zero are evaluated', () => {
  const stages = Array.from({ length: 200 }, (_, i) => ({ name: `s${i}`, ...(i < 199 ? { into: `s${i + 1}` } : {}), reduction: 1.05, classifier: gaussian(4), opJ: 1, complexity: () => 0 }));
  const r = new Pipeline({ sources: [{ name: 'd', into: 's0', bytes: 1e6, rate: 4e7, linkJPerBit: 1e-11 }], stages }).evaluate();
  assert.ok(near(r.keptPerSecond, 4e7 / 1.05 ** 200, 1e-4));
  assert.equal(r.opPowerW, 0);
});

test('whole numbers of events come from truncation at every node', () => {
  fc.assert(fc.property(chain, (p) => {
    const { nodes } = p.evaluate({ integers: true });
    for (const { contingency: c } of nodes) for (const value of Object.values(c)) assert.ok(Number.isInteger(value) && value >= 0);
  }), { numRuns: 40 });
});

test('a patch changes what it names and leaves the original alone', () => {
  const p = new Pipeline(byHand), q = p.with({ stages: { L1: { reduction: 8 } }, sources: { a: { bytes: 0 } } });
  assert.equal(p.stage('L1').reduction, 4);
  assert.equal(q.stage('L1').reduction, 8);
  assert.equal(q.source('a').bytes, 0);
  assert.equal(q.stage('L2').reduction, 5);
});

test('the graph has every node once and one edge from each but the storage', () => {
  fc.assert(fc.property(pipeline, (p) => {
    const { nodes, edges } = p.toGraph();
    assert.equal(new Set(nodes.map((n) => n.name)).size, nodes.length);
    assert.equal(edges.length, nodes.length - 1);
    assert.equal(nodes.filter((n) => n.kind === 'storage').length, 1);
  }));
});

test('every fault of a specification is one sentence that names it', () => {
  const source = { name: 's', into: 'a', bytes: 1, rate: 1, linkJPerBit: 0 };
  const make = (change: Partial<PipelineSpec>) => () => new Pipeline({ sources: [source], stages: [{ name: 'a', into: 'b', reduction: 1 }, { name: 'b', reduction: 1 }], ...change });
  const faults: [() => unknown, RegExp][] = [
    [make({ stages: [{ name: 'a', into: 'b', reduction: 1 }, { name: 'b', into: 'c', reduction: 1 }, { name: 'c', into: 'b', reduction: 1 }] }), /every path ends in a cycle/],
    [make({ stages: [{ name: 'a', reduction: 1 }, { name: 'b', into: 'c', reduction: 1 }, { name: 'c', into: 'b', reduction: 1 }] }), /b, c feed each other in a cycle/],
    [make({ stages: [{ name: 'a', reduction: 1 }, { name: 'b', reduction: 1 }] }), /"a" and "b" both feed nothing/],
    [make({ stages: [{ name: 'a', into: 'b', reduction: 1 }, { name: 'b', reduction: 1 }, { name: 'c', into: 'b', reduction: 1 }] }), /stage "c" has no input/],
    [make({ stages: [{ name: 'a', reduction: 0.5 }] }), /stage "a" has a reduction of 0.5: expected at least 1/],
    [make({ stages: [{ name: 'a', reduction: NaN }] }), /reduction of NaN/],
    [make({ stages: [{ name: 'a', reduction: 5 }] }), /"a" is to keep one event in 5 but has no classifier/],
    [make({ sources: [{ ...source, into: 'z' }] }), /"s" feeds "z", which is no stage; the stages are a, b/],
    [make({ sources: [source, { ...source, name: 't', into: 's' }] }), /feeds "s", which is a source/],
    [make({ sources: [{ ...source, bytes: -1 }] }), /"s" has bytes -1: expected a number that is not negative/],
    [make({ sources: [{ ...source, rate: 0 }] }), /source "s" has a rate of 0/],
    [make({ sources: [{ ...source, compression: 1.5 }] }), /"s" has a compression of 1.5: expected a share/],
    [make({ sources: [source, source] }), /two nodes are named "s"/],
    [make({ sources: [] }), /at least one source/],
    [make({ stages: [] }), /at least one stage/],
    [make({ technology: { year: NaN } }), /the technology needs finite numbers, got year NaN/],
    [() => make({ stages: [{ name: 'a', reduction: 1, complexity: () => NaN }] })().evaluate(), /the complexity of "a" gives NaN operations for 1 bytes/],
    [() => make({})().with({ stages: { z: { reduction: 2 } } }), /there is no stage "z"; the stages are a, b/],
    [() => make({})().source('z'), /there is no source "z"; the sources are s/],
    [() => make({ stages: [{ name: 'a', reduction: 7, classifier: passAll() }] })().evaluate(), /stage "a": a pass-all classifier cannot reduce by 7/],
    [() => make({ stages: [{ name: 'a', reduction: 7, classifier: empirical([0, 0, 0], [0]) }] })().evaluate(), /stage "a": no threshold reaches a reduction of 7/],
  ];
  for (const [cause, sentence] of faults) assert.throws(cause, (error: unknown) => error instanceof RangeError && sentence.test(error.message) && !error.message.includes('\n'), String(sentence));
});
