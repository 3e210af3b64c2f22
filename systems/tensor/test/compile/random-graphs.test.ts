import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { random, type Random } from '@galley/numerics/random';
import * as make from '../../src/graph/make.ts';
import * as t from '../../src/index.ts';
import { Tensor, type Shape } from '../../src/index.ts';
import { createWasmBackend } from '../../src/runtime/index.ts';
import { distance, drawn, exact } from '../exact.ts';

/**
 * Graphs drawn at random from views, elementwise functions, reductions, products, scans, gathers and scatters over
 * sizes of 0 to 17 and primes: what the compiler fuses, cuts and lays out has to compute what the interpreter does.
 */
const one = createWasmBackend({ threads: 1 }), two = createWasmBackend({ threads: 2 });
after(() => { one.dispose(); two.dispose(); });

const sizes = [1, 2, 3, 4, 5, 7, 8, 11, 13, 16, 17];
const pick = <T>(rng: Random, from: readonly T[]): T => from[Math.floor(rng.uniform() * from.length)];
const below = (rng: Random, n: number): number => Math.floor(rng.uniform() * n);
const wrap = (node: Tensor['node']) => new Tensor(node);
const axisOf = (rng: Random, x: Tensor) => below(rng, x.rank);

/** Steps that keep values near 1 in size, so that graphs may be deep. */
const steps: Record<string, (rng: Random, x: Tensor, pool: readonly Tensor[]) => Tensor | undefined> = {
  tanh: (_, x) => x.tanh(),
  bounded: (_, x) => x.mul(x).add(1).reciprocal(),
  softExp: (_, x) => x.tanh().exp().mul(0.5),
  erf: (_, x) => x.erf(),
  scale: (rng, x) => x.mul(rng.uniform() * 2 - 1).add(0.25),
  clip: (_, x) => x.clip(-0.5, 0.75),
  combine: (rng, x, pool) => { const y = pick(rng, pool.filter((p) => p.shape.join() === x.shape.join())); return pick(rng, [x.add(y).mul(0.5), x.sub(y), x.mul(y), x.maximum(y), x.minimum(y)]); },
  broadcastCombine: (rng, x) => (x.rank ? x.mul(drawn(`b${x.shape.join()}${below(rng, 9)}`, x.shape.map((d) => (rng.uniform() < 0.5 ? 1 : d)))) : undefined),
  mean: (rng, x) => (x.rank ? x.mean(axisOf(rng, x), { keepdims: rng.uniform() < 0.5 }) : undefined),
  sumTwo: (_, x) => (x.rank > 1 ? x.sum([0, x.rank - 1]).mul(1 / Math.max(1, x.shape[0])) : x.sum().mul(0.1)),
  max: (rng, x) => (x.rank && x.size ? x.max(axisOf(rng, x), { keepdims: true }) : undefined),
  centred: (rng, x) => { if (!x.rank) return undefined; const axis = axisOf(rng, x); return x.sub(x.mean(axis, { keepdims: true })); },
  norm: (rng, x) => { if (!x.rank) return undefined; const axis = axisOf(rng, x), c = x.sub(x.mean(axis, { keepdims: true })); return c.div(c.mul(c).mean(axis, { keepdims: true }).add(0.1).sqrt()); },
  softmax: (rng, x) => (x.rank && x.size ? t.softmax(x, axisOf(rng, x)).mul(2) : undefined),
  cumsum: (rng, x) => (x.rank ? t.cumsum(x, axisOf(rng, x), { reverse: rng.uniform() < 0.5, exclusive: rng.uniform() < 0.3 }).mul(0.2) : undefined),
  permute: (rng, x) => (x.rank > 1 ? t.transpose(x, shuffled(rng, x.rank)) : undefined),
  reshape: (rng, x) => x.reshape(factored(rng, x.size)),
  flatten: (_, x) => x.reshape(-1),
  slice: (rng, x) => (x.rank ? x.slice(x.shape.map((d) => (d < 2 || rng.uniform() < 0.4 ? null : rng.uniform() < 0.5 ? [below(rng, d - 1), d] as const : { step: pick(rng, [-1, -2, 2]) }))) : undefined),
  pad: (rng, x) => (x.rank ? wrap(make.pad(x.node, x.shape.map(() => below(rng, 3)), x.shape.map(() => below(rng, 3)), { value: pick(rng, [0, 0.5]), interior: x.shape.map(() => (rng.uniform() < 0.2 ? 1 : 0)) })) : undefined),
  concat: (rng, x, pool) => { if (!x.rank) return undefined; const axis = axisOf(rng, x), fits = pool.filter((p) => p.rank === x.rank && p.shape.every((d, i) => i === axis || d === x.shape[i])); return t.concat([x, pick(rng, fits), x.neg()], axis); },
  matmul: (rng, x) => { if (x.rank < 2) return undefined; const k = x.shape[x.rank - 1], n = pick(rng, sizes), w = rng.uniform() < 0.5 ? drawn(`w${k}${n}`, [k, n]) : drawn(`v${k}${n}`, [n, k]).T; return x.matmul(w).mul(1 / Math.sqrt(Math.max(1, k))); },
  gram: (_, x) => (x.rank === 2 || x.rank === 3 ? x.matmul(x.swapaxes(-1, -2)).mul(1 / Math.max(1, x.shape[x.rank - 1])) : undefined),
  window: (rng, x) => { if (!x.rank) return undefined; const axis = axisOf(rng, x), d = x.shape[axis]; if (d < 3) return undefined; const size = 2 + below(rng, 2), w = wrap(make.window(x.node, axis, size, 1 + below(rng, 2), 1)); return rng.uniform() < 0.5 ? w.mean(axis + 1) : wrap(make.fold(w.mul(0.5).node, axis, d, w.node.op.kind === 'window' ? w.node.op.stride : (d - size) / Math.max(1, w.shape[axis] - 1) || 1, 1)); },
  take: (rng, x) => { if (!x.rank) return undefined; const axis = axisOf(rng, x); return t.take(x, t.tensor(Int32Array.from({ length: 1 + below(rng, 6) }, () => below(rng, x.shape[axis] + 1)), {}), axis); },
  scatter: (rng, x) => { if (!x.rank) return undefined; const axis = axisOf(rng, x); return wrap(make.scatterAdd(t.tensor(Int32Array.from({ length: x.shape[axis] }, () => below(rng, 5))).node, x.node, axis, 4)).mul(0.5); },
  integers: (_, x) => x.mul(8).floor().cast('i32').mul(3).mod(5).cast('f32').mul(0.2),
  bytes: (_, x) => x.abs().mul(100).floor().cast('u8').add(t.tensor(200, { dtype: 'u8' })).cast('f32').mul(0.004),
  masked: (rng, x, pool) => { const y = pick(rng, pool.filter((p) => p.shape.join() === x.shape.join())); return t.where(x.mul(4).floor().greater(0), y, x.mul(0.5)); },
  half: (_, x) => x.mul(0.25).cast('f16').cast('f32'),
  brain: (_, x) => x.cast('bf16').add(x.cast('bf16')).cast('f32').mul(0.25),
  argmax: (rng, x) => (x.rank && x.size ? x.mul(16).floor().argmax(axisOf(rng, x)).cast('f32').mul(0.05) : undefined),
};
function shuffled(rng: Random, n: number): number[] {
  const order = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) { const j = below(rng, i + 1); [order[i], order[j]] = [order[j], order[i]]; }
  return order;
}
function factored(rng: Random, size: number): number[] {
  const shape: number[] = [];
  let left = size;
  for (const p of [2, 3, 5, 7, 11, 13, 17]) while (left > 1 && left % p === 0) { left /= p; if (shape.length && rng.uniform() < 0.5) shape[below(rng, shape.length)] *= p; else shape.push(p); }
  return left > 1 || size === 0 ? [...shape, left] : shape;
}

