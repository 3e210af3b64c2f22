import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cms, fromTables, gaussian, parseCsv, toCsv, toSheets } from '../src/index.ts';
import { runs, subdetectors } from '../src/cms/figures/systems.ts';

/** The layout of the released pile-up 60 and 200 tables. */
const stage = (Name: string, Output: string | null, more: object) => ({ Name, Output, 'Data (bytes)': 0, 'Reduction Ratio': 1, 'Skill mean': 0, 'Skill variance': 1, 'Link Efficiency (J/bit)': 2.5e-11, 'Op Efficiency (J/op)': 0, Compression: 0, ...more });
const detector = (Detector: string, Category: string, bytes: number, more: object = {}) => ({ Category, Detector, 'Data (bytes)': bytes, 'Sample Rate': 40_000_000, Compression: 0, 'Link Efficiency (J/bit)': 2.22e-11, 'Op Efficiency (J/op)': 0, ...more });
const cmsStages = (l1: object, hlt: object) => [
  ...['Tracking', 'Timing', 'Calorimetry', 'Muon'].map((name) => stage(name, 'Intermediate', {})),
  stage('Intermediate', 'Global', { 'Data (bytes)': 260_000, 'Op Efficiency (J/op)': 0.003, ...l1 }), stage('Global', 'Disk', { 'Op Efficiency (J/op)': 16, ...hlt }), stage('Disk', null, {}),
];
const complexity = { Intermediate: (x: number) => x / 2e6, Global: cms.cpuWallTime };
const rename = (rows: object[], from: string, to: string) => rows.map((row) => Object.fromEntries(Object.entries(row).map(([k, v]) => [k === from ? to : k, v])));

test('the released table of Run 5 gives the Run 5 of the library', () => {
  const p = fromTables({
    detectors: subdetectors.map(([name, category, , , bytes]) => detector(name, category, bytes)),
    triggers: cmsStages({ 'Reduction Ratio': 53.3, Classifier: 'L1T' }, { 'Reduction Ratio': 100, Classifier: 'Gaussian', 'Skill mean': 4 }),
    global: [{ Year: 2032 }],
  }, { complexity, classifiers: { L1T: cms.l1Trigger() }, scaleLinks: true });
  const a = p.evaluate(), b = cms.run5().evaluate();
  assert.ok(Math.abs(a.powerW / b.powerW - 1) < 1e-12 && Math.abs((a.productivityPerKJ ?? NaN) / (b.productivityPerKJ ?? 1) - 1) < 1e-12);
});

test('the pile-up 140 layout names its other column, and reads once told', () => {
  const triggers = rename(cmsStages({ 'Reduction Ratio': runs[140].l1Reduction, 'Skill mean': 3 }, { 'Reduction Ratio': 100, 'Skill mean': 4 }), 'Reduction Ratio', 'Reduction');
  const tables = { detectors: subdetectors.map(([name, category, , bytes]) => detector(name, category, bytes)), triggers, global: [{ Year: 2028 }] };
  assert.throws(() => fromTables(tables), /the table of triggers has no column "Reduction Ratio"; it has .*"Reduction".*; if "Reduction" is meant, pass columns: \{ 'Reduction Ratio': 'Reduction' \}/);
  const r = fromTables(tables, { columns: { 'Reduction Ratio': 'Reduction' }, complexity, scaleLinks: true }).evaluate(), ours = cms.pileUp140().evaluate();
  assert.ok(Math.abs(r.powerW / ours.powerW - 1) < 1e-12 && Math.abs((r.f1 ?? 0) - (ours.f1 ?? 1)) < 1e-12);
});

