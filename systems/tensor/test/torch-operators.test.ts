import * as t from '../src/index.ts';
import type { PadMode, Padding, PerAxis, Tensor } from '../src/index.ts';
import { entriesOf, holds, ofLayers, type Inputs } from './recorded-torch.ts';

interface Args {
  axis: number; alpha?: number; slope?: number; stride?: PerAxis; padding?: Padding & string; dilation?: PerAxis; groups?: number; outputPadding?: PerAxis; kernel: PerAxis; countPadding?: boolean; size: number[];
  mode: 'nearest' | 'bilinear'; alignCorners?: boolean; factor: number; amounts: [number, number][]; causal: boolean; interleaved: boolean; ord: number | 'Infinity'; correction: number; k: number; equation: string; upper: boolean;
}

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
const functions = t as unknown as Record<string, (x: Tensor, axis?: number) => Tensor>;

for (const entry of entriesOf<Args>()) {
  const { op, args } = entry;
  if (ofLayers.has(op)) continue;
  holds(entry, (i) => {
    const y = operators[op] ? operators[op](i, args) : functions[op](i.x, ...('axis' in args ? [args.axis] : []));
    return y instanceof t.Tensor ? { y } : y;
  });
}
