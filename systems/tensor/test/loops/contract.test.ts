import assert from 'node:assert/strict';
import { test } from 'node:test';
import { random, type Random } from '@galley/numerics/random';
import { checkSchedule, contractSchedule, lowerContract, problemOf, registersOf, type ContractSchedule } from '../../src/loops/contract/index.ts';
import type { ContractNest } from '../../src/loops/contract-nest.ts';
import type { Device } from '../../src/loops/kernel.ts';
import type { Access, Value } from '../../src/loops/value.ts';
import { runLowered } from './run-lowered.ts';

const device: Device = { registers: 15, l1Bytes: 32768, l2Bytes: 1 << 20, l3Bytes: 1 << 25, relaxedSimd: true, threads: 1 };
const below = (rng: Random, n: number): number => Math.floor(rng.uniform() * n);
const pick = <T>(rng: Random, from: readonly T[]): T => from[below(rng, from.length)];
const load = (access: Access): Value => ({ kind: 'load', lane: 'f32', access });

interface Drawn { nest: ContractNest; buffers: Float32Array[]; expected: Float64Array; /** Sum of magnitudes of each result: what rounding is relative to. */ scale: Float64Array }

/** A contraction with axes of any number, operands with strides of any kind (transposed, reversed, overlapping windows), a prologue and an epilogue. */
function draw(rng: Random): Drawn {
  const counts = [below(rng, 2), 1 + below(rng, 3), 1 + below(rng, 3), below(rng, 4)], sizes = counts.flatMap((c, role) => Array.from({ length: c }, () => pick(rng, role === 3 ? [1, 2, 3, 5, 7, 8, 13] : c === 1 ? [1, 2, 5, 6, 7, 8, 11, 13, 17, 23, 40] : [1, 2, 3, 4, 5, 7, 8])));
  const [batch, m, n, k] = counts, rank = sizes.length, of = (role: number, axis: number) => axis >= counts.slice(0, role).reduce((x, y) => x + y, 0) && axis < counts.slice(0, role + 1).reduce((x, y) => x + y, 0);
  /** Strides for the axes an operand has, in a random order; sometimes overlapping, sometimes backwards. */
  const placed = (has: (axis: number) => boolean, overlaps: boolean): { strides: number[]; offset: number; length: number } => {
    const strides = sizes.map(() => 0), order = sizes.map((_, axis) => axis).filter(has).sort(() => rng.uniform() - 0.5);
    let stride = 1, offset = 0, reach = 0;
    for (const axis of order) {
      const back = rng.uniform() < 0.2, step = overlaps && rng.uniform() < 0.3 ? 1 + below(rng, 2) : stride;
      strides[axis] = back ? -step : step;
      if (back) offset += step * (sizes[axis] - 1);
      reach += step * (sizes[axis] - 1);
      stride = Math.max(stride, step * sizes[axis] + (rng.uniform() < 0.2 ? 1 : 0));
    }
    return { strides, offset, length: reach + 1 };
  };
  const filled = (length: number) => Float32Array.from({ length: length + 8 }, () => rng.uniform() * 2 - 1);
  const a = placed((axis) => !of(2, axis), true), b = placed((axis) => !of(1, axis), true), out = placed((axis) => !of(3, axis), false), kept = counts.slice(0, 3).reduce((x, y) => x + y, 0);
  const bias = placed((axis) => of(2, axis), false), buffers = [filled(a.length), filled(b.length), new Float32Array(out.length + 8), filled(bias.length)];
  const prologue = rng.uniform() < 0.2, epilogue = rng.uniform() < 0.5;
  const of_ = (buffer: number, { strides, offset }: { strides: number[]; offset: number }): Access => ({ buffer, dtype: 'f32', offset, strides });
  const left = load(of_(0, a)), right = load(of_(1, b)), hole: Value = { kind: 'hole', lane: 'f32', hole: 0 };
  const value: Value = epilogue ? { kind: 'map', lane: 'f32', fn: 'max', args: [{ kind: 'map', lane: 'f32', fn: 'add', args: [hole, load(of_(3, { ...bias, strides: bias.strides.slice(0, kept) }))] }, { kind: 'constant', lane: 'f32', value: 0 }] } : hole;
  const nest: ContractNest = { kind: 'contract', sizes, batch, m, n, k, lane: 'f32', a: prologue ? { kind: 'map', lane: 'f32', fn: 'abs', args: [left] } : left, b: right, stores: [{ access: of_(2, { ...out, strides: out.strides.slice(0, kept) }), value }] };
  // Every element by its definition.
  const expected = new Float64Array(buffers[2].length), scale = new Float64Array(buffers[2].length), at = sizes.map(() => 0);
  const dot = (p: { strides: number[]; offset: number }) => p.offset + at.reduce((s, v, i) => s + v * p.strides[i], 0);
  const sums = new Float64Array(buffers[2].length), biases = new Float64Array(buffers[2].length), written = new Uint8Array(buffers[2].length);
  const walk = (axis: number): void => {
    if (axis < rank) { for (at[axis] = 0; at[axis] < sizes[axis]; at[axis]++) walk(axis + 1); at[axis] = 0; return; }
    const x = buffers[0][dot(a)], y = buffers[1][dot(b)], o = dot(out), product = (prologue ? Math.abs(x) : x) * y;
    sums[o] += product; scale[o] += Math.abs(product); biases[o] = buffers[3][dot(bias)]; written[o] = 1;
  };
  walk(0);
  for (let o = 0; o < sums.length; o++) if (written[o]) expected[o] = epilogue ? Math.max(0, sums[o] + biases[o]) : sums[o];
  return { nest, buffers, expected, scale };
}