/** Values whose steps (floor, rounding to halves) turn a last bit into a whole step are compared more loosely: how many elements may differ by one step. */
const stepped = new Set(['integers', 'bytes', 'masked', 'half', 'brain', 'argmax']);

function draw(seed: number): { outputs: () => Tensor[]; said: string[]; loose: boolean } {
  const rng = random(`graph ${seed}`), shapes: Shape[] = Array.from({ length: 2 }, () => Array.from({ length: below(rng, 4) }, () => (rng.uniform() < 0.03 ? 0 : pick(rng, sizes))));
  const inputs = shapes.flatMap((shape, i) => [drawn(`x${seed}${i}`, shape), drawn(`y${seed}${i}`, shape)]);
  const choices = random(`choices ${seed}`), names = Object.keys(steps), said: string[] = [], plan: { name: string; at: number; seed: string }[] = [];
  const count = 3 + below(choices, 12);
  for (let i = 0; i < count; i++) plan.push({ name: pick(choices, names), at: choices.uniform(), seed: `${seed} ${i}` });
  const keep = plan.map(() => choices.uniform() < 0.25);
  const outputs = () => {
    said.length = 0;
    const pool = [...inputs], out: Tensor[] = [];
    plan.forEach(({ name, at, seed: s }, i) => {
      const x = pool[Math.max(0, pool.length - 1 - Math.floor(at * at * pool.length))], y = steps[name](random(s), x, pool);
      if (!y || y.size > 20_000 || y.rank > 5) return;
      said.push(`${name}(${x.shape.join('x')}) -> ${y.shape.join('x')}`);
      pool.push(y);
      if (keep[i]) out.push(y);
    });
    return [...out, pool[pool.length - 1]];
  };
  return { outputs, said, loose: plan.some(({ name }) => stepped.has(name)) };
}

const graphs = 400, blocks = 8;
for (let block = 0; block < blocks; block++) {
  test(`random graphs ${(block * graphs) / blocks} to ${((block + 1) * graphs) / blocks - 1} compute what the interpreter computes`, () => {
    for (let seed = (block * graphs) / blocks; seed < ((block + 1) * graphs) / blocks; seed++) t.tidy(() => {
      const { outputs, said, loose } = draw(seed), expected = outputs(), values = expected.map((x) => Float64Array.from(exact(x)));
      const bits: ArrayLike<number>[][] = [];
      for (const backend of [one, two]) {
        t.withBackend(backend, () => t.tidy(() => {
          const got = t.jit(() => outputs())();
          const read = got.map((x) => Float32Array.from(x.dataSync()));
          read.forEach((g, i) => {
            const off = loose ? outliers(g, values[i]) : distance(g, values[i]) / 1e-4;
            assert.ok(off < 1, `graph ${seed}, output ${i} [${got[i].shape.join(', ')}] differs (${off.toExponential(1)} of what is allowed)\n  ${said.join('\n  ')}`);
          });
          bits.push(read);
          return [];
        }));
      }
      assert.deepEqual(bits[1], bits[0], `graph ${seed}: two threads give the bits of one`);
      return [];
    });
  });
}

/** Share of elements that are off, over the share allowed. */
function outliers(got: ArrayLike<number>, expected: ArrayLike<number>): number {
  let off = 0;
  for (let i = 0; i < expected.length; i++) if (!(Math.abs(got[i] - expected[i]) <= 1e-3 * Math.max(1, Math.abs(expected[i]))) && !(Number.isNaN(got[i]) && Number.isNaN(expected[i]))) off++;
  return off / Math.max(2, 0.1 * expected.length);
}
