/** Windows, Fourier transforms and mel filters. Complex numbers are a last axis of two. */
import { fft, ifft } from '../../../ops/fourier.ts';
import * as ops from '../../../ops/index.ts';
import type { Tensor } from '../../../tensor.ts';
import type { Call, Table } from '../call.ts';
import { elementType, storedAs } from '../element-type.ts';
import { ofNumbers, ofTensor, type Value } from '../value.ts';

const window = (terms: readonly number[]) => (c: Call): Value => {
  const n = c.numbers(0)[0], period = c.int('periodic', 1) ? n : n - 1, type = elementType(c.int('output_datatype', 1))!;
  return ofNumbers(Array.from({ length: n }, (_, i) => terms.reduce((sum, a, k) => sum + a * Math.cos((2 * Math.PI * k * i) / period), 0)), [n], type);
};
const isComplex = (x: Tensor): boolean => x.shape[x.rank - 1] === 2;
const parts = (x: Tensor): { re: Tensor; im: Tensor } => { const re = ops.slice(x, ['...', 0]); return { re, im: isComplex(x) ? ops.slice(x, ['...', 1]) : ops.zerosLike(re) }; };
const half = (n: number): number => Math.floor(n / 2) + 1;

/** The axis is an attribute up to version 19, an operand since. */
function dft(c: Call): Value {
  const x = c.tensor(0), axis = c.axis(c.opset < 20 ? c.int('axis', 1) : c.numberOr(2, -2), x.rank), n = c.numberOr(1, x.shape[axis]), { re, im } = parts(x);
  const sized = (v: Tensor): Tensor => (n > v.shape[axis] ? ops.pad(v, v.shape.map((d, i) => [0, i === axis ? n - d : 0] as const)) : ops.slice(v, v.shape.map((_, i) => (i === axis ? [0, n] : null))));
  const { re: a, im: b } = (c.int('inverse', 0) ? ifft : fft)({ re: sized(re), im: sized(im) }, axis), y = ops.stack([a, b], -1);
  return ofTensor(c.int('onesided', 0) ? ops.slice(y, y.shape.map((_, i) => (i === axis ? [0, half(n)] : null))) : y, c.value(0).type);
}
/** [batch, frames, bins, 2]. */
function stft(c: Call): Value {
  const x = c.tensor(0), step = c.numbers(1)[0], length = c.has(3) ? c.numbers(3)[0] : c.value(2).size, signal = x.rank === 3 && isComplex(x) ? parts(x) : { re: x.reshape(x.shape.slice(0, 2)), im: undefined }, n = x.shape[1], frames = Math.floor((n - length) / step) + 1;
  const cut = (v: Tensor): Tensor => ops.stack(Array.from({ length: frames }, (_, f) => ops.slice(v, [null, [f * step, f * step + length]])), 1), weigh = (v: Tensor): Tensor => (c.has(2) ? ops.mul(cut(v), c.tensor(2)) : cut(v));
  const re = weigh(signal.re), { re: a, im: b } = fft({ re, im: signal.im ? weigh(signal.im) : ops.zerosLike(re) }, -1), y = ops.stack([a, b], -1);
  return ofTensor(c.int('onesided', 1) ? ops.slice(y, [null, null, [0, half(length)]]) : y, c.value(0).type);
}
/** Triangles that are evenly spaced on the mel scale. [bins, mel] */
function melWeights(c: Call): Value {
  const [count, length, rate, low, high] = [0, 1, 2, 3, 4].map((i) => c.numbers(i)[0]), bins = half(length), mel = (f: number): number => 2595 * Math.log10(1 + f / 700), hertz = (m: number): number => 700 * (10 ** (m / 2595) - 1), step = (mel(high) - mel(low)) / (count + 2);
  const edges = Array.from({ length: count + 2 }, (_, i) => Math.floor(((length + 1) * hertz(i * step + mel(low))) / rate)), out = Array.from({ length: bins * count }, () => 0);
  for (let m = 0; m < count; m++) {
    const [from, centre, to] = edges.slice(m, m + 3);
    if (from === centre) out[centre * count + m] = 1;
    else for (let j = from; j <= centre; j++) out[j * count + m] = (j - from) / (centre - from);
    if (to > centre) for (let j = centre; j < to; j++) out[j * count + m] = (to - j) / (to - centre);
  }
  const type = elementType(c.int('output_datatype', 1))!;
  return storedAs(type) ? ofNumbers(out, [bins, count], type) : c.fail(`weights of ${type} are not supported`);
}

export const signal: Table = {
  HannWindow: window([0.5, -0.5]), HammingWindow: window([25 / 46, -21 / 46]), BlackmanWindow: window([0.42, -0.5, 0.08]), DFT: { run: dft, constants: [1, 2] }, STFT: { run: stft, constants: [1, 3] }, MelWeightMatrix: { run: melWeights, constants: [0, 1, 2, 3, 4] },
};