function check({ nest, buffers, expected, scale }: Drawn, schedule: ContractSchedule | undefined, said: string): void {
  const copies = buffers.map((b) => b.slice()), lowered = lowerContract(nest, buffers.length, device, schedule);
  for (const order of ['forward', 'backward'] as const) {
    copies[2].fill(0);
    runLowered(lowered, copies, { fma: true, order });
    for (let i = 0; i < expected.length; i++) {
      const off = Math.abs(copies[2][i] - expected[i]), bound = 2 ** -22 * (scale[i] * Math.sqrt(1 + nest.sizes.length * 8) + 1);
      assert.ok(off <= bound, `${said}, tasks ${order}: element ${i} is ${copies[2][i]}, expected ${expected[i]}\n${JSON.stringify(nest)}\n${JSON.stringify(schedule)}`);
    }
  }
}

test('contractions of any axes, strides, prologues and epilogues, by the rule’s schedule', () => {
  for (let seed = 0; seed < 90; seed++) check(draw(random(`contract ${seed}`)), undefined, `contraction ${seed}`);
});

test('long sums over axes that run on in one operand and not in the other are done in blocks of both', () => {
  // The filter gradient of a convolution: batch, rows and columns are summed; dy has rows in one piece, the padded image has not.
  const [batch, rows, columns, outChannels, kernel] = [16, 13, 14, 7, 3], padded = columns + 2, rng = random('long'), filled = (n: number) => Float32Array.from({ length: n }, () => rng.uniform() * 2 - 1);
  const nest: ContractNest = {
    kind: 'contract', sizes: [outChannels, kernel, batch, rows, columns], batch: 0, m: 1, n: 1, k: 3, lane: 'f32',
    a: load({ buffer: 0, dtype: 'f32', offset: 0, strides: [rows * columns, 0, outChannels * rows * columns, columns, 1] }), b: load({ buffer: 1, dtype: 'f32', offset: 0, strides: [0, 1, rows * padded, padded, 1] }),
    stores: [{ access: { buffer: 2, dtype: 'f32', offset: 0, strides: [kernel, 1] }, value: { kind: 'hole', lane: 'f32', hole: 0 } }],
  };
  const dy = filled(batch * outChannels * rows * columns), x = filled(batch * rows * padded + kernel), out = new Float32Array(outChannels * kernel);
  for (const registers of [15, 31]) {
    const own = { ...device, registers }, problem = problemOf(nest, 3), schedule = contractSchedule(problem, own);
    checkSchedule(problem, schedule, own);
    for (const given of [schedule, undefined]) {
      runLowered(lowerContract(nest, 3, own, given), [dy, x, out]);
      for (let o = 0; o < outChannels; o++) for (let s = 0; s < kernel; s++) {
        let sum = 0;
        for (let b = 0; b < batch; b++) for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) sum += dy[((b * outChannels + o) * rows + r) * columns + c] * x[(b * rows + r) * padded + c + s];
        assert.ok(Math.abs(out[o * kernel + s] - sum) < 1e-3, `${out[o * kernel + s]} for ${sum}`);
      }
    }
  }
});

test('every legal schedule computes the same', () => {
  for (let seed = 0; seed < 120; seed++) {
    const rng = random(`schedule ${seed}`), drawn = draw(rng);
    if (drawn.nest.sizes.includes(0) || drawn.nest.a.kind !== 'load') continue;
    const problem = problemOf(drawn.nest, 4), rule = contractSchedule(problem, device), nr = pick(rng, [4, 8, 12]), mr = 1 + below(rng, 6), run = Math.max(problem.a.k.at(-1)!.size, problem.b.k.at(-1)!.size);
    const simple = problem.a.k.length === 1 && problem.b.k.length === 1;
    const schedule: ContractSchedule = { mr, nr, kc: simple ? 1 + below(rng, 8) : rng.uniform() < 0.5 ? problem.k : run, nb: nr * (1 + below(rng, 3)), mb: mr * (1 + below(rng, 3)), unroll: pick(rng, [1, 2, 4]), packA: pick(rng, rule.packA === 'none' ? ['none', 'task', 'before'] as const : ['task', 'before'] as const), packB: pick(rng, ['task', 'before'] as const) };
    if (registersOf(schedule, true) > device.registers) continue;
    try { checkSchedule(problem, schedule, device); } catch { continue; }
    check(drawn, schedule, `schedule ${seed}`);
  }
});

test('a schedule that breaks a rule is refused, naming it', () => {
  const nest: ContractNest = { kind: 'contract', sizes: [12, 16, 8], batch: 0, m: 1, n: 1, k: 1, lane: 'f32', a: load({ buffer: 0, dtype: 'f32', offset: 0, strides: [8, 0, 1] }), b: load({ buffer: 1, dtype: 'f32', offset: 0, strides: [0, 1, 16] }), stores: [{ access: { buffer: 2, dtype: 'f32', offset: 0, strides: [16, 1] }, value: { kind: 'hole', lane: 'f32', hole: 0 } }] };
  const good: ContractSchedule = { mr: 6, nr: 8, kc: 8, nb: 16, mb: 12, unroll: 4, packA: 'none', packB: 'task' };
  for (const [change, message] of [[{ mr: 8, mb: 16 }, /takes 19 registers, the device has 15/], [{ nr: 6, nb: 12 }, /multiple of the 4 lanes/], [{ nb: 12 }, /nb is not a multiple of nr/], [{ mb: 8 }, /mb is not a multiple of mr/], [{ kc: 0 }, /kc is not a whole number/]] as const) {
    assert.throws(() => lowerContract(nest, 3, device, { ...good, ...change }), message);
  }
});
