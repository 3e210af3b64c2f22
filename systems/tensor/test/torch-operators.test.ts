import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as t from '../src/index.ts';
import type { PadMode, Padding, PerAxis, Tensor } from '../src/index.ts';
import { distance, exact } from './exact.ts';
import { integers, uniform } from './oracle/generator.ts';

interface Spec { shape: number[]; seed: number; low: number; high: number; below?: number }
interface Args {
  axis: number; alpha?: number; slope?: number; stride?: PerAxis; padding?: Padding & string; dilation?: PerAxis; groups?: number; outputPadding?: PerAxis; kernel: PerAxis; countPadding?: boolean; size: number[];
  mode: 'nearest' | 'bilinear'; alignCorners?: boolean; factor: number; amounts: [number, number][]; causal: boolean; interleaved: boolean; ord: number | 'Infinity'; correction: number; k: number; equation: string; upper: boolean;
}
interface Entry { name: string; op: string; args: Args; inputs: Record<string, Spec>; outputs: Record<string, { shape: number[]; values: number[] }>; cotangent: number; grads: Record<string, number[]> }

const { entries } = JSON.parse(readFileSync(new URL('oracle/torch.json', import.meta.url), 'utf8')) as { entries: Entry[] };
type Inputs = Record<string, Tensor>;
const layout = 'NCHW';
const spd = (a: Tensor) => a.matmul(a.swapaxes(-1, -2)).add(t.eye(a.shape[a.rank - 1]).mul(2));
const shifted = (a: Tensor, by: number) => a.add(t.eye(a.shape[a.rank - 1]).mul(by));
const biased = (y: Tensor, bias: Tensor) => y.add(bias.reshape(-1, ...y.shape.slice(2).map(() => 1)));

const operators: Record<string, (i: Inputs, a: Args) => Tensor | Record<string, Tensor>> = {
  geluTanh: ({ x }) => x.gelu('tanh'), elu: ({ x }, a) => t.elu(x, a.alpha), leakyRelu: ({ x }, a) => t.leakyRelu(x, a.slope),
  conv: ({ x, w, bias }, a) => biased(t.conv(x, w, { ...a, layout }), bias), convTranspose: ({ x, w, bias }, a) => biased(t.convTranspose(x, w, { ...a, layout }), bias),
  maxPool: ({ x }, { kernel, ...a }) => t.maxPool(x, kernel, { ...a, layout }), avgPool: ({ x }, { kernel, ...a }) => t.avgPool(x, kernel, { countPadding: true, ...a, layout }),
  adaptiveAvgPool: ({ x }, a) => t.adaptiveAvgPool(x, a.size, layout), adaptiveMaxPool: ({ x }, a) => t.adaptiveMaxPool(x, a.size, layout),
  resize: ({ x }, { size, mode, alignCorners }) => t.resize(x, size, { mode, layout, ...(alignCorners && { coordinates: 'alignCorners' as const }) }),
  pixelShuffle: ({ x }, a) => t.pixelShuffle(x, a.factor, layout), pixelUnshuffle: ({ x }, a) => t.pixelUnshuffle(x, a.factor, layout),
  gridSample: ({ x, grid }, { mode, alignCorners, padding }) => t.gridSample(x, grid, { mode, layout, outside: padding as 'zeros' | 'border', ...(alignCorners && { alignCorners }) }),
  pad: ({ x }, a) => x.pad(a.amounts, ({ reflect: 'reflect', replicate: 'edge', circular: 'wrap' } as Record<string, PadMode>)[a.mode]),
  attention: ({ q, k, v }, a) => t.attention(q, k, v, a), rotary: ({ x }, a) => t.rotary(x, a), embedding: ({ table, indices }) => table.take(indices, 0), linear: ({ x, weight, bias }) => x.matmul(weight.T).add(bias),
  norm: ({ x }, a) => x.norm(Number(a.ord), a.axis), variance: ({ x }, a) => x.var(a.axis, { ddof: a.correction }), topK: ({ x }, a) => t.topK(x, a.k, a.axis).values,
  matmul: ({ a, b }) => a.matmul(b), einsum: ({ a, b }, args) => t.einsum(args.equation, a, b),
  cholesky: ({ a }) => t.cholesky(spd(a)), qr: ({ a }) => ({ ...t.qr(a) }), solve: ({ a, b }) => t.solve(shifted(a, 4), b),
  triangularSolve: ({ a, b }, { upper }) => t.triangularSolve(shifted(upper ? a.triu() : a.tril(), 3), b, { lower: !upper }),
  eigh: ({ a }) => t.eigh(a.add(a.T)).w, svd: ({ a }) => t.svd(a).s,
};
/** Losses and normalisations are layers': they are held against PyTorch where they are tested. */
const layers = new Set(['crossEntropy', 'crossEntropyProbabilities', 'mse', 'l1', 'huber', 'klDiv', 'bce', 'bceWithLogits', 'layerNorm', 'rmsNorm', 'groupNorm', 'instanceNorm', 'batchNorm', 'normalize', 'multiHeadAttention']);
const functions = t as unknown as Record<string, (x: Tensor, axis?: number) => Tensor>;

for (const { name, op, args, inputs, outputs, cotangent, grads } of entries) {
  if (layers.has(op)) continue;
  test(`${name}: values and gradients are PyTorch's`, () => t.tidy(() => {
    const given = Object.fromEntries(Object.entries(inputs).map(([key, { shape, seed, low, high, below }]) => [key, below === undefined ? t.tensor(uniform(seed, shape, low, high), { shape }) : t.tensor(integers(seed, shape, below), { shape })]));
    const run = (i: Inputs): Record<string, Tensor> => {
      const y = operators[op] ? operators[op](i, args) : functions[op](i.x, ...('axis' in args ? [args.axis] : []));
      return y instanceof t.Tensor ? { y } : y;
    };
    const got = run(given);
    for (const [key, { shape, values }] of Object.entries(outputs)) {
      assert.deepEqual([...got[key].shape], shape);
      assert.ok(distance(exact(got[key]), values) < 1e-7, `${key}: ${distance(exact(got[key]), values)}`);
    }
    const wanted = Object.keys(grads), first = Object.keys(outputs)[0], weight = t.tensor(uniform(cotangent, outputs[first].shape), { shape: outputs[first].shape });
    if (wanted.length === 0) return;
    const found = t.grad((chosen: Inputs) => run({ ...given, ...chosen })[first].mul(weight).sum())(Object.fromEntries(wanted.map((key) => [key, given[key]])));
    for (const key of wanted) assert.ok(distance(exact(found[key]), grads[key].flat(9)) < 1e-7, `gradient by ${key}: ${distance(exact(found[key]), grads[key])}`);
  }));
}