/** The layout of the FCC-hh table: counts of passed and discarded events, no energies. */
const fcc = {
  detectors: ([['tracker', 'Tracking', 37_500_000], ['calorimeter', 'Calorimetry', 5_312_500], ['muon', 'Muon', 937_500]] as const).map(([Detector, Category, bytes]) => ({
    Category, Detector, 'Data (bytes)': bytes, 'Sample Rate': 40_000_000, 'True Pass': 1, 'True Discard': 0, 'False Pass (alpha)': 0, 'False Discard (beta)': 0, Compression: 0,
  })),
  triggers: ([['Tracking', 'Intermediate', 0], ['Calorimetry', 'Intermediate', 0], ['Muon', 'Intermediate', 0], ['Intermediate', 'Global', 399], ['Global', 'Disk', 13.3], ['Disk', 'None', 0]] as const).map(([Name, Output, discard]) => ({
    Output, Name, 'Data (bytes)': 0, 'True Pass': 1, 'True Discard': discard, 'False Pass (alpha)': 0, 'False Discard (beta)': 0, Compression: 0,
  })),
};

test('the FCC-hh layout names the link energies it lacks, and reads with a default for them', () => {
  assert.throws(() => fromTables(fcc), /the table of detectors has no column "Link Efficiency \(J\/bit\)"; it has .*add it, or pass defaults/);
  const r = fromTables(fcc, { defaults: { 'Link Efficiency (J/bit)': 1e-11 } }).evaluate();
  assert.ok(Math.abs(r.keptPerSecond - 4e7 / 400 / 14.3) < 1e-6);
  // no false decisions in the table: the oracle makes none
  assert.ok(Math.abs((r.f1 ?? 0) - 1) < 1e-9);
  // 43.75 MB from the detectors and again from the categories at 40 MHz, then 1 in 400 and 1 in 5720 of it
  assert.ok(Math.abs(r.linkPowerW / (1e-11 * 8 * 43.75e6 * 4e7 * (2 + 1 / 400 + 1 / 5720)) - 1) < 1e-9);
});

test('false decisions of a counted table enter the reduction and the recall', () => {
  const triggers = fcc.triggers.map((row) => (row.Name === 'Intermediate' ? { ...row, 'True Pass': 8, 'True Discard': 80, 'False Pass (alpha)': 2, 'False Discard (beta)': 2 } : { ...row, 'True Discard': 0 }));
  const r = fromTables({ ...fcc, triggers }, { defaults: { 'Link Efficiency (J/bit)': 0 } }).evaluate();
  assert.ok(Math.abs(r.keptPerSecond - 4e7 / 9.2) < 1e-3);
  assert.ok(Math.abs((r.recall ?? 0) - 0.8) < 1e-9);
});

test('the released test system comes out as in its notebook', () => {
  const level = (Name: string, Output: string, ratio: number, skill: number, opJ: number) => stage(Name, Output, { 'Reduction Ratio': ratio, 'Skill mean': skill, 'Op Efficiency (J/op)': opJ });
  const p = fromTables({
    detectors: [detector('Detector', 'Sensors', 1_000_000, { 'Sample Rate': 1000 })],
    triggers: [stage('Sensors', 'Level1', {}), level('Level1', 'Level2', 2, 3, 0.03), level('Level2', 'Level3', 4, 3, 0.3), level('Level3', 'Disk', 8, 5, 0), stage('Disk', 'None', {}), stage('', null, {})],
  });
  const { contingency: c, linkPowerW, opPowerW, nodes } = p.evaluate();
  // printed there: the contingency, both powers, and the first two error matrices
  for (const [got, wanted] of [[c.tn, 983.995629], [c.fn, 0.379371046], [c.fp, 0.379371061], [c.tp, 15.245629], [linkPowerW, 0.505725], [opPowerW, 179_999_999.98767683]]) assert.ok(Math.abs(got / wanted - 1) < 1e-6, `${got} vs ${wanted}`);
  const matrix = (name: string) => nodes.find((n) => n.name === name)?.decision;
  assert.ok(Math.abs((matrix('Level1')?.tn ?? 0) - 0.50791364) < 1e-6 && Math.abs((matrix('Level1')?.tp ?? 0) - 0.99855952) < 1e-7);
  assert.ok(Math.abs((matrix('Level2')?.fn ?? 0) - 0.01226564) < 1e-7);
});

