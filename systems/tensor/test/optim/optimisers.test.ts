/** Optimisers and schedules against PyTorch's, recorded in test/oracle/optimisers.json. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { createInterpreterBackend, tensor, withBackend, type Tensor } from '../../src/index.ts';
import * as optim from '../../src/optim/index.ts';
import { uniform } from '../oracle/generator.ts';

interface Run { name: string; optimiser: string; args: Record<string, number | boolean>; gradientScale: number; steps: number[][] }
interface Rates { name: string; schedule: string; args: Record<string, number>; lrs: number[] }
const { entries } = JSON.parse(readFileSync(new URL('../oracle/optimisers.json', import.meta.url), 'utf8')) as { entries: (Run | Rates)[] };
const exact = createInterpreterBackend({ round: 'none' });

const makers: Record<string, (args: never) => optim.Optimizer> = { sgd: optim.sgd, adam: optim.adam, adamW: optim.adamW, rmsProp: optim.rmsProp, lamb: optim.lamb };

function follow({ optimiser, args: { maxNorm, ...args }, gradientScale, steps }: Run): number[][] {
  const opt = makers[optimiser](args as never), shapes = { a: [3, 4], b: [4] };
  let params = { a: tensor(uniform(1, shapes.a), { shape: shapes.a }), b: tensor(uniform(2, shapes.b), { shape: shapes.b }) }, state = opt.init(params);
  return steps.map((_, t) => {
    let grads = { a: tensor(uniform(100 + t, shapes.a), { shape: shapes.a }).mul(gradientScale), b: tensor(uniform(200 + t, shapes.b), { shape: shapes.b }).mul(gradientScale) };
    if (maxNorm) ({ grads } = optim.clipByGlobalNorm(grads, Number(maxNorm)));
    [params, state] = opt.update(grads, state, params);
    return [...params.a.dataSync(), ...params.b.dataSync()];
  });
}
function farthest(a: number[][], b: number[][]): number { return Math.max(...a.map((row, t) => Math.max(...row.map((v, i) => Math.abs(v - b[t][i]))))); }

for (const run of entries.filter((e) => 'optimiser' in e)) {
  test(`${run.name}: eight steps as recorded`, () => {
    assert.ok(farthest(follow(run), run.steps) < 2e-6, 'in float32');
    assert.ok(farthest(withBackend(exact, () => follow(run)), run.steps) < 2e-7, 'in float64: what is left is the float32 of the values read');
  });
}

const schedules: Record<string, (args: Record<string, number>) => optim.Schedule> = {
  constant: ({ lr }) => optim.constant(lr), step: ({ lr, every, factor }) => optim.stepDecay(lr, every, factor), cosine: ({ lr, steps, end }) => optim.cosine(lr, steps, end),
  linear: ({ lr, start, steps }) => optim.linear(start, lr, steps), oneCycle: ({ lr, steps, ...options }) => optim.oneCycle(lr, steps, options),
};
for (const { name, schedule, args, lrs } of entries.filter((e) => 'schedule' in e)) {
  test(`schedule ${name}: rates as recorded`, () => {
    const made = schedules[schedule](args);
    lrs.forEach((lr, step) => assert.ok(Math.abs(optim.rateAt(made, step) - lr) < 2e-6 * args.lr, `step ${step}: expected ${lr}, got ${optim.rateAt(made, step)}`));
  });
}

test('warm-up ends at the first rate of what follows, which begins at its own beginning', () => {
  const schedule = optim.warmup(10, optim.cosine(0.1, 20));
  assert.ok(Math.abs(optim.rateAt(schedule, 0) - 0.01) < 1e-8);
  assert.ok(Math.abs(optim.rateAt(schedule, 9) - 0.1) < 1e-8);
  assert.equal(optim.rateAt(schedule, 10), optim.rateAt(optim.cosine(0.1, 20), 0));
  assert.equal(optim.rateAt(schedule, 15), optim.rateAt(optim.cosine(0.1, 20), 5));
});

test('a chain changes over at its step', () => {
  const schedule = optim.chain(optim.constant(1), 3, optim.linear(1, 0, 2));
  assert.deepEqual([0, 2, 3, 4, 5, 9].map((step) => optim.rateAt(schedule, step)), [1, 1, 1, 0.5, 0, 0]);
});

test('the average of a constant is that constant from the first step on', () => {
  const mean = optim.ema({ decay: 0.999 }), p = { w: tensor([1, -2, 3]) };
  let state = mean.init(p);
  for (let i = 0; i < 3; i++) state = mean.update(state, p);
  const off = mean.average(state).w.sub(p.w).abs().max().item();
  assert.ok(off < 1e-6, `off by ${off}`);
});

test('an overflow halves the loss scale and is told; many good steps double it', () => {
  const scaling = optim.lossScale({ initial: 8, every: 2 });
  let state = scaling.init();
  const good = scaling.unscale({ w: tensor([8, 16]) }, state), bad = scaling.unscale({ w: tensor([8, Infinity]) }, state);
  assert.deepEqual([...good.grads.w.dataSync()], [1, 2]);
  assert.equal(good.finite.item(), 1);
  assert.equal(bad.finite.item(), 0);
  state = scaling.adjust(state, bad.finite);
  assert.equal(state.scale.item(), 4);
  state = scaling.adjust(scaling.adjust(state, good.finite), good.finite);
  assert.equal(state.scale.item(), 8);
  assert.deepEqual([...optim.selectTree<{ w: Tensor }>(bad.finite, { w: tensor([1]) }, { w: tensor([2]) }).w.dataSync()], [2]);
});

test('parameters without a gradient, and those that are no floats, stay as they are', () => {
  const opt = optim.adamW({ lr: 0.1 }), params = { w: tensor([1, 2]), frozen: tensor([3, 4]), table: tensor([5], { dtype: 'i32' }) };
  const [next] = opt.update({ w: tensor([1, 1]), frozen: null, table: tensor([1]) }, opt.init(params), params);
  assert.equal(next.frozen, params.frozen);
  assert.equal(next.table, params.table);
  assert.ok(next.w.dataSync()[0] < 1);
});

test('gradients of another structure or shape are refused at the call', () => {
  const opt = optim.sgd({ lr: 0.1 }), params = { w: tensor([1, 2]) };
  assert.throws(() => opt.update({ v: tensor([1, 2]) }, opt.init(params), params), /gradients' tree/);
  assert.throws(() => opt.update({ w: tensor([1]) }, opt.init(params), params), /f32\[1\] is not shaped like its parameter f32\[2\]/);
});
