import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { boundText, figure, judge, meets, readInputs, readRun, writeRun, type Bound, type Claim, type Experiment, type Paper, type Run } from '../src/index.ts';

/** A record as it comes from a file: anything may be anywhere. */
interface Loose { [key: string]: Loose | string | unknown[] | undefined }

const paperWith = (...claims: Partial<Claim>[]): Paper => ({
  slug: 'trials', arxiv: '2501.00001', title: 'Trials', authors: ['A. Tester'], published: '2025-01-01', summary: 'Trials.',
  claims: claims.map((c, i) => ({ id: `T${i + 1}`, text: 'x', conditions: 'x', says: { text: '2 m', value: 2, unit: 'm', source: 'abstract' }, checks: [{ kind: 'absolute', how: 'x', passes: [{ metric: 'level', unit: 'm', bound: { near: 2, within: 0.1 } }] }], ...c })),
});
let clock = 0;
const runOf = (measured: Record<string, number>, more: Partial<Run> = {}): Run => {
  clock++;
  return {
    id: `00000000-0000-7000-8000-${String(clock).padStart(12, '0')}`, paper: 'trials', experiment: 'steady', inputs: {}, changed: [], seed: 1, repeats: 1,
    startedAt: new Date(1.7e12 + clock * 1000).toISOString(), seconds: 1, state: 'done', events: [], versions: { galley: '0.1.0' }, place: 'node', origin: 'here',
    device: { processor: 'p', architecture: 'x64', logicalCores: 2, wasm: [], os: 'o', runtime: 'r' },
    measurements: Object.entries(measured).map(([metric, value]) => ({ metric, value, unit: 'm', samples: [value] })), ...more,
  };
};
const state = (paper: Paper, runs: Run[], options?: Parameters<typeof judge>[2]) => judge(paper, runs, options).map((v) => v.state);

test('a claim holds within its bound and falls short outside', () => {
  assert.deepEqual(state(paperWith({}), [runOf({ level: 2.05 })]), ['holds']);
  assert.deepEqual(state(paperWith({}), [runOf({ level: 2.2 })]), ['falls short']);
  assert.deepEqual(state(paperWith({}), []), ['not measured']);
});

test('the ratio is measured over claimed', () => {
  const [verdict] = judge(paperWith({}), [runOf({ level: 1.95 })]);
  assert.equal(verdict.measured!.ratio, 1.95 / 2);
  assert.match(verdict.why, /Measured 1\.95 m; asked for 2 ± 0\.1 m\./);
});

test('the newest run speaks, whatever order the runs arrive in', () => {
  const old = runOf({ level: 2 }), recent = runOf({ level: 3 });
  assert.deepEqual(state(paperWith({}), [old, recent]), ['falls short']);
  assert.deepEqual(state(paperWith({}), [recent, old]), ['falls short']);
});

test('runs with changed inputs, failed runs, reported runs and other papers judge nothing', () => {
  const paper = paperWith({});
  for (const more of [{ changed: ['offset'] }, { state: 'failed' as const }, { origin: 'reported' as const }, { paper: 'other' }]) assert.deepEqual(state(paper, [runOf({ level: 2 }, more)]), ['not measured']);
});

test('reported runs are judged among themselves when asked, and own runs then say nothing', () => {
  const own = runOf({ level: 2 }), reported = runOf({ level: 9 }, { origin: 'reported' });
  assert.deepEqual(state(paperWith({}), [own, reported]), ['holds']);
  assert.deepEqual(state(paperWith({}), [own, reported], { origin: 'reported' }), ['falls short']);
});

test('a claim with two checks holds only when both are measured, and falls short as soon as one fails', () => {
  const second = { kind: 'ratio' as const, how: 'x', scale: 'smaller', passes: [{ metric: 'gain', unit: 'm', bound: { atLeast: 1.5 } }] };
  const paper = paperWith({ checks: [...paperWith({}).claims[0].checks, second] });
  assert.deepEqual(state(paper, [runOf({ level: 2 })]), ['not measured']);
  assert.match(judge(paper, [runOf({ level: 2 })])[0].why, /1 of 2 checks held; still open: ratio/);
  assert.deepEqual(state(paper, [runOf({ level: 2, gain: 2 })]), ['holds']);
  assert.deepEqual(state(paper, [runOf({ gain: 1 })]), ['falls short']);
});

test('out of reach says what is needed, and does not hinder the checks within reach', () => {
  const reach = { kind: 'out-of-reach' as const, needs: 'eight GPUs.' };
  assert.deepEqual(judge(paperWith({ checks: [reach] }), [])[0].state, 'out of reach');
  assert.match(judge(paperWith({ checks: [reach] }), [])[0].why, /Needs eight GPUs\.$/);
  assert.deepEqual(state(paperWith({ checks: [reach, ...paperWith({}).claims[0].checks] }), [runOf({ level: 2 })]), ['holds']);
});

test('a verdict that rests on a model says so', () => {
  const check = paperWith({}).claims[0].checks[0];
  assert.equal(judge(paperWith({ checks: [{ ...check, kind: 'model' }] }), [runOf({ level: 2 })])[0].modelled, true);
  const modelled = runOf({ level: 2 });
  modelled.measurements[0].modelled = true;
  assert.equal(judge(paperWith({}), [modelled])[0].modelled, true);
  assert.equal(judge(paperWith({}), [runOf({ level: 2 })])[0].modelled, false);
});

test('a measurement in another unit is not taken for the metric', () => {
  const run = runOf({ level: 2 });
  run.measurements[0].unit = 'km';
  assert.deepEqual(state(paperWith({}), [run]), ['not measured']);
});