test('a table from CSV text is the table', () => {
  const detectors = parseCsv('Detector,Category,Data (bytes),Sample Rate,Link Efficiency (J/bit)\r\ncamera,Store,1000,50,1e-9\r\n\r\n');
  const triggers = parseCsv('Name,Output,Reduction Ratio,Skill mean,Skill variance,Op Efficiency (J/op),Link Efficiency (J/bit)\nStore,Archive,10,3,1,0.5,0\nArchive,,1,,,0,0\n');
  const r = fromTables({ detectors, triggers }).evaluate();
  assert.ok(Math.abs(r.keptPerSecond - 5) < 1e-9 && r.opPowerW === 0.5 * 1000 * 50);
});

test('any rows survive a round trip through CSV', () => {
  const cell = fc.string({ maxLength: 12 }).map((s) => s.trim()).filter((s) => !s.includes('\r') && !s.includes('\uFEFF'));
  fc.assert(fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 8 }), (rows) => {
    const given = rows.map(([a, b]) => ({ 'first, "column"': `x${a}`, second: b }));
    assert.deepEqual(parseCsv(toCsv(given)), given);
  }));
});

test('an exported report adds up to the report', () => {
  const r = cms.run5().evaluate(), { summary, nodes, edges } = toSheets(r);
  const column = (rows: readonly Readonly<Record<string, unknown>>[], name: string) => rows.reduce((sum, row) => sum + Number(row[name]), 0);
  assert.ok(Math.abs((column(nodes, 'Power (W)') + column(edges, 'Power (W)')) / r.powerW - 1) < 1e-12);
  assert.equal(summary.find((row) => row.Quantity === 'Power (W)')?.Value, r.powerW);
  const text = toCsv(nodes);
  assert.equal(text.trimEnd().split('\r\n').length, nodes.length + 1);
  assert.equal(parseCsv(text).find((row) => row.Name === 'HLT')?.['In (bytes)'], '8425000');
});

test('a table that cannot be read is refused with the place', () => {
  const detectors = [detector('d', 'Store', 10)], triggers = [stage('Store', null, {})];
  const faults: [() => unknown, RegExp][] = [
    [() => fromTables({ detectors: rename(detectors, 'Detector', 'Sensor') as never, triggers }), /the table of detectors has no column "Detector"; it has .*"Sensor"/],
    [() => fromTables({ detectors: rename(detectors, 'Sample Rate', 'Hz') as never, triggers }), /the table of detectors has no column "Sample Rate"/],
    [() => fromTables({ detectors: [detector('d', 'Store', 10, { 'Data (bytes)': 'many' })], triggers }), /has "many" in column "Data \(bytes\)" of row 1: expected a number/],
    [() => fromTables({ detectors: [detector('d', 'Store', 10, { 'Data (bytes)': null })], triggers }), /has nothing in column "Data \(bytes\)" of row 1/],
    [() => fromTables({ detectors, triggers: [stage('Store', null, { 'Reduction Ratio': 5, Classifier: 'Neural' })] }), /stage "Store" asks for a classifier "Neural": pass one as classifiers\["Neural"\]/],
    [() => fromTables({ detectors, triggers: [stage('', null, {})] }), /the table of triggers has no rows with a "Name"/],
    [() => fromTables({ detectors, triggers, global: [{ year: 2032 }] }), /no number in column "Year"; it has year/],
    [() => fromTables({ detectors, triggers }, { complexity: { HLT: () => 1 } }), /complexity is given for "HLT", which is no stage of the table/],
    [() => fromTables({ detectors: [detector('d', 'Elsewhere', 10)], triggers }), /"d" feeds "Elsewhere", which is no stage/],
    [() => parseCsv('a,b\n"1,2'), /ends inside a quoted cell/],
    [() => parseCsv('\n\n'), /no header line/],
  ];
  for (const [cause, sentence] of faults) assert.throws(cause, (error: unknown) => error instanceof RangeError && sentence.test(error.message) && !error.message.includes('\n'), String(sentence));
  assert.doesNotThrow(() => fromTables({ detectors, triggers: [stage('Store', null, { 'Reduction Ratio': 5, Classifier: 'Neural' })] }, { classifiers: { Neural: gaussian(2) } }).evaluate());
});