test('judging is pure: any order and any repetition of the same runs gives the same verdicts', () => {
  const paper = paperWith({}, { checks: [{ kind: 'model', how: 'x', passes: [{ metric: 'gain', unit: 'm', bound: { atMost: 1 } }] }] });
  const anyRun = fc.record({ level: fc.double({ min: 1, max: 3, noNaN: true }), gain: fc.double({ min: 0, max: 2, noNaN: true }), changed: fc.boolean(), reported: fc.boolean() })
    .map(({ level, gain, changed, reported }) => runOf({ level, gain }, { changed: changed ? ['a'] : [], origin: reported ? 'reported' : 'here' }));
  fc.assert(fc.property(fc.array(anyRun, { maxLength: 6 }).chain((runs) => fc.tuple(fc.constant(runs), fc.shuffledSubarray(runs, { minLength: runs.length }))), ([runs, shuffled]) => {
    const before = JSON.stringify(runs), verdicts = judge(paper, runs);
    assert.deepEqual(judge(paper, [...shuffled, ...runs]), verdicts);
    assert.equal(JSON.stringify(runs), before);
  }));
});

test('every bound agrees with its own words at its own edge, and NaN meets none', () => {
  const bounds: [Bound, number[], number[]][] = [
    [{ near: 5, within: 1 }, [4, 6], [3.9, 6.1]], [{ atLeast: 3 }, [3], [2.9]], [{ atMost: 3 }, [3], [3.1]], [{ between: [1, 2] }, [1, 2], [0.9, 2.1]], [{ equals: 7 }, [7], [7.0001]],
  ];
  for (const [bound, inside, outside] of bounds) {
    for (const v of inside) assert.ok(meets(v, bound), boundText(bound));
    for (const v of [...outside, NaN]) assert.ok(!meets(v, bound), boundText(bound));
  }
});

test('figures read as a person writes them', () => {
  assert.deepEqual([0, 0.30794, 51.599, 12345.6, 999.96, 1e-7, -20.93, 1.5e12].map(figure), ['0', '0.3079', '51.6', '12 346', '1000', '1e−7', '−20.93', '1.5e12']);
});

const experiment = {
  paper: 'trials', id: 'steady',
  inputs: { offset: { kind: 'number', label: 'Offset', unit: 'm', default: 0, min: -10, max: 10 }, steps: { kind: 'number', label: 'Steps', default: 3, min: 1, max: 9, integer: true }, form: { kind: 'choice', label: 'Form', options: ['paper', 'reference'], default: 'paper' }, fast: { kind: 'boolean', label: 'Fast', default: false }, csv: { kind: 'text', label: 'Rows', default: '', maxLength: 10 } },
} satisfies Pick<Experiment, 'paper' | 'id' | 'inputs'>;

test('inputs are read from text, and only real changes count as changed', () => {
  assert.deepEqual(readInputs(experiment, {}), { inputs: { offset: 0, steps: 3, form: 'paper', fast: false, csv: '' }, changed: [] });
  assert.deepEqual(readInputs(experiment, { offset: '2.5', fast: 'yes', form: 'paper' }), { inputs: { offset: 2.5, steps: 3, form: 'paper', fast: true, csv: '' }, changed: ['offset', 'fast'] });
});

test('a wrong input is refused with its name, what was given and what fits', () => {
  const wrong: [object, RegExp][] = [
    [{ pileup: 1 }, /no input "pileup".*It has: offset, steps/], [{ offset: 'x' }, /offset expects a number from -10 to 10 \(m\), got "x"/], [{ offset: 11 }, /got 11/], [{ offset: '' }, /got ""/], [{ offset: Infinity }, /offset expects/],
    [{ steps: 2.5 }, /whole number/], [{ form: 'other' }, /one of paper, reference/], [{ fast: 'maybe' }, /true or false/], [{ csv: 'x'.repeat(11) }, /at most 10 characters, got 11/], [{ __proto__: 1, constructor: 1 }, /no input/],
  ];
  for (const [given, message] of wrong) assert.throws(() => readInputs(experiment, given as Record<string, unknown>), message);
});

test('an exported run comes back the same, but marked as reported', () => {
  const run = runOf({ level: 2, gain: 1 }, { events: [{ type: 'point', plot: 'p', series: 's', x: 1, y: 2, low: 1, high: 3 }, { type: 'note', text: 'n' }, { type: 'picture', id: 'i', title: 't', alt: 'a', media: 'image/png', data: 'AAAA' }] });
  assert.deepEqual(readRun(JSON.parse(writeRun(run))), { ...run, origin: 'reported' });
});

test('a tampered run cannot smuggle in a median, a script or a foreign kind', () => {
  const line = (change: (run: Loose) => unknown) => { const copy = JSON.parse(writeRun(runOf({ level: 2 }))); change(copy.run); return copy; };
  assert.equal(readRun(line((r: Loose) => { (r.measurements as unknown as Loose[])[0].value = '99'; })).measurements[0].value, 2);
  for (const [change, message] of [
    [(r: Loose) => { r.id = '../../etc'; }, /not a UUID/], [(r: Loose) => { r.paper = '<script>'; }, /small letters/], [(r: Loose) => { r.state = 'great'; }, /expects one of/], [(r: Loose) => { (r.measurements as unknown as Loose[])[0].samples = [null]; }, /finite number/],
    [(r: Loose) => { r.events = [{ type: 'picture', id: 'i', title: '', alt: '', media: 'image/svg+xml', data: 'AAAA' }]; }, /image\/png/], [(r: Loose) => { r.startedAt = '2025-13-40'; }, /not a time/], [(r: Loose) => { delete r.device; }, /run.device is not an object/],
  ] as [(r: Loose) => void, RegExp][]) assert.throws(() => readRun(line(change)), message);
  assert.throws(() => readRun({ galley: 'run', version: 2 }), /format 2/);
});
